"""Acts of the system administrator: accounts and posts.

Every post is given through ``give_post``: there is no second way past 三员分立 and the second administrator.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from core.chinese import long_date
from core.identifiers import is_mistyped_mobile, is_phone, phone_number, username_key
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Organisation, Post, Role, User
from core.models.generic import aimed_at
from core.models.grants import CORRECTED, in_words, on_record
from core.models.roles import POSTS, posts_that
from core.people import separation
from core.people.accounts import tell_owner
from core.people.actors import Actor
from core.people.one_time import one_time_password
from core.persons import instead_of, is_called, is_phrase, is_vacant
from core.text import as_one_word

NEEDS_BODY = posts_that(needs_body=True)
#: Which bodies may have posts of a sort; the posts of units and of two kinds of office are for these alone.
_SEVERAL = re.compile(r"\w\s*[、,，;；/／&＆]\s*\w")
_WHERE = {
    "unit": "经办人、负责人只设在承办单位（或勾选了“也是承办单位”的机构）。",
    Role.SUPERVISOR: "这个岗位只设在督查机构。",
    Role.LIAISON: "这个岗位只设在联络办。",
    "": "承办单位只设经办人、负责人。",
}
_also_asked: dict[str, Callable[[User], str]] = {}
ELSEWHERE = "这个账号刚被他人修改过，您的操作没有生效。请核对下面的最新情况后再办。"
LONGEST = 50  # years in one post
RESTORED = "restore_post"
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
    full_name = as_one_word(full_name)
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
def correct_account(
    *,
    actor: Actor,
    user: User,
    changes: dict[str, list[str]],
    second: GrantRequest | None = None,
    seen: int | None = None,
) -> None:
    """Another name or telephone of the same person (``corrections``); the old ones stay in the event or the request.

    Of an account with power with a confirmed request only: by its number people ask whether a password is theirs.
    """
    check_keeper(actor, second)
    hold(user, seen)
    if problem := correcting_objection(user, changes):
        raise Refused(problem)
    if second is None and separation.is_guarded(user, actor.today):
        raise Refused(f"更正{user}的姓名、手机{NEEDS_SECOND}")
    User.objects.filter(pk=user.pk).update(**{name: new for name, (_, new) in changes.items()})
    told = in_words(changes)
    text = _suffixed(f"{user}（{user.username}）：{on_record(changes) if second else told}", second)
    event = events.record(user, actor=actor, key="correct_account", label="更正账号", text=text)
    tell_owner(user, actor, event, f"{actor.name}更正了您的账号：{told}")


def corrections(user: User, **values: str) -> dict[str, list[str]]:
    """What these values change of the account: column by column as it is and as it is to be."""
    wanted = {name: as_one_word(values[name]) for name in CORRECTED if name in values}
    now = {name: getattr(user, name) for name in wanted}
    return {name: [old, wanted[name]] for name, old in now.items() if old != wanted[name]}


def correcting_objection(user: User, changes: dict[str, list[str]]) -> str:
    """Why the account cannot be put right like this; empty where it can."""
    if not changes:
        return "姓名和手机都没有变，不需要保存。"
    now = User.objects.values(*changes).get(pk=user.pk)
    if any(now[name] != old for name, (old, _) in changes.items()):
        return "这个账号的姓名或手机刚改动过，请核对现在的内容后重新办理。"
    return ""


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

    ``facts`` are ``title``, ``valid_from`` (today where none is said) and ``valid_to``; ``second`` is the request that
    another administrator has confirmed (``core.people.grants``).
    """
    check_keeper(actor, second)
    hold(user, seen)
    facts["valid_from"] = facts.get("valid_from") or actor.today
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
    """Why this post cannot be given, whoever gives it; empty where nothing is against it.

    One without a first day begins today: a post that has ended before is no obstacle to giving it again.
    """
    if post.role in NEEDS_BODY and post.organisation is None:
        return "这个岗位须选择所在单位。"
    if post.organisation is not None and not fits(post.organisation, post.role):
        return f"{misplaced(post.organisation, post.role)}请改选单位或岗位。"
    if post.organisation is not None and not post.organisation.is_active:
        return f"“{post.organisation}”已经停用或并入其他单位，请选择在用的单位。"
    if not post.user.is_active:
        return f"{post.user}的账号已停用，请先恢复账号。"
    held = list(post.user.posts.select_related("organisation"))
    same = [p for p in held if (p.role, p.organisation_id) == (post.role, post.organisation_id)]
    begins = post.valid_from or timezone.localdate()
    if problem := beginning_objection(post.valid_from, timezone.localdate()):
        return problem
    if any(separation.meet(p, post) and (p.valid_to is None or p.valid_to >= begins) for p in same):
        return f"{post.user}已经有这个岗位。"
    apart = separation.objection(post.user, post, held)
    return apart or (_also_asked[post.role](post.user) if post.role in _also_asked else "")


def beginning_objection(day: date | None, today: date) -> str:
    """Why nobody holds a post since ``day``: nobody who acts today began so long ago. Empty where somebody may."""
    return f"“自”写的是{long_date(day)}，早得不像任职日期，请核对。" if day and day.year < today.year - LONGEST else ""


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


def misplaced(body: Organisation, role: str) -> str:
    """That a body cannot have such a post (``fits``), and where it belongs."""
    kind = "" if body.kind == Organisation.Kind.UNIT else f"（{body.get_kind_display()}）"
    return f"“{body}”{kind}不能设{Role(role).label}：{_WHERE[_sort_of(role)]}"


