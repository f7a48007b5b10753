"""A leave that is announced for a day to come: what it did to the posts, so that it can be moved or taken back.

The event of the announcement keeps the posts as they were before; another day starts from these again.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from core.matters.lifecycle import Refused
from core.models import Event, Post, User
from core.models.generic import aimed_at
from core.people import separation
from core.people.directory import close_post

KEY = "close_account"


def cut(user: User, day: date) -> dict[str, Any]:
    """No post of the account goes on after ``day``. Returns what they were before, as an event can hold it."""
    facts: dict[str, Any] = {"ended": [], "dropped": []}
    for post in user.posts.exclude(valid_to__lte=day):
        if post.valid_from and post.valid_from > day:
            facts["dropped"].append(plain(post))
        else:
            facts["ended"].append([post.pk, iso(post.valid_to)])
        close_post(post, day)
    return facts


def put_back(user: User, *, with_power: bool) -> None:
    """The posts are as they were before the leave that was registered last; those with power only ``with_power``.

    What has been changed since stays. Refused where they may not be held together with what was given meanwhile.
    """
    kept = Event.objects.filter(**aimed_at(user), key=KEY).order_by("-pk").values_list("facts", flat=True).first() or {}
    rows = user.posts.filter(valid_to=user.leaves_on)
    spared = () if with_power else separation.POWERFUL
    # Announcements did not always keep what they ended: whatever ends on their day was ended by them.
    ended: list[Any] = kept["ended"] if "ended" in kept else [[pk, None] for pk in rows.values_list("pk", flat=True)]
    try:
        with transaction.atomic():
            for pk, until in ended:
                rows.filter(pk=pk).exclude(role__in=spared).exclude(_again(user)).update(valid_to=until)
            dropped = [Post(**row) for row in kept.get("dropped", ()) if row["role"] not in spared]
            Post.objects.bulk_create(dropped)
    except IntegrityError:
        raise Refused(f"{user}已另设了不能兼任的岗位，原来的岗位不能恢复。{separation.RULE}") from None


def _again(user: User) -> Q:
    """Posts of the account given anew since they had ended with the leave: nobody holds the same one twice."""
    same = Post.objects.filter(user=OuterRef("user"), role=OuterRef("role"), organisation=OuterRef("organisation"))
    nowhere = Post.objects.filter(user=OuterRef("user"), role=OuterRef("role"), organisation=None)
    goes_on = Q(valid_to=None) | Q(valid_to__gt=user.leaves_on)
    return Q(Exists(same.filter(goes_on))) | Q(Exists(nowhere.filter(goes_on)), organisation=None)


def iso(day: date | None) -> str | None:
    """A day as an event can hold it."""
    return day.isoformat() if day else None


def plain(post: Post) -> dict[str, Any]:
    """A post that had not begun, as an event can hold it."""
    days = {"valid_from": iso(post.valid_from), "valid_to": iso(post.valid_to)}
    where = {"user_id": post.user_id, "organisation_id": post.organisation_id}
    return {"role": post.role, "title": post.title, **where, **days}
