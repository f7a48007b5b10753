"""联系: standing members keep in contact with members, members of the Party with those outside it."""

from datetime import date

from django.db import transaction

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.people.actors import Actor
from members.models import Contact, Member, OfficeHeld
from members.services import steps


@transaction.atomic
def connect(*, actor: Actor, kind: str, member: Member, contacted: Member, starts_on: date) -> Contact:
    """``member`` keeps in contact with ``contacted`` from that day. Raises Refused where the kind does not fit them."""
    steps.check(actor)
    member, contacted = steps.locked(member), steps.locked(contacted)
    if member.pk == contacted.pk:
        raise Refused("联系人和联系对象不能是同一位委员。")
    if kind == Contact.Kind.STANDING and not _is_standing(member, starts_on):
        raise Refused(f"{member}在{long_date(starts_on)}不是常委，不能登记为“常委联系委员”的联系人。")
    if kind == Contact.Kind.PARTY:
        if not member.parties.filter(party="中共").exists():
            raise Refused(f"{member}登记的党派不含中共，不能登记为党员委员联系人。")
        if contacted.parties.filter(party="中共").exists():
            raise Refused(f"{contacted}是中共党员，不是党外委员。")
    later = Contact.objects.filter(kind=kind, member=member, contacted=contacted)
    if any(row.ends_on is None or row.ends_on >= starts_on for row in later):
        raise Refused(f"{member}与{contacted}的这项联系已经登记。")
    made = Contact(kind=kind, member=member, contacted=contacted, starts_on=starts_on)
    done = steps.Steps()
    done.make(made)
    text = f"{member}联系{contacted}（{made.get_kind_display()}），自{long_date(starts_on)}起"
    done.record(member, actor=actor, key="connect", label="建立联系", text=text)
    return made


@transaction.atomic
def disconnect(*, actor: Actor, contact: Contact, ends_on: date) -> None:
    """The last day of it. Raises Refused where it has ended already."""
    steps.check(actor)
    member = steps.locked(contact.member)
    present = Contact.objects.select_related("contacted").get(pk=contact.pk)
    if present.ends_on is not None:
        raise Refused(f"这项联系已登记到{long_date(present.ends_on)}为止，请刷新后再看。")
    if ends_on < present.starts_on:
        raise Refused(f"结束日期早于开始日期（{long_date(present.starts_on)}），请核对。")
    done = steps.Steps()
    done.set(present, ends_on=ends_on)
    text = f"{member}联系{present.contacted}，到{long_date(ends_on)}为止"
    done.record(member, actor=actor, key="disconnect", label="结束联系", text=text)


def _is_standing(member: Member, day: date) -> bool:
    """Of the standing committee: its chairs, the secretary-general and its standing members."""
    return OfficeHeld.objects.valid_on(day).filter(mandate__member=member).exists()
