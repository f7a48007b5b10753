"""Statements that are the same for everybody in one post, but for who asks and for which body."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache, update_wrapper
from typing import Any

from django.db.models import QuerySet

from core.compiled import MARK, SECOND, Compiled
from core.models import Post, User

#: As many as there are posts, with and without a body, of what asks today.
KEPT = 96

_caches: list[Any] = []


def forget() -> None:
    """Work everything out anew when it is asked for next: a registry that builders read, such as the kinds of matters
    and clocks, has changed."""
    for cache in _caches:
        cache.cache_clear()


def per_post(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Decorator: ``build(user, day, *further)`` is worked out once for each post, with or without a body, each day and
    each ``further``.

    Of the person ``build`` may read the key alone, of the post in use its role and the key of its body. What is called
    then gives the rows as a list. Nobody in a post: nothing.
    """

    @lru_cache(maxsize=KEPT)
    def compiled(role: str, bodied: bool, day: date, further: tuple[Hashable, ...]) -> Compiled[Any]:
        def of(user: int, body: int) -> QuerySet[Any]:
            person = User(pk=user)
            person.post_in_use = Post(user_id=user, role=role, organisation_id=body if bodied else None)
            return build(person, day, *further)

        return Compiled(of, MARK, SECOND)

    _caches.append(compiled)

    def rows(user: Any, day: date, *further: Hashable) -> list[Any]:
        post = user.post_in_use
        if post is None:
            return []
        bodied = post.organisation_id is not None
        once = compiled(post.role, bodied, day, further)
        body = post.organisation_id if bodied else SECOND
        return once.of(user.pk, body, plainly=lambda: build(user, day, *further))

    return update_wrapper(rows, build)
