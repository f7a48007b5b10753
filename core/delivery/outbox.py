"""Writing what is to leave the site, in the transaction of the act: a rolled-back act leaves nothing behind."""

from collections.abc import Collection
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Min, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import rulebook
from core.delivery import channels, quiet
from core.jobs import queue
from core.models import Delivery, Notice

TASK = "core.tasks.deliver"
EVERY_SECONDS = 20  # how often beat asks for it, whatever became of the messages sent after commit
#: A batch still at work may change the text of a notice; killed in the middle of it, what there is goes out then.
HOLD = timedelta(minutes=10)
KEYS_AT_ONCE = 400
#: What has not been tried yet and is no longer, or not yet, on its way.
NOT_LEFT = (Delivery.State.WAITING, Delivery.State.HELD)

_muted: ContextVar[bool] = ContextVar("outbox_muted", default=False)


def enqueue(notices: Collection[Notice], *, hold: bool = False) -> int:
    """Write one delivery per notice and channel that its recipient wants; returns how many.

    Call it within the transaction that writes the notices. They may be without keys (as ``bulk_create`` leaves them
    when it ignores conflicts): those are read back by their dedupe keys. Nothing is written twice for a notice, the
    number of statements does not grow with the recipients (up to 90 of them), and there is none where no channel is
    configured. ``hold`` keeps them back until ``release``, at most ten minutes. Kinds that somebody must release
    first (``kinds_to_release``) are written as held.
    """
    ways = [] if _muted.get() else channels.configured()
    if not ways or not notices:
        return 0
    prefetch_related_objects(list(notices), "recipient")
    wanted = [(n, way) for n in notices for way in ways if not channels.objection(n.recipient, way, n.kind)]
    if not wanted:
        return 0
    keys = _keys_of([notice for notice, _ in wanted])
    now = timezone.now()
    leaves = max(quiet.may_leave_at(now), now + HOLD if hold else now)
    kept = kinds_to_release()
    for way in ways:  # by channel: together they might be too many for one statement
        rows = [
            Delivery(
                notice_id=keys[id(notice)],
                channel=way,
                not_before=leaves,
                created_at=now,
                state=Delivery.State.HELD if notice.kind in kept else Delivery.State.WAITING,
            )
            for notice, wish in wanted
            if wish == way and keys[id(notice)]
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if leaves <= now:
        kick_after_commit()
    return len(wanted)


def _keys_of(notices: list[Notice]) -> dict[int, int | None]:
    """Primary keys by identity; what ``bulk_create`` left without one is read back."""
    keys = {id(notice): notice.pk for notice in notices}
    lacking = [notice for notice in notices if notice.pk is None]
    for start in range(0, len(lacking), KEYS_AT_ONCE):
        part = lacking[start : start + KEYS_AT_ONCE]
        rows = Notice.objects.filter(
            dedupe_key__in={notice.dedupe_key for notice in part},
            recipient__in={notice.recipient_id for notice in part},
        )
        found = {(person, key): pk for pk, person, key in rows.values_list("pk", "recipient", "dedupe_key")}
        keys |= {id(notice): found.get((notice.recipient_id, notice.dedupe_key)) for notice in part}
    return keys


def hold_back(batch: str) -> int:
    """A batch is taken up again: what it told and what has not left yet waits ten more minutes, or for ``release``.

    ``batch`` is what the dedupe keys of its notices begin with.
    """
    return _put_off(batch, timezone.now() + HOLD)


def release(batch: str) -> int:
    """The batch is over: its notices leave with the text they have now. Returns how many were kept back."""
    leaves = quiet.may_leave_at(timezone.now())
    count = _put_off(batch, leaves)
    if count and leaves <= timezone.now():
        kick_after_commit()
    return count


def _put_off(batch: str, until) -> int:
    if not channels.configured():
        return 0
    waiting = Delivery.objects.filter(state__in=NOT_LEFT, attempts=0, notice__dedupe_key__startswith=batch)
    return waiting.update(not_before=until)


def kinds_to_release() -> Collection[str]:
    """The kinds of notices whose messages leave only when a named person has released them, as the committee rules."""
    try:
        return rulebook.value("reminder.kinds_to_release")
    except rulebook.UnknownRule:
        return ()


def kick() -> None:
    """Ask a worker to send now. Should the message be lost, beat asks every twenty seconds."""
    queue.send(TASK, expires=EVERY_SECONDS)


def kick_after_commit() -> None:
    """The same once per transaction, when it is committed."""
    if not any(entry[1] is kick for entry in transaction.get_connection().run_on_commit):
        transaction.on_commit(kick, robust=True)


@contextmanager
def muted():
    """Within it nothing is written for outside: the story of a demo is no news to anybody's phone."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def undelivered() -> int:
    """How many deliveries were given up by the program and wait for somebody to look after them."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).count()


def held() -> int:
    """How many wait for somebody to release them."""
    return Delivery.objects.filter(state=Delivery.State.HELD).count()


def undelivered_column() -> Coalesce:
    """``undelivered`` as a column of another statement, for a home that has many to read."""
    return _number_of(Delivery.State.DEAD)


def held_column() -> Coalesce:
    """``held`` likewise."""
    return _number_of(Delivery.State.HELD)


def _number_of(state: str) -> Coalesce:
    rows = Delivery.objects.filter(state=state).order_by().values("state")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def condition() -> dict:
    """Counts by state, and for how many seconds the oldest due delivery has waited (0: none is due)."""
    now = timezone.now()
    counts = dict.fromkeys(Delivery.State.values, 0)
    counts |= dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    due = Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING), not_before__lte=now)
    oldest = due.aggregate(oldest=Min("not_before"))["oldest"]
    return {"counts": counts, "oldest_seconds": max(0.0, (now - oldest).total_seconds()) if oldest else 0.0}
