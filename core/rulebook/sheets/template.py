"""The workbook that a regulation is entered with: every rule with its value in force, the new value left open."""

from datetime import date
from io import BytesIO
from typing import Any

from core import rulebook
from core.chinese import long_date
from core.rulebook.browsing import Line, every_line, keys
from core.rulebook.sheets.wording import ON_PAGES, UNITS, offered, unit_words, written

#: Field → heading, in the order of the columns; the last one is hidden.
COLUMNS = {
    "rule": "规则", "applies_to": "适用于（例外）", "now": "现行值", "new": "新值", "unit": "单位",
    "starts": "自何日起", "document": "依据文件", "article": "条款", "note": "备注", "key": "代号",
}  # fmt: skip
#: What is said once, above the table: field → label.
DOCUMENT = {"title": "依据文件", "adopted_by": "通过机构", "adopted_on": "通过日期", "effective_from": "施行日期"}
ALL = "全部"
ELSEWHERE = "请在页面上录入"
SPARE = 12
WIDTHS = {
    "rule": 30, "applies_to": 16, "now": 34, "new": 30, "unit": 12, "starts": 14, "document": 22,
    "article": 16, "note": 20,
}  # fmt: skip
HINTS = (
    "一、先在上面写依据文件的名称和施行日期，只写一次。",
    "二、制度改了哪一条，就在那一行的“新值”里写；没有改的留空，导入时不动。",
    "三、期限在“新值”里只写数字，单位在“单位”一列选；制度写的是某月某日的，新值写 9月30日，单位选“写明的日期”。",
    "四、制度确认照现行值办的，把现行值抄到“新值”，就有了依据。",
    "五、各类另有规定的，写在“适用于”里有类别的那一行；还没有的，写在表末空行：选规则、选类别、写新值。",
    "六、个别规则的施行日期或依据文件不同的，写在本行的“自何日起”“依据文件”，其余行不用填。",
    "七、一格里有几项的（如退办依据、提醒步骤），一行写一项，换行按 Alt+Enter。",
    "八、填好以后在“制度库 → 导入制度”上传，先核对，再确认；写错的会指出是哪一格。",
)


def template(on: date, committee: str = "") -> bytes:
    """The workbook of ``on``. Uploaded as it is, it changes nothing."""
    from openpyxl import Workbook  # large and seldom needed

    book = Workbook()
    sheet = book.active
    sheet.title = "规则"
    head = _heading(sheet, on, committee)
    at = head + 1
    lists = _Lists(book)
    group = None
    for line in lines_in_force(on):
        if line.key.group != group:
            group = line.key.group
            _group(sheet, at, group)
            at += 1
        _row(sheet, at, line, lists)
        at += 1
    _group(sheet, at, "另立例外：选规则，选类别，写新值")
    for spare in range(at + 1, at + 1 + SPARE):
        _spare(sheet, spare, lists)
    _look(sheet, head)
    _how(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def lines_in_force(on: date) -> list[Line]:
    """The rules of ``on`` by group, the value for every class before those of single ones."""
    lines = [line for line in every_line(on) if line.state == "in_force"]
    groups = list(dict.fromkeys(line.key.group for line in lines))
    return sorted(lines, key=lambda line: groups.index(line.key.group))


def classes_offered() -> dict[str, str]:
    """Every class of matter that any rule knows, by its name."""
    return {label: code for key in rulebook.catalogue().values() for code, label in key.classes.items()}


class _Lists:
    """Drop-downs: short ones stand in the cell's rule, the names of rules and classes on a hidden sheet."""

    def __init__(self, book):
        self.sheet = book.create_sheet("名称")
        self.sheet.sheet_state = "hidden"
        self.rules = [key.label for key in keys() if key.classes]
        self.classes = list(classes_offered())
        for column, names in (("A", self.rules), ("B", self.classes)):
            for number, name in enumerate(names, start=1):
                _put(self.sheet[f"{column}{number}"], name)
        self.made: dict[tuple[str, str], Any] = {}

    def short(self, sheet, cell: str, options: list[str]) -> None:
        if options and len(",".join(options)) < 250 and not any("," in option for option in options):
            self._of(sheet, f'"{",".join(options)}"').add(cell)

    def named(self, sheet, cell: str, column: str, count: int) -> None:
        if count:
            self._of(sheet, f"名称!${column}$1:${column}${count}").add(cell)

    def _of(self, sheet, formula: str):
        from openpyxl.worksheet.datavalidation import DataValidation

        place = (sheet.title, formula)
        if place not in self.made:
            rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(rule)
            self.made[place] = rule
        return self.made[place]


def _heading(sheet, on: date, committee: str) -> int:
    from openpyxl.styles import Font

    sheet["A1"] = f"{committee}制度录入表（{long_date(on)}有效的规则）"
    sheet["A1"].font = Font(bold=True, size=14)
    for row, label in enumerate(DOCUMENT.values(), start=2):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2).number_format = "@"
    head = len(DOCUMENT) + 3
    for column, label in enumerate(COLUMNS.values(), start=1):
        sheet.cell(head, column, label)
    return head


def _group(sheet, at: int, name: str) -> None:
    from openpyxl.styles import Font, PatternFill

    _put(sheet.cell(at, 1), name).font = Font(bold=True)
    for column in range(1, len(COLUMNS)):
        sheet.cell(at, column).fill = PatternFill("solid", fgColor="F2E6E6")


def _row(sheet, at: int, line: Line, lists: _Lists) -> None:
    key, value = line.key, line.rule.value
    unit = UNITS.get(value.get("unit", ""), "") if key.type == "period" else ""
    cells = {
        "rule": key.label, "applies_to": line.matter_class or ALL, "now": written(key, value), "unit": unit,
        "note": ELSEWHERE if key.type in ON_PAGES else "", "key": key.key,
    }  # fmt: skip
    for column, name in enumerate(COLUMNS, start=1):
        _put(sheet.cell(at, column), cells.get(name, ""))
        if name in ("new", "starts", "document", "article", "note"):
            sheet.cell(at, column).number_format = "@"
    lists.short(sheet, _place("new", at), offered(key))
    lists.short(sheet, _place("unit", at), unit_words(key, value))


def _spare(sheet, at: int, lists: _Lists) -> None:
    for name in ("new", "starts", "document", "article", "note"):
        sheet[_place(name, at)].number_format = "@"
    lists.named(sheet, _place("rule", at), "A", len(lists.rules))
    lists.named(sheet, _place("applies_to", at), "B", len(lists.classes))
    lists.short(sheet, _place("unit", at), list(UNITS.values()))


def _look(sheet, head: int) -> None:
    """Columns as wide as their words, the cells to be filled in marked, the heading in sight, A4 across."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="C8C8C8")
    for column, name in enumerate(COLUMNS, start=1):
        letter = sheet.cell(head, column).column_letter
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 10)
        sheet.column_dimensions[letter].hidden = name == "key"
        sheet.cell(head, column).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=head, max_col=len(COLUMNS)):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
        if row[3].row > head and row[0].fill.fill_type is None:
            row[3].fill = PatternFill("solid", fgColor="FFF9E5")
    for row in range(2, 2 + len(DOCUMENT)):
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor="FFF9E5")
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"


def _how(book) -> None:
    beside = book.create_sheet("怎么填", 1)
    for line in HINTS:
        beside.append([line])
    beside.column_dimensions["A"].width = 110


def _place(name: str, at: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(list(COLUMNS).index(name) + 1)}{at}"


def _put(cell: Any, value: str) -> Any:
    from core.lists.cells import put

    return put(cell, value)
