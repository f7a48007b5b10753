"""Spreadsheets (xlsx) of exactly what is filtered, written row by row."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from core.lists.columns import as_text
from core.lists.table import Table

ROW_LIMIT = 20_000
#: More rows than these are written by a job: a person waits about two seconds at most.
AT_ONCE = 1000
CHUNK = 500
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_CELL_LIMIT = 32_000


class TooMany(Exception):
    """More rows than one file may hold; the message is a sentence."""


def ids_of(table: Table) -> list:
    """What would be exported: the keys of every filtered row in the list's order; raises ``TooMany``."""
    ids = list(table.found.values_list("pk", flat=True)[: ROW_LIMIT + 1])
    if len(ids) > ROW_LIMIT:
        raise TooMany(f"符合条件的超过 {ROW_LIMIT} 条，一次导不出来，请先缩小范围（如按届次或时间筛选）再导出。")
    return ids


def export(table: Table, ids: list | None = None, said: Callable[[int], None] | None = None) -> IO[bytes]:
    """A workbook of every filtered row in the list's order, with the columns that export; raises ``TooMany``.

    Rows are read in chunks, so that the number of statements grows with every 500 rows, not with each. ``said`` hears
    after each chunk how many rows are written.
    """
    ids = ids_of(table) if ids is None else ids
    columns = [column for column in table.columns if column.export is not False]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", table.title)[:31] or "列表")
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, column.label) for column in columns])
    remaining, done = iter(ids), 0
    while chunk := list(islice(remaining, CHUNK)):
        for row in table.rows_of(chunk):
            sheet.append([safe_cell(column.exported(row)) for column in columns])
        done += len(chunk)
        if said:
            said(done)
    file = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def file_name(table: Table) -> str:
    """“提案_20260508.xlsx”."""
    return f"{table.title}_{timezone.localdate():%Y%m%d}.xlsx"


def safe_cell(value: Any) -> Any:
    """A value a spreadsheet shows as it is: numbers and days keep their type, text never becomes a formula."""
    if isinstance(value, bool) or value is None:
        return as_text(value) or None
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, int | float) or hasattr(value, "isoformat"):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", as_text(value))[:_CELL_LIMIT]
    return f"'{text}" if _FORMULA.match(text) else text


def _bold(sheet, label: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=safe_cell(label))
    cell.font = Font(bold=True)
    return cell
