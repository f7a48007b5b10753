"""Spreadsheets (xlsx) of exactly what is filtered, written row by row."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.lists.cells import cell_of, put
from core.lists.columns import Column
from core.lists.sheet import Heading, ListSheet, heading_of
from core.lists.table import Table
from core.models import User

ROW_LIMIT = 20_000
#: More rows than these are written by a job: a person waits about two seconds at most.
AT_ONCE = 1000
CHUNK = 500
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    book, sheet = _book(table.title, table.user)
    chunks = _chunks(table, ids)
    write = _plain if table.sheet_comes_back else _framed
    for done in write(sheet, table, len(ids), chunks):
        if said and done:
            said(done)
    return _file(book)


def written(heading: Heading, title: str, user: User, columns: Sequence[Column], rows: Sequence[list]) -> IO[bytes]:
    """A workbook of rows that are no list's, as an office sends it on."""
    book, sheet = _book(title, user)
    framed = ListSheet(sheet, columns)
    framed.begin(heading, rows)
    for row in rows:
        framed.add(row)
    framed.end()
    return _file(book)


def _book(title: str, user: User) -> tuple[Any, Any]:
    book = Workbook(write_only=True)
    book.properties.creator = user.full_name or user.username
    return book, book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "列表")


def _file(book: Any) -> IO[bytes]:
    file = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _chunks(table: Table, ids: list) -> Iterator[tuple[int, list[list]]]:
    """How many of the rows are read, and the values of those read last."""
    columns, remaining, done = table.export_columns(), iter(ids), 0
    while chunk := list(islice(remaining, CHUNK)):
        done += len(chunk)
        yield done, [[column.exported(row) for column in columns] for row in table.exported_rows(chunk)]


def _framed(sheet: Any, table: Table, count: int, chunks: Iterator[tuple[int, list[list]]]) -> Iterator[int]:
    """As an office sends it on."""
    first = next(chunks, (0, []))
    written = ListSheet(sheet, table.export_columns())
    written.begin(heading_of(table, count), first[1])
    for done, rows in chain([first], chunks):
        for row in rows:
            written.add(row)
        yield done
    written.end()


def _plain(sheet: Any, table: Table, _count: int, chunks: Iterator[tuple[int, list[list]]]) -> Iterator[int]:
    """As it is read again: the heading in the first row, nothing but values below."""
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, column.label) for column in table.export_columns()])
    for done, rows in chunks:
        for row in rows:
            sheet.append([cell_of(sheet, value) for value in row])
        yield done


def file_name(table: Table) -> str:
    """“提案_20260508.xlsx”."""
    return named(table.title)


def named(title: str) -> str:
    """The same of what is no list."""
    return f"{title}_{timezone.localdate():%Y%m%d}.xlsx"


def _bold(sheet: Any, label: str) -> Any:
    cell = put(WriteOnlyCell(sheet), label)
    cell.font = Font(bold=True)
    return cell
