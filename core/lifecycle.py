"""The lifecycle engine: a matter's life is a table of rows, and nothing else in the program changes a state.

A row says WHO may DO this, FROM there TO here, PROVIDED these hold, having FILLED IN these, THEN these follow.
``available`` answers what a person may do now, or why not; ``perform`` does it, always in the same order:
find the row, ask who, check the state, ask the guards, demand the facts, update under the condition that nobody
was quicker, write what the act is about, write the event, run what follows - all in one transaction, so that an act
is whole or did not happen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, models, transaction
from django.db.models import F

from core import events
from core.actors import Actor
from core.facts import Fact, form_for, storable
from core.models import Event
from core.models.generic import aimed_at

TAKEN = "该件已被他人处理，请刷新后再看。"
DEADLOCKED = ("40P01", "40001")  # PostgreSQL: deadlock detected, serialization failure


class ActError(Exception):
    """An act that did not happen; ``sentence`` says why, in words for the person."""

    status = 409

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class UnknownAct(ActError):
    """No row of that name."""

    status = 404


class Forbidden(ActError):
    """The wrong person."""

    status = 403


class Refused(ActError):
    """Wrong state, a guard's objection, or somebody was quicker."""


class InvalidFacts(ActError):
    """Something filled in is missing or wrong; ``errors`` maps field to sentences, ``form`` keeps the text."""

    status = 400

    def __init__(self, form):
        self.form = form
        self.errors = {name: [str(e) for e in errors] for name, errors in form.errors.items()}
        super().__init__("；".join(text for errors in self.errors.values() for text in errors))


@dataclass
class Act:
    """One performed row: what effects and sentences read."""

    row: "Do"
    obj: Any
    actor: Actor
    facts: dict[str, Any]
    from_state: str
    event: Event | None = None

    @property
    def at(self):
        return self.actor.at

    @property
    def day(self):
        """Local day of the act; periods run from the day after it."""
        return self.actor.today


Guard = Callable[[Any, Actor], str | None]
Effect = Callable[[Act], None]


@dataclass(frozen=True)
class Do:
    """One row. ``to=None`` keeps the state; ``repeatable`` allows several people to do it side by side.

    ``doing`` is what the act itself writes, before its event; ``then`` is what follows (clocks, works, notices).
    ``awaited`` marks the rows a state waits for (always, or by a question about the object): whoever may do one of them
    has the turn. ``says(act)`` words the
    timeline. ``quiet`` rows are offered under “更多” only. ``system`` rows follow from other acts and have no button.
    ``batch`` rows may be done to many matters at once. ``confirm`` is asked before an act that is hard to undo.
    """

    key: str
    label: str
    source: tuple[str, ...]
    to: str | None
    who: Callable[[Actor, Any], bool]
    provided: tuple[Guard, ...] = ()
    filled_in: "tuple[Fact, ...] | Callable[[Any, Actor], tuple[Fact, ...]]" = ()
    doing: tuple[Effect, ...] = ()
    then: tuple[Effect, ...] = ()
    says: Callable[[Act], str] | None = None
    awaited: bool | Callable[[Any], bool] = False
    repeatable: bool = False
    quiet: bool = False
    system: bool = False
    batch: bool = False
    audience: str = Event.Audience.ALL
    confirm: str = ""

    def facts_for(self, obj, actor: Actor) -> tuple[Fact, ...]:
        """What must be filled in for this object; questions set by rule are read on the day of the act."""
        return self.filled_in(obj, actor) if callable(self.filled_in) else self.filled_in

    def is_awaited(self, obj) -> bool:
        """Whether the object's state waits for this very row."""
        return self.awaited(obj) if callable(self.awaited) else self.awaited


@dataclass(frozen=True)
class Available:
    """A row offered to a person: may be done, or ``refused`` says why not."""

    row: Do
    refused: str | None

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def label(self) -> str:
        return self.row.label


@dataclass(frozen=True)
class Lifecycle:
    """The table of one kind of matter."""

    model: str
    title: str
    states: type[models.TextChoices]
    rows: tuple[Do, ...]
    initial: str
    ends: tuple[str, ...] = ()
    _by_key: dict[str, Do] = field(default_factory=dict)

    def __post_init__(self):
        for row in self.rows:
            if row.key in self._by_key:
                raise ValueError(f"two rows named {row.key} in {self.model}")
            self._by_key[row.key] = row
        LIFECYCLES[self.model] = self

    def row(self, key: str) -> Do:
        """The row named ``key``; raises UnknownAct."""
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownAct("没有这个操作。") from None

    def rows_from(self, state: str) -> list[Do]:
        return [row for row in self.rows if state in row.source]


LIFECYCLES: dict[str, Lifecycle] = {}


