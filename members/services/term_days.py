"""Correcting the first day of a term that has begun: a committee is set up in mid-term, and someone misremembers it.

It is never one person's: ``day_moves`` shows what hangs on it, has it asked for, and confirmed by another.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.people.actors import Actor
from core.records.changing import change
from members.models import Mandate, OfficeHeld, Seat, Session, Suspension, Term
from members.services import handed_on
from members.services.comparing import term_before
from members.services.terms import check, locked

KEY = "correct_term"


@transaction.atomic
def correct_first_day(
    *, actor: Actor, term: Term, starts_on: date, seen: date, reason: str, paper: str, confirmed: bool = False
) -> None:
    """Another first day for a term that runs or is over; mandates, seats and offices that began with it go along.

    ``seen`` is the day that was shown. Raises Refused where somebody has changed it meanwhile, and where a session, a
    mandate or another term contradicts the new day: each in a sentence that says what is to be corrected first.
    Refused, too, until ``day_moves`` has it ``confirmed``; ``paper`` is the decision that it rests on.
    """
    check(actor)
    rows = locked()
    held = next(row for row in rows if row.pk == term.pk)
    if held.starts_on != seen:
        raise Refused(f"{held}的开始日期刚被改为{long_date(held.starts_on)}，请看过以后再改。")
    if held.starts_on > actor.today:
        raise Refused(f"{held}还没有开始，请用“改换届之日”。")
    if starts_on > actor.today:
        raise Refused(f"{held}已经开始履职，开始日期不能晚于今天。")
    if starts_on == held.starts_on:
        raise Refused("开始日期没有改动。")
    place = rows.index(held)
    said = _neighbours(held, starts_on, rows[:place], rows[place + 1 :]) or _of_its_own(held, starts_on)
    if said:
        raise Refused(said)
    if not confirmed:
        raise Refused(f"{held}的开始日期须由另一人确认后才更正，请提请确认。")
    before = held.starts_on
    text = f"{held}的开始日期由{long_date(before)}更正为{long_date(starts_on)}（依据：{paper}）"
    change(
        held, {"starts_on": starts_on}, actor=actor, reason=reason, seen=None, key=KEY, label="更正开始日期",
        text=text[:400],
    )  # fmt: skip
    Mandate.objects.filter(term=held, starts_on=before).update(starts_on=starts_on)
    for model in (Seat, OfficeHeld, Suspension):
        model.objects.filter(mandate__term=held, starts_on=before).update(starts_on=starts_on)


def consequences(term: Term, day: date, actor: Actor) -> list[str]:
    """What the right day changes, a sentence each, to be looked at beforehand. What was handed on is counted as far as
    this person may see it."""
    was, own = term.starts_on, Mandate.objects.filter(term=term)
    moved = own.filter(starts_on=was).count()
    found = [f"{term}自{long_date(day)}起（现为{long_date(was)}起）。"]
    found.append(f"{moved}名委员自{long_date(was)}起的任职，连同专委会、小组和政协职务，一并改自{long_date(day)}起。")
    if rest := own.exclude(starts_on=was).count():
        found.append(f"{rest}名委员另有任职之日，不变。")
    if count := Suspension.objects.filter(mandate__term=term, starts_on=was).count():
        found.append(f"{count}人自{long_date(was)}起的中止履职，改自{long_date(day)}起。")
    before = term_before(term)
    if before:
        found += _of_the_one_before(before, was, day, actor)
    found.append("会议的日期、各人岗位和账号的日期不随之改动。")
    return found


def _of_the_one_before(before: Term, was: date, day: date, actor: Actor) -> list[str]:
    """What becomes of the term that ended with the turn: its last day, its suspensions and what it handed on."""
    eve, new_eve = was - timedelta(days=1), day - timedelta(days=1)
    ending = Mandate.objects.filter(term=before, ends_on=None).count()
    found = [f"{before}到{long_date(new_eve)}为止（现为{long_date(eve)}），{ending}名委员的届满之日随之改动。"]
    cut = Suspension.objects.filter(Q(ends_on=None) | Q(ends_on__gt=min(eve, new_eve)), mandate__term=before)
    if count := cut.count():
        found.append(f"{before}有{count}人的中止履职到届满为止，随之改到{long_date(new_eve)}。")
    if actor.user is not None:
        counts = []
        for first in (was, day):
            before.know_next(first)
            counts.append(sum(part.count for part in handed_on.handed_on(before, actor.user)))
        before.know_next(was)
        found.append(f"{before}未办结事项移交清单按新的日子重算：您能看到的，现为{counts[0]}件，更正后{counts[1]}件。")
    return found


def _neighbours(term: Term, day: date, earlier: list[Term], later: list[Term]) -> str:
    """What the terms before and after say against the day; empty where nothing does."""
    if later and day >= later[0].starts_on:
        return f"{later[0]}自{long_date(later[0].starts_on)}起，{term}须在此前开始。"
    if not earlier:
        return ""
    last = earlier[-1]
    if day <= last.starts_on:
        return f"{last}自{long_date(last.starts_on)}起，{term}须在此后开始。"
    session = Session.objects.filter(term=last, closes_on__gte=day).order_by("-closes_on").first()
    if session:
        return f"{session}到{long_date(session.closes_on)}才闭幕，{term}须在其后开始。"
    until = Q(starts_on__gte=day) | Q(ends_on__gte=day)
    mandate = Mandate.objects.filter(until, term=last).select_related("member").order_by("id").first()
    if mandate:
        return f"{mandate.member}在{last}的任职记到了{long_date(day)}以后，请先更正其任职日期。"
    return ""


def _of_its_own(term: Term, day: date) -> str:
    """What the term's own sessions and members say against a later day; empty where nothing does."""
    if day <= term.starts_on:
        return ""
    early = Q(opens_on__lt=day) | Q(proposals_from__date__lt=day)
    session = Session.objects.filter(early, term=term).order_by("opens_on").first()
    if session:
        what = f"于{long_date(session.opens_on)}开幕" if session.opens_on < day else "的提案征集在此前开始"
        return f"{session}{what}，不能早于{term}开始。请先修改会议的日期。"
    began, between = term.starts_on, {"starts_on__gt": term.starts_on, "starts_on__lt": day}
    own = Mandate.objects.filter(term=term).select_related("member").order_by("id")
    mandate = own.filter(Q(**between) | Q(starts_on=began, ends_on__lt=day)).first()
    if mandate is None:
        early = Q(**between) | Q(starts_on=began, ends_on__lt=day)
        rows = Suspension.objects.filter(early, mandate__term=term).values("mandate")
        mandate = own.filter(pk__in=rows).first()
    held: tuple[type[Seat] | type[OfficeHeld], ...] = (Seat, OfficeHeld)
    for model in held:
        moved = Q(**between) | Q(starts_on=began, ends_on__lt=day)
        mandate = mandate or own.filter(pk__in=model.objects.filter(moved).values("mandate")).first()
    if mandate:
        return f"{mandate.member}的任职或履职记录早于{long_date(day)}，请先更正，再改{term}的开始日期。"
    return ""
