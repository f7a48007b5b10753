"""The date of birth of a row: from its cell or its three, and the reading that an identity number beside it settles."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from core.files.workbook import Sheet
from members.roster.beside import beside
from members.roster.births import of_identity, read_birth, read_birth_cell
from members.roster.cells import read_word, text_of
from members.roster.layout import Panel
from members.roster.result import RosterRow


class Cells(Protocol):
    """The cells of a table, as far as a date of birth is read from them."""

    sheet: Sheet
    panel: Panel
    span: tuple[int, int]

    def cell(self, index: int, column: int | None) -> Any: ...

    def text(self, index: int, field: str) -> str: ...


def birth_of(reader: Cells, row: RosterRow, index: int, fixed: Mapping[str, str]) -> None:
    """Read it into the row, with what stands beside it. Of two readings the one counts that the identity number in
    another column has, which is not kept."""
    since_1904 = reader.sheet.book.since_1904 if reader.sheet.book else False
    column = reader.panel.one("birth")
    value, shown = reader.cell(index, column), ""
    if "birth" in fixed:
        value = fixed["birth"]
    elif isinstance(value, str) and column is not None and column in reader.panel.combined:
        value = reader.text(index, "birth")
    elif "birth_year" in reader.panel.columns:
        parts = [read_word(reader.text(index, f"birth_{part}")) for part in ("year", "month", "day")]
        row.birth, problem = read_birth(
            ".".join(part.rstrip("年月日") for part in parts if part), since_1904=since_1904
        )
        if problem:
            row.doubt(problem, "birth", ".".join(part for part in parts if part))
        return
    elif not isinstance(value, str) and column is not None:
        shown = reader.sheet.number_format(index, column)
    found = read_birth_cell(value, shown, since_1904=since_1904)
    row.birth = found.value
    if found.warning == "birth_ambiguous" and (settled := _settled(reader, index, text_of(value))):
        row.birth = settled
        return
    written = "" if found.warning == "birth_of_identity" else text_of(value).strip()
    if found.warning:
        row.doubt(found.warning, "birth", written, found.about)
    for remark in found.remarks:
        beside(row, "birth", remark, written)


def _settled(reader: Cells, index: int, written: str) -> str:
    """The month or the day of the one identity number in the row, where its figures are those that were written."""
    cells = reader.sheet.rows[index][reader.span[0] : reader.span[1] or None]
    days = {day for value in cells if (day := of_identity(text_of(value)))}
    if len(days) != 1:
        return ""
    day = days.pop()
    year, month, date = day.split("-")
    figures = [part.lstrip("0") for part in re.findall(r"\d+", written)]
    if len(figures) == 3:
        return day if sorted(figures) == sorted([year, month.lstrip("0"), date.lstrip("0")]) else ""
    months = {"1": ("01", "10")}.get(figures[-1] if len(figures) == 2 else "", ())
    return day[:7] if figures[0] == year and month in months else ""
