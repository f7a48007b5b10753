"""Acts that need a second administrator: asked for by one, in force only when another has confirmed them.

Which posts have power is said by the table of posts. The security administrator confirms; where that is the person
concerned, or asked, or nobody holds the post, the auditor stands in, so that a committee never locks itself out.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import rulebook
from core.delivery.notices import announce
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Organisation, Post, Role, User
from core.models.roles import POSTS
from core.people import accounts, directory, leaving, own_passwords, separation, vacancies
from core.people.actors import Actor
from core.people.posts import users_in

Act, State = GrantRequest.Act, GrantRequest.State
CONFIRMERS = (Role.SECADMIN, Role.AUDITOR)
PAGE = leaving.GRANTS_PAGE
DAYS = 7
ALREADY = "这项申请已经处理过或已逾期，没有再作改动。请刷新后再看。"


def days_to_decide() -> int:
    """How many days a request waits before it lapses."""
    try:
        return int(rulebook.value("account.grant_days"))
    except rulebook.UnknownRule:
        return DAYS


# ---- asking ----


def give_or_ask(
    *, actor: Actor, user: User, role: str, organisation: Organisation | None, reason: str = "", **facts: Any
) -> Post | GrantRequest:
    """The one way for pages and batches to give a post: at once, or as a request where the post has power."""
    if not POSTS[role].power:
        return directory.give_post(actor=actor, user=user, role=role, organisation=organisation, **facts)
    return ask(actor=actor, act=Act.GIVE, user=user, reason=reason, role=role, organisation=organisation, **facts)


def end_or_ask(
    *,
    actor: Actor,
    post: Post,
    day: date | None = None,
    reason: str = "",
    seen: int | None = None,
    handed_on: bool = False,
) -> GrantRequest | None:
    """End a post (None), or ask for it where the post has power: at once, or with ``day`` as the last day.

    Refused where nobody else holds the same post, unless ``handed_on`` says that this has been seen.
    """
    if not handed_on and (problem := leaving.nobody_left(post, actor.today)):
        raise Refused(problem)
    if not POSTS[post.role].power:
        directory.end_post(actor=actor, post=post, day=day, seen=seen)
        return None
    return ask(actor=actor, act=Act.END, user=post.user, reason=reason, post=post, valid_to=day, seen=seen)


def correct_or_ask(
    *, actor: Actor, user: User, reason: str = "", seen: int | None = None, **values: str
) -> GrantRequest | None:
    """Put name or telephone right (None), or ask for it where the account has power, or is to get it."""
    changes = directory.corrections(user, **values)
    if not needs_second(user, actor.today):
        directory.correct_account(actor=actor, user=user, changes=changes, seen=seen)
        return None
    return ask(actor=actor, act=Act.CORRECT, user=user, reason=reason, changes=changes, seen=seen)


def needs_second(user: User, day: date) -> bool:
    """Whether name, telephone, passwords and state of this account change only with a second administrator."""
    return separation.is_guarded(user, day)


@transaction.atomic
def ask(
    *,
    actor: Actor,
    act: str,
    user: User,
    reason: str,
    role: str = "",
    organisation: Organisation | None = None,
    title: str = "",
    post: Post | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    changes: dict[str, list[str]] | None = None,
    seen: int | None = None,
    follows: bool = False,
) -> GrantRequest:
    """Put an act before the second administrator. Refused where it could not be carried out even if confirmed.

    ``follows``: a correction that follows from a register which another app keeps; whoever keeps it asks.

    Of ``role`` … ``valid_to`` each act takes its own: a post given names role, body and days, one ended is ``post``
    with its last day ``valid_to``, an account closed has ``valid_to`` as its last day.
    """
    if not (follows and act == Act.CORRECT):
        _check_asker(actor, act, user, role)
    if not reason.strip():
        raise Refused("请写明理由：为什么要作这项授权或变动，确认人据此判断。")
    directory.hold(user, seen)
    if post is not None:
        role, organisation = post.role, post.organisation
    request = GrantRequest(
        act=act, user=user, role=role, organisation=organisation, title=title, post=post, valid_from=valid_from,
        valid_to=valid_to, changes=changes or {}, reason=reason.strip()[:200], asked_by=actor.user, asked_at=actor.at,
        expires_on=actor.today + timedelta(days=days_to_decide()),
        key=f"{act}|{user.pk}|{role}|{organisation.pk if organisation else ''}",
    )  # fmt: skip
    if problem := _objection(request, actor.today):
        raise Refused(problem)
    expire(actor.today)
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise Refused("同样的申请已经提请，正等待确认，不需要再提。") from None
    text = f"提请{request.on_record}（{user}），待确认"
    event = events.record(user, actor=actor, key="ask_grant", label="提请确认", text=text, reason=request.reason)
    alone = "".join(alone_after([request], actor.today).get(request.pk, ()))
    title = f"待您确认：{user}，{request.what}"
    announce(confirmers_of(request), title, event=event, target=user, url=PAGE, body=alone)
    return request


def alone_after(requests: Iterable[GrantRequest], day: date) -> dict[int, list[str]]:
    """By the keys of these requests, what is said of each post that nobody else would hold once all were confirmed."""
    ends: dict[int, list[Post]] = {one.pk: [one.post] for one in requests if one.act == Act.END and one.post}
    closing = {one.user_id: one.pk for one in requests if one.act == Act.CLOSE}
    if closing:
        for post in Post.objects.not_over(day).filter(user__in=closing).select_related("organisation").order_by("pk"):
            ends.setdefault(closing[post.user_id], []).append(post)
    last = max((one.valid_to for one in requests if one.valid_to), default=day)
    told = vacancies.alone_after([post for posts in ends.values() for post in posts], max(last, day))
    return {pk: [told[post.pk] for post in posts if post.pk in told] for pk, posts in ends.items()}


def _check_asker(actor: Actor, act: str, user: User, role: str) -> None:
    stands_in = actor.is_in(Role.SECADMIN) and (
        role == Role.SYSADMIN if act == Act.GIVE else _is(user, Role.SYSADMIN, actor.today)
    )
    if not actor.is_in(Role.SYSADMIN) and not stands_in:
        raise Forbidden("账号和岗位的变动由系统管理员提请；系统管理员的账号和岗位，也可以由安全管理员提请。")
    if actor.user == user and act != Act.CORRECT:  # the own name and number, too, are confirmed by somebody else
        raise Refused("不能为自己提请。请由另一位管理员提请（系统管理员的事项可由安全管理员提请）。")


def _is(user: User, role: str, day: date) -> bool:
    return user.posts.filter(role=role).exclude(valid_to__lt=day).exists()


def _objection(request: GrantRequest, day: date) -> str:
    """Why this could not be carried out as things are."""
    if request.act == Act.GIVE:
        wanted = directory.new_post(
            request.user, request.role, request.organisation, valid_from=_begins(request, day),
            valid_to=request.valid_to,
        )  # fmt: skip
        if wanted.valid_to and wanted.valid_from and wanted.valid_to < wanted.valid_from:
            return "结束日期已过，请填今天以后的日期，或不填。"
        return directory.objection(wanted)
    if request.act == Act.END and request.post is not None:
        return directory.ending_objection(request.post, request.valid_to, day)
    if request.act == Act.CLOSE:
        return leaving.objection(request.user, request.valid_to or day, day)
    if request.act == Act.CORRECT:
        return directory.correcting_objection(request.user, request.changes)
    return leaving.reopening_objection(request.user) if request.act == Act.REOPEN else ""


def _begins(request: GrantRequest, day: date) -> date:
    """A post with power begins when it is confirmed, never before."""
    return max(request.valid_from or day, day)


# ---- deciding ----


def opened_by(users: Iterable[int]) -> dict[int, str]:
    """Who opened these accounts, by the account's key, where an event tells; one statement."""
    kept = Event.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id__in=list(users), key="create_account"
    )
    return dict(kept.order_by("-id").values_list("object_id", "actor_name"))


