"""Workbooks to be filled in or corrected: templates, and refused rows with the reasons."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import FileResponse

from core.sheets.kinds import Refusal

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE, NARROW = 44, 16
A4 = 9
BESIDE = ("原位置", "退回原因")


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook: lines ``above`` the heading, rows below it; the columns of ``wide`` hold long text."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence]
    above: Sequence[str] = ()
    wide: Iterable[str] = ()


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence], *, wide: Iterable[str] = (), notes: Sequence[str] = ()
) -> bytes:
    """An .xlsx of one sheet; ``notes`` on a second."""
    return book_of([Page(title, header, rows, wide=wide)], notes)


def book_of(pages: Iterable[Page], notes: Sequence[str] = ()) -> bytes:
    """An .xlsx of these sheets; ``notes`` on a last one."""
    # The spreadsheet library is large and seldom needed.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for page in pages:
        _fill(book.create_sheet(page.title), page)
    if notes:
        beside = book.create_sheet("怎么填")
        for line in notes:
            beside.append([line])
        beside.column_dimensions["A"].width = 100
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, page: Page) -> None:
    """A bold heading that stays, rows that show no formulas, as wide as the paper when printed."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    from core.lists.cells import cell_of

    head = len(page.above) + 1
    for row in (*([line] for line in page.above), page.header, *page.rows):
        sheet.append([cell_of(sheet, cell) for cell in row])
    for row in sheet.iter_rows(max_row=head):
        for cell in row:
            cell.font = Font(bold=True)
    for column, label in enumerate(page.header, start=1):
        letter = sheet.cell(head, column).column_letter
        sheet.column_dimensions[letter].width = WIDE if label in set(page.wide) else NARROW
    for row in sheet.iter_rows(min_row=head + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def refused_workbook(fields: dict[str, str], refused: Iterable[Refusal]) -> bytes:
    """The refused rows under the headings of ``fields``, place and reason behind: to be corrected and sent again."""
    rows = [[*(one.cells.get(name, "") for name in fields), one.place, one.reason] for one in refused]
    return workbook("退回的行", [*fields.values(), *BESIDE], rows, wide=("工作单位及职务", BESIDE[-1]))


def refused_name(name: str) -> str:
    """File name of the refused rows of an upload."""
    return re.sub(r"\.xlsx$", "", name) + "_退回的行.xlsx"


def as_xlsx(content: bytes, name: str) -> FileResponse:
    """The workbook as a download; it may tell of people, so nothing on the way keeps it."""
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=MIME)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
