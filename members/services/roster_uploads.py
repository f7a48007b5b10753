"""A roster as a kind of sheet (``core.sheets``).

What a preview shows is worked out anew from the file, what was decided on it and the register each time.
"""

from datetime import date
from functools import partial
from typing import Any

from django.core.files import File

from core.models import Role
from core.people.actors import Actor
from core.sheets import keeping
from core.sheets.kinds import Refusal, SheetKind
from members.models import RosterImport, Term
from members.roster import read_roster
from members.roster.carried import carried
from members.roster.decisions import Decisions
from members.roster.words import FIELDS
from members.services import made_bodies, roster_before
from members.services.roster_exits import EXITS, LEAVING
from members.services.roster_first_day import KEPT, said_of, say, with_day
from members.services.roster_import import apply_plan
from members.services.roster_matching import sector_of
from members.services.roster_plan import plan_import
from members.services.roster_planned import LEFT_OUT, Plan, sentence_of
from members.services.roster_register import Register
from members.services.sectors import vocabulary

IMPORTERS = (Role.SYSADMIN, Role.OFFICE_CLERK)


UNANSWERED = "可能已离任，没有答复，没有导入；请单独再上传并答复，或在委员页面登记离任。"


class RosterSheet(SheetKind):
    """名册."""

    model = RosterImport
    roles = IMPORTERS
    noun = "名册"
    who = "名册由办公室工作人员或系统管理员导入。"
    ground = "委员名册"
    keys = (("upload_roster", "上传名册"), ("import_roster", "导入名册"), ("discard_roster", "放弃导入"))
    fields = FIELDS

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        result = read_roster(data, vocabulary(), name)
        return {"summary": {"rows": len(result.rows), "rejected": len(result.rejected)}}

    def plan(self, kept: RosterImport, actor: Actor | None = None) -> Plan:
        data, decisions = keeping.content_of(self, kept), Decisions.of(kept.decisions)
        register = Register.of(kept.term)
        result = read_roster(data, vocabulary(), kept.name, decisions=decisions, sector_of=partial(sector_of, register))
        said = said_of(kept)
        plan = plan_import(result, term=kept.term, decisions=decisions, starts_on=said, register=register)
        roster_before.propose((each.row for each in plan.rows), decisions)
        return plan

    def refusals(self, plan: Plan) -> list[Refusal]:
        return [
            Refusal(f"{row.sheet} 第 {row.row} 行", row.name or "", sentence_of(row), with_day(row, plan))
            for row in plan.refused
        ]

    def left_behind(self, plan: Plan) -> list[Refusal]:
        return [
            Refusal(f"{each.row.sheet} 第 {each.row.row} 行", each.row.name, UNANSWERED, carried(each.row, {}))
            for each in plan.of_kind(LEAVING)
        ]

    def waits(self, plan: Plan) -> str:
        told = ((plan.waiting_statements, "条说明"), (plan.waiting_spellings, "处写法"))
        return "和 ".join(f"{len(waiting)} {unit}" for waiting, unit in told if waiting)

    def unlooked(self, plan: Plan) -> int:
        return sum(each.kind != LEAVING for each in plan.to_check)  # those are left out without an answer

    def lock(self, kept: RosterImport) -> None:
        """Two rosters of one term are written one after the other, each against what the other left."""
        Term.objects.select_for_update().get(pk=kept.term_id)

    def apply(self, kept: RosterImport, plan: Plan, actor: Actor) -> dict[str, int]:
        counts = apply_plan(plan, actor=actor, source=kept.name, upload=kept.pk)
        made_bodies.remember(kept, plan.new_bodies)
        return counts

    def given_up(self, kept: RosterImport, actor: Actor) -> None:
        made_bodies.forget([kept], actor)

    def in_words(self, counts: dict[str, int]) -> str:
        told = f"新增 {counts['new']} 人，更新 {counts['changed']} 人，未变 {counts['unchanged']} 人"
        left = f"，决定不导入 {counts[LEFT_OUT]} 行" if counts.get(LEFT_OUT) else ""
        gone = f"，登记离任 {counts[EXITS]} 人" if counts.get(EXITS) else ""
        left += f"，可能已离任而未答复、没有导入 {counts[LEAVING]} 行" if counts.get(LEAVING) else ""
        return f"{told}{gone}，退回 {counts['refused']} 行{left}"


SHEET = RosterSheet()


def take_in(*, upload: File, term: Term, actor: Actor, starts_on: date | None = None) -> RosterImport:
    """Keep an uploaded roster for its preview; the mandates it brings begin on ``starts_on``, where that is given."""
    day = starts_on.isoformat() if starts_on else None
    kept = keeping.take_in(SHEET, upload, actor, within={"term": term}, facts={KEPT: day})
    if starts_on and kept.summary.get(KEPT) != day:  # the same file waited with another day
        say(roster=kept, day=starts_on, seen=kept.summary.get(KEPT) or "", actor=actor)
        kept.refresh_from_db()
    roster_before.keep_answers(SHEET, kept, SHEET.plan)
    return kept