def objection_to(actor: Actor, request: GrantRequest, security: Collection[int] | None = None) -> str:
    """Why this person may not decide; empty where they may. ``security`` is ``security_administrators`` of today,
    where many requests are asked about."""
    by = _confirmer(request, actor.today, security)
    if not actor.is_in(*CONFIRMERS):
        return f"这一项由{by}确认。"
    if actor.user == request.asked_by:
        return f"不能确认自己提请的事项，由{by}确认。"
    if actor.user == request.user:
        return f"不能确认关于自己的事项，由{by}确认。"
    if actor.is_in(Role.AUDITOR) and by == Role.SECADMIN.label:
        return "这一项由安全管理员确认；只有关系到安全管理员本人时，才由审计员确认。"
    return ""


def security_administrators(day: date) -> set[int]:
    """Who may sign in as security administrator on ``day``; one statement."""
    rows = Post.objects.valid_as(Role.SECADMIN, day).filter(user__is_active=True)
    return set(rows.values_list("user", flat=True))


def confirmed_by(user: User, actor: Actor) -> str:
    """The post that would confirm what this administrator asks for about ``user``, in words."""
    return _confirmer(GrantRequest(user=user, asked_by=actor.user), actor.today)


def _confirmer(request: GrantRequest, day: date, security: Collection[int] | None = None) -> str:
    """The post that decides: the security administrator's, unless nobody holds it but those whom it concerns."""
    others = security_administrators(day) if security is None else set(security)
    return str((Role.SECADMIN if others - {request.user_id, request.asked_by_id} else Role.AUDITOR).label)


