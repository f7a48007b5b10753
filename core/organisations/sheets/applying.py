"""A sheet of bodies as a kind of sheet, and writing it: row by row, with an event for each body."""

from collections.abc import Collection
from typing import Any, cast

from django.db import transaction

from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Organisation, OrganisationImport, OrganisationName
from core.organisations.names import forget
from core.organisations.services import KEEPERS, add, check
from core.organisations.sheets.decided import choices_of
from core.organisations.sheets.left import FURTHER, HEADING, UNREAD, Left
from core.organisations.sheets.moves import Move
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import CHANGED, GONE, NEW, REFUSED, Plan, Planned
from core.organisations.sheets.reading import Read, read_sheet
from core.organisations.sheets.rows import Row
from core.organisations.sheets.undoing import take_back
from core.organisations.sheets.words import LABELS
from core.people.actors import Actor
from core.records import change
from core.sheets.keeping import content_of
from core.sheets.kinds import Refusal, SheetKind
from core.sheets.taking_back import TakenBack


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
    takes_back = True

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        return self._kept(read_sheet(data, name))

    def _kept(self, read: Read) -> dict[str, Any]:
        told = {
            "sheets": read.sheets, "unread_sheets": read.unread_sheets, "unread_columns": read.unread_columns,
            "left": [line.as_dict() for line in read.left], "miscounts": [*read.miscounts, *read.notes],
            "why_unread": read.why_unread, "moves": [move.as_dict() for move in read.moves],
            "tabs": [tab.as_dict() for tab in read.tabs],
        }  # fmt: skip
        return {"rows": [row.as_dict() for row in read.rows], "summary": told}

    @transaction.atomic
    def read_again(self, kept: OrganisationImport, chosen: Collection[str], actor: Actor) -> None:
        """Read these worksheets of a waiting upload and no others. Raises WorkbookError where they cannot be read, and
        Refused once it is confirmed or given up."""
        self.check(actor)
        kept = OrganisationImport.objects.select_for_update().get(pk=kept.pk)
        if not kept.waits:
            raise Refused(f"这份{self.noun}已经导入或放弃，不能再选工作表。")
        values = self._kept(read_sheet(content_of(self, kept), kept.name, chosen))
        kept.rows, kept.summary = values["rows"], kept.summary | values["summary"]
        kept.save(update_fields=["rows", "summary"])

    def plan(self, kept: OrganisationImport, actor: Actor) -> Plan:
        plan = plan_import(Row.of(row) for row in kept.rows)
        plan.left = [Left.of(line) for line in kept.summary.get("left", ())]
        plan.moves = moves_of(kept)
        return plan

    def refusals(self, plan: Plan) -> list[Refusal]:
        return [
            Refusal(one.row.place, one.row.name, one.reason, one.row.as_written()) for one in plan.of_kind(REFUSED)
        ]  # fmt: skip

    def choices(self, plan: Plan) -> dict[str, list[tuple[str, str]]]:
        return {one.row.place: choices_of(one) for one in plan.rows}

    def unlooked(self, plan: Plan) -> int:
        return len(plan.doubtful)

    def apply(self, kept: OrganisationImport, plan: Plan, actor: Actor) -> dict[str, int]:
        kept.summary["written"] = write(plan, actor=actor, source=kept.name)
        return plan.counts

    def take_back(self, kept: OrganisationImport, actor: Actor) -> TakenBack:
        return take_back(kept, actor)

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
def write(plan: Plan, *, actor: Actor, source: str) -> dict[str, Any]:
    """Write what is new and what differs; each body has its event with the file as reason. Returns what was written,
    for taking it back: the keys of new bodies and names, of changed bodies with the event of the change."""
    check(actor)
    changed: list[tuple[int, int]] = []
    names: list[int] = []
    for one in plan.of_kind(NEW):
        one.body = add(one.values, actor=actor, reason=_reason(one, source))
        names += _write_names(one.body, one)
    for one in plan.of_kind(NEW):
        if one.links and one.body is not None:
            linked = {name: other.body for name, other in one.links.items()}
            Organisation.objects.filter(pk=one.body.pk).update(**linked)
    for one in plan.of_kind(CHANGED):
        body = cast(Organisation, one.body)
        one.values |= {name: other.body for name, other in one.links.items()}
        event = change(body, one.values, actor=actor, reason=_reason(one, source), seen=None)
        changed += [(body.pk, event.pk)] if event is not None else []
        names += _record_names(one.body, one, actor, source)
    for one in plan.of_kind(GONE):
        names += _record_names(one.heir, one, actor, source)
    new = [one.body.pk for one in plan.of_kind(NEW) if one.body is not None]
    return {"new": new, "changed": changed, "names": names}


def _reason(one: Planned, source: str) -> str:
    """The file, and what the row remarks: there is no other place for it."""
    remark = f"，备注：{one.row.remark}" if one.row.remark else ""
    return f"导入单位表“{source}”{remark}"[:200]


def _record_names(body: Any, one: Planned, actor: Actor, source: str) -> list[int]:
    if not one.names or body is None:
        return []
    text = f"登记{'、'.join(f'{Spelling(kind).label}“{name}”' for kind, name in one.names)}"
    events.record(body, actor=actor, key="add_spelling", label="登记别称", reason=_reason(one, source), text=text)
    return _write_names(body, one)


def _write_names(body: Organisation, one: Planned) -> list[int]:
    """Returns the keys of the names."""
    made = OrganisationName.objects.bulk_create(
        OrganisationName(organisation=body, kind=kind, name=name) for kind, name in one.names
    )
    transaction.on_commit(forget)
    return [row.pk for row in made]
