"""The lists of prepared terms, and whoever leaves before their first day: nobody who left stands on them unseen.

An exit takes the person off the list at once, whether it was confirmed or not, and says so on the prepared term. Who is
put on the list again, or left before this was kept, is told by ``left_before``.
"""

from collections.abc import Collection
from datetime import date, timedelta

from core.chinese import long_date
from core.matters import events
from core.models import Event
from core.models.generic import aimed_at
from core.people.actors import Actor
from members.models import Mandate, Member, Term
from members.services import steps
from members.services.left_behind import Left

WITHDRAWN = "withdraw_left"
WARN = timedelta(days=60)


def _coming(member: Member, day: date):
    rows = Mandate.objects.filter(member=member, term__starts_on__gt=day, ends_on=None)
    return rows.select_related("term").order_by("term__starts_on")


def waiting(member: Member, today: date) -> list[Left]:
    """What the page of an exit says of the prepared lists that the person stands on."""
    rows = list(_coming(member, today))
    follows = "最后一天在新一届开始以前的，登记离任时从名单撤出；当天撤销离任即恢复。"
    return [Left(f"个席位在{row.term}的换届名单上", 1, follows) for row in rows]


def withdraw(done: steps.Steps, old: Mandate, day: date, actor: Actor) -> None:
    """Take who leaves on ``day`` off every list of a term after it; undoing the exit puts everything back."""
    for row in _coming(old.member, max(day, actor.today)):
        for held in [*row.seats.all(), *row.offices.all(), *row.suspensions.all()]:
            done.drop(held)
        done.drop(row)
        how = f"{old.get_ended_display()}，{long_date(day)}"
        text = f"{old.member}已离任（{how}），从{row.term}名单撤出"
        facts = {"member": old.member_id, "name": old.member.name, "how": how}
        events.record(row.term, actor=actor, key=WITHDRAWN, label="离任撤出", text=text, facts=facts)


def withdrawn(term: Term, listed: Collection[int]) -> list[dict[str, str]]:
    """Who was taken off by leaving, with ``name`` and ``how``; not who is among those ``listed`` again."""
    rows = Event.objects.filter(**aimed_at(term), key=WITHDRAWN).order_by("pk")
    found = {row.facts["member"]: row.facts for row in rows if row.facts["member"] not in listed}
    return list(found.values())


def left_before(term: Term, before: Term, members: Collection[int]) -> dict[int, Mandate]:
    """Who of these members left the term ``before`` by an exit before its last day, with the mandate that ended."""
    ended = Mandate.objects.filter(term=before, member__in=members, ends_on__lt=term.starts_on - timedelta(days=1))
    rows = ended.exclude(ended__in=["", Mandate.Ended.TERM_END]).order_by("ends_on")
    return {row.member_id: row for row in rows}


def unconfirmed(today: date) -> Term | None:
    """The term that begins within two months and whose list nobody has confirmed."""
    rows = Term.objects.filter(starts_on__gt=today, starts_on__lte=today + WARN, confirmed_at=None)
    return rows.order_by("starts_on").first()
