"""The page of a sheet of acts (``core.matters.row_sheets``): shown, saved, done row by row, and taken along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from core.chinese import in_one, some_of
from core.files.workbook import WorkbookError
from core.lists import Column, taken_out
from core.matters import once
from core.matters.batch import AT_ONCE, Outcome
from core.matters.lifecycle import Refused
from core.matters.naming import number_of
from core.matters.overtaken import overtaken
from core.matters.page_views import KindView
from core.matters.row_sheets import Typed
from core.matters.sheet_cells import Cell, label_of
from core.matters.sheet_rows import Sheet
from core.matters.unit_words import nobody_signs
from core.models.generic import matter_of
from core.people.access import SignedInRequest, WrongPost
from core.people.actors import Actor
from core.sheets.forms import SheetForm
from core.text import keys_of
from core.text import number_of as whole

PAGE = AT_ONCE
NAMED = 5


class RowSheetView(KindView):
    """GET shows the rows (``ids`` confines them, ``group`` and ``page`` choose), or hands the list out (``export``).

    POST keeps what stands in the rows of the page; with ``go`` it does the act to those ticked (``ids``), with ``one``
    to that row alone, with ``restore`` that row begins anew as it was suggested. ``keep`` is the page's script, which
    keeps one row and reads what is wrong with it; ``read`` takes back the sheet that was filled in elsewhere.
    """

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, key: str) -> HttpResponseBase:
        sheet = self._sheet(request, key, keys_of(request.GET, "only"))
        if request.GET.get("export") == "xlsx":
            return taken_out.nothing_ahead(request) or handed_out(request, sheet)
        return self._page(request, sheet, request.GET)

    def post(self, request: SignedInRequest, key: str) -> HttpResponseBase:
        if "read" in request.POST:
            return self._read(request, key)
        sheet = self._sheet(request, key, keys_of(request.POST, "only"), keys_of(request.POST, "row")[:PAGE])
        if "keep" in request.POST:
            return self._kept(request, sheet)
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
        unseen = len(set(asked) - {*sheet.sent}) if doing else 0
        self._tell(request, sheet, doing or "restore" in request.POST, outcomes, kept, unseen)
        if not refused:
            return redirect(_here(request))
        again = self._sheet(request, key, keys_of(request.POST, "only"))
        again.typed, again.refused, again.gone = {pk: left[pk] for pk in refused}, refused, sheet.gone
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

    def _kept(self, request: SignedInRequest, sheet: Sheet) -> HttpResponse:
        """One row kept for the page's script, which is told what is wrong with it."""
        key = whole(request.POST.get("keep", ""))
        obj = sheet.sent.get(key) if key is not None else None
        if obj is None or obj not in sheet.things:
            words = overtaken(obj, sheet.row, sheet.actor) if obj else f"已不由您{sheet.row.label}"
            return JsonResponse({"detail": f"没有保存：该件{words}。"}, status=409)
        typed = {obj.pk: _typed(request.POST, sheet, obj.pk)}
        seen = {obj.pk: seen} if (seen := whole(request.POST.get(f"seen-{obj.pk}", ""), 9)) is not None else {}
        try:
            sheet.keep(typed, request.user, seen)
        except Refused as error:
            return JsonResponse({"detail": error.sentence}, status=error.status)
        row = next(row for row in sheet.rows if row.thing.pk == obj.pk)
        return JsonResponse(
            {
                "saved": f"{timezone.localtime():%H:%M}",
                "doubts": [row.doubted] if row.doubts else [],
                "remarks": [*(cell.meant for cell in row.cells if cell.meant), *row.remarks],
                "wrong": [cell.name for cell in row.cells if cell.wrong],
            }
        )

    def _read(self, request: SignedInRequest, key: str) -> HttpResponse:
        """The list filled in elsewhere stands in the rows afterwards; nothing is done by it."""
        from core.matters.sheet_reading import read_back  # the workbook library is large and seldom needed

        sheet = self._sheet(request, key, keys_of(request.POST, "only"))
        form = SheetForm(request.POST, request.FILES)
        try:
            if not form.is_valid():
                raise WorkbookError(in_one(str(said) for errors in form.errors.values() for said in errors))
            file = form.cleaned_data["file"]
            found = read_back(file.read(), file.name, sheet)
            number = sheet.keep(found.typed, request.user, {obj.pk: obj.revision for obj in sheet.things})
        except (WorkbookError, Refused) as error:
            messages.error(request, str(error))
            return redirect(_here(request))
        again = self._sheet(request, key, keys_of(request.POST, "only"))
        doubted = sum(bool(row.doubts) for row in again.rows if row.thing.pk in found.typed)
        told = f"读入{len(found.typed)}件，其中{number}件与原来的建议不同，还没有{sheet.row.label}，请核对。"
        told += f"{doubted}件填的要核对，排在最前面。" if doubted else ""
        if found.strangers:
            told += f"{some_of(found.strangers, 5, '件')}不在待{sheet.row.label}的件里，没有读入。"
        if found.unread:
            told += f"没有读入的：{in_one(found.unread[:NAMED])}"
            told += f"另有{more}件也没有读入。" if (more := len(found.unread) - NAMED) > 0 else ""
            told += "请改好后重新读入，或在各行里填写。"
        smooth = not (doubted or found.strangers or found.unread)
        (messages.success if smooth else messages.warning)(request, told)
        return redirect(_here(request))

    def _tell(
        self, request: SignedInRequest, sheet: Sheet, doing: bool, outcomes: list[Outcome], kept: int, unseen: int
    ) -> None:
        verb = sheet.row.label
        done = [one for one in outcomes if not (one.refused or one.before)]
        before = [one for one in outcomes if one.before]
        wrong = sum(bool(one.refused) for one in outcomes) - len(sheet.gone)
        told = [f"已{verb}{len(done)}件：{_named(done)}"] if done else []
        told += [f"先前已经{verb}的{len(before)}件，没有再办：{_named(before)}"] if before else []
        told += [f"{one.number}{one.words}" for one in sheet.gone[:NAMED]]
        told += [f"另有{more}件也没有{verb}"] if (more := len(sheet.gone) - NAMED) > 0 else []
        told += [f"另有{unseen}件已不由您{verb}，没有{verb}"] if unseen and outcomes else []
        told += [f"{wrong}件没有办，原因写在各行里"] if wrong and told else []
        nobody = nobody_signs(sheet.unstaffed.values())
        if told:
            smooth = done and not (sheet.gone or unseen or wrong or nobody)
            (messages.success if smooth else messages.warning)(request, f"{'；'.join([*told, *nobody])}。")
        if "restore" in request.POST:
            messages.success(request, "已恢复原来的建议。")
        elif doing and not outcomes:
            none = f"勾选的件已不由您{verb}" if unseen else f"请先勾选要{verb}的件"
            messages.error(request, f"{none}。各行填写的内容都已保存。")
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
            "file": SheetForm()["file"],
            "sheet": sheet,
            "row": sheet.row,
            "kind": self.matter_kind,
            "shown": rows[(page - 1) * PAGE : page * PAGE],
            # Words stand below the title, where there is room for them.
            "heads": [(label_of(one), kind) for one in sheet.fields if (kind := sheet.kinds[one.name]) != "line"],
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
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


