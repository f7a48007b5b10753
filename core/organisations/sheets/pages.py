"""Importing a sheet of bodies as pages: upload, preview field by field, confirm once."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.files.workbook import WorkbookError
from core.matters.lifecycle import ActError
from core.models import Organisation
from core.organisations.sheets.applying import SHEET, moves_of
from core.organisations.sheets.decided import choices_of, in_words
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.left import FURTHER, HEADING, UNREAD
from core.organisations.sheets.moves import Move, line_of
from core.organisations.sheets.planned import CHANGED, GONE, NEW, REFUSED, SKIPPED, UNCHANGED, Plan, Planned
from core.organisations.sheets.tabs import Tab
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from core.sheets.lines import SheetLine
from core.sheets.pages import Addresses, SheetPages
from core.sheets.reading import key_of

DOUBT = "check"
NOT_THERE = "目录里在用，这份表里没有，不会改动；已撤并或不再承办的，请打开它的页面办理更名、合并或停用"
#: What sheets of changes tell, to be done on pages of their own.
MOVES = "moves"
#: What the directory has and the sheet has not.
ABSENT = "absent"
#: Names that go to bodies of which the sheet has no row.
GIVEN = "given"


class BodyPages(SheetPages):
    """单位表."""

    kind = SHEET
    addresses = Addresses(
        home="setup:organisations",
        start="setup:organisations_import",
        show="setup:organisations_sheet",
        confirm="setup:organisations_sheet_confirm",
        discard="setup:organisations_sheet_discard",
        refused="setup:organisations_sheet_refused",
        original="setup:organisations_sheet_original",
        undo="setup:organisations_sheet_undo",
        decide="setup:organisations_sheet_decide",
    )
    title = "导入单位表"
    home_label = "组织机构"
    start_page = "setup/organisations/import.html"
    preview_page = "setup/organisations/import_preview.html"
    result_page = "setup/organisations/import_result.html"
    tabs = {
        REFUSED: "退回", DOUBT: "需核对", NEW: "新增", CHANGED: "变更", GONE: "已撤并", UNCHANGED: "未变",
        SKIPPED: "不要的行", HEADING: "标题", UNREAD: "未读的行", FURTHER: "续行", MOVES: "变动情况",
        ABSENT: "表里没有的",
    }  # fmt: skip
    first = (REFUSED, DOUBT, NEW, CHANGED, GONE, MOVES, UNCHANGED)
    writes = (NEW, CHANGED, GIVEN)
    search_hint = "名称、联系人"

    def more_counts(self, plan: Plan) -> dict[str, int]:
        return {
            MOVES: len(plan.moves),
            ABSENT: len(plan.absent),
            DOUBT: len(plan.doubtful),
            GIVEN: sum(one.heir is not None for one in plan.of_kind(GONE)),
        }

    def shown(self, kept: Any, plan: Plan, tab: str, failed: Any = None) -> tuple[list[SheetLine], dict[str, Any]]:
        told: dict[str, Any] = {"tally": plan.tally if kept.summary.get("left") is not None and plan.rows else ""}
        told["warnings"] = kept.summary.get("miscounts", [])
        told["moved"] = len(plan.moves)
        told["worksheets"] = [Tab.of(tab) for tab in kept.summary.get("tabs", ())]
        if tab == MOVES:
            return moved(plan.moves, {key_of(one.row.name) for one in plan.of_kind(NEW)}), told
        if tab == ABSENT:
            return [_line_of(body) for body in plan.absent], told
        if tab in (HEADING, UNREAD, FURTHER):
            return [SheetLine(place=one.place, name=one.text, texts=[one.why]) for one in plan.left_of(tab)], told
        return [_line(one) for one in (plan.doubtful if tab == DOUBT else plan.of_kind(tab))], told

    def __init__(self) -> None:
        super().__init__()
        self.tabs_chosen = roles(*self.kind.roles, hidden=True)(require_POST(self._tabs_chosen))

    def _tabs_chosen(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """Read the worksheets that are ticked, and those only."""
        kept = self.kept(pk)
        try:
            SHEET.read_again(kept, request.POST.getlist("tab"), Actor.of(request.user, request=request))
        except ActError as error:
            messages.error(request, error.sentence)
        except WorkbookError as error:
            messages.error(request, str(error))
        return redirect(self.addresses.show, pk)

    def result(self, request: SignedInRequest, kept: Any) -> dict[str, Any]:
        return {"moves": moved(moves_of(kept))}

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, str]]:
        more = [("已撤并", counts[GONE], "")] if counts.get(GONE) else []
        more += [("标题", counts[HEADING], ""), ("未读", counts[UNREAD], "")] if UNREAD in counts else []
        more += [("不要", counts[SKIPPED], "")] if counts.get(SKIPPED) else []
        more += [("续行", counts[FURTHER], "")] if counts.get(FURTHER) else []
        return super().figures(counts) + more


def moved(moves: list[Move], coming: Collection[str] = ()) -> list[SheetLine]:
    """The changes as they stand with the directory now, and with the names that are ``coming``."""
    known = Directory.read() if moves else None
    return [line_of(move, known, coming) for move in moves if known]


def _line_of(body: Organisation) -> SheetLine:
    """One that the directory has and the sheet has not."""
    facts = " · ".join(filter(None, (body.get_kind_display(), body.contact_name, body.contact_phone)))
    return SheetLine(place="", name=str(body), url=body.get_absolute_url(), texts=[facts], notes=[NOT_THERE])


def _line(one: Planned) -> SheetLine:
    row = one.row
    facts = "" if one.kind == CHANGED else " · ".join(text for text in one.told if text)
    remark = f"备注：{row.remark}" if row.remark else ""
    return SheetLine(
        place=row.place, name=row.name or "（无名称）", url=one.body.get_absolute_url() if one.body else "",
        texts=[facts, remark], changes=one.changes, notes=one.doubts, reason=one.reason,
        choices=choices_of(one), decided=in_words(one),
    )  # fmt: skip


PAGES = BodyPages()
