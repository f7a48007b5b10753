"""What a roster for a prepared term says of members in office, and what no import writes before the term's day.

Where they work and how they can be reached is the running term's until then. It is kept on the term and told beside the
new list, until the register says the same.
"""

from dataclasses import dataclass

from core.matters import events
from core.models import Event
from core.models.generic import aimed_at
from core.people.actors import Actor
from members.models import Member, Term
from members.services.roster_planned import PLAIN, Plan

KEY = "roster_later"


@dataclass(frozen=True)
class Later:
    """A member and what the new roster says otherwise, as (label, now, then)."""

    member: Member
    changes: list[tuple[str, str, str]]


def keep(plan: Plan, actor: Actor, source: str) -> None:
    """Keep what the plan leaves for later, on the term."""
    rows = [
        {"member": planned.known.pk, "field": PLAIN[change.field], "label": change.label, "is": change.new}
        for planned in plan.rows
        for change in planned.later
        if planned.known and change.field in PLAIN
    ]
    if rows:
        text = (
            f"名册“{source[:100]}”上{len({row['member'] for row in rows})}人的单位、电话等与现有资料不同，到日前不改动"
        )
        events.record(plan.its_term, actor=actor, key=KEY, label="名册待更新", text=text, facts={"later": rows})


def waiting(term: Term) -> list[Later]:
    """What the newest roster says otherwise than the register does now; two statements."""
    told: dict[int, dict[str, tuple[str, str]]] = {}
    for facts in Event.objects.filter(**aimed_at(term), key=KEY).order_by("pk").values_list("facts", flat=True):
        for row in facts["later"]:
            told.setdefault(row["member"], {})[row["field"]] = (row["label"], row["is"])
    found = []
    for member in Member.objects.filter(pk__in=told, mandates__term=term).order_by("sort_key", "pk"):
        open_ = [(label, getattr(member, name), text) for name, (label, text) in told[member.pk].items()]
        open_ = [change for change in open_ if change[1] != change[2]]
        if open_:
            found.append(Later(member, open_))
    return found