def _sort_of(role: str) -> str:
    return "unit" if POSTS[role].unit else role if role in (Role.SUPERVISOR, Role.LIAISON) else ""


def name_objection(name: str, how: str = "请分成两行，一行一人。") -> str:
    """Why this is no name of one person, with what to do (``how``); empty where it may be one."""
    if name.strip() in ("同上", "〃"):
        return f"姓名写的是“{name.strip()}”，请写本人的姓名。"
    if is_vacant(name):
        return f"姓名写的是“{name.strip()}”，没有这个人，不能开通账号。"
    if is_called(name):
        return f"“{name.strip()}”只写了姓氏和称呼，请写本人的姓名。"
    if re.search(r"\d{5,}", name):
        return f"姓名“{name}”里有号码，请只写姓名，号码写在手机一栏。"
    if instead_of(name):
        return f"“{name}”写的是换了人，请只写现在的姓名。"
    if is_phrase(name):
        return f"“{name}”不像一个人的姓名，请只写姓名。"
    return f"“{name}”像是几个人的姓名，一人一个账号，{how}" if _SEVERAL.search(name) else ""


def phone_objection(phone: str) -> str:
    """Why this is no telephone number of a person; empty where it is one, or nothing."""
    number = phone_number(phone)
    wrong = number and (not is_phone(number) or is_mistyped_mobile(number))
    return f"手机“{phone}”不像电话号码，请改正或留空。" if wrong else ""


def settle(post: Post, actor: Actor, second: GrantRequest | None = None) -> Post:
    """Write a post that nothing is against, with its event; where the person works in none, this is the one in use."""
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:  # somebody was quicker, and the database keeps the rule
        raise Refused(f"{post.user}刚刚得到了另一个岗位。{separation.RULE}") from None
    User.objects.filter(pk=post.user_id, current_post=None).update(current_post=post)
    text = _suffixed(f"{post.user}任{post.label}", second)
    event = events.record(post.user, actor=actor, key="give_post", label="设置岗位", text=text)
    tell_owner(post.user, actor, event, f"{actor.name}给您设置了岗位：{post.label}")
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
    """The post ends at once, or with ``day`` as its last day; what was done in it stays.

    A post with power needs a confirmed request.
    """
    check_keeper(actor, second)
    hold(post.user, seen)
    if problem := ending_objection(post, day, actor.today):
        raise Refused(problem)
    if POSTS[post.role].power and second is None:
        raise Refused(f"结束“{post.label}”{NEEDS_SECOND}")
    if day is None:
        end_at_once(post, actor.today)
    else:
        close_post(post, day)
    told_of_end(post, actor, _suffixed(f"{post.user}不再任{post.label}", second), day)


def told_of_end(post: Post, actor: Actor, text: str, day: date | None = None) -> None:
    """The event of a post that ended at once, or ends with ``day``; the account's page reads it."""
    how = "即时结束" if day is None else f"任至{long_date(day)}"
    events.record(
        post.user, actor=actor, key="end_post", label="结束岗位", text=f"{text[:360]}，{how}",
        facts={"post": post.pk, "at_once": day is None},
    )  # fmt: skip


def told_of_return(post: Post, actor: Actor, text: str) -> None:
    """The event of a post that is held again, because what ended it was taken back; the account's page reads it."""
    events.record(
        post.user, actor=actor, key=RESTORED, label="恢复岗位", text=text[:400], facts={"post": post.pk}
    )  # fmt: skip


def ended_at_once(user: User) -> dict[int, datetime]:
    """When posts of this account ended on the spot, by the post's key; without those that were given back since."""
    rows = Event.objects.filter(**aimed_at(user), key__in=("end_post", RESTORED)).order_by("pk")
    found: dict[int, datetime] = {}
    for key, facts, at in rows.values_list("key", "facts", "at"):
        if key == RESTORED:
            found.pop(facts.get("post"), None)
        elif facts.get("at_once"):
            found[facts["post"]] = at
    return found


def ending_objection(post: Post, day: date | None, today: date) -> str:
    """Why this post cannot end on ``day``, or at once where there is none; empty where it can."""
    if post.valid_to is not None and (post.valid_to < today if day is None else post.valid_to <= day):
        return "这个岗位已经结束。"
    return separation.without_successor(post.role, user=post.user, day=day or today)


def close_post(post: Post, day: date) -> None:
    """The post's last day is ``day``; one that has not begun by then never was, and nothing was done in it."""
    if post.valid_from and post.valid_from > day:
        Post.objects.filter(pk=post.pk).delete()
        return
    if not Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), pk=post.pk).update(valid_to=day):
        raise Refused("这个岗位已经结束。")
    User.objects.filter(current_post=post).update(current_post=None)


def end_at_once(post: Post, today: date) -> bool:
    """Nobody acts in the post from now on: the day before was its last. Whether the row is still there.

    One that began today was never in force and goes, unless something was done in it: then that day is its only one,
    and the events tell when it was given and ended.
    """
    before = today - timedelta(days=1)
    days: dict[str, date] = {"valid_to": before}
    if post.valid_from and post.valid_from > before:
        if not Event.objects.filter(post=post).exists():
            Post.objects.filter(pk=post.pk).delete()
            return False
        days["valid_from"] = before
    rows = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=before), pk=post.pk)
    try:
        with transaction.atomic():
            if not rows.update(**days):
                raise Refused("这个岗位已经结束。")
    except IntegrityError:  # what was held the day before may not be held together with it
        raise Refused(f"{post.user}昨天还任不能兼任的岗位，{post.label}今天不能即时结束，请停用账号。") from None
    User.objects.filter(current_post=post).update(current_post=None)
    return True
