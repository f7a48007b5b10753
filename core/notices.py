"""Telling people: in-app notices written in the transaction of the act, each person once."""

from collections.abc import Iterable

from django.utils import timezone

from core.lifecycle import Act
from core.models import Notice, User
from core.models.generic import about


def tell(people: Iterable[User], title: str, *, act: Act, url: str, body: str = "", key: str = "") -> int:
    """Write one notice per person about ``act``; the actor is not told of the own act. Returns how many were written.

    ``key`` separates several notices of the same act to the same person.
    """
    where = about(act.obj)
    me = act.actor.user.pk if act.actor.user else None
    rows = [
        Notice(
            **where,
            recipient=person,
            title=title[:200],
            body=body[:400],
            url=url,
            event=act.event,
            created_at=act.at,
            dedupe_key=f"{act.event.pk}:{key}",
        )
        for person in {p.pk: p for p in people}.values()
        if person.pk != me
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def unread_count(user: User) -> int:
    return user.notices.filter(read_at__isnull=True).count()


def mark_read(user: User, ids: Iterable[int] | None = None) -> int:
    """Mark the person's own notices (all of them, or ``ids``) as read; returns how many were unread."""
    unread = user.notices.filter(read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=timezone.now())
