"""The sheet of acts as it was taken along (交办清单) and filled in elsewhere, read back into its rows.

Rows are found by their numbers, cells by the heads of their columns. What is read stands in the rows as if it had been
typed there, doubts and all; nothing is done by it. What stands twice is not read: which of them holds is not for the
program to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from core.chinese import some_of
from core.files.workbook import WorkbookError, open_book
from core.matters.row_sheets import Typed
from core.matters.sheet_cells import label_of
from core.matters.sheet_rows import MOST, Row, Sheet
from core.sheets.reading import Columns, Table, key_of, text_of
from core.text import clean

NUMBER = "name"  # what a table of a workbook is known by
SHOWN = "shown-"  # before the key of a column that tells which matter a row is and is not filled in


@dataclass
class ReadBack:
    """What a file said: the cells of rows by key, the numbers of those that do not wait for the act here, and in
    ``unread`` why others that do were not read."""

    typed: dict[int, Typed] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """One row of the file: its number as written, what stands in its columns, and where a person finds it."""

    number: str
    values: Mapping[str, Any]
    place: str


def read_back(content: bytes, filename: str, sheet: Sheet) -> ReadBack:
    """Raises ``WorkbookError`` with the sentence where it is no workbook, or none that has the columns."""
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows:
        rows.setdefault(_key(row.number), []).append(row)
    found, meant = ReadBack(), dict[int, tuple[Row, list[_Line]]]()
    for line in _lines(content, filename, sheet):
        of_number = rows.get(_key(line.number), [])
        these = of_number if len(of_number) < 2 else [row for row in of_number if _is_shown(row, line, sheet)]
        if not of_number:
            found.strangers.append(line.number)
        elif len(these) != 1:
            found.unread.append(f"{line.place}的{of_number[0].number}有{len(of_number)}件，案由对不上哪一件")
        else:
            meant.setdefault(these[0].thing.pk, (these[0], []))[1].append(line)
    for pk, (row, lines) in meant.items():
        if len(lines) > 1:
            places = some_of([line.place for line in lines], 4, "处")
            found.unread.append(f"{row.number}出现{_times(len(lines))}次（{places}）")
        else:
            found.typed[pk] = {cell.name: _words(lines[0], cell.name, cell.kind, cell.value) for cell in row.cells}
    found.strangers = [one for one in dict.fromkeys(found.strangers) if re.search(r"\d", one)]
    return found


def _lines(content: bytes, filename: str, sheet: Sheet) -> Iterator[_Line]:
    """The rows of every table that has a column to be filled in."""
    number, *shown = sheet.declared.columns
    asked = tuple((one.name, label_of(one)) for one in sheet.fields)
    columns = _columns(number.label, asked, tuple((f"{SHOWN}{one.key}", one.label) for one in shown))
    names = {name for name, _ in asked}
    tables = [one for one in columns.tables(open_book(content, filename)) if names & {*one.columns.values()}]
    if not tables:
        raise WorkbookError(columns.no_heading)
    for table in tables:
        yield from _lines_of(table)


def _lines_of(table: Table) -> Iterator[_Line]:
    for index in table.rows():
        values = table.values(index)
        if number := text_of(values.pop(NUMBER, "")):
            yield _Line(number, values, table.place(index))


def _is_shown(row: Row, line: _Line, sheet: Sheet) -> bool:
    """Whether all that the line says of its matter is so of this one: two sessions have the same numbers."""
    said = {one: text_of(line.values.get(f"{SHOWN}{one.key}")) for one in sheet.declared.columns}
    told = {one: words for one, words in said.items() if words}
    return bool(told) and all(key_of(text_of(one.exported(row.thing))) == key_of(words) for one, words in told.items())


def _words(line: _Line, name: str, kind: str, before: str) -> str:
    """What is typed into the cell; a column that the file does not have leaves it as it reads."""
    if name not in line.values:
        return before
    value = line.values[name]
    if not text_of(value) or not isinstance(value, str):
        return text_of(value)
    lines = [one.strip() for one in clean(value).splitlines() if one.strip()]
    return ("、" if kind == "bodies" else " ").join(lines)


def _times(number: int) -> str:
    return "两" if number == 2 else str(number)


@cache
def _columns(number: str, fields: Sequence[tuple[str, str]], shown: Sequence[tuple[str, str]]) -> Columns:
    headings = [(NUMBER, number), *fields, *shown]
    return Columns(
        tuple((name, f"^{re.escape(label)}$") for name, label in headings),
        no_heading=f"表里没有找到“{number}”和“{fields[0][1]}”这样的表头，请用从本页下载的清单填写。",
        nobody="没有可以读入的件",
        most_rows=MOST,
        least=2,
    )


def _key(number: str) -> str:
    """A number as people write it: 第0069号, 69号 and 69 are one."""
    digits = re.findall(r"\d+", number)
    return digits[-1].lstrip("0") if digits else number
