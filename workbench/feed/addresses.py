"""Making, changing and ending a private address. Its secret is told once; only the digest is kept."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.matters import events
from core.models import CalendarFeed, User
from core.people.actors import Actor

SECRET_BYTES = 32
#: A program that reads every minute is noted once in this time.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_address(user: User, *, actor: Actor) -> str:
    """A new secret for the person's address; an older one ends at once. Returns the secret, which is kept nowhere."""
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once: the second ends the first's address
    ended = _end(user, actor)
    token = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.create(user=user, token_digest=digest_of(token))
    key, label = ("feed_changed", "更换日历订阅地址") if ended else ("feed_made", "建立日历订阅地址")
    events.record(user, actor=actor, key=key, label=label)
    return token


@transaction.atomic
def end_address(user: User, *, actor: Actor) -> bool:
    """End the person's address; False where there is none. What reads it afterwards finds nothing."""
    User.objects.select_for_update().get(pk=user.pk)
    ended = _end(user, actor)
    if ended:
        events.record(user, actor=actor, key="feed_ended", label="停用日历订阅地址")
    return ended


def current_feed(user: User) -> CalendarFeed | None:
    """The person's address in use."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of this secret, with its person; None for an unknown or ended one, or where the account is disabled.

    The table is asked for the digest of all that was sent, so that the time it takes says nothing about a secret.
    """
    digest = digest_of(token)
    rows = CalendarFeed.objects.select_related("user").filter(revoked_at=None, user__is_active=True)
    found = rows.filter(token_digest=digest).first()
    return found if found and hmac.compare_digest(found.token_digest, digest) else None


def note_reading(feed: CalendarFeed) -> None:
    """Remember that a program has read the feed."""
    now = timezone.now()
    if feed.last_read_at is None or now - feed.last_read_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def digest_of(token: str) -> str:
    """SHA-256 of a secret; it is random and long enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end(user: User, actor: Actor) -> bool:
    return bool(CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=actor.at))
