"""A roster from upload to register: taken in, previewed, confirmed once, its refused rows handed back.

The file is kept with a ``RosterImport`` row, so that a time-out loses nothing; what a preview shows is worked out anew
from the file and the register each time, and only exactly that can be confirmed.
"""

import hashlib
import re
import secrets
from datetime import date
from io import BytesIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from core.files.uploads import safe_name
from core.files.workbook import MAX_FILE_BYTES, too_large
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Role
from core.people.actors import Actor
from members.models import RosterImport, Term
from members.roster import Rejected, RosterError, read_roster
from members.roster.decisions import Decisions
from members.roster.words import FIELDS
from members.services.roster_import import apply_plan
from members.services.roster_plan import Plan, plan_import, sentence_of
from members.services.sectors import vocabulary

IMPORTERS = (Role.SYSADMIN, Role.OFFICE_CLERK)
CHANGED_MEANWHILE = "上传之后名册或界别目录有变动，结果与您刚才看到的不同。请核对新的预览后再确认。"
ALREADY = "这份名册已经导入，没有重复写入。"
State = RosterImport.State


class AlreadyImported(Refused):
    """Somebody, perhaps the same person with a second click, has confirmed this roster."""


def take_in(*, upload: File, term: Term, actor: Actor, starts_on: date | None = None) -> RosterImport:
    """Keep an uploaded roster for its preview. Raises RosterError with the sentence why it cannot be read at all.

    The same file waiting for the same term already is not kept twice.
    """
    check_importer(actor)
    if upload.size > MAX_FILE_BYTES:
        raise RosterError(too_large(upload.size))
    data, name = upload.read(), safe_name(upload.name or "名册.xlsx")
    result = read_roster(data, vocabulary(), name)
    digest = hashlib.sha256(data).hexdigest()
    waiting = RosterImport.objects.filter(term=term, sha256=digest, state=State.PREVIEW).first()
    if waiting:
        return waiting
    roster = RosterImport(term=term, name=name, sha256=digest, uploaded_by=actor.user)
    roster.summary = {
        "rows": len(result.rows),
        "rejected": len(result.rejected),
        "starts_on": starts_on.isoformat() if starts_on else None,
    }
    with transaction.atomic():
        roster.file.save(f"{secrets.token_hex(16)}.xlsx", ContentFile(data), save=False)
        roster.save()
        events.record(roster, actor=actor, key="upload_roster", label="上传名册", text=f"上传名册“{name}”")
    return roster


def plan_of(roster: RosterImport) -> Plan:
    """What confirming the roster would do now. Raises RosterError if the kept file cannot be read any more."""
    try:
        with roster.file.open("rb") as kept:
            data = kept.read()
    except OSError as error:
        raise RosterError("保存的名册文件已不在，请重新上传。") from error
    decisions = Decisions.of(roster.decisions)
    return plan_import(
        read_roster(data, vocabulary(), roster.name, decisions=decisions), term=roster.term, decisions=decisions
    )


@transaction.atomic
def confirm(*, roster: RosterImport, digest: str, skip_refused: bool, actor: Actor) -> dict[str, int]:
    """Write the roster into the register, once. ``digest`` is that of the preview the person saw.

    Raises AlreadyImported, or Refused where the plan is another one by now, where it was given up, or where refused
    rows stand in it that the person has not chosen to leave out; then nothing is written.
    """
    check_importer(actor)
    # Two rosters of one term are written one after the other, each against what the other left.
    Term.objects.select_for_update().get(pk=roster.term_id)
    now = RosterImport.objects.select_for_update().get(pk=roster.pk)
    state, roster.decisions = now.state, now.decisions
    if state == State.APPLIED:
        raise AlreadyImported(ALREADY)
    if state != State.PREVIEW:
        raise Refused("这份名册已放弃导入，请重新上传。")
    plan = plan_of(roster)
    if plan.digest != digest:
        raise Refused(CHANGED_MEANWHILE)
    if waiting := still_to_confirm(plan):
        raise Refused(f"请先确认 {waiting}，再导入。")
    if plan.refused and not skip_refused:
        raise Refused(f"有 {len(plan.refused)} 行被退回。请改正后重新上传，或勾选“跳过退回的行”再确认。")
    starts_on = roster.summary.get("starts_on")
    counts = apply_plan(
        plan, actor=actor, source=roster.name, starts_on=date.fromisoformat(starts_on) if starts_on else None
    )
    roster.state, roster.applied_at = State.APPLIED, actor.at
    roster.summary |= {"counts": counts, "refused": [_kept(row) for row in plan.refused]}
    roster.save(update_fields=["state", "applied_at", "summary"])
    events.record(
        roster,
        actor=actor,
        key="import_roster",
        label="导入名册",
        text=f"“{roster.name}”：新增 {counts['new']} 人，更新 {counts['changed']} 人，未变 {counts['unchanged']} 人，"
        f"退回 {counts['refused']} 行",
        facts=counts,
    )
    return counts


def still_to_confirm(plan: Plan) -> str:
    """What a person has to confirm before the import, in words; empty where nothing waits."""
    told = [
        f"{len(waiting)} {unit}"
        for waiting, unit in ((plan.waiting_statements, "条说明"), (plan.waiting_spellings, "处写法"))
        if waiting
    ]
    return "和 ".join(told)


@transaction.atomic
def discard(*, roster: RosterImport, actor: Actor) -> None:
    """Give a waiting roster up; the row and its file stay for the record. Raises Refused once it is imported."""
    check_importer(actor)
    changed = RosterImport.objects.filter(pk=roster.pk, state=State.PREVIEW).update(state=State.DISCARDED)
    if not changed:
        raise Refused("这份名册已经导入或放弃，不能再放弃。")
    events.record(roster, actor=actor, key="discard_roster", label="放弃导入", text=f"放弃导入名册“{roster.name}”")


def refused_workbook(refused: list[dict]) -> bytes:
    """An .xlsx of refused rows (as ``_kept`` keeps them) with the reasons: to be corrected and sent again."""
    # The spreadsheet library is large and seldom needed.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    from core.lists.export import safe_cell

    book = Workbook()
    sheet = book.active
    sheet.title = "退回的行"
    header = [*FIELDS.values(), "退回原因", "原工作表", "原行号"]
    sheet.append(header)
    for row in refused:
        cells = [safe_cell(row["cells"].get(field, "")) or None for field in FIELDS]
        sheet.append([*cells, row["sentence"], safe_cell(row["sheet"]), row["row"]])
    for column, label in enumerate(header, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        width = 44 if label in {"工作单位及职务", "退回原因"} else 14
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def refused_of(roster: RosterImport) -> list[dict]:
    """The refused rows: of the plan while the roster waits, as they were when it was imported afterwards."""
    if roster.state == State.APPLIED:
        return roster.summary.get("refused", [])
    return [_kept(row) for row in plan_of(roster).refused]


def refused_name(roster: RosterImport) -> str:
    """File name of the refused rows."""
    return re.sub(r"\.xlsx$", "", roster.name) + "_退回的行.xlsx"


def _kept(row: Rejected) -> dict:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "name": row.name,
        "reason": row.reason,
        "sentence": sentence_of(row),
        "cells": row.cells,
    }


def check_importer(actor: Actor) -> None:
    """Raise Forbidden for whoever may not import rosters."""
    if not actor.is_in(*IMPORTERS):
        raise Forbidden("名册由办公室工作人员或系统管理员导入。")