def confirmers_of(request: GrantRequest) -> QuerySet[User]:
    """Who may decide this request today."""
    day = timezone.localdate(request.asked_at)
    people = users_in(Role.SECADMIN if _confirmer(request, day) == Role.SECADMIN.label else Role.AUDITOR)
    return people.exclude(pk__in=[request.user_id, request.asked_by_id])


@transaction.atomic
def confirm(*, actor: Actor, request: GrantRequest) -> str:
    """Let it happen, as asked. Returns the new one-time password where there is one, else nothing.

    There is one where it was asked for, and where a post is given to an account whose password somebody handed out
    alone: they may know it (``own_passwords``), sign-ins and tokens end with it. The one who confirms hands it over, so
    that whoever asked never sees it. Raises Forbidden for the wrong person, Refused where the request is decided, has
    lapsed, or can no longer be carried out; nothing happens then.
    """
    _decide(actor, request, State.CONFIRMED)
    void = request.act == Act.GIVE and not _password_goes_on(actor, request)
    made = _CARRIED_OUT[request.act](actor, request)
    if void:
        person = User.objects.get(pk=request.user_id)
        made = accounts.reset_password(user=person, actor=actor, second=request)
    _tell_asker(actor, request, "已确认")
    return made


def _password_goes_on(actor: Actor, request: GrantRequest) -> bool:
    """As things are before the post is given; nobody changes the account meanwhile."""
    User.objects.select_for_update().get(pk=request.user_id)
    rows = GrantRequest.objects.annotate(**own_passwords.how_given(actor.today)).select_related("user")
    return actor.user is not None and own_passwords.goes_on(rows.get(pk=request.pk), actor.user)


def password_until(request: GrantRequest, actor: Actor) -> str:
    """What becomes of the person's password when this is confirmed, for whoever asks; empty where it goes on."""
    person, by = request.user, confirmed_by(request.user, actor)
    if request.act != Act.GIVE or separation.holds_power(person, actor.today):
        return ""
    if person.must_change_password:
        return f"开通时的一次性密码到确认时作废，不要交给本人；确认时由{by}把新的一次性密码当面交给本人。"
    if person.password_given_by_id in set(confirmers_of(request).values_list("pk", flat=True)):
        return ""
    return f"确认时本人现在的密码作废，由{by}把新的一次性密码当面交给本人。"


