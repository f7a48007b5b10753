"""Seats with duties, offices in the committee and in parties: given, ended, changed. Old ones end and stay."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.models import Organisation
from core.people.actors import Actor
from members.models import Mandate, Member, OfficeHeld, PartyOffice, Seat
from members.services import bounds, sole_offices, steps
from members.services.mandates import check_committees

Post = Seat | OfficeHeld | PartyOffice


@transaction.atomic
def give_seat(*, actor: Actor, mandate: Mandate, body: Organisation, duty: str, starts_on: date, reason: str) -> Seat:
    """A seat in a committee, group or liaison office. Raises Refused where there is one, or too many committees."""
    steps.check(actor)
    mandate = _running(mandate, starts_on, actor)
    if mandate.seats.filter(_later(starts_on), organisation=body).exists():
        raise Refused(f"{mandate.member}已在{body}，如任职有变化，请用“改任”登记。")
    check_committees(mandate, [body], starts_on)
    seat = Seat(mandate=mandate, organisation=body, duty=duty, starts_on=starts_on)
    _given(mandate.member, seat, named(seat), actor, reason)
    return seat


@transaction.atomic
def change_duty(*, actor: Actor, seat: Seat, duty: str, starts_on: date, reason: str) -> Seat:
    """Another duty in the same body from that day; the former one ends the day before and stays to be read.

    From the very day on which it began the former one was never held: what was registered is put right.
    """
    steps.check(actor)
    mandate = _running(seat.mandate, starts_on, actor)
    seat = _still_held(seat)
    if seat.duty == duty:
        raise Refused(f"{mandate.member}现任就是{seat.get_duty_display()}，没有变化。")
    if seat.starts_on and starts_on < seat.starts_on:
        raise Refused(
            f"新任职日期早于现任职开始的日期（{long_date(seat.starts_on)}）。现任职登记有误的，新任职日期填"
            f"{long_date(seat.starts_on)}，按更正办理。"
        )
    done, was = steps.Steps(), seat.get_duty_display()
    if starts_on == seat.starts_on:
        done.set(seat, duty=duty)
        text = f"{seat.organisation}：{was}更正为{seat.get_duty_display()}，自{long_date(starts_on)}起"
        done.record(mandate.member, actor=actor, key="change_duty", label="更正任职", reason=reason, text=text)
        return seat
    done.set(seat, ends_on=starts_on - timedelta(days=1))
    new = Seat(mandate=mandate, organisation=seat.organisation, duty=duty, starts_on=starts_on)
    done.make(new)
    text = f"{seat.organisation}：{was} → {new.get_duty_display()}，自{long_date(starts_on)}起"
    done.record(mandate.member, actor=actor, key="change_duty", label="改任", reason=reason, text=text)
    return new


@transaction.atomic
def give_office(
    *, actor: Actor, mandate: Mandate, office: str, starts_on: date, reason: str, second: bool = False
) -> OfficeHeld:
    """政协职务 from that day. Raises Refused where the member holds it, or another that does not go with it.

    And where somebody else holds what has one holder at a time, or a 副主席 would be 秘书长 as well, unless ``second``
    says that this has been seen.
    """
    steps.check(actor)
    mandate = _running(mandate, starts_on, actor)
    if mandate.offices.filter(_later(starts_on), office=office).exists():
        raise Refused(f"{mandate.member}已任{OfficeHeld.Office(office).label}。")
    if contradiction := sole_offices.contradicts(mandate, office, starts_on):
        raise Refused(contradiction)
    if not second and (problem := sole_offices.held_already(mandate, office, starts_on)):
        raise Refused(problem)
    held = OfficeHeld(mandate=mandate, office=office, starts_on=starts_on)
    _given(mandate.member, held, named(held), actor, reason)
    return held


@transaction.atomic
def give_party_office(
    *, actor: Actor, member: Member, party: str, title: str, starts_on: date, reason: str
) -> PartyOffice:
    """党派职务 from that day. Raises Refused where the member holds it or is not of that party."""
    steps.check(actor)
    member = steps.locked(member)
    if not member.parties.filter(party=party).exists():
        raise Refused(f"{member}的党派里没有{party}，请先在基本情况中登记党派。")
    if member.party_offices.filter(_later(starts_on), party=party, title=title).exists():
        raise Refused(f"{member}已任{title}。")
    held = PartyOffice(member=member, party=party, title=title, starts_on=starts_on)
    _given(member, held, named(held), actor, reason)
    return held


@transaction.atomic
def end_post(*, actor: Actor, post: Post, ends_on: date, reason: str) -> None:
    """The last day of a seat or an office; it may lie ahead. Raises Refused where it, or the mandate, has ended."""
    steps.check(actor)
    member = steps.locked(member_of(post))
    if not isinstance(post, PartyOffice):
        _running(post.mandate, ends_on, actor)
    post = _still_held(post)
    if post.starts_on and ends_on < post.starts_on:
        raise Refused(f"结束日期早于开始日期（{long_date(post.starts_on)}），请核对。")
    done = steps.Steps()
    done.set(post, ends_on=ends_on)
    text = f"{named(post)}，任至{long_date(ends_on)}"
    done.record(member, actor=actor, key="end_post", label="任职结束", reason=reason, text=text)


@transaction.atomic
def take_back(*, actor: Actor, post: Post, reason: str) -> None:
    """What was registered by mistake and never held goes; the event keeps what it was, and the day can undo it."""
    steps.check(actor)
    member = steps.locked(member_of(post))
    if not isinstance(post, PartyOffice):
        bounds.check_running(bounds.held(post.mandate), actor)
    post = _still_held(post)
    done = steps.Steps()
    text = f"{named(post)}{f'（自{long_date(post.starts_on)}起）' if post.starts_on else ''}登记有误，撤销"
    done.drop(post)
    done.record(member, actor=actor, key="take_back_post", label="撤销任职登记", reason=reason, text=text)


def member_of(post: Post) -> Member:
    return post.member if isinstance(post, PartyOffice) else post.mandate.member


def named(post: Post) -> str:
    """How events and pages name it."""
    if isinstance(post, Seat):
        return f"{post.organisation}{'' if post.duty == Seat.Duty.MEMBER else post.get_duty_display()}"
    return post.title if isinstance(post, PartyOffice) else post.get_office_display()


def _given(member: Member, post: Post, name: str, actor: Actor, reason: str) -> None:
    done = steps.Steps()
    done.make(post)
    since = f"，自{long_date(post.starts_on)}起" if post.starts_on else ""
    done.record(member, actor=actor, key="give_post", label="任职", reason=reason, text=f"任{name}{since}")


def _later(day: date) -> Q:
    """Held on ``day`` or to be held after it."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def _still_held(post: Post):
    present = type(post)._base_manager.select_related().get(pk=post.pk)
    if present.ends_on is not None:
        raise Refused(f"{named(present)}已登记任至{long_date(present.ends_on)}，请刷新后再看。")
    return present


def _running(mandate: Mandate, starts_on: date, actor: Actor) -> Mandate:
    """The mandate as it is now, its member's row held; Refused where it is over or does not run on that day."""
    present = bounds.held(mandate)
    bounds.check_running(present, actor)
    bounds.check_day(present, starts_on)
    return present
