"""Notices that ask for something follow the turns: told whose turn it is they ask, and close when that turn is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.models import Event, Notice, OpenTurn, Post
from core.models.generic import rooted_in

READ = ("recipient_id", "content_type_id", "object_id", "asks")


def follow(matter: Any, stored: list[OpenTurn], wanted: list[OpenTurn], at: datetime) -> None:
    """After an act at ``at``: its notices ask whoever now has the turn; those whose turn is over are closed.

    Says 已办 where the act that was asked for was done, or the person did something else about it; 不须再办 where the
    turn passed by. A notice of several matters together asks for none of them.
    """
    rows = Notice.objects.filter(~Q(asks="") | Q(created_at=at), **rooted_in(matter), closed_at=None)
    found = list(rows.only(*READ))
    if not found:
        return
    asking, told = [one for one in found if one.asks], [one for one in found if not one.asks]
    posts = _posts({notice.recipient_id for notice in found})
    had, has = _held(stored), _held(wanted)
    over = [one for one in asking if _turn_of(one, had, posts) and not _turn_of(one, has, posts)]
    if over:
        _close(matter, over, at)
    asked: dict[str, list[int]] = {}
    for notice in told:
        asked.setdefault(_asked(notice, wanted, posts), []).append(notice.pk)
    asked.pop("", None)
    for key, new in asked.items():
        Notice.objects.filter(pk__in=new).update(asks=key)


def _close(matter: Any, over: list[Notice], at: datetime) -> None:
    acts = list(Event.objects.filter(**rooted_in(matter), at=at).values_list("key", "actor_id"))
    keys, people = {key for key, _ in acts}, {person for _, person in acts}
    done = [one.pk for one in over if one.asks in keys or one.recipient_id in people]
    other = [one.pk for one in over if one.pk not in done]
    for closed_as, closed in ((Notice.Closed.DONE, done), (Notice.Closed.OVER, other)):
        if closed:
            Notice.objects.filter(pk__in=closed).update(closed_at=at, closed_as=closed_as)


Posts = dict[int, list[tuple[str, int | None]]]


def _posts(people: set[int]) -> Posts:
    """Every post that these people hold or held, in one statement: one that ended meanwhile closes as well."""
    found: Posts = {}
    for person, role, body in Post.objects.filter(user__in=people).values_list("user_id", "role", "organisation_id"):
        found.setdefault(person, []).append((role, body))
    return found


def _held(rows: Iterable[OpenTurn]) -> dict[str, list[OpenTurn]]:
    found: dict[str, list[OpenTurn]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def _turn_of(notice: Notice, held: dict[str, list[OpenTurn]], posts: Posts) -> bool:
    return any(_is_held_by(row, notice.recipient_id, posts) for row in held.get(notice.asks, ()))


def _asked(notice: Notice, wanted: list[OpenTurn], posts: Posts) -> str:
    """The act that the person has the turn for: on the thing that was told of, else on anything of the matter."""
    mine = [row for row in wanted if _is_held_by(row, notice.recipient_id, posts)]
    about = (notice.content_type_id, notice.object_id)
    return next((row.key for row in sorted(mine, key=lambda row: (row.content_type_id, row.object_id) != about)), "")


def _is_held_by(row: OpenTurn, person: int, posts: Posts) -> bool:
    if not row.role:
        return False
    if row.user_id is not None:
        return row.user_id == person
    return any(role == row.role and row.organisation_id in (None, body) for role, body in posts.get(person, ()))
