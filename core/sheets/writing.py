"""Workbooks to be filled in or corrected: templates, and refused rows with the reasons."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import FileResponse

from core.sheets.kinds import Refusal

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE, NARROW = 44, 16
BESIDE = ("原位置", "退回原因")


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence], *, wide: Iterable[str] = (), notes: Sequence[str] = ()
) -> bytes:
    """An .xlsx of one sheet: a bold heading that stays, rows that show no formulas; ``notes`` on a second sheet."""
    # The spreadsheet library is large and seldom needed.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    from core.lists.export import safe_cell

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in (header, *rows):
        sheet.append([safe_cell(cell) or None for cell in row])
    for column, label in enumerate(header, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = WIDE if label in set(wide) else NARROW
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    if notes:
        beside = book.create_sheet("怎么填")
        for line in notes:
            beside.append([line])
        beside.column_dimensions["A"].width = 100
    out = BytesIO()
    book.save(out)
    return out.getvalue()


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
