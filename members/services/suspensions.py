"""中止履职: a suspended member goes on reading, and neither hands in nor signs until the suspension ends."""

from datetime import date, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from core.chinese import long_date
from core.delivery.notices import announce
from core.matters.lifecycle import Refused
from core.models import Event, User
from core.people.actors import Actor
from members.models import Mandate, Member, Suspension
from members.models.terms import next_first_day
from members.services import bounds, going_on, papers, steps


@transaction.atomic
def suspend(
    *, actor: Actor, mandate: Mandate, starts_on: date, ends_on: date | None, reason: str, decided_by: str,
    paper: str = "", upload: File | None = None,
) -> Suspension:  # fmt: skip
    """From a day to a day (or until it is ended). Raises Refused where one runs in that time, or the mandate ends.

    The decision's last day may lie beyond the term: it is kept, and the suspension ends with the term, or goes on in
    the next one where the person stands on its confirmed list. ``ends_with_term`` tells which.
    """
    steps.check(actor)
    mandate = bounds.held(mandate)
    member = mandate.member
    bounds.check_running(mandate, actor)
    bounds.check_day(mandate, starts_on)
    if ends_on is not None and mandate.ends_on is not None and ends_on > mandate.ends_on:
        raise Refused(f"{member}的委员资格到{long_date(mandate.ends_on)}为止，中止不能晚于那天。")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("恢复前的最后一天早于中止之日，请核对。")
    _check_free(mandate, starts_on, ends_on)
    made = Suspension(
        mandate=mandate, starts_on=starts_on, ends_on=ends_on, reason=reason, decided_by=decided_by, paper=paper
    )
    done = steps.Steps()
    done.make(made)
    done.attach(made, upload, member=member, actor=actor, category=papers.Of.SUSPENDED)
    next_term, told = going_on.follow(done, made), ends_with_term(mandate)
    text = f"中止履职，自{long_date(starts_on)}起，{until(ends_on, None if next_term else mandate.until)}"
    text += f"（换届后在{next_term}继续）" if next_term else ""
    event = done.record(member, actor=actor, key="suspend", label="中止履职", reason=reason, text=text)
    _tell(member, event, f"已登记您{text}", MEANWHILE + told)
    return made


def until(ends_on: date | None, last: date | None) -> str:
    """How long a suspension lasts that ends by the decision on ``ends_on``, of a mandate with this ``last`` day.

    Where nobody has decided the day, the term's end is the latest, and no day of restoring.
    """
    if ends_on is None:
        return "恢复日期另定" + (f"，最迟到{long_date(last)}本届结束" if last else "")
    return f"到{long_date(min(ends_on, last) if last else ends_on)}为止"


def standing(mandate: Mandate | None) -> str:
    """What the member reads while it runs; ``mandate`` is read ``with_suspension`` and ``with_last_day``."""
    facts = vars(mandate) if mandate else {}
    if not facts.get("suspended_since"):
        return "您正在中止履职。"
    paper = f"，{facts['suspended_paper']}" if facts["suspended_paper"] else ""
    last = mandate.until if mandate and not facts.get("suspension_goes_on") else None
    how_long = until(facts["suspended_until"], last)
    return f"您自{long_date(facts['suspended_since'])}起中止履职，{how_long}（{facts['suspended_by']}{paper}）。"


def ends_with_term(mandate: Mandate) -> str:
    """What is said of a suspension where the day on which the term ends is known; empty where it is not."""
    last = mandate.term.last_day
    if last is None or last != mandate.until:
        return ""
    new, ends = going_on.coming(mandate), f"本届到{long_date(last)}为止，中止随之结束"
    if new is None:
        return f"{ends}。"
    if new.term.confirmed_at:
        on_list = f"{mandate.member}在已确认的{new.term}名单上"
        return f"本届到{long_date(last)}为止；{on_list}，到日没有恢复的，在{new.term}继续中止。"
    return f"{ends}；{mandate.member}在{new.term}名单上，确认名单时选定在新一届继续的，继续中止。"


def _check_free(mandate: Mandate, starts_on: date, ends_on: date | None, besides: int = 0) -> None:
    """Raises Refused where a suspension, but for the one with the key ``besides``, runs on any day of that time."""
    others = mandate.suspensions.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).exclude(pk=besides)
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    if others.exists():
        raise Refused("这段时间已经登记过中止履职，请先核对已有的记录。")


@transaction.atomic
def resume(*, actor: Actor, suspension: Suspension, ends_on: date, reason: str, upload: File | None = None) -> None:
    """The last day of a suspension. Raises Refused where it is over already, or another runs before that day."""
    steps.check(actor)
    mandate = bounds.held(suspension.mandate)
    member = mandate.member
    bounds.check_running(mandate, actor)
    present = Suspension.objects.get(pk=suspension.pk)
    if present.ends_on is not None and present.ends_on < actor.today:
        raise Refused("这次中止履职已经结束，请刷新后再看。")
    bounds.check_day(mandate, max(ends_on, present.starts_on))
    if ends_on < present.starts_on:
        raise Refused(f"恢复前的最后一天早于中止之日（{long_date(present.starts_on)}），请核对。")
    _check_free(mandate, present.starts_on, ends_on, besides=present.pk)
    done = steps.Steps()
    done.set(present, ends_on=ends_on)
    going_on.end(done, mandate)
    done.attach(present, upload, member=member, actor=actor, category=papers.Of.RESUMED)
    text = f"恢复履职，中止到{long_date(ends_on)}为止"
    event = done.record(member, actor=actor, key="resume", label="恢复履职", reason=reason, text=text)
    after = f"从{long_date(ends_on + timedelta(days=1))}起可以提交和署名。"
    _tell(member, event, f"已登记您{text}", after)


def _tell(member: Member, event: Event, title: str, body: str) -> None:
    """The member reads of it, wherever the person has an account."""
    if member.user:
        announce([member.user], title, event=event, target=member, url="/members/mine/", body=body)


MEANWHILE = "期间可以登录阅读，不能提交和署名；草稿、邀请和已有的署名都保留，规定的期限照常计算。"
READ_ALONG = "is_suspended"
"""Read together with the person by the sign-in, so that no page pays for it."""


def suspended_account(day: date) -> Exists:
    """The condition on accounts whose member's duties are suspended on ``day``."""
    return Exists(Suspension.objects.valid_on(day).filter(mandate__member__user=OuterRef("pk")))


def is_suspended(user: User | None) -> bool:
    """Whether this person may neither hand in nor sign today: to whom no page offers a way to begin."""
    if user is None:
        return False
    known = getattr(user, READ_ALONG, None)
    return known if known is not None else objection(timezone.localdate(), member__user=user) is not None


def objection(day: date, **member) -> str | None:
    """Why a member may neither hand in nor sign on ``day``: the sentence; None where nothing is in the way.

    ``member`` names the person: ``member=…``, ``member_id=…`` or ``member__user=…``.
    """
    where = {f"mandate__{name}": value for name, value in member.items()}
    next_on = next_first_day(OuterRef("mandate__term__starts_on"))
    rows = Suspension.objects.valid_on(day).filter(**where).select_related("mandate__term")
    found: Any = rows.annotate(next_on=Subquery(next_on)).with_going_on().order_by("-starts_on").first()
    if found is None:
        return None
    found.mandate.term.know_next(found.next_on)
    how_long = until(found.ends_on, None if found.goes_on else found.mandate.until)
    return f"中止履职期间（{how_long}）可以阅读，不能提交和署名。如有疑问，请与政协机关联系。"
