"""Telling people: notices and what leaves the site, written in the transaction of the act, each person once."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from core.delivery import outbox
from core.delivery.folding import Said, folded, said
from core.matters.lifecycle import Act
from core.matters.naming import name_of
from core.models import Event, Notice, User
from core.models.generic import about, matter_of
from core.models.notices import OPEN

#: Where a notice that speaks of several acts leads: one place, or found for one of the notices.
Where = str | Callable[[Notice], str]


def tell(
    people: Iterable[User],
    title: str,
    *,
    act: Act,
    url: str,
    body: str = "",
    key: str = "",
    kind: str = Notice.Kind.ACT,
) -> int:
    """Write one notice per person about ``act``; the actor is not told of the own act. Returns how many were written.

    The same transaction writes what is to leave the site by mail or gateway. ``key`` separates several notices of the
    same act to the same person; ``kind`` decides the wording outside and who wants it there.
    """
    where = about(act.obj)
    me = act.actor.user.pk if act.actor.user else None
    batch = _batch.get()
    made_by = f"{batch.name}:{act.row.key}" if batch else act.event.pk
    rows = [
        Notice(
            **where,
            kind=kind,
            recipient=person,
            title=title[:200],
            body=body[:400],
            url=url,
            event=act.event,
            created_at=act.at,
            dedupe_key=f"{made_by}:{key}",
        )
        for person in {p.pk: p for p in people}.values()
        if person.pk != me
    ]
    if batch:
        rows = batch.join(rows, (name_of(matter_of(act.obj)), str(matter_of(act.obj))))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    outbox.enqueue(rows, hold=batch is not None)
    return len(rows)


def announce(people: Iterable[User], title: str, *, event: Event, target: Model, url: str, body: str = "") -> int:
    """Tell people of an event that is no act on a matter (an account, a post). Nobody is told of the own act.

    Call it in the transaction that wrote ``event``. Returns how many were told.
    """
    rows = [
        Notice(
            **about(target),
            recipient=person,
            title=title[:200],
            body=body[:400],
            url=url,
            event=event,
            created_at=event.at,
            dedupe_key=f"{event.pk}:",
        )
        for person in {p.pk: p for p in people}.values()
        if person.pk != event.actor_id
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    outbox.enqueue(rows)
    return len(rows)


def close_of(events: Iterable[int], at: datetime) -> list[User]:
    """What these events have told holds no more: their notices are closed. Returns whom they had told."""
    rows = Notice.objects.filter(event__in=list(events))
    people = list(User.objects.filter(pk__in=rows.values("recipient")).order_by("pk"))
    rows.filter(closed_at=None).update(closed_at=at, closed_as=Notice.Closed.OVER)
    return people


class _Batch:
    """Acts done in one go: a later notice of the same kind to the same person is joined to the first one."""

    def __init__(self, url: Where, name: str = ""):
        self.name, self.url = name or f"batch-{uuid4().hex[:12]}", url
        self.told: dict[tuple[int, str], list[Said]] = {}

    def remember(self, told: Iterable[Sequence[Any]]) -> None:
        """Take for told what an earlier run of the same batch has told: person, dedupe key and what was said."""
        for person, key, *kept in told:
            self.told.setdefault((person, key), []).append(Said(*kept))

    def told_since(self, before: dict[tuple[int, str], list[Said]]) -> list[tuple[Any, ...]]:
        """What was told after ``before`` (an earlier value of ``told``), in the form that ``remember`` takes."""
        return [(*who, *one.kept) for who, every in self.told.items() for one in every[len(before.get(who, ())) :]]

    def join(self, rows: list[Notice], names: Sequence[str]) -> list[Notice]:
        """Rows for people not told yet; the others' notice now speaks of this matter too, by one of ``names``."""
        new = []
        for row in rows:
            earlier = self.told.get((row.recipient_id, row.dedupe_key), [])
            every = [*earlier, said(row.title, names, row.body)]
            if earlier:
                title, body = folded(every)
                Notice.objects.filter(recipient=row.recipient_id, dedupe_key=row.dedupe_key).update(
                    title=title, body=body, url=self.url(row) if callable(self.url) else self.url, asks=""
                )
            else:
                new.append(row)
            # Replaced, not appended to: a rolled-back act must not have changed what is remembered.
            self.told = {**self.told, (row.recipient_id, row.dedupe_key): every}
        return new


_batch: ContextVar[_Batch | None] = ContextVar("notices_batch", default=None)


@contextmanager
def told_once(url: Where, name: str = ""):
    """Within it, several acts tell each receiver once for each kind of act; ``url`` opens where all of them stand,
    or finds that place for one of the notices.

    A batch that may be taken up again gives itself a ``name`` and remembers what it had told. What it tells leaves
    the site when it is over, with the final text; after a batch cut off for good, some minutes later.
    """
    batch = _Batch(url, name)
    if name:
        outbox.hold_back(f"{name}:")
    token = _batch.set(batch)
    try:
        yield batch
        if batch.told:
            outbox.release(f"{batch.name}:")
    finally:
        _batch.reset(token)


@contextmanager
def one_of_many():
    """One act of a batch in a transaction of its own; refused, it leaves neither notices nor counts behind."""
    batch = _batch.get()
    before = batch.told if batch else {}
    try:
        with transaction.atomic():
            yield
    except Exception:
        if batch:
            batch.told = before
        raise


def unread_count(user: User) -> int:
    return user.notices.filter(OPEN).count()


def mark_read(user: User, ids: Iterable[int] | None = None) -> int:
    """Mark the person's own notices (all of them, or ``ids``) as read; returns how many were unread."""
    unread = user.notices.filter(read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=timezone.now())
