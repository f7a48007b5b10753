"""The page of a sheet of acts (``core.matters.row_sheets``): shown, saved, done row by row, and taken along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from core.lists import Column, taken_out
from core.matters import once
from core.matters.batch import AT_ONCE, Outcome
from core.matters.lifecycle import Refused
from core.matters.naming import number_of
from core.matters.page_views import KindView
from core.matters.row_sheets import Typed
from core.matters.sheet_rows import Cell, Sheet, label_of
from core.models.generic import matter_of
from core.people.access import SignedInRequest, WrongPost
from core.people.actors import Actor
from core.text import keys_of
from core.text import number_of as whole

PAGE = AT_ONCE


class RowSheetView(KindView):
    """GET shows the rows (``ids`` confines them, ``group`` and ``page`` choose), or hands the list out (``export``).

    POST keeps what stands in the rows of the page; with ``go`` it does the act to those ticked (``ids``), with ``one``
    to that row alone, with ``restore`` that row begins anew as it was suggested.
    """

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, key: str) -> HttpResponseBase:
        sheet = self._sheet(request, key, keys_of(request.GET, "only"))
        if request.GET.get("export") == "xlsx":
            return taken_out.nothing_ahead(request) or handed_out(request, sheet)
        return self._page(request, sheet, request.GET)

    def post(self, request: SignedInRequest, key: str) -> HttpResponseBase:
        sheet = self._sheet(request, key, keys_of(request.POST, "only"), keys_of(request.POST, "row")[:PAGE])
        typed = {pk: _typed(request.POST, sheet, pk) for pk in sheet.sent}
        seen = {pk: seen for pk in typed if (seen := whole(request.POST.get(f"seen-{pk}", ""), 9)) is not None}
        doing = "go" in request.POST or "one" in request.POST
        asked = keys_of(request.POST, "one" if "one" in request.POST else "ids")
        chosen = [pk for pk in sheet.sent if pk in set(asked)]
        outcomes = sheet.do(chosen, typed, seen, once.nonce_in(request.POST)) if doing else []
        gone = {one.obj.pk for one in outcomes if not one.refused}
        gone |= sheet.restore(keys_of(request.POST, "restore"))
        left = {pk: cells for pk, cells in typed.items() if pk not in gone}
        try:
            kept = sheet.keep(left, request.user, seen)
        except Refused as error:
            messages.error(request, error.sentence)
            kept = 0
        refused = {one.obj.pk: one for one in outcomes if one.refused}
        self._tell(request, sheet, doing or "restore" in request.POST, outcomes, kept)
        if not refused:
            return redirect(_here(request))
        again = self._sheet(request, key, keys_of(request.POST, "only"))
        again.typed, again.refused = {pk: left[pk] for pk in refused}, refused
        return self._page(request, again, request.POST, status=200 if gone else 409)

    def _sheet(self, request: SignedInRequest, key: str, only: list[int], sent: Sequence[int] = ()) -> Sheet:
        declared = next((one for one in self.matter_kind.sheets if one.act == key), None)
        if declared is None:
            raise Http404
        actor = Actor.of(request.user, request=request)
        if not actor.is_in(*declared.posts):
            raise WrongPost(frozenset(declared.posts))
        row = self.matter_kind.lifecycle.row(key)
        return Sheet(declared, row, self.matter_kind.visible_to(request.user), actor, only=only, sent=sent)

    def _tell(self, request: SignedInRequest, sheet: Sheet, doing: bool, outcomes: list[Outcome], kept: int) -> None:
        verb = sheet.row.label
        done = [one for one in outcomes if not (one.refused or one.before)]
        before = [one for one in outcomes if one.before]
        if done:
            messages.success(request, f"已{verb}{len(done)}件：{_named(done)}。")
        if before:
            messages.info(request, f"先前已经{verb}的{len(before)}件，没有再办：{_named(before)}。")
        if "restore" in request.POST:
            messages.success(request, "已恢复原来的建议。")
        elif doing and not outcomes:
            messages.error(request, f"请先勾选要{verb}的件。各行填写的内容都已保存。")
        elif not doing:
            said = f"已保存，其中{kept}件与原来的建议不同。" if kept else "没有需要保存的改动。"
            messages.success(request, f"{said}还没有{verb}。")

    def _page(self, request: SignedInRequest, sheet: Sheet, asked: QueryDict, status: int = 200) -> HttpResponse:
        group = asked.get("group", "")
        rows = [row for row in sheet.rows if row.group == group] if group in dict(sheet.counted) else sheet.rows
        failed = [replace(row, group="没有办的") for row in rows if row.refused]
        rows = failed + [row for row in rows if not row.refused]
        pages = max(1, -(-len(rows) // PAGE))
        page = min(max(1, whole(asked.get("page", ""), 4) or 1), pages)
        context: dict[str, Any] = {
            "sheet": sheet,
            "row": sheet.row,
            "kind": self.matter_kind,
            "shown": rows[(page - 1) * PAGE : page * PAGE],
            "heads": [(label_of(one), sheet.kinds[one.name]) for one in sheet.fields],
            "group": group if group in dict(sheet.counted) else "",
            "page": page,
            "pages": range(1, pages + 1),
            "only": ",".join(map(str, keys_of(asked, "only"))),
            "refused": len(failed),
            "back": self.matter_kind.list_url,
        }
        return render(request, "matters/row_sheet.html", context, status=status)


def _typed(sent: QueryDict, sheet: Sheet, pk: int) -> Typed:
    return {one.name: sent.get(f"{one.name}-{pk}", "").strip() for one in sheet.fields}


def _named(outcomes: list[Outcome]) -> str:
    names = [number_of(matter_of(one.obj)) or str(one.obj) for one in outcomes]
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")


def _here(request: SignedInRequest) -> str:
    kept = QueryDict(mutable=True)
    for name in ("only", "group", "page"):
        if value := request.POST.get(name, ""):
            kept[name] = value
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


# ---- taken along ----


def handed_out(request: SignedInRequest, sheet: Sheet) -> HttpResponseBase:
    """Every row in the order of their numbers, as the cells read now, with room for what the meeting says."""
    from core.lists import export  # the spreadsheet library is large and seldom needed
    from core.lists.sheet import heading

    declared = sheet.declared
    place = {obj.pk: at for at, obj in enumerate(sheet.things)}
    ordered = sorted(sheet.rows, key=lambda row: place[row.thing.pk])
    ways = [Column("way", "方式", width=10)] if declared.ways else []
    columns = [*declared.columns, *ways, *_cell_columns(sheet), Column("said", "会议意见", width=20)]
    rows = [
        [
            *(column.exported(row.thing) for column in declared.columns),
            *([row.way] if declared.ways else []),
            *(_exported(cell) for cell in row.cells),
            "",
        ]
        for row in ordered
    ]
    head = heading(request.user, declared.listed, f"待{sheet.row.label}", len(rows))
    file = export.written(head, declared.listed, request.user, columns, rows)
    taken = taken_out.TakenOut(declared.listed, len(rows), f"待{sheet.row.label}", unit="件")
    taken_out.record(taken, actor=sheet.actor)
    answer = FileResponse(file, as_attachment=True, filename=export.named(declared.listed), content_type=export.MIME)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cell_columns(sheet: Sheet) -> list[Column]:
    widths = {"bodies": 20, "day": 12}
    return [Column(one.name, label_of(one), width=widths.get(sheet.kinds[one.name], 14)) for one in sheet.fields]


def _exported(cell: Cell) -> Any:
    """A day as a day, so that the sheet can be sorted by it."""
    if cell.kind != "day":
        return dict(cell.options).get(cell.value, cell.value)
    try:
        return date.fromisoformat(cell.value)
    except ValueError:
        return cell.value
