"""Acts on members between elections: additions (届中增补), exits, seats. People decide; the record is kept."""

from datetime import date

from django.db import IntegrityError, transaction

from core import rulebook, search
from core.identifiers import card_number, phone_number
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Role
from core.people.actors import Actor
from core.pinyin import sort_key
from members.models import Mandate, Member, MemberParty, Seat, Term

KEEPERS = (Role.SYSADMIN, Role.OFFICE_CLERK)


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("名册由办公室工作人员或系统管理员维护。")


@transaction.atomic
def add_member(
    *, actor: Actor, term: Term, name: str, sector, starts_on: date, bodies=(), parties=(), **facts
) -> Member:
    """A member added in mid-term, with a mandate from ``starts_on``. Raises Refused where the card number is taken."""
    _check(actor)
    if starts_on < term.starts_on:
        raise Refused("任职开始日期早于本届开始日期，请核对。")
    card_no, decided_by = card_number(facts.pop("card_no", "")), facts.pop("decided_by", "")
    facts["phone"] = phone_number(facts.get("phone", ""))
    member = Member.objects.create(name=name, sort_key=sort_key(name), **facts)
    MemberParty.objects.bulk_create(
        [MemberParty(member=member, party=party, order=place) for place, party in enumerate(parties)]
    )
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                member=member, term=term, sector=sector, starts_on=starts_on, card_no=card_no, decided_by=decided_by,
                gained=Mandate.Gained.ADDED,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(f"委员证号{card_no}已被使用，请核对。") from None
    give_seats(mandate=mandate, bodies=bodies, starts_on=starts_on)
    search.index(member)
    events.record(member, actor=actor, key="add_member", label="届中增补", text=f"增补{name}为{term}委员（{sector}）")
    return member


def give_seats(*, mandate: Mandate, bodies, starts_on: date) -> None:
    """Seats in committees and groups; Refused beyond the number of special committees that the rule allows."""
    committees = [b for b in bodies if b.kind == "special_committee"]
    held = mandate.seats.filter(organisation__kind="special_committee", ends_on__isnull=True).count()
    most = rulebook.value("member.committees_max", starts_on)
    if held + len(committees) > most:
        raise Refused(f"一位委员最多参加{most}个专门委员会。")
    Seat.objects.bulk_create([Seat(mandate=mandate, organisation=b, starts_on=starts_on) for b in bodies])


@transaction.atomic
def end_mandate(*, actor: Actor, mandate: Mandate, ends_on: date, ended: str, reason: str, decided_by: str) -> None:
    """A member leaves: resigned, released, removed, died. Seats and offices end the same day; the person's past stays.

    Raises Refused where the mandate has already ended or the day lies before its start.
    """
    _check(actor)
    if ends_on < mandate.starts_on:
        raise Refused("离任日期早于任职日期，请核对。")
    changed = Mandate.objects.filter(pk=mandate.pk, ends_on__isnull=True).update(
        ends_on=ends_on, ended=ended, ended_reason=reason, decided_by=decided_by
    )
    if not changed:
        raise Refused("该委员的资格已经终止，请刷新后再看。")
    mandate.seats.filter(ends_on__isnull=True).update(ends_on=ends_on)
    mandate.offices.filter(ends_on__isnull=True).update(ends_on=ends_on)
    if mandate.member.user:
        mandate.member.user.posts.filter(role=Role.MEMBER, valid_to__isnull=True).update(valid_to=ends_on)
    label = Mandate.Ended(ended).label
    events.record(
        mandate.member,
        actor=actor,
        key="end_mandate",
        label=label,
        reason=reason,
        text=f"{mandate.term}委员资格终止：{label}",
    )