def lifecycle_of(obj) -> Lifecycle:
    """The table that rules ``obj``."""
    return LIFECYCLES[obj._meta.label]


def available(obj, actor: Actor) -> list[Available]:
    """Rows this person could do from here, in the table's order, each with the guard's sentence where one objects."""
    return [
        Available(row, _objection(row, obj, actor))
        for row in lifecycle_of(obj).rows_from(obj.state)
        if not row.system and row.who(actor, obj)
    ]


def next_step(obj, actor: Actor) -> Do | None:
    """The row that waits for this person, even if a guard still objects; None when it is not this person's turn."""
    rows = lifecycle_of(obj).rows_from(obj.state)
    return next((row for row in rows if not row.system and row.who(actor, obj) and row.is_awaited(obj)), None)


def act_form(obj, key: str, actor: Actor, data=None):
    """The form of one row for this object and person (bound where ``data`` is given)."""
    return form_for(lifecycle_of(obj).row(key).facts_for(obj, actor), obj, actor, data)


def check(obj, key: str, actor: Actor) -> Do:
    """The row, if this person may do it now; raises Forbidden or Refused with the sentence."""
    row = lifecycle_of(obj).row(key)
    allowed = actor.user is None if row.system else row.who(actor, obj)
    if not allowed:
        if _has_done(row, obj, actor):
            raise Refused(f"您已经办理过“{row.label}”，不能再办一次。请刷新后再看。")
        raise Forbidden(f"您当前的岗位不能办理“{row.label}”。")
    if obj.state not in row.source:
        raise Refused(f"该件现为“{obj.get_state_display()}”，不能再“{row.label}”。请刷新后再看。")
    objection = _objection(row, obj, actor)
    if objection:
        raise Refused(objection)
    return row


def perform(obj, key: str, actor: Actor, seen: int | None = None, **facts) -> Act:
    """Do the row ``key`` on ``obj``. ``seen`` is the revision the person was looking at.

    Raises Forbidden, Refused or InvalidFacts, and then nothing at all has happened. On success ``obj`` carries the
    new state, one event is written, and everything that follows is part of the same transaction.
    """
    state, revision = obj.state, obj.revision
    try:
        with transaction.atomic():
            return _perform(obj, key, actor, seen, facts)
    except Exception as error:
        obj.state, obj.revision = state, revision
        if isinstance(error, OperationalError) and _lost_to_another(error):
            raise Refused(TAKEN) from error
        raise


def _lost_to_another(error: OperationalError) -> bool:
    """Two acts waited for each other, and the database let this one go."""
    return getattr(error.__cause__, "pgcode", None) in DEADLOCKED or "database is locked" in str(error)


def _perform(obj, key: str, actor: Actor, seen: int | None, facts: dict) -> Act:
    if seen is not None and seen != obj.revision and not lifecycle_of(obj).row(key).repeatable:
        raise Refused(TAKEN)
    row = check(obj, key, actor)
    form = form_for(row.facts_for(obj, actor), obj, actor, facts)
    if not form.is_valid():
        raise InvalidFacts(form)
    act = Act(row=row, obj=obj, actor=actor, facts=form.cleaned_data, from_state=obj.state)
    _move(act)
    for effect in row.doing:
        effect(act)
    act.event = events.record(
        obj,
        actor=actor,
        key=row.key,
        label=row.label,
        from_state=act.from_state,
        to_state=obj.state,
        text=row.says(act) if row.says else "",
        reason=str(act.facts.get("reason") or ""),
        facts={name: storable(value) for name, value in act.facts.items() if name != "reason"},
        audience=row.audience,
    )
    for effect in row.then:
        effect(act)
    return act


def _has_done(row: Do, obj, actor: Actor) -> bool:
    """Whether this person did this very thing in this post: a second click is not the wrong person."""
    done = Event.objects.filter(**aimed_at(obj), key=row.key, actor=actor.user, post=actor.post)
    return actor.user is not None and done.exists()


def _objection(row: Do, obj, actor: Actor) -> str | None:
    return next((sentence for guard in row.provided if (sentence := guard(obj, actor))), None)


def _move(act: Act) -> None:
    """Change the state under the condition that it is still the one seen; the loser of a race reads the sentence."""
    obj, row = act.obj, act.row
    target = row.to or act.from_state
    rows = type(obj)._base_manager.filter(pk=obj.pk, state=act.from_state)
    if row.repeatable:
        changed = rows.update(state=target)
    else:
        changed = rows.filter(revision=obj.revision).update(state=target, revision=F("revision") + 1)
    if not changed:
        raise Refused(TAKEN)
    obj.state = target
    if not row.repeatable:
        obj.revision += 1
