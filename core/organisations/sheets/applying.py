"""Taking a sheet over: kept for its preview, confirmed once, written row by row with an event for each body."""

import hashlib
from typing import Any

from django.core.files import File
from django.db import transaction

from core.files.uploads import safe_name
from core.files.workbook import MAX_FILE_BYTES, WorkbookError, too_large
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Organisation, OrganisationImport, OrganisationName
from core.organisations.services import add, check
from core.organisations.sheets.plan import CHANGED, NEW, REFUSED, Plan, Planned, plan_import
from core.organisations.sheets.reading import Row, read_sheet
from core.organisations.sheets.words import key_of
from core.people.actors import Actor
from core.records import change

CHANGED_MEANWHILE = "上传之后组织机构有变动，结果与您刚才看到的不同。请核对新的预览后再确认。"
State = OrganisationImport.State


class AlreadyImported(Refused):
    """Somebody, perhaps the same person with a second click, has confirmed this sheet."""


def take_in(upload: File, actor: Actor) -> OrganisationImport:
    """Keep what an uploaded sheet says. Raises WorkbookError with the sentence why it cannot be read at all.

    The same file waiting already is not kept twice.
    """
    check(actor)
    if upload.size > MAX_FILE_BYTES:
        raise WorkbookError(too_large(upload.size))
    data, name = upload.read(), safe_name(upload.name or "单位.xlsx")
    read = read_sheet(data, name)
    digest = hashlib.sha256(data).hexdigest()
    waiting = OrganisationImport.objects.filter(sha256=digest, state=State.PREVIEW).first()
    if waiting:
        return waiting
    told = {"sheets": read.sheets, "unread_sheets": read.unread_sheets, "unread_columns": read.unread_columns}
    with transaction.atomic():
        kept = OrganisationImport.objects.create(
            name=name, sha256=digest, rows=[row.as_dict() for row in read.rows], summary=told, uploaded_by=actor.user
        )
        text = f"上传单位表“{name}”"
        events.record(kept, actor=actor, key="upload_bodies", label="上传单位表", text=text)
    return kept


def plan_of(kept: OrganisationImport) -> Plan:
    """What confirming would do now."""
    return plan_import(Row.of(row) for row in kept.rows)


@transaction.atomic
def confirm(kept: OrganisationImport, *, digest: str, skip_refused: bool, actor: Actor) -> dict[str, int]:
    """Write the sheet into the directory, once. ``digest`` is that of the preview the person saw.

    Raises AlreadyImported, or Refused where the outcome would be another by now, or rows are refused and were not left
    out on purpose; then nothing is written.
    """
    check(actor)
    state = OrganisationImport.objects.select_for_update().get(pk=kept.pk).state
    if state == State.APPLIED:
        raise AlreadyImported("这份表已经导入，没有重复写入。")
    if state != State.PREVIEW:
        raise Refused("这份表已放弃导入，请重新上传。")
    plan = plan_of(kept)
    if plan.digest != digest:
        raise Refused(CHANGED_MEANWHILE)
    if plan.counts[REFUSED] and not skip_refused:
        raise Refused(f"有 {plan.counts[REFUSED]} 行被退回。请改正后重新上传，或勾选“跳过退回的行”再确认。")
    write(plan, actor=actor, source=kept.name)
    kept.state, kept.applied_at = State.APPLIED, actor.at
    refused = [{"place": one.row.place, "name": one.row.name, "reason": one.reason} for one in plan.of_kind(REFUSED)]
    kept.summary |= {"counts": plan.counts, "refused": refused}
    kept.save(update_fields=["state", "applied_at", "summary"])
    text = f"导入单位表“{kept.name}”：{in_words(plan.counts)}"
    events.record(kept, actor=actor, key="import_bodies", label="导入单位表", text=text, facts=plan.counts)
    return plan.counts


@transaction.atomic
def discard(kept: OrganisationImport, actor: Actor) -> None:
    """Give a waiting sheet up. Raises Refused once it is imported."""
    check(actor)
    if not OrganisationImport.objects.filter(pk=kept.pk, state=State.PREVIEW).update(state=State.DISCARDED):
        raise Refused("这份表已经导入或放弃，不能再放弃。")
    events.record(kept, actor=actor, key="discard_bodies", label="放弃导入", text=f"放弃导入单位表“{kept.name}”")


def in_words(counts: dict[str, int]) -> str:
    """“新增 3 家，更新 2 家，未变 40 家，退回 1 行”."""
    return f"新增 {counts[NEW]} 家，更新 {counts[CHANGED]} 家，未变 {counts['unchanged']} 家，退回 {counts[REFUSED]} 行"


@transaction.atomic
def write(plan: Plan, *, actor: Actor, source: str) -> None:
    """Write what is new and what differs; each body has its event with the file as reason."""
    check(actor)
    reason = f"导入单位表“{source}”"[:200]
    order = Organisation.objects.order_by("-order").values_list("order", flat=True).first() or 0
    made: dict[str, Organisation] = {}
    for place, one in enumerate(plan.of_kind(NEW), start=1):
        body = add(one.values | {"order": order + 10 * place}, actor=actor, reason=reason)
        made[key_of(one.row.name)] = made[key_of(one.row.short_name) or key_of(one.row.name)] = body
        _write_names(body, one)
        one.body = body
    for one in plan.of_kind(NEW):
        above = made.get(key_of(one.above)) if one.above else None
        if above is not None and one.body is not None and above.pk != one.body.pk:
            Organisation.objects.filter(pk=one.body.pk).update(parent=above)
    for one in plan.of_kind(CHANGED):
        _write_changes(one, actor, reason)


def _write_changes(one: Planned, actor: Actor, reason: str) -> None:
    body: Any = one.body
    change(body, one.values, actor=actor, reason=reason, seen=None)
    if one.names:
        _write_names(body, one)
        text = f"登记别称：{'、'.join(name for _, name in one.names)}"
        events.record(body, actor=actor, key="add_spelling", label="登记别称", reason=reason, text=text)


def _write_names(body: Organisation, one: Planned) -> None:
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=body, kind=kind, name=name) for kind, name in one.names
    )
