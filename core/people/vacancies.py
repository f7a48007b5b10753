"""Posts that nobody holds: while matters wait for them (空缺), and after an end that is asked for.

The table of posts says which belong to a body: there only whoever works for the same body can take over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull

from core.compiled import per_day
from core.models import OpenTurn, Organisation, Post, Role
from core.models.roles import POSTS


@dataclass(frozen=True)
class Vacancy:
    """A post, in a body where it is waited for in one, that nobody holds, and how many matters wait for it."""

    role: str
    body: str
    count: int

    @property
    def named(self) -> str:
        """“承办单位经办人 · 区水利局”."""
        return f"{Role(self.role).label}{f' · {self.body}' if self.body else ''}"


def vacancies(today: date) -> list[Vacancy]:
    """Every post for which matters wait and which nobody who can sign in holds today, most matters first.

    What another post may do as well (in a unit its head, say) waits for nobody in vain. One statement.
    """
    told = [Vacancy(one["role"], _brief(one), one["count"]) for one in _waited_for(today)]
    return sorted(told, key=lambda one: (-one.count, one.named))


@per_day()
def _waited_for(today: date) -> QuerySet[Any]:
    waits = OpenTurn.objects.filter(user=None).exclude(role__in=("", Role.MEMBER))
    same = {name: OuterRef(name) for name in ("content_type", "object_id", "key")}
    others = waits.filter(**same).filter(_is_held(today))
    rows = waits.filter(~_is_held(today)).filter(~Exists(others)).order_by()
    return rows.values("role", "organisation__name", "organisation__short_name").annotate(count=Count("pk"))


def _is_held(today: date) -> Q:
    """The condition on open turns for a post that somebody holds on ``today``, in its body where it names one."""
    held = Post.objects.plain_on(today).filter(user__is_active=True, role=OuterRef("role"))
    anywhere = Q(IsNull(OuterRef("organisation"), True))
    return Q(Exists(held.filter(anywhere | Q(organisation=OuterRef("organisation")))))


def _brief(row: Mapping[str, Any]) -> str:
    if not row["organisation__name"]:
        return ""
    return Organisation(name=row["organisation__name"], short_name=row["organisation__short_name"]).brief


def alone_after(posts: Iterable[Post], day: date) -> dict[int, str]:
    """Of these posts, by key, a sentence for each that nobody else holds once all of them have ended with ``day``.

    It says how many matters wait for the post now and would go to nobody. Two statements, none where there is no post.
    """
    ending = [post for post in posts if post.role != Role.MEMBER]
    if not ending:
        return {}
    roles = {post.role for post in ending}
    held = set(_staying(ending, roles, day).values_list("role", "organisation"))
    anywhere = {role for role, _ in held}
    turns = OpenTurn.objects.filter(user=None, role__in=roles).order_by().values_list("role", "organisation")
    counts = {(role, body): count for role, body, count in turns.annotate(count=Count("pk"))}
    found = {}
    for post in ending:
        own = (post.role, post.organisation_id)
        alone = own not in held if _of_a_body(post.role) else post.role not in anywhere
        waits = counts.get((post.role, None), 0) if post.role not in anywhere else 0
        if post.organisation_id and own not in held:
            waits += counts.get(own, 0)
        if alone or waits:
            told = f"，正等待办理的 {waits} 件没有人接办" if waits else ""
            found[post.pk] = f"结束后没有人任“{post.label}”{told}。"
    return found


def _staying(ending: Iterable[Post], roles: Iterable[str], day: date) -> QuerySet[Post]:
    """Posts of these roles that others, who can sign in and stay, hold after ``day``, or get later."""
    rows = Post.objects.filter(role__in=roles, user__is_active=True, user__leaves_on=None)
    return rows.exclude(pk__in=[post.pk for post in ending]).exclude(valid_to__lte=day)


def _of_a_body(role: str) -> bool:
    post = POSTS[role]
    return post.needs_body or post.acts_for_body or post.body
