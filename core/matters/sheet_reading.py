"""The sheet of acts as it was taken along (交办清单) and filled in elsewhere, read back into its rows.

Rows are found by their numbers, cells by the heads of their columns. What is read stands in the rows as if it had been
typed there, doubts and all; nothing is done by it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from core.files.workbook import open_book
from core.matters.row_sheets import Typed
from core.matters.sheet_cells import label_of
from core.matters.sheet_rows import MOST, Sheet
from core.sheets.reading import Columns, text_of

NUMBER = "name"  # what a table of a workbook is known by


@dataclass
class ReadBack:
    """What a file said: the cells of rows by key, and the numbers of those that do not wait for the act here."""

    typed: dict[int, Typed] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)


def read_back(content: bytes, filename: str, sheet: Sheet) -> ReadBack:
    """Raises ``WorkbookError`` with the sentence where it is no workbook, or none that has the columns."""
    number = sheet.declared.columns[0].label
    columns = _columns(number, tuple((one.name, label_of(one)) for one in sheet.fields))
    rows = {_key(row.number): row for row in sheet.rows}
    found = ReadBack()
    for table in columns.tables(open_book(content, filename)):
        for index in table.rows():
            cells = {name: text_of(value) for name, value in table.values(index).items()}
            if not (number := cells.pop(NUMBER, "")):
                continue
            row = rows.get(_key(number))
            if row is None:
                found.strangers.append(number)
                continue
            found.typed[row.thing.pk] = {cell.name: cells.get(cell.name, cell.value) for cell in row.cells}
    found.strangers = [one for one in dict.fromkeys(found.strangers) if re.search(r"\d", one)]
    return found


@cache
def _columns(number: str, fields: Sequence[tuple[str, str]]) -> Columns:
    headings = [(NUMBER, f"^{re.escape(number)}$"), *((name, f"^{re.escape(label)}$") for name, label in fields)]
    return Columns(
        tuple(headings),
        no_heading=f"表里没有找到“{number}”和“{fields[0][1]}”这样的表头，请用从本页下载的清单填写。",
        nobody="没有可以读入的件",
        most_rows=MOST,
        least=2,
    )


def _key(number: str) -> str:
    """A number as people write it: 第0069号, 69号 and 69 are one."""
    digits = re.findall(r"\d+", number)
    return digits[-1].lstrip("0") if digits else number
