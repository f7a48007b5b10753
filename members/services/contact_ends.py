"""委员联系 of whoever is no longer a member: it ends with the last day, in the night after it, and the office is told.

An ordinary exit ends contacts at once (``mandates.end_with_it``); nothing but the day ends a mandate with its term. Who
only holds no office any more is named and decided by the office: 常委 are elected after the term has begun.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from core.chinese import long_date
from core.matters import events
from core.models import Event
from core.models.generic import aimed_at
from core.people.actors import Actor, system_actor
from members.models import Contact, Mandate, Member
from members.services import steps, turning
from members.services.comparing import GOES, STAYS, Comparison
from members.services.left_behind import Desk, Left

ENDED, BACK = "end_contacts", "restore_contacts"


@dataclass(frozen=True)
class Report:
    """What the turn means for contacts: how many end or have ended with it, and of whose keeper is no 常委 now."""

    ended: int
    coming: int
    no_office: int


def report(found: Comparison) -> Report:
    """Of the people on both sides of a change of term; one statement."""
    eve = found.term.starts_on - timedelta(days=1)
    goes = {row.member.pk for row in found.of(GOES)}
    plain = {row.member.pk for row in found.of(STAYS) if row.new and not vars(row.new)["open_offices"]}
    rows = Contact.objects.filter(Q(ends_on=None) | Q(ends_on=eve), starts_on__lte=eve)
    ended = coming = no_office = 0
    for kind, member, contacted, last in rows.values_list("kind", "member", "contacted", "ends_on"):
        gone = bool(goes & {member, contacted})
        ended += gone and last is not None
        coming += gone and last is None
        no_office += not gone and last is None and kind == Contact.Kind.STANDING and member in plain
    return Report(ended, coming, no_office)


def _open(member: Member):
    rows = Contact.objects.filter(Q(member=member) | Q(contacted=member), ends_on=None)
    return rows.select_related("member", "contacted").order_by("pk")


def _waiting(_member: Member) -> Iterable[Left]:
    """Nothing waits for anybody; the page of an exit names contacts among what ends."""
    return ()


def _settle(member: Member, at: datetime, day: date) -> int:
    mandate = Mandate.objects.begun(day).filter(member=member).select_related("term").order_by("-starts_on").first()
    last = mandate.until if mandate else None
    if mandate is None or last is None or last >= day:
        return 0
    done, names = steps.Steps(), []
    for row in _open(member):
        names.append(f"{row.member}联系{row.contacted}")
        if row.starts_on > last:  # never kept
            done.drop(row)
        else:
            done.set(row, ends_on=last)
    if names:
        text = f"{mandate.how_left}，委员联系到{long_date(last)}为止：{'、'.join(names)}"[:400]
        facts = {"contacts": done.rows}
        events.record(member, actor=system_actor(at), key=ENDED, label="结束联系", text=text, facts=facts)
        turning.forget(mandate.term)
    return len(names)


def _holders() -> Iterable[int]:
    """Whoever stands on one side of a contact that goes on, and has been a member of this committee."""
    rows = Contact.objects.filter(ends_on=None).values_list("member", "contacted")
    people = {pk for pair in rows for pk in pair}
    return Member.objects.filter(pk__in=people, mandates__isnull=False).values_list("pk", flat=True).distinct()


def _restore(member: Member, actor: Actor, since: datetime) -> list[str]:
    """What the night had ended goes on, but for contacts that were changed since or whose other side has left."""
    told = Event.objects.filter(**aimed_at(member), key=ENDED, at__gte=since).order_by("-pk").first()
    if told is None:
        return []
    serving = set(Member.objects.in_office(actor.today).values_list("pk", flat=True)) | {member.pk}
    done, kept = steps.Steps(), 0
    for line in told.facts["contacts"]:
        row = Contact.objects.filter(pk=line["pk"]).first()
        if row is not None and {row.member_id, row.contacted_id} <= serving and done.put_back(line):
            continue
        kept += 1
    if done.rows:
        text = f"恢复委员联系{len(done.rows)}项"
        events.record(member, actor=actor, key=BACK, label="恢复联系", text=text, facts={"contacts": done.rows})
    back = [f"随之恢复委员联系{len(done.rows)}项。"] if done.rows else []
    return back + ([f"另有{kept}项委员联系没有恢复，仍要联系的请另行登记。"] if kept else [])


DESK = Desk("contacts", _waiting, _settle, _holders, _restore)
