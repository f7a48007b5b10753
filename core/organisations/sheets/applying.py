"""A sheet of bodies as a kind of sheet, and writing it: row by row, with an event for each body."""

from typing import Any

from django.db import transaction

from core.matters import events
from core.models import Organisation, OrganisationImport, OrganisationName
from core.organisations.names import forget
from core.organisations.services import KEEPERS, add, check
from core.organisations.sheets.left import FURTHER, HEADING, UNREAD, Left
from core.organisations.sheets.moves import Move
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import CHANGED, GONE, NEW, REFUSED, Plan, Planned
from core.organisations.sheets.reading import Row, read_sheet
from core.organisations.sheets.words import LABELS
from core.people.actors import Actor
from core.records import change
from core.sheets.kinds import Refusal, SheetKind


class BodySheet(SheetKind):
    """单位表."""

    model = OrganisationImport
    roles = KEEPERS
    noun = "单位表"
    who = "组织机构由办公室工作人员或系统管理员维护。"
    ground = "组织机构"
    keys = (("upload_bodies", "上传单位表"), ("import_bodies", "导入单位表"), ("discard_bodies", "放弃导入"))
    fields = LABELS
    looked_on_tab = True

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        read = read_sheet(data, name)
        told = {
            "sheets": read.sheets, "unread_sheets": read.unread_sheets, "unread_columns": read.unread_columns,
            "left": [line.as_dict() for line in read.left], "miscounts": [*read.miscounts, *read.notes],
            "why_unread": read.why_unread, "moves": [move.as_dict() for move in read.moves],
        }  # fmt: skip
        return {"rows": [row.as_dict() for row in read.rows], "summary": told}

    def plan(self, kept: OrganisationImport, actor: Actor) -> Plan:
        plan = plan_import(Row.of(row) for row in kept.rows)
        plan.left = [Left.of(line) for line in kept.summary.get("left", ())]
        plan.moves = moves_of(kept)
        return plan

    def refusals(self, plan: Plan) -> list[Refusal]:
        return [
            Refusal(one.row.place, one.row.name, one.reason, one.row.as_written()) for one in plan.of_kind(REFUSED)
        ]  # fmt: skip

    def unlooked(self, plan: Plan) -> int:
        return len(plan.doubtful)

    def apply(self, kept: OrganisationImport, plan: Plan, actor: Actor) -> dict[str, int]:
        write(plan, actor=actor, source=kept.name)
        return plan.counts

    def in_words(self, counts: dict[str, int]) -> str:
        told = f"新增 {counts[NEW]} 家，更新 {counts[CHANGED]} 家，未变 {counts['unchanged']} 家"
        kept = UNREAD in counts  # uploads from before did not count them
        beside = f"，标题 {counts[HEADING]} 行，未读 {counts[UNREAD]} 行" if kept else ""
        beside += f"，续行 {counts[FURTHER]} 行" if counts.get(FURTHER) else ""
        gone = f"，已撤并 {counts[GONE]} 家" if counts.get(GONE) else ""
        return f"{told}{gone}，退回 {counts[REFUSED]} 行{beside}"


SHEET = BodySheet()


def moves_of(kept: OrganisationImport) -> list[Move]:
    """What the upload's sheets of changes tell."""
    return [Move.of(line) for line in kept.summary.get("moves", ())]


Spelling = OrganisationName.Kind


@transaction.atomic
def write(plan: Plan, *, actor: Actor, source: str) -> None:
    """Write what is new and what differs; each body has its event with the file as reason."""
    check(actor)
    for one in plan.of_kind(NEW):
        one.body = add(one.values, actor=actor, reason=_reason(one, source))
        _write_names(one.body, one)
    for one in plan.of_kind(NEW):
        if one.links and one.body is not None:
            linked = {name: other.body for name, other in one.links.items()}
            Organisation.objects.filter(pk=one.body.pk).update(**linked)
    for one in plan.of_kind(CHANGED):
        one.values |= {name: other.body for name, other in one.links.items()}
        change(one.body, one.values, actor=actor, reason=_reason(one, source), seen=None)
        _record_names(one.body, one, actor, source)
    for one in plan.of_kind(GONE):
        _record_names(one.heir, one, actor, source)


def _reason(one: Planned, source: str) -> str:
    """The file, and what the row remarks: there is no other place for it."""
    remark = f"，备注：{one.row.remark}" if one.row.remark else ""
    return f"导入单位表“{source}”{remark}"[:200]


def _record_names(body: Any, one: Planned, actor: Actor, source: str) -> None:
    if one.names and body is not None:
        _write_names(body, one)
        text = f"登记{'、'.join(f'{Spelling(kind).label}“{name}”' for kind, name in one.names)}"
        events.record(
            body, actor=actor, key="add_spelling", label="登记别称", reason=_reason(one, source), text=text
        )  # fmt: skip


def _write_names(body: Organisation, one: Planned) -> None:
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=body, kind=kind, name=name) for kind, name in one.names
    )
    transaction.on_commit(forget)
