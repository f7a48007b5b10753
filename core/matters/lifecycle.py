"""A matter's life is a table of rows: what a row says, what an act is, and how an act may be refused.

A row says WHICH ACTOR MAY do this, FROM there TO here, if the GUARDS have no objection, having filled in the FIELDS;
what the act itself WRITES, which EFFECTS follow, and whom a state WAITS FOR. ``core.matters.engine`` does the acts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.chinese import in_one
from core.matters.fields import ActField
from core.matters.turns import WaitsFor
from core.models import Event
from core.people.actors import Actor

TAKEN = "该件已被他人处理，请刷新后再看。"


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


class Stale(Refused):
    """The thing is not as the person saw it any more: looking again helps."""


class AlreadyDone(Stale):
    """It was this very person's act that led here: pressed twice, or sent again from a page gone back to.

    ``same`` where the same was filled in, so that nothing of it is lost; ``repeated`` where it was the very same form.
    """

    def __init__(self, sentence: str, event: Event, repeated: bool = False):
        super().__init__(sentence)
        self.event = event
        self.repeated = repeated
        self.same = False


class InvalidFacts(ActError):
    """Something filled in is missing or wrong; ``errors`` maps field to sentences, ``form`` keeps the text."""

    status = 400

    def __init__(self, form):
        self.form = form
        self.errors = {name: [str(e) for e in errors] for name, errors in form.errors.items()}
        super().__init__(in_one(text for errors in self.errors.values() for text in errors))


@dataclass
class Act:
    """One performed row: what effects and sentences read."""

    row: "Transition"
    obj: Any
    actor: Actor
    facts: dict[str, Any]
    from_state: str
    event: Event | None = None
    #: What a write found and effects and words of the same act read; kept nowhere.
    aside: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self):
        return self.actor.at

    @property
    def day(self):
        """Local day of the act; periods run from the day after it."""
        return self.actor.today


Guard = Callable[[Any, Actor], str | None]
Effect = Callable[[Act], None]


def nobody(_actor: Actor, _obj: Any) -> bool:
    """May do a ``system`` row by hand."""
    return False


@dataclass(frozen=True)
class Transition:
    """One row. ``to=None`` keeps the state; ``repeatable`` allows several people to do it side by side.

    ``writes`` is what the act itself writes, before its event; ``effects`` is what follows (clocks, works, notices).
    ``waits_for`` says whose turn it is to do this, and for what; ``actor_may`` who may, turn or not. ``describe(act)``
    words the timeline. ``quiet`` rows are offered under “更多” only, ``unspoken`` ones not at all while refused.
    ``system`` rows follow from other acts and have no button. ``batch`` rows may be done to many matters at once;
    ``batch_guards`` object where that wants an act of its own, ``batch_told`` says of each what is to be known first.
    ``urges`` names the kinds of clock that an act of urging (催办) speaks of.
    ``back`` rows lead to the state from which the thing came here (``to`` is None).
    ``confirm`` is asked before an act that is hard to undo. ``button`` is what the button says where that is not the
    label, ``save`` likewise the button of its form; ``onward(thing)`` names the act that the form offers to do at once
    with it (“保存并送签发”). ``done`` is what the person reads once it is done (of the act, where only that tells);
    ``page`` names a page of its own where the act is done; ``on_page`` acts stand open on the matter's page.
    ``too_late(actor, thing)`` is what somebody reads for whom it was done meanwhile in another way; empty for others.
    """

    key: str
    label: str
    source: tuple[str, ...]
    to: str | None
    actor_may: Callable[[Actor, Any], bool]
    guards: tuple[Guard, ...] = ()
    fields: "tuple[ActField, ...] | Callable[[Any, Actor], tuple[ActField, ...]]" = ()
    writes: tuple[Effect, ...] = ()
    effects: tuple[Effect, ...] = ()
    describe: Callable[[Act], str] | None = None
    waits_for: WaitsFor | None = None
    repeatable: bool = False
    quiet: bool = False
    system: bool = False
    back: bool = False
    batch: bool = False
    batch_guards: tuple[Guard, ...] = ()
    batch_told: Callable[[Any], list[tuple[str, str]]] | None = None
    urges: tuple[str, ...] = ()
    audience: str = Event.Audience.ALL
    confirm: str = ""
    unspoken: bool = False
    on_page: bool = False
    button: str = ""
    save: str = ""
    onward: Callable[[Any], str] | None = None
    done: "str | Callable[[Act], str]" = ""
    page: str = ""
    too_late: Callable[[Actor, Any], str] | None = None

    def fields_for(self, obj, actor: Actor) -> tuple[ActField, ...]:
        """What must be filled in for this object; questions set by rule are read on the day of the act."""
        return self.fields(obj, actor) if callable(self.fields) else self.fields


@dataclass(frozen=True)
class Available:
    """A row offered to a person: may be done, or ``refused`` says why not."""

    row: Transition
    refused: str | None

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def label(self) -> str:
        return self.row.label


@dataclass(frozen=True)
class Lifecycle:
    """The table of one kind of matter; ``endings`` words how it ended where the state's own name is not enough.

    ``reads`` words a state of one thing to those who read of it, where its name alone would mislead them; empty words
    keep the name. ``desk`` are the posts that look after these matters: beside the people concerned they alone read
    acts whose audience is ``DESK``.
    """

    model: str
    title: str
    states: type[models.TextChoices]
    rows: tuple[Transition, ...]
    initial: str
    ends: tuple[str, ...] = ()
    endings: dict[str, str] = field(default_factory=dict)
    reads: dict[str, Callable[[Any], str]] = field(default_factory=dict)
    desk: tuple[str, ...] = ()
    _by_key: dict[str, Transition] = field(default_factory=dict)

    def __post_init__(self):
        for row in self.rows:
            if row.key in self._by_key:
                raise ValueError(f"two rows named {row.key} in {self.model}")
            self._by_key[row.key] = row
        LIFECYCLES[self.model] = self

    def row(self, key: str) -> Transition:
        """The row named ``key``; raises UnknownAct."""
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownAct("没有这个操作。") from None

    @property
    def kept_at_desk(self) -> tuple[str, ...]:
        """The acts that only the people concerned and the desk read of."""
        return tuple(row.key for row in self.rows if row.audience == Event.Audience.DESK)

    def rows_from(self, state: str) -> list[Transition]:
        return [row for row in self.rows if state in row.source]

    def stands(self, obj) -> str:
        """How the object stands where nobody is waited for: “已办结”."""
        return self.endings.get(obj.state) or self.read(obj)

    def read(self, obj) -> str:
        """The object's state on pages and lists. May read the object's open turns."""
        return self.reworded(obj) or obj.get_state_display()

    def reworded(self, obj) -> str:
        """The same where it is not the state's own name; else nothing."""
        words = self.reads.get(obj.state)
        return words(obj) if words else ""


LIFECYCLES: dict[str, Lifecycle] = {}


def lifecycle_of(obj) -> Lifecycle:
    """The table that rules ``obj``."""
    return LIFECYCLES[obj._meta.label]
