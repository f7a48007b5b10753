"""Posts of a body that ends (合并、停用): they end with it, or go on in the body that takes over.

A post that gives power neither ends nor begins here: it is asked for and confirmed like any other (``grants``), and the
body cannot end before. The three administrators go on whatever becomes of the body in which they sit.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core.chinese import some_of
from core.matters.lifecycle import Refused
from core.models import Event, GrantRequest, Organisation, Post, User
from core.models.roles import posts_that
from core.people import directory, grants, separation
from core.people.actors import Actor
from core.people.announced import iso, plain

Act = GrantRequest.Act
POWERFUL = posts_that(power=True, admin=False)
SHOWN = 3


class PowerStands(Refused):
    """Posts with power are still held in the body."""

    def __init__(self, body: Organisation, posts: list[Post]):
        told = some_of([f"{post.user}（{post.get_role_display()}）" for post in posts], SHOWN, "人")
        super().__init__(
            f"{told}在“{body}”的岗位有管理或决定权，不能随单位一并结束或转移。"
            "请先由系统管理员提请变动、安全管理员确认，再来办理。"
        )


def _still_held(body: Organisation, day: date) -> QuerySet[Post]:
    rows = body.posts.exclude(valid_to__lte=day).exclude(role__in=separation.ADMINISTRATORS)
    return rows.select_related("user", "organisation").order_by("pk")


def with_power(body: Organisation, day: date) -> list[Post]:
    """Posts with power in ``body`` that go on after ``day``: each has to be ended by two administrators first."""
    return list(_still_held(body, day).filter(role__in=POWERFUL))


def refuse_power(body: Organisation, day: date) -> None:
    """Raises PowerStands where ``body`` may not end yet."""
    if posts := with_power(body, day):
        raise PowerStands(body, posts)


@transaction.atomic
def ask(*, body: Organisation, to: Organisation | None, actor: Actor, reason: str) -> int:
    """Put every post with power in ``body`` before the second administrator: to be ended, and given in ``to``.

    Returns how many requests were made; what is waiting already is not asked for again. Forbidden and Refused as by
    any request.
    """
    waiting = GrantRequest.objects.waiting(actor.today)
    asked = set(waiting.values_list("act", "user", "role", "organisation"))
    made = 0
    for post in with_power(body, actor.today):
        wanted: list[tuple[Act, Organisation, dict[str, Any]]] = [(Act.END, body, {"post": post})]
        if to is not None and _same_in(to, post, actor.today):
            days = {"valid_from": post.valid_from, "valid_to": post.valid_to}
            wanted.append((Act.GIVE, to, {"role": post.role, "organisation": to, "title": post.title, **days}))
        for act, where, facts in wanted:
            if (act, post.user_id, post.role, where.pk) not in asked:
                grants.ask(actor=actor, act=act, user=post.user, reason=reason, **facts)
                made += 1
    return made


def _same_in(to: Organisation, post: Post, day: date) -> Post | None:
    """The same post in ``to``, not yet written; None where it cannot be given."""
    facts = {"title": post.title, "valid_from": max(post.valid_from or day, day), "valid_to": post.valid_to}
    wanted = directory.new_post(post.user, post.role, to, **facts)
    return None if directory.objection(wanted) else wanted


def follow(body: Organisation, to: Organisation | None, actor: Actor) -> dict[str, Any]:
    """End the posts in ``body`` at once; with ``to`` the same people hold the same posts there. Within a transaction.

    Returns what ``back`` needs, to be kept in an event. Raises PowerStands.
    """
    day = actor.today
    refuse_power(body, day)
    facts: dict[str, Any] = {"ended": [], "given": [], "dropped": [], "used": []}
    for post in _still_held(body, day):
        new = (_held_in(to, post, day) or _same_in(to, post, day)) if to is not None else None
        if new is not None and new.pk is None:
            new.save()
            facts["given"].append(new.pk)
        text = f"{post.user}不再任{post.label}" + (f"，改任{new.label}" if new else "")
        if User.objects.filter(current_post=post).update(current_post=new):
            facts["used"].append(post.pk)
        if directory.end_at_once(post, day):
            facts["ended"].append([post.pk, iso(post.valid_to), iso(post.valid_from)])
        else:
            facts["dropped"].append(plain(post))
        directory.told_of_end(post, actor, text)
    return facts


def _held_in(to: Organisation, post: Post, day: date) -> Post | None:
    """The same post that the person has in ``to`` already."""
    return to.posts.filter(user=post.user, role=post.role).exclude(valid_to__lte=day).first()


def back(facts: dict[str, Any] | None, *, actor: Actor, why: str) -> None:
    """The posts are as they were before ``follow``, and every account says so, because of ``why``.

    Refused where somebody has acted in a new one meanwhile.
    """
    if not facts:
        return
    if Event.objects.filter(post__in=facts["given"]).exists():
        raise Refused("转到新单位的人员已经以新岗位办过事，不能撤销。请在账号页面逐人调整岗位。")
    # Until posts with a last day were moved along, the notes held keys only; then the last days, then both days.
    ended: dict[int, dict[str, str | None]] = {}
    for row in facts["ended"]:
        pk, *days = row if isinstance(row, list) else (row, None)
        ended[pk] = dict(zip(("valid_to", "valid_from"), days, strict=False))
    whole = Post.objects.select_related("user", "organisation").order_by("pk")
    old = list(whole.filter(pk__in=ended).exclude(role__in=POWERFUL))
    given = list(whole.filter(pk__in=facts["given"]))
    dropped = [Post(**row) for row in facts.get("dropped", ())]
    try:
        with transaction.atomic():
            _in_use_again(old, given, facts)
            Post.objects.filter(pk__in=facts["given"]).delete()
            for post in old:
                Post.objects.filter(pk=post.pk).update(**ended[post.pk])
            Post.objects.bulk_create(dropped)
    except IntegrityError:
        raise Refused(f"有人在这之后得到了不能兼任的岗位，不能撤销。{separation.RULE}") from None
    for post in [*old, *dropped]:
        new = next((one for one in given if one.user_id == post.user_id and one.role == post.role), None)
        gone = f"，随单位设置的{new.label}收回" if new else ""
        directory.told_of_return(post, actor, f"{why}，{post.user}仍任{post.label}{gone}")


def _in_use_again(old: list[Post], given: list[Post], facts: dict[str, Any]) -> None:
    """Whoever worked in a post that ended does so again; one chosen meanwhile stays chosen."""
    by_person = {post.user_id: post for post in old}
    for post in given:
        User.objects.filter(current_post=post).update(current_post=by_person.get(post.user_id))
    for post in old:
        if post.pk in facts.get("used", ()):
            User.objects.filter(pk=post.user_id, current_post=None).update(current_post=post)
