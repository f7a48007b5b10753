"""登记本届任职: somebody of the register who holds no mandate in the running term gets one after the term has begun.

Either the list of the turn left the person out wrongly, and the mandate runs from the term's first day (补列), or the
person is added in mid-term. What the turn had closed meanwhile stays closed unless its own line brings it back.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import timezone

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.models import Organisation, Post, Role
from core.people import leaving, separation
from core.people.actors import Actor
from members.levels import said
from members.models import Mandate, Member, Seat, Term
from members.services import leaver_posts, left_behind, mandates, papers, steps, turning

KEY = "give_mandate"


class Basis(TextChoices):
    """Why the person is a member after all."""

    CORRECTION = "correction", "换届名单更正（补列）"
    ADDED = "added", "届中增补"


def former(member: Member, held: Iterable[Mandate]) -> bool:
    """Whether the person of these mandates, of begun terms, lacks one of the running term and may get it."""
    held = list(held)
    for mandate in held:
        mandate.tell_term()
    over = all(not one.term.is_current and one.ended != Mandate.Ended.DIED for one in held)
    return bool(held) and over and not member.level


def before(member: Member) -> Mandate | None:
    """The newest mandate begun, from which sector and seats are taken over."""
    rows = Mandate.objects.newest().filter(member=member)
    return rows.select_related("term", "sector").prefetch_related("seats__organisation").first()


def seats_before(mandate: Mandate) -> list[Seat]:
    """The seats that went on until the mandate was over, in bodies that there still are."""
    rows = [row for row in mandate.seats.all() if row.ends_on is None or row.ends_on == mandate.ends_on]
    return [row for row in rows if row.organisation.is_active]


@transaction.atomic
def give(
    *, actor: Actor, member: Member, term: Term, basis: str, sector: Organisation, bodies: Iterable[Organisation],
    starts_on: date | None, reason: str, decided_by: str, paper: str = "", upload: File | None = None,
) -> list[str]:  # fmt: skip
    """The mandate of the running term; returns what of the past came back and what stays closed.

    Raises Refused where the person has a mandate in the term, has died, or the day lies outside the term.
    """
    steps.check(actor)
    member = steps.locked(member)
    correction = basis == Basis.CORRECTION
    first = term.starts_on if correction or starts_on is None else starts_on
    _check(member, term, first)
    old, done = before(member), steps.Steps()
    gained = mandates.how_gained(first, term)
    mandate = Mandate(
        member=member, term=term, sector=sector, starts_on=first, gained=gained, decided_by=decided_by,
        gained_paper=paper,
    )  # fmt: skip
    done.make(mandate)
    bodies = list(bodies)
    mandates.check_committees(mandate, bodies, first)
    duties = {row.organisation_id: row.duty for row in seats_before(old)} if old else {}
    for body in bodies:
        duty = duties.get(body.pk, Seat.Duty.MEMBER)
        done.make(Seat(mandate=mandate, organisation=body, duty=duty, starts_on=first))
    told = _give_post(done, member, first)
    done.attach(mandate, upload, member=member, actor=actor, category=papers.Of.GAINED)
    text = f"{Basis(basis).label}：{member}任{term}委员（{sector}），自{long_date(first)}起"
    done.record(member, actor=actor, key=KEY, label="登记本届任职", reason=reason, text=text)
    turning.forget(term)
    if member.user and not member.user.is_active:
        leaving.want_back(member.user, actor, f"{member}已登记任{term}委员，账号已停用、不能登录，请恢复账号")
    since = timezone.make_aware(datetime.combine(term.starts_on, time.min))
    if not correction:
        return told
    if member.user:
        leaver_posts.back_on(term, member.user, actor, since, "换届名单已更正，本人仍是委员")
    return told + _of_the_turn(member, term) + left_behind.restore(member, actor, since)


def _of_the_turn(member: Member, term: Term) -> list[str]:
    """Other posts that ended with the list from which the person was missing: who gives posts gives them again."""
    ended = leaver_posts.ended_with(term, member.user) if member.user else []
    labels = "、".join(f"{post.label}（任至{long_date(post.valid_to)}）" for post in ended if post.valid_to)
    return [f"随换届名单结束的岗位没有恢复：{labels}，仍任的请系统管理员重新设置。"] if labels else []


def _check(member: Member, term: Term, first: date) -> None:
    if member.level or member.mandates.filter(ended=Mandate.Ended.DIED).exists():
        raise Refused(f"{member}是{said('住区委员')}或登记为去世，不能登记本届任职，请先核对资料。")
    if not term.is_current:
        raise Refused(f"{term}不是本届，请刷新后再看。")
    own = member.mandates.filter(term=term).order_by("-starts_on").first()
    if own and own.ends_on:
        raise Refused(f"{member}在{term}任过委员，{long_date(own.ends_on)}离任。离任登记有误的，请更正离任。")
    if own:
        raise Refused(f"{member}已是{term}委员，请刷新后再看。")
    mandates.check_first_day(term, first)


def _give_post(done: steps.Steps, member: Member, first: date) -> list[str]:
    """The post as 委员 of the account, where it has none that goes on. Returns what is to be done about the account."""
    user = member.user
    if user is None:
        return ["还没有账号，可在“一次性密码单”里开通。"]
    held = user.posts.filter(role=Role.MEMBER, valid_to=None).first()
    post = held or Post(user=user, role=Role.MEMBER, valid_from=first)
    if problem := separation.objection(user, post):
        raise Refused(problem)
    if held is None:
        try:
            with transaction.atomic():
                done.make(post)
        except IntegrityError:  # somebody made the person an administrator at this moment
            raise Refused(separation.RULE) from None
    if user.is_active:
        return []
    since = f"（{long_date(user.leaves_on)}）" if user.leaves_on else ""
    return [f"账号已停用{since}，本人现在不能登录：登记时通知系统管理员恢复账号，恢复后即任委员岗位。"]


def rehearse(*, actor: Actor, member: Member, term: Term, **facts) -> list[str]:
    """What ``give`` would return, or raise; nothing of it stays."""
    with transaction.atomic():
        told = give(actor=actor, member=member, term=term, **facts | {"upload": None})
        transaction.set_rollback(True)
    return told
