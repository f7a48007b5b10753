"""Acts of the system administrator: accounts and posts.

Every post is given through ``give_post``: there is no second way past 三员分立 and the second administrator.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from core.identifiers import is_mistyped_mobile, is_phone, phone_number, username_key
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import GrantRequest, Organisation, Post, Role, User
from core.models.roles import POSTS, posts_that
from core.people import separation
from core.people.accounts import one_time_password
from core.people.actors import Actor

NEEDS_BODY = posts_that(needs_body=True)
#: Which bodies may have posts of a sort; the posts of units and of two kinds of office are for these alone.
_WHERE = {
    "unit": "经办人、负责人只设在承办单位（或勾选了“也是承办单位”的机构）。",
    Role.SUPERVISOR: "这个岗位只设在督查机构。",
    Role.LIAISON: "这个岗位只设在联络办。",
    "": "承办单位只设经办人、负责人。",
}
_also_asked: dict[str, Callable[[User], str]] = {}
ELSEWHERE = "这个账号刚被他人修改过，您的操作没有生效。请核对下面的最新情况后再办。"
NEEDS_SECOND = "须由安全管理员确认后才生效，请提请确认。"


def check_keeper(actor: Actor, second: GrantRequest | None = None) -> None:
    """Whoever keeps accounts is the system administrator; a confirmed request brings its own permission."""
    if second is None and not actor.is_in(Role.SYSADMIN):
        raise Forbidden("账号和岗位由系统管理员维护。")


def hold(user: User, seen: int | None) -> None:
    """Nobody has changed the account since the page showed revision ``seen``; Refused where somebody has.

    ``None`` is for acts that no page shows beforehand. The row stays locked until the end of the transaction.
    """
    rows = User.objects.filter(Q(pk=user.pk) if seen is None else Q(pk=user.pk, revision=seen))
    if not rows.update(revision=F("revision") + 1):
        raise Refused(ELSEWHERE)


def _suffixed(text: str, second: GrantRequest | None) -> str:
    return f"{text}（{second.asked_by}提请，理由：{second.reason}）"[:400] if second else text


@transaction.atomic
def create_account(*, actor: Actor, username: str, full_name: str, phone: str = "") -> tuple[User, str]:
    """An account with a one-time password, which is returned once. Raises Refused where the name is taken."""
    check_keeper(actor)
    names = {username_key(name): name for name in User.objects.values_list("username", flat=True)}
    if (taken := names.get(username_key(username))) and taken != username:
        raise Refused(f"用户名“{username}”与已有的“{taken}”只差大小写或全角半角，容易认错，请换一个。")
    password = one_time_password()
    given: dict[str, Any] = {"password_given_at": actor.at, "password_given_by": actor.user}
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password=password, full_name=full_name, phone=phone, must_change_password=True, **given
            )
    except IntegrityError:
        raise Refused(f"用户名“{username}”已有人使用，请换一个。") from None
    events.record(user, actor=actor, key="create_account", label="开通账号", text=f"为{full_name}开通账号{username}")
    return user, password


@transaction.atomic
def correct_account(*, actor: Actor, user: User, full_name: str, phone: str, seen: int | None = None) -> None:
    """Another name or telephone of the same person; the old ones stay in the event."""
    check_keeper(actor)
    hold(user, seen)
    changes = [
        f"{label}由“{old}”改为“{new}”"
        for label, old, new in (("姓名", user.full_name, full_name), ("手机", user.phone, phone))
        if old != new
    ]
    if not changes:
        raise Refused("姓名和手机都没有变，不需要保存。")
    User.objects.filter(pk=user.pk).update(full_name=full_name, phone=phone)
    events.record(user, actor=actor, key="correct_account", label="更正账号", text="；".join(changes))


@transaction.atomic
def give_post(
    *,
    actor: Actor,
    user: User,
    role: str,
    organisation: Organisation | None,
    second: GrantRequest | None = None,
    seen: int | None = None,
    **facts: Any,
) -> Post:
    """A post for a person, at once. Refused against 三员分立, and for posts with power without a confirmed request.

    ``facts`` are ``title``, ``valid_from`` and ``valid_to``; ``second`` is the request that another administrator has
    confirmed (``core.people.grants``).
    """
    check_keeper(actor, second)
    hold(user, seen)
    post = new_post(user, role, organisation, **facts)
    if problem := objection(post):
        raise Refused(problem)
    if POSTS[role].power and second is None:
        raise Refused(f"“{post.get_role_display()}”{NEEDS_SECOND}")
    return settle(post, actor, second)


def new_post(user: User, role: str, organisation: Organisation | None, **facts: Any) -> Post:
    """The post, not yet written; nothing has been asked."""
    return Post(user=user, role=role, organisation=organisation, **facts)


def objection(post: Post) -> str:
    """Why this post cannot be given, whoever gives it; empty where nothing is against it."""
    if post.role in NEEDS_BODY and post.organisation is None:
        return "这个岗位须选择所在单位。"
    if post.organisation is not None and not fits(post.organisation, post.role):
        return f"“{post.organisation}”不能设{post.get_role_display()}：{_WHERE[_sort_of(post.role)]}请改选单位或岗位。"
    if post.organisation is not None and not post.organisation.is_active:
        return f"“{post.organisation}”已经停用或并入其他单位，请选择在用的单位。"
    if not post.user.is_active:
        return f"{post.user}的账号已停用，请先恢复账号。"
    held = list(post.user.posts.select_related("organisation"))
    same = [p for p in held if (p.role, p.organisation_id) == (post.role, post.organisation_id)]
    if any(separation.meet(p, post) for p in same):
        return f"{post.user}已经有这个岗位。"
    apart = separation.objection(post.user, post, held)
    return apart or (_also_asked[post.role](post.user) if post.role in _also_asked else "")


def also_asks(role: str, why_not: Callable[[User], str]) -> None:
    """Posts of ``role`` are for people of another app only: ``why_not`` says why this one may not have it, or nothing.

    Registered in ``AppConfig.ready``.
    """
    _also_asked[role] = why_not


def fits(body: Organisation, role: str) -> bool:
    """Units' posts belong to bodies that handle, those of supervision and liaison offices to these; no other to a
    unit."""
    sort = _sort_of(role)
    if sort == "unit":
        return body.handles
    return body.kind == POSTS[role].serves if sort else body.kind != Organisation.Kind.UNIT


def _sort_of(role: str) -> str:
    return "unit" if POSTS[role].unit else role if role in (Role.SUPERVISOR, Role.LIAISON) else ""


def phone_objection(phone: str) -> str:
    """Why this is no telephone number of a person; empty where it is one, or nothing."""
    number = phone_number(phone)
    wrong = number and (not is_phone(number) or is_mistyped_mobile(number))
    return f"手机“{phone}”不像电话号码，请改正或留空。" if wrong else ""


def settle(post: Post, actor: Actor, second: GrantRequest | None = None) -> Post:
    """Write a post that nothing is against, its event, and whose turn it is now."""
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:  # somebody was quicker, and the database keeps the rule
        raise Refused(f"{post.user}刚刚得到了另一个岗位。{separation.RULE}") from None
    User.objects.filter(pk=post.user_id, current_post=None).update(current_post=post)
    text = _suffixed(f"{post.user}任{post.label}", second)
    events.record(post.user, actor=actor, key="give_post", label="设置岗位", text=text)
    return post


@transaction.atomic
def end_post(
    *,
    actor: Actor,
    post: Post,
    day: date | None = None,
    second: GrantRequest | None = None,
    seen: int | None = None,
) -> None:
    """The post ends on ``day`` (today); what was done in it stays. A post with power needs a confirmed request."""
    check_keeper(actor, second)
    hold(post.user, seen)
    if problem := ending_objection(post, day or actor.today):
        raise Refused(problem)
    if POSTS[post.role].power and second is None:
        raise Refused(f"结束“{post.label}”{NEEDS_SECOND}")
    close_post(post, day or actor.today)
    text = _suffixed(f"{post.user}不再任{post.label}", second)
    events.record(post.user, actor=actor, key="end_post", label="结束岗位", text=text)


def ending_objection(post: Post, day: date) -> str:
    """Why this post cannot end on ``day``; empty where it can."""
    if post.valid_to is not None and post.valid_to <= day:
        return "这个岗位已经结束。"
    return separation.without_successor(post.role, user=post.user, day=day)


def close_post(post: Post, day: date) -> None:
    """The post's last day is ``day``; one that has not begun by then never was, and nothing was done in it."""
    if post.valid_from and post.valid_from > day:
        Post.objects.filter(pk=post.pk).delete()
        return
    if not Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), pk=post.pk).update(valid_to=day):
        raise Refused("这个岗位已经结束。")
    User.objects.filter(current_post=post).update(current_post=None)
