"""An account ends when its person leaves (离任): posts from a day, sign-ins at once; what waited is shown first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.chinese import long_date
from core.delivery.notices import announce, close_of
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, GrantRequest, OpenTurn, Post, Role, User
from core.models.generic import aimed_at
from core.models.grants import GrantQuerySet
from core.models.roles import POSTS
from core.people import announced, separation, vacancies
from core.people.accounts import end_sign_ins
from core.people.actors import Actor, system_actor
from core.people.directory import NEEDS_SECOND, check_keeper, end_at_once, ended_at_once, hold
from core.people.posts import users_in

WANTED_BACK = "account_wanted_back"
GRANTS_PAGE = "/settings/grants/"
NO_WORK = ("sign_in", "sign_out", "change_password", "end_everywhere")


@dataclass(frozen=True)
class Waiting:
    """What waits for a person who leaves: through which post, how many matters, and who does them afterwards."""

    post: str
    count: int
    taken_by: tuple[str, ...] = ()
    example: OpenTurn | None = None
    own: bool = False

    @property
    def alone(self) -> bool:
        """Whether nobody is left to do it."""
        return not self.taken_by and not self.own


def what_waits(user: User, day: date) -> list[Waiting]:
    """What is waited for from ``user``, post by post, and to whom it goes when they are gone after ``day``."""
    found = []
    for post in user.posts.valid_on(day).select_related("organisation").order_by("id"):
        found += waits_in(post, day)
    own = OpenTurn.objects.filter(user=user)
    if count := own.count():
        found.append(Waiting("本人", count, (), own.first(), own=True))
    return found


def waits_in(post: Post, day: date) -> list[Waiting]:
    """What waits for whoever holds ``post``, and to whom it goes when this person holds it no longer after ``day``."""
    found = []
    rows = OpenTurn.objects.filter(role=post.role, user=None)
    for body in [None, post.organisation_id] if post.organisation_id else [None]:
        mine = rows.filter(organisation=body)
        if count := mine.count():
            names = tuple(str(one) for one in _others(post, body, day))
            found.append(Waiting(post.label, count, names, mine.first()))
    return found


def others_in(post: Post, day: date) -> list[User]:
    """Who else holds the same post (in the same body) after ``day`` and can sign in."""
    return list(_others(post, post.organisation_id, day))


def nobody_left(post: Post, day: date) -> str:
    """That nobody would hold this post after its end, and how much waits for it; empty where somebody does."""
    alone = vacancies.alone_after([post], day).get(post.pk, "")
    return f"{alone}请先设置接任的人，或确认已另行安排。" if alone else ""


def _others(post: Post, body: int | None, day: date) -> Iterable[User]:
    """Who else holds the same post (in the same body where one is waited for) after ``day`` and can sign in."""
    rows = Post.objects.filter(role=post.role, user__is_active=True, user__leaves_on=None)
    if body is not None:
        rows = rows.filter(organisation=body)
    stays = rows.exclude(user=post.user_id).exclude(valid_to__lte=day)
    return User.objects.filter(pk__in=stays.values("user")).order_by("pk")


def how_left(user: User, day: date) -> str:
    """That and when this person left, in a sentence; empty for whoever holds a post, gets one, or never had any."""
    if not user.is_active:
        return f"已于{long_date(user.leaves_on)}离任，账号已停用。" if user.leaves_on else "账号已停用。"
    posts = user.posts.all()
    lasts = list(posts.values_list("valid_to", flat=True))
    if not lasts or posts.valid_on(day).exists() or posts.filter(valid_from__gt=day).exists():
        return ""
    ended = [last for last in lasts if last is not None]
    if len(ended) < len(lasts):  # ended by what another app knows, such as the end of a term
        return "任期已满，岗位已经结束。"
    on_the_spot = [timezone.localdate(at) for at in ended_at_once(user).values()]
    if on_the_spot and max(on_the_spot) > max(ended):
        return f"已不任岗位，岗位于{long_date(max(on_the_spot))}即时结束。"
    return f"已离任，岗位到{long_date(max(ended))}为止。"


def objection(user: User, day: date, today: date) -> str:
    """Why this account cannot end on ``day``, asked on ``today``; empty where it can."""
    if not user.is_active:
        return "这个账号已经停用。"
    if (begun := _last_beginning(user, today)) and day < begun[0]:
        return f"{user}的{begun[1]}自{begun[0]:%Y-%m-%d}起，最后一天不能早于那天，请核对日期。"
    if last := _last_act_after(user, day):
        on = timezone.localdate(last.at)
        return (
            f"{user}在{day:%Y-%m-%d}以后还办过事（最近是{on:%Y-%m-%d}“{last.label}”），"
            f"最后一天不能早于那天。请改填{on:%Y-%m-%d}或以后的日期。"
        )
    for post in user.posts.exclude(valid_to__lte=day):
        if problem := separation.without_successor(post.role, user=user, day=day):
            return problem
    return ""


def _last_beginning(user: User, today: date) -> tuple[date, str] | None:
    """The newest day by ``today`` on which a post that has not ended, or the account, began; and which of them."""
    posts = user.posts.filter(valid_from__lte=today).exclude(valid_to__lte=today).select_related("organisation")
    found = [(post.valid_from, f"岗位“{post.label}”") for post in posts if post.valid_from]
    opened = timezone.localdate(user.date_joined)
    found += [(opened, "账号")] if opened <= today else []
    return max(found, default=None)


def _last_act_after(user: User, day: date) -> Event | None:
    """The newest thing that the person did after ``day``; signing in and passwords are no work."""
    after = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Event.objects.filter(actor=user, at__gte=after).exclude(key__in=NO_WORK).order_by("-at", "-id").first()


def reopening_objection(user: User) -> str:
    return "这个账号在用，不需要恢复。" if user.is_active and user.leaves_on is None else ""


@transaction.atomic
def close_account(
    *,
    actor: Actor,
    user: User,
    day: date | None = None,
    reason: str,
    handed_on: bool = False,
    second: GrantRequest | None = None,
    seen: int | None = None,
) -> None:
    """End the posts with ``day`` (today) as their last day; sign-ins and tokens end at once, or after that day.

    Refused where it is the last administrator of its kind or one's own account, and while work waits that nobody else
    could do, unless ``handed_on`` says that this has been seen and settled.
    """
    check_keeper(actor, second)
    hold(user, seen)
    day = max(day or actor.today, actor.today) if second else (day or actor.today)
    if actor.user == user:
        raise Refused("不能停用自己的账号，请由另一位管理员办理。")
    if not reason.strip():
        raise Refused("请写明停用的原因，如“调离”“退休”。")
    if problem := objection(user, day, actor.today):
        raise Refused(problem)
    if second is None and separation.holds_power(user, actor.today):
        raise Refused(f"{user}任有管理或决定权的岗位，停用账号{NEEDS_SECOND}")
    alone = [one for one in what_waits(user, actor.today) if one.alone]
    if alone and not handed_on:
        told = "；".join(f"{one.post} {one.count} 件" for one in alone)
        raise Refused(f"还有没人接的件：{told}。请先为该单位设置接任的人，或确认已另行安排后再停用。")
    _end(user, actor, day, reason.strip(), second)


def _end(user: User, actor: Actor, day: date, reason: str, second: GrantRequest | None = None) -> None:
    was = user.leaves_on if user.leaves_on != day else None
    if was:
        announced.put_back(user, with_power=second is not None)
    facts, now = announced.cut(user, day), day <= actor.today
    User.objects.filter(pk=user.pk).update(is_active=not now, leaves_on=day)
    if now:
        end_sign_ins([user])
        withdraw_requests(GrantRequest.objects.filter(user=user), actor, "账号已停用")
    text = f"停用{user}的账号，岗位至{day:%Y-%m-%d}止" if now else f"{user}将于{day:%Y-%m-%d}离任，次日停用账号"
    text += f"（原定{was:%Y-%m-%d}）" if was else ""
    label = "停用账号" if now else "预定停用"
    told = f"{text}（{second.asked_by}提请）" if second else text
    events.record(user, actor=actor, key=announced.KEY, label=label, text=told, reason=reason, facts=facts)


def withdraw_requests(asked: GrantQuerySet, actor: Actor, why: str) -> None:
    """What of these still waits to be confirmed does not wait any longer: ``why`` says that nothing is left to be done,
    as where an account has ended. Who asked is told, and nobody is called to confirm it any more."""
    for one in asked.waiting(actor.today).select_related("user", "asked_by", "organisation"):
        rows, user = GrantRequest.objects.filter(pk=one.pk), one.user
        if not rows.withdraw(by=actor.user, at=actor.at, answer=why):
            continue  # decided at this moment
        asking = Event.objects.filter(**aimed_at(user), key="ask_grant", at=one.asked_at)
        close_of(asking.values_list("pk", flat=True), actor.at)
        title = f"{why}，提请随之撤回：{user}，{one.what}"
        event = events.record(user, actor=actor, key="withdraw_grant", label="撤回提请", text=title)
        announce([one.asked_by], title, event=event, target=user, url=GRANTS_PAGE)


@transaction.atomic
def reopen_account(
    *, actor: Actor, user: User, reason: str, second: GrantRequest | None = None, seen: int | None = None
) -> None:
    """The person may sign in again, without the posts that had ended; those of ``given_since`` are held.

    A day of leaving still to come, and an account closed by somebody on this very day (that on which it was asked
    for), are taken back: the posts go on as they did before. ``back_with_posts`` says beforehand which it is.
    """
    check_keeper(actor, second)
    hold(user, seen)
    if not reason.strip():
        raise Refused("请写明恢复的原因。")
    if problem := reopening_objection(user):
        raise Refused(problem)
    if second is None and separation.holds_power(user, actor.today):
        raise Refused(f"{user}任有管理或决定权的岗位，恢复账号{NEEDS_SECOND}")
    leaves_on = user.leaves_on if user.is_active else None
    undone = back_with_posts(user, timezone.localdate(second.asked_at) if second else actor.today)
    if undone:
        announced.put_back(user, with_power=second is not None)
    else:  # closed today by the night's work, its posts would otherwise go on until midnight
        since = {post.pk for post in given_since(user, actor.today)}
        for post in user.posts.filter(Q(valid_to=None) | Q(valid_to__gte=actor.today)).exclude(pk__in=since):
            end_at_once(post, actor.today)
    not_wanted_back(user, actor)
    User.objects.filter(pk=user.pk).update(is_active=True, leaves_on=None)
    text = f"取消{user}的离任（原定{leaves_on:%Y-%m-%d}），岗位照旧" if leaves_on else f"恢复{user}的账号"
    if undone and not leaves_on:
        held = "、".join(post.label for post in user.posts.not_over(actor.today).select_related("organisation"))
        text = f"撤销{user}账号的停用，岗位照旧：{held or '无'}"
    text += f"（{second.asked_by}提请）" if second else ""
    label = "取消离任" if leaves_on else "恢复账号"
    events.record(user, actor=actor, key="reopen_account", label=label, text=text[:400], reason=reason.strip())


def given_since(user: User, day: date) -> list[Post]:
    """Posts of an account that has ended, held on ``day`` or later, which it did not end: each was given, or given
    back, since then, as by a mandate registered meanwhile."""
    if user.is_active or user.leaves_on is None:
        return []
    rows = user.posts.not_over(day).exclude(valid_to__lte=user.leaves_on)
    return list(rows.select_related("organisation").order_by("pk"))


def want_back(user: User, actor: Actor, why: str) -> None:
    """The system administrators read that this account is to be brought back, until it is."""
    event = events.record(user, actor=actor, key=WANTED_BACK, label="请恢复账号", text=why[:400])
    announce(users_in(Role.SYSADMIN), why, event=event, target=user, url=f"/settings/accounts/{user.pk}/")


def not_wanted_back(user: User, actor: Actor) -> None:
    """It is back, or need not come back: nobody is called to it any more."""
    close_of(Event.objects.filter(**aimed_at(user), key=WANTED_BACK).values_list("pk", flat=True), actor.at)


def back_with_posts(user: User, day: date) -> bool:
    """Whether the account, brought back on ``day``, has its posts as before: a leave to come, or closed on that day."""
    if user.is_active:
        return user.leaves_on is not None
    closed = Event.objects.filter(**aimed_at(user), key=announced.KEY).order_by("-pk").first()
    return closed is not None and closed.actor_id is not None and timezone.localdate(closed.at) == day


def close_left(day: date) -> int:
    """End the accounts whose last day was before ``day``; returns how many. What beat does every night."""
    gone = list(User.objects.filter(is_active=True, leaves_on__lt=day))
    for user in gone:
        with transaction.atomic():
            _end(user, system_actor(), user.leaves_on or day, "离任日已过")
    return len(gone)


def without_post(day: date, or_in: QuerySet[Post] | None = None) -> QuerySet[User]:
    """Accounts in use without a post on ``day`` or later; ``had_one`` tells whether there ever was one, be it that it
    was taken away before it was in force.

    With them, and before them, come who holds one of the posts ``or_in``: ``holds`` is the role, None for the others.
    """
    posts = Post.objects.filter(user=OuterRef("pk"))
    still = posts.not_over(day)
    mine = (Post.objects.none() if or_in is None else or_in).filter(user=OuterRef("pk"))
    rows = User.objects.filter(~Exists(still) | Exists(mine), is_active=True)
    rows = rows.annotate(had_one=_had_one(), holds=Subquery(mine.values("role")[:1]))
    return rows.order_by(F("holds").asc(nulls_last=True), "pk")


def to_be_closed(day: date) -> QuerySet[User]:
    """Accounts in use whose posts have all ended (停用建议): a member whose mandate is over, a clerk who has left, one
    whose only post was given by mistake."""
    return without_post(day).filter(_had_one())


def _had_one() -> Q:
    """Of accounts: a post is or was there."""
    of_account = {"content_type__app_label": "core", "content_type__model": "user", "object_id": OuterRef("pk")}
    taken_away = Event.objects.filter(**of_account, key="end_post")
    return Q(Exists(Post.objects.filter(user=OuterRef("pk")))) | Q(Exists(taken_away.order_by()))


def power_of(user: User, day: date) -> list[str]:
    """The posts with power that this person holds, in words."""
    rows = user.posts.exclude(valid_to__lt=day).select_related("organisation")
    return [post.label for post in rows if POSTS[post.role].power]
