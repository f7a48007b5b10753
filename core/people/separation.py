"""三员分立: the system's, the security administrator and the auditor are three people who do nothing else here.

Which posts one person may not hold at once is said by the table of posts (``core/models/roles.py``, ``may_not_meet``);
here it is asked of the rows. The database refuses the same by a trigger (``core/people/post_guard.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from core.models import GrantRequest, Post, Role, User
from core.models.roles import POSTS, may_not_meet, posts_that

ADMINISTRATORS = posts_that(admin=True)
POWERFUL = posts_that(power=True)
RULE = "系统管理员、安全管理员、审计员须由不同的人担任，并且不兼任其他岗位（三员分立）。"


def meet(first: Post, second: Post) -> bool:
    """Whether there is a day on which both posts are held; first and last days count."""
    begins = max(day for day in (first.valid_from or date.min, second.valid_from or date.min))
    return begins <= min(day for day in (first.valid_to or date.max, second.valid_to or date.max))


def objection(user: User, wanted: Post, held: Iterable[Post] | None = None) -> str:
    """Why ``user`` may not have the post ``wanted`` besides those held; empty where nothing is against it.

    ``held`` spares the statement where the posts are read already.
    """
    held = user.posts.select_related("organisation") if held is None else held
    for post in held:
        if post.pk != wanted.pk and may_not_meet(post.role, wanted.role) and meet(post, wanted):
            until = f"（至{post.valid_to:%Y-%m-%d}，须在其后开始）" if post.valid_to else "，请先结束该岗位，或换一个人"
            return f"{user}同期还任{post.label}{until}。{RULE}"
    return ""


@dataclass(frozen=True)
class Violation:
    """Two posts of one person that may not be held together, and are."""

    user: User
    first: Post
    second: Post

    def __str__(self) -> str:
        return f"{self.user}（{self.user.username}）同时任{self.first.label}和{self.second.label}"


def violations(day: date) -> list[Violation]:
    """What stands against the rule on ``day`` or later; one statement for people in order."""
    admins = User.objects.filter(is_active=True, posts__role__in=ADMINISTRATORS).values("pk")
    rows = Post.objects.filter(user__in=admins).exclude(valid_to__lt=day).select_related("user", "organisation")
    by_person: dict[int, list[Post]] = {}
    for post in rows.order_by("user_id", "id"):
        by_person.setdefault(post.user_id, []).append(post)
    return [
        Violation(first.user, first, second)
        for posts in by_person.values()
        for number, first in enumerate(posts)
        for second in posts[number + 1 :]
        if may_not_meet(first.role, second.role) and meet(first, second)
    ]


def holds_power(user: User, day: date) -> bool:
    """Whether this person has a post with power on ``day`` or one that begins later."""
    return user.posts.filter(role__in=POWERFUL).exclude(valid_to__lt=day).exists()


def guarded(day: date) -> QuerySet[User]:
    """Accounts whose password nobody gives alone: who holds power on ``day`` or later, or for whom it is asked.

    Whoever asks would otherwise know the password with which the new power is used.
    """
    held = Post.objects.filter(role__in=POWERFUL).exclude(valid_to__lt=day)
    asked = GrantRequest.objects.waiting(day).filter(act=GrantRequest.Act.GIVE, role__in=POWERFUL)
    return User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=asked.values("user")))


def is_guarded(user: User, day: date) -> bool:
    """Whether only two administrators together give this account a password."""
    return guarded(day).filter(pk=user.pk).exists()


def without_successor(role: str, *, user: User, day: date) -> str:
    """Why ``user`` may not stop being ``role`` after ``day``: nobody else is there then. Empty where somebody is.

    Locks the posts of that role until the end of the transaction: two who go at one moment ask one after the other.
    """
    if role not in ADMINISTRATORS:
        return ""
    list(Post.objects.select_for_update().filter(role=role).order_by("pk").values_list("pk"))
    others = Post.objects.filter(role=role, user__is_active=True).exclude(user=user)
    if others.exclude(valid_from__gt=day).filter(valid_to=None).exists():
        return ""
    return f"{user}是最后一位{Role(role).label}，须先有接任的人到任，才能结束或停用。"


def by_two() -> str:
    """The posts that two administrators give and end together, by name."""
    return "、".join(role.label for role in POWERFUL)


def by_one() -> str:
    """The posts that one system administrator gives alone, by name; members' follow from the register."""
    return "、".join(role.label for role in posts_that(power=False) if role != Role.MEMBER)


def title_of(role: str) -> str:
    """The post in words, with a mark where giving it needs a second administrator."""
    label = Role(role).label
    return f"{label}（须安全管理员确认）" if POSTS[role].power else label
