"""交办会: what waits to be handed to units, each with units and a date of its own (``core.matters.row_sheets``)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from core.chinese import some_of
from core.lists import Column
from core.matters.assigning import wrong_units
from core.matters.row_sheets import RowSheet, Typed
from core.matters.suggesting import advised, wished
from core.models import Role
from core.people.actors import Actor
from proposals.deadlines import UNIT_CLOCKS
from proposals.models import Proposal
from proposals.tables import people_of

NO_LEAD, DIFFER, CHANGED, AS_SUGGESTED = "还没有主办", "建议不一致", "与建议不同", "按建议填好"


def rows_of(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a row shows and its cells begin with."""
    return rows.for_list().prefetch_related("suggested_units__unit")  # type: ignore[attr-defined]


def told_of(proposal: Proposal) -> Sequence[str]:
    """Whom it is from, and which units its writers and the first review suggest."""
    said = [" · ".join(part for part in (people_of(proposal), proposal.category_label) if part)]
    for words, rows in (("提案者建议", wished(proposal)), ("初审建议", advised(proposal))):
        if rows:
            units = [f"{row.unit.brief}（{'主办' if row.is_lead else '会办'}）" for row in rows]
            said.append(f"{words}：{some_of(units, 4, '家')}")
    return said


def group_of(proposal: Proposal, filled: Typed, touched: bool) -> str:
    """What is to be talked about: who answers, and where those who suggest differ, unless somebody has settled it."""
    if not filled.get("lead") and not filled.get("separates"):
        return NO_LEAD
    if touched:
        return CHANGED
    leads = [{row.unit_id for row in rows if row.is_lead} for rows in (wished(proposal), advised(proposal))]
    return DIFFER if all(leads) and leads[0] != leads[1] else AS_SUGGESTED


def doubts_of(proposal: Proposal, facts: Mapping[str, Any], actor: Actor) -> dict[str, str]:
    """A unit that stands twice, a day on which no reply can be asked for."""
    found = wrong_units(facts)
    day = facts.get("due_on")
    if day and (wrong := UNIT_CLOCKS.wrong_day(day, actor.today, proposal)):
        found["due_on"] = wrong
    return found


def remarks_of(proposal: Proposal, facts: Mapping[str, Any], actor: Actor) -> Sequence[str]:
    """What the day set for the reply would cut short."""
    day = facts.get("due_on")
    if not day or UNIT_CLOCKS.wrong_day(day, actor.today, proposal):
        return ()
    return UNIT_CLOCKS.remarks(day, actor.today, proposal, joints=bool(facts.get("joints")))


MEETING = RowSheet(
    "assign",
    "交办会",
    "提案交办清单",
    posts=(Role.SUPERVISOR,),
    rows=rows_of,
    order=("session__opens_on", "number"),
    columns=(
        Column("number", "案号", value="case_number", width=11),
        Column("title", "案由", value="title", grows=True, width=38),
        Column("people", "提案者", value=people_of, width=14),
        Column("category", "类别", value="category_label", width=10),
    ),
    told=told_of,
    group=group_of,
    groups=(NO_LEAD, DIFFER, CHANGED, AS_SUGGESTED),
    ways=(("分办", ("separates",)), ("主办会办", ("lead", "joints")), ("单办", ("lead",))),
    doubts=doubts_of,
    remarks=remarks_of,
)
