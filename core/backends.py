"""Signing in by account and password; every request reads the person, the post in use and its organisation at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from core.clock.reminders.titles import dedupe_key
from core.compiled import MARK, per_day
from core.identifiers import typed_username
from core.models import Notice, Post, User
from core.models.notices import OPEN
from core.people.one_time import opens

#: What an app above wants to know of the person on every page, read along: name → an expression on accounts.
_along: dict[str, Callable[[date], Any]] = {}


def also_reads(name: str, of: Callable[[date], Any]) -> None:
    """Put ``of(today)`` on the person under ``name``; registered in ``AppConfig.ready``."""
    _along[name] = of


def _count(rows, by: str) -> Subquery:
    return Subquery(rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Count("pk")).values("n"))


class PostBackend(ModelBackend):
    """Django's own backend with one read per request for all that the frame of a page shows of the person.

    ``posts_held`` spares most people the look for further posts, ``current_post_held`` the look whether the chosen one
    is held today, ``unread_notices`` the bell a statement of its own, ``digest_title`` the home page the look for
    today's digest.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The person of that name and password; how wide or large the name was typed does not matter."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username_key=typed_username(username)).first()
        if user is None:
            User().set_password(password)  # takes as long as for a name that there is
            return None
        return user if opens(user, password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id):
        user = next(iter(_people(timezone.localdate(), user_id)), None)
        return user if user and self.user_can_authenticate(user) else None


@per_day(MARK)
def _people(today: date, key: int) -> QuerySet[User]:
    """People by key, as the frame of a page shows them ``today``."""
    rows = User.objects.select_related("current_post__organisation").annotate(
        posts_held=_count(Post.objects, "user"),
        current_post_held=Exists(Post.objects.valid_on(today).filter(pk=OuterRef("current_post"))),
        unread_notices=_count(Notice.objects.filter(OPEN), "recipient"),
        digest_title=Subquery(
            Notice.objects.filter(recipient=OuterRef("pk"), dedupe_key=dedupe_key(today)).values("title")
        ),
        **{name: of(today) for name, of in _along.items()},
    )
    return rows.filter(pk=key)
