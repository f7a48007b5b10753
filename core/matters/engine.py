"""The lifecycle engine: nothing else in the program changes a state.

``available`` answers what a person may do now, or why not; ``perform`` does it, always in the same order: find the row,
ask who, check the state, ask the guards, demand the fields, update under the condition that nobody was quicker, write
what the act is about, write the event, run what follows, keep whose turn it is - all in one transaction, so that an act
is whole or did not happen.
"""

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from core.matters import events, once, turn_keeping
from core.matters.act_forms import form_for, storable
from core.matters.lifecycle import (
    TAKEN,
    Act,
    AlreadyDone,
    Available,
    Forbidden,
    InvalidFacts,
    Refused,
    Stale,
    Transition,
    lifecycle_of,
)
from core.matters.overtaken import taken
from core.matters.readers import read_by
from core.models import Event, Organisation
from core.models.generic import aimed_at
from core.people.actors import Actor

LONG_WORDS = 40
DEADLOCKED = ("40P01", "40001")  # PostgreSQL: deadlock detected, serialization failure


def available(obj, actor: Actor) -> list[Available]:
    """Rows this person could do from here, in the table's order, each with the guard's sentence where one objects."""
    return [
        Available(row, _objection(row, obj, actor))
        for row in lifecycle_of(obj).rows_from(obj.state)
        if not row.system and row.actor_may(actor, obj)
    ]


def act_form(obj, key: str, actor: Actor, data=None):
    """The form of one row for this object and person (bound where ``data`` is given)."""
    row = lifecycle_of(obj).row(key)
    return form_for(row.fields_for(obj, actor), obj, actor, data, read_by(row.audience, obj))


def check(obj, key: str, actor: Actor, because: Act | Organisation | None = None) -> Transition:
    """The row, if this person may do it now (or the program, ``because`` of an act); raises Forbidden or Refused."""
    row = lifecycle_of(obj).row(key)
    _check_who(row, obj, actor, because)
    if obj.state not in row.source:
        sentence = f"该件现为“{obj.get_state_display()}”，不能再“{row.label}”。请刷新后再看。"
        raise _stale(row, obj, actor, sentence)
    objection = _objection(row, obj, actor)
    if objection:
        raise Refused(objection)
    return row


def _check_who(row: Transition, obj, actor: Actor, because: Act | Organisation | None) -> None:
    """Before all else: whoever may not do it learns neither how the thing stands nor what the form would ask."""
    by_program = actor.user is None or because is not None
    allowed = by_program if row.system else row.actor_may(actor, obj)
    if allowed:
        return
    if _has_done(row, obj, actor):
        raise _stale(row, obj, actor, f"您已经办理过“{row.label}”，不能再办一次。请刷新后再看。")
    if row.too_late and (sentence := row.too_late(actor, obj)):
        raise Stale(sentence)
    raise not_theirs(row)


def not_theirs(row: Transition) -> Forbidden:
    """What the wrong person is told."""
    return Forbidden(f"您当前的岗位不能办理“{row.label}”。")


def perform(
    obj, key: str, actor: Actor, seen: int | None = None, *, because: Act | Organisation | None = None, nonce: str = "",
    **facts,
) -> Act:  # fmt: skip
    """Do the row ``key`` on ``obj``. ``seen`` is the revision the person was looking at, ``nonce`` that of the form:
    the same one handed in again does nothing and raises AlreadyDone with what it did (``core.matters.once``).

    ``because`` is the act on another matter, or the body whose end, that a system row follows from, where its event is
    to name whoever did that; the caller is a part of that act, so that both happen or neither.

    Raises Forbidden, Refused or InvalidFacts, and then nothing at all has happened. On success ``obj`` carries the
    new state, one event is written, and everything that follows is part of the same transaction.
    """
    state, revision = obj.state, obj.revision
    try:
        with transaction.atomic(), turn_keeping.after_acts() as changed:
            changed(obj, actor.at)
            return _perform_once(obj, key, actor, nonce, seen, because, facts)
    except Exception as error:
        obj.state, obj.revision = state, revision
        if isinstance(error, AlreadyDone):
            error.same = _says_the_same(error.event, obj, key, actor, facts)
        if isinstance(error, OperationalError) and _lost_to_another(error):
            raise Stale(TAKEN) from error
        raise


def _lost_to_another(error: OperationalError) -> bool:
    """Two acts waited for each other, and the database let this one go."""
    return getattr(error.__cause__, "pgcode", None) in DEADLOCKED or "database is locked" in str(error)


def _perform_once(obj, key: str, actor: Actor, nonce: str, *asked) -> Act:
    """The act, unless this very form has led to it already."""
    if not nonce or actor.user is None:
        return _perform(obj, key, actor, *asked)
    refuse_done(obj, key, actor, nonce)
    claimed = once.claim(obj, key, actor.user, nonce, actor.at)
    if claimed is None:
        refuse_done(obj, key, actor, nonce)
        raise Stale(TAKEN)
    act = _perform(obj, key, actor, *asked)
    claimed.event = act.event
    claimed.save(update_fields=["event"])
    return act


