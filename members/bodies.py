"""What members are to bodies: who belongs to one, and what goes over when a sector, committee or group ends."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.matters import events
from core.models import Event, Organisation, Role, User
from core.organisations.belonging import People, Person
from core.organisations.handing_on import SHOWN, Desk, Handed, Thing, Waiting
from core.people.actors import Actor
from members.models import Mandate, Member, Seat, Term

HANDED_ON = "hand_on"
LISTED = 60
CLOSED_TO = {Role.SECADMIN, Role.AUDITOR}
Kind = Organisation.Kind


def _mandates(body: Organisation) -> QuerySet[Mandate]:
    """Open ones of this body's members, of the running term and of a term that is prepared."""
    today = timezone.localdate()
    terms = Q(term=Term.objects.current_only(today)) | Q(term__starts_on__gt=today)
    return Mandate.objects.filter(terms, sector=body, ends_on=None).select_related("member").order_by("pk")


def _seats(body: Organisation) -> QuerySet[Seat]:
    today = timezone.localdate()
    terms = Q(mandate__term=Term.objects.current_only(today)) | Q(mandate__term__starts_on__gt=today)
    rows = Seat.objects.filter(terms, organisation=body, ends_on=None, mandate__ends_on=None)
    return rows.select_related("mandate__member").order_by("pk")


def people_of(body: Organisation, user: User) -> People | None:
    """Members of a sector, committee, group or office today, in the order of their names."""
    if user.post_in_use is None or user.post_in_use.role in CLOSED_TO:
        return None
    held = Mandate.objects.valid_on(timezone.localdate()).select_related("member")
    if body.kind == Kind.SECTOR:
        rows = held.filter(sector=body).order_by("member__sort_key", "member_id")
        first = tuple(Person(m.member.name, m.member.employer_post, m.member.get_absolute_url()) for m in rows[:LISTED])
        return People("委员", rows.count(), first, f"/members/?sector={body.pk}")
    seats = Seat.objects.valid_on(timezone.localdate()).filter(organisation=body, mandate__in=held.values("pk"))
    seats = seats.select_related("mandate__member").order_by("mandate__member__sort_key", "pk")
    first = tuple(
        Person(seat.mandate.member.name, seat.get_duty_display(), seat.mandate.member.get_absolute_url())
        for seat in seats[:LISTED]
    )
    return People("委员", seats.count(), first, f"/members/?body={body.pk}")


def waiting(body: Organisation) -> Iterable[Waiting]:
    """Members of the body, without which it cannot end."""
    mandates, seats = _mandates(body), _seats(body)
    yield Waiting("名委员属于本界别", mandates.count(), tuple(_thing(one.member) for one in mandates[:SHOWN]))
    yield Waiting("名委员在其中任职", seats.count(), tuple(_thing(one.mandate.member) for one in seats[:SHOWN]))


def _thing(member: Member) -> Thing:
    return Thing(member.name, member.get_absolute_url())


def hand_on(body: Organisation, successor: Organisation, actor: Actor) -> Handed:
    """Members go over to the successor: the sector changes, a seat ends and begins anew with the same duty."""
    rows: list[Event] = []
    mandates = list(_mandates(body))
    for mandate in mandates:
        text = f"因“{body}”并入“{successor}”，界别由{body}变为{successor}"
        rows.append(events.unsaved(mandate.member, actor=actor, key=HANDED_ON, label="界别变更", text=text))
    Mandate.objects.filter(pk__in=[one.pk for one in mandates]).update(sector=successor)
    ended, made, moved = [], [], []
    for seat in _seats(body):
        text = f"因“{body}”的工作移交“{successor}”，{seat.get_duty_display()}转到{successor}"
        rows.append(events.unsaved(seat.mandate.member, actor=actor, key=HANDED_ON, label="任职变更", text=text))
        there = Seat.objects.filter(mandate=seat.mandate, organisation=successor, ends_on=None).exists()
        if (seat.starts_on or seat.mandate.starts_on) >= actor.today and not there:
            moved.append(seat.pk)  # begins today or later: it simply begins there
            continue
        ended.append(seat.pk)
        if not there:
            new = Seat.objects.create(
                mandate=seat.mandate, organisation=successor, duty=seat.duty, starts_on=actor.today
            )
            made.append(new.pk)
    Seat.objects.filter(pk__in=ended).update(ends_on=actor.today)
    Seat.objects.filter(pk__in=moved).update(organisation=successor)
    Event.objects.bulk_create(rows)
    kind = ContentType.objects.get_for_model(Member).pk
    touched = [[kind, pk] for pk in dict.fromkeys(row.object_id for row in rows)]
    notes = {"mandates": [one.pk for one in mandates], "ended": ended, "made": made, "moved": moved}
    return Handed(notes, touched)


def hand_back(notes: Any, body: Organisation, successor: Organisation, actor: Actor) -> None:
    """As it was; every member is told in the own history."""
    mandates = Mandate.objects.filter(pk__in=notes["mandates"], sector=successor)
    seats = Seat.objects.filter(pk__in=[*notes["ended"], *notes["moved"]])
    members = set(mandates.values_list("member", flat=True)) | set(seats.values_list("mandate__member", flat=True))
    mandates.update(sector=body)
    Seat.objects.filter(pk__in=notes["made"]).delete()
    seats.filter(pk__in=notes["ended"]).update(ends_on=None)
    seats.filter(pk__in=notes["moved"]).update(organisation=body)
    text = f"撤销移交，仍属“{body}”"
    Event.objects.bulk_create(
        events.unsaved(member, actor=actor, key=HANDED_ON, label="撤销变更", text=text)
        for member in Member.objects.filter(pk__in=members).order_by("pk")
    )


DESK = Desk("members", waiting, hand_on, hand_back)