def _here(request: SignedInRequest) -> str:
    kept = QueryDict(mutable=True)
    for name in ("only", "group", "page"):
        if value := request.POST.get(name, ""):
            kept[name] = value
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


# ---- taken along ----


def handed_out(request: SignedInRequest, sheet: Sheet) -> HttpResponseBase:
    """Every row in the order of their numbers, as the cells read now."""
    from core.lists import export  # the spreadsheet library is large and seldom needed
    from core.lists.sheet import heading

    declared = sheet.declared
    place = {obj.pk: at for at, obj in enumerate(sheet.things)}
    ordered = sorted(sheet.rows, key=lambda row: place[row.thing.pk])
    ways = [Column("way", "方式", width=10)] if declared.ways else []
    columns = [*declared.columns, *ways, *_cell_columns(sheet)]
    rows = [
        [
            *(column.exported(row.thing) for column in declared.columns),
            *([row.way] if declared.ways else []),
            *(_exported(cell) for cell in row.cells),
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
    widths = {"bodies": 20, "day": 12, "line": 20}
    return [Column(one.name, label_of(one), width=widths.get(sheet.kinds[one.name], 14)) for one in sheet.fields]


def _exported(cell: Cell) -> Any:
    """A day as a day, so that the sheet can be sorted by it."""
    if cell.kind != "day":
        return dict(cell.options).get(cell.value, cell.value)
    try:
        return date.fromisoformat(cell.value)
    except ValueError:
        return cell.value