def refuse_done(obj, key: str, actor: Actor, nonce: str) -> None:
    """Raises AlreadyDone where this form was handed in before, with what it did."""
    if (done := once.done_by(obj, key, actor, nonce)) is not None:
        raise _told_of(done, lifecycle_of(obj).row(key), obj, actor, repeated=True)


def _perform(obj, key: str, actor: Actor, seen: int | None, because: Act | Organisation | None, facts: dict) -> Act:
    row = lifecycle_of(obj).row(key)
    if seen is not None and seen != obj.revision and not row.repeatable:
        _check_who(row, obj, actor, because)
        raise _stale(row, obj, actor)
    check(obj, key, actor, because)
    form = form_for(row.fields_for(obj, actor), obj, actor, facts, read_by(row.audience, obj))
    if not form.is_valid():
        raise InvalidFacts(form)
    act = Act(row=row, obj=obj, actor=actor, facts=form.cleaned_data, from_state=obj.state)
    obj._history_date, obj._history_user = actor.at, actor.user  # of the version that the writes may keep
    _move(act)
    for effect in row.writes:
        effect(act)
    act.event = events.record(
        obj,
        actor=actor,
        key=row.key,
        label=row.label,
        from_state=act.from_state,
        to_state=obj.state,
        text=row.describe(act) if row.describe else "",
        reason=str(act.facts.get("reason") or ""),
        facts=_facts_kept(act.facts),
        audience=row.audience,
    )
    for effect in row.effects:
        effect(act)
    return act


def _has_done(row: Transition, obj, actor: Actor) -> bool:
    """Whether this person did this very thing in this post: a second click is not the wrong person."""
    done = Event.objects.filter(**aimed_at(obj), key=row.key, actor=actor.user, post=actor.post)
    return actor.user is not None and done.exists()


def _stale(row: Transition, obj, actor: Actor, sentence: str = "") -> Stale:
    """What the person is told who comes late: of the own act when and what, else ``sentence``, or who was quicker."""
    done = _own_last(row, obj, actor)
    return Stale(sentence or taken(obj, row, actor)) if done is None else _told_of(done, row, obj, actor)


def _told_of(done: Event, row: Transition, obj, actor: Actor, repeated: bool = False) -> AlreadyDone:
    at = timezone.localtime(done.at)
    when = f"{at:%H:%M}" if at.date() == actor.today else f"{at.month}月{at.day}日{at:%H:%M}"
    said = (done.text or row.label).rstrip("。；")
    if len(said) > LONG_WORDS:  # a whole text is not repeated
        said = said.partition("：")[0][:LONG_WORDS]
    what = said if said.startswith(row.label) else f"办理“{row.label}”（{said}）"
    now = lifecycle_of(obj).states(done.to_state).label
    return AlreadyDone(f"您已于{when}{what}。没有再办一次，该件现为“{now}”。", done, repeated)


def _own_last(row: Transition, obj, actor: Actor) -> Event | None:
    """The last act by which the thing came to where it is, if it was this one and this person's."""
    if actor.user is None or row.repeatable:
        return None
    moving = [one.key for one in lifecycle_of(obj).rows if not one.repeatable]
    last = Event.objects.filter(**aimed_at(obj), key__in=moving).order_by("-pk").first()
    return last if last and (last.key, last.actor_id) == (row.key, actor.user.pk) else None


def _says_the_same(event: Event, obj, key: str, actor: Actor, facts: dict) -> bool:
    form = act_form(obj, key, actor, data=facts)
    form.is_valid()
    said, reason = _facts_kept(form.cleaned_data), str(form.cleaned_data.get("reason") or "")
    for name, kept in event.facts.items():  # what was chosen, or asked, may not be any more, now that it is done
        if (name in form.errors and _is_that(facts.get(name), kept)) or name not in {*form.fields, *facts}:
            said[name] = kept
    return (said, reason) == (event.facts, event.reason)


def _is_that(given, kept) -> bool:
    """Whether the key that was handed in is that of the row which the event names."""
    return isinstance(kept, dict) and str(getattr(given, "pk", given)) == str(kept.get("id"))


def _facts_kept(facts: dict) -> dict:
    """As the event keeps them; the reason has a place of its own there."""
    return {name: storable(value) for name, value in facts.items() if name != "reason"}


def _objection(row: Transition, obj, actor: Actor) -> str | None:
    return next((sentence for guard in row.guards if (sentence := guard(obj, actor))), None)


def _former(obj) -> str:
    """The state from which the object came to the one that it is in."""
    came = Event.objects.filter(**aimed_at(obj), to_state=obj.state).exclude(from_state=obj.state)
    return came.order_by("-pk").values_list("from_state", flat=True)[0]


def _move(act: Act) -> None:
    """Change the state under the condition that it is still the one seen; the loser of a race reads the sentence."""
    obj, row = act.obj, act.row
    target = _former(obj) if row.back else row.to or act.from_state
    rows = type(obj)._base_manager.filter(pk=obj.pk, state=act.from_state)
    if row.repeatable:
        changed = rows.update(state=target)
    else:
        changed = rows.filter(revision=obj.revision).update(state=target, revision=F("revision") + 1)
    if not changed:
        raise _stale(row, obj, act.actor)
    obj.state = target
    if not row.repeatable:
        obj.revision += 1