@transaction.atomic
def refuse(*, actor: Actor, request: GrantRequest, reason: str) -> None:
    """It does not happen; the reason is told to whoever asked."""
    if not reason.strip():
        raise Refused("请写明不予确认的理由，提请人据此改正。")
    _decide(actor, request, State.REFUSED, reason.strip())
    _tell_asker(actor, request, "不予确认", reason.strip())


@transaction.atomic
def withdraw(*, actor: Actor, request: GrantRequest) -> None:
    """Whoever asked takes it back before it is decided."""
    if actor.user != request.asked_by:
        raise Forbidden("只有提请人可以撤回。")
    _take(actor, request, State.WITHDRAWN)
    text = f"撤回提请：{request.on_record}（{request.user}）"
    events.record(request.user, actor=actor, key="withdraw_grant", label="撤回提请", text=text)


def expire(day: date) -> int:
    """Mark what nobody decided in time; returns how many."""
    return GrantRequest.objects.run_out(day).update(state=State.EXPIRED)


def _decide(actor: Actor, request: GrantRequest, state: str, answer: str = "") -> None:
    if problem := objection_to(actor, request):
        raise Forbidden(problem)
    _take(actor, request, state, answer)
    label = "确认授权" if state == State.CONFIRMED else "不予确认"
    text = f"{label}：{request.on_record}（{request.user}，{request.asked_by}提请）"
    events.record(request.user, actor=actor, key=f"grant_{state}", label=label, text=text, reason=answer)


def _take(actor: Actor, request: GrantRequest, state: str, answer: str = "") -> None:
    rows = GrantRequest.objects.waiting(actor.today).filter(pk=request.pk)
    if not rows.update(state=state, decided_by=actor.user, decided_at=actor.at, answer=answer[:200]):
        raise Refused(ALREADY)


def _tell_asker(actor: Actor, request: GrantRequest, outcome: str, body: str = "") -> None:
    title = f"{outcome}：{request.user}，{request.what}"
    text = f"{outcome}：{request.user}，{request.on_record}（{actor.name}）"
    event = events.record(request.user, actor=actor, key="grant_told", label="告知提请人", text=text)
    announce([request.asked_by], title, event=event, target=request.user, url=PAGE, body=body)


def _give(actor: Actor, request: GrantRequest) -> str:
    directory.give_post(
        actor=actor, user=request.user, role=request.role, organisation=request.organisation, second=request,
        title=request.title, valid_from=_begins(request, actor.today), valid_to=request.valid_to,
    )  # fmt: skip
    return ""


def _end(actor: Actor, request: GrantRequest) -> str:
    if request.post is None:
        raise Refused("这个岗位已经不在，不需要再结束。")
    day = request.valid_to  # one that is over when it is confirmed leaves no reason to wait
    day = day if day and day >= actor.today else None
    directory.end_post(actor=actor, post=request.post, day=day, second=request)
    return ""


def _password(actor: Actor, request: GrantRequest) -> str:
    return accounts.reset_password(user=request.user, actor=actor, second=request)


def _close(actor: Actor, request: GrantRequest) -> str:
    leaving.close_account(
        actor=actor, user=request.user, day=request.valid_to, reason=request.reason, handed_on=True, second=request
    )
    return ""


def _reopen(actor: Actor, request: GrantRequest) -> str:
    leaving.reopen_account(actor=actor, user=request.user, reason=request.reason, second=request)
    return ""


def _correct(actor: Actor, request: GrantRequest) -> str:
    directory.correct_account(actor=actor, user=request.user, changes=request.changes, second=request)
    return ""


_CARRIED_OUT: dict[str, Callable[[Actor, GrantRequest], str]] = {
    Act.GIVE: _give,
    Act.END: _end,
    Act.PASSWORD: _password,
    Act.CLOSE: _close,
    Act.REOPEN: _reopen,
    Act.CORRECT: _correct,
}
