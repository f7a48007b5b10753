"""Statements that are the same for everybody in one post, but for who asks and for which body."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import update_wrapper
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from core.compiled import KEY, MARK, SECOND, Compiled, kept
from core.models import Post, User

#: As many as there are posts, with and without a body, of what asks today.
KEPT = 96


def per_post(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Decorator: ``build(user, day, *further)`` is worked out once for each post, with or without a body, each day and
    each ``further``.

    Of the person ``build`` may read the key alone, of the post in use its role and the key of its body. What is called
    then gives the rows as a list. Nobody in a post: nothing.
    """
    compiled = _kept(build)

    def rows(user: Any, day: date, *further: Hashable) -> list[Any]:
        post = user.post_in_use
        return [] if post is None else _asked(compiled, build, user, post, (day, *further))

    return update_wrapper(rows, build)


def among_per_post(build: Callable[..., QuerySet[Any]]) -> Callable[..., RawSQL | None]:
    """``per_post`` of a ``build`` that gives one column: what is called gives the right side of ``pk__in`` of another
    query, None where there can be nothing."""
    compiled = _kept(build)

    def rows(user: Any, day: date, *further: Hashable) -> RawSQL | None:
        post, rest = user.post_in_use, (day, *further)
        if post is None:
            return None
        body = SECOND if post.organisation_id is None else post.organisation_id
        kept = compiled(post.role, post.organisation_id is not None, rest)
        return kept.among(user.pk, body, plainly=lambda: build(user, *rest))

    return update_wrapper(rows, build)


def per_post_and_key(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """The same of ``build(user, key, *further)``, worked out once a day for whatever key."""
    compiled = _kept(lambda user, _day, *rest: build(user, rest[-1], *rest[:-1]), KEY)

    def rows(user: Any, key: int, *further: Hashable) -> list[Any]:
        post = user.post_in_use
        if post is None:
            return []
        rest = (timezone.localdate(), *further)
        return _asked(compiled, lambda person, _day, *rest: build(person, key, *rest), user, post, rest, key)

    return update_wrapper(rows, build)


def _kept(build: Callable[..., QuerySet[Any]], *marks: int) -> Callable[..., Compiled[Any]]:
    @kept(KEPT)
    def compiled(role: str, bodied: bool, rest: tuple[Hashable, ...]) -> Compiled[Any]:
        def of(user: int, body: int, *keys: int) -> QuerySet[Any]:
            person = User(pk=user)
            person.post_in_use = Post(user_id=user, role=role, organisation_id=body if bodied else None)
            return build(person, *rest, *keys)

        return Compiled(of, MARK, SECOND, *marks)

    return compiled


def _asked(
    compiled: Callable[..., Compiled[Any]], build: Callable[..., QuerySet[Any]], user: Any, post: Post,
    rest: tuple[Hashable, ...], *keys: int,
) -> list[Any]:  # fmt: skip
    body = SECOND if post.organisation_id is None else post.organisation_id
    return compiled(post.role, post.organisation_id is not None, rest).of(
        user.pk, body, *keys, plainly=lambda: build(user, *rest)
    )
