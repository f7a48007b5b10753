"""Cells of a spreadsheet: numbers and days keep their type, text stays text whatever it begins with."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.lists.columns import as_text

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_CELL_LIMIT = 32_000


def value_for(value: Any) -> Any:
    """A value as a cell takes it: local time, yes and no in words, nothing for nothing, text cleaned."""
    if isinstance(value, bool) or value is None:
        return as_text(value) or None
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, int | float | date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", as_text(value))[:_CELL_LIMIT] or None


def put(cell: Cell, value: Any) -> Cell:
    """The value in the cell: text that looks like a formula is kept as text, also when somebody edits it."""
    cell.value = value_for(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = int(bool(_FORMULA.match(cell.value)))
    return cell


def cell_of(sheet: Any, value: Any) -> Any:
    """What ``sheet.append`` takes for this value."""
    plain = value_for(value)
    return put(WriteOnlyCell(sheet), plain) if isinstance(plain, str) else plain
