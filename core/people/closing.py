"""Accounts without any post are closed many at a time (建议停用的账号): each as singly, with one reason for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count

from core.matters.lifecycle import ActError
from core.models import GrantRequest, OpenTurn, User
from core.models.roles import POSTS
from core.people import leaving
from core.people.actors import Actor
from core.people.directory import check_keeper

MOST = 200
"""How many go in one act; the page lists as many."""
MEANWHILE = "这个账号刚有了岗位，或已经停用，没有变动。"


@dataclass(frozen=True)
class Proposed:
    """An account that may be closed here; ``waits`` is how much waits for the person, ``left_out`` the sentence why
    it may not, where that is so."""

    user: User
    why: str
    waits: int = 0
    left_out: str = ""


def proposed(actor: Actor) -> list[Proposed]:
    """The accounts whose posts are all over, those that can be closed here first; a fixed number of statements."""
    rows = list(leaving.to_be_closed(actor.today).prefetch_related("posts__organisation"))
    asked = _asked_for(actor)
    own = OpenTurn.objects.filter(user__in=rows).order_by().values_list("user").annotate(Count("pk"))
    waits: dict[int, int] = dict(own)
    found = [Proposed(one, _why(one), waits.get(one.pk, 0), _left_out(one, actor, asked)) for one in rows]
    return sorted(found, key=lambda one: bool(one.left_out))


def close(users: Iterable[int], *, actor: Actor, reason: str) -> tuple[int, list[str]]:
    """Close those of these accounts that are still without a post, each in a transaction of its own; how many were,
    and the sentences of those that were not."""
    check_keeper(actor)
    done, refused, asked = 0, [], _asked_for(actor)
    people = User.objects.filter(pk__in=list(users)[:MOST]).prefetch_related("posts").order_by("pk")
    for user in people:
        try:
            with transaction.atomic():
                told = _left_out(user, actor, asked) or _close(user, actor, reason)
        except ActError as error:
            told = error.sentence
        if told:
            refused.append(f"{user}（{user.username}）：{told}")
        else:
            done += 1
    return done, refused


def _close(user: User, actor: Actor, reason: str) -> str:
    """Empty where it was closed. Whoever got a post since the page was shown keeps it."""
    User.objects.select_for_update().get(pk=user.pk)
    if not leaving.to_be_closed(actor.today).filter(pk=user.pk).exists():
        return MEANWHILE
    leaving.close_account(actor=actor, user=user, reason=reason)
    return ""


def _asked_for(actor: Actor) -> set[int]:
    return set(GrantRequest.objects.waiting(actor.today).values_list("user_id", flat=True))


def _left_out(user: User, actor: Actor, asked: set[int]) -> str:
    if user.pk in asked:
        return "有一项提请正待另一位管理员确认，须先确认或撤回，再逐个停用。"
    if any(POSTS[post.role].power and (post.valid_to or actor.today) >= actor.today for post in user.posts.all()):
        return "任有管理或决定权的岗位，停用须由安全管理员确认，请逐个提请。"
    return "不能停用自己的账号，请由另一位管理员办理。" if user == actor.user else ""


def _why(user: User) -> str:
    """Which post it had last, and until when."""
    posts = list(user.posts.all())
    if not posts:
        return "岗位设置后又取消，没有岗位"
    last = max(posts, key=lambda post: (post.valid_to is None, post.valid_to or date.min, post.pk))
    return f"{last.label}，{f'到{last.valid_to:%Y-%m-%d}为止' if last.valid_to else '任期已满'}"
