"""One person's form (委员登记表) on a tab of its own: labels with their values beside them, read as a roster of one."""

from core.files.workbook import Sheet
from members.roster.cells import is_blank, text_of
from members.roster.combined import fields_of
from members.roster.headings import exact_field
from members.roster.names import read_name

LEAST_ROWS = 3
"""Rows with a label and its value that make a form."""
HEADING = 3
"""Labels in one row without a value among them that make a table's heading."""
OTHERS = frozenset({"身份证号", "身份证号码", "公民身份号码"})


def as_roster(sheet: Sheet) -> Sheet | None:
    """The form's labels as a heading and its values as the one row below; nothing where the sheet is no such form."""
    pairs: dict[str, object] = {}
    title, rows, first = "", 0, 0
    for index, row in enumerate(sheet.rows):
        told = _pairs(row)
        filled = [value for value in row if not is_blank(value)]
        if not told and not pairs and len(filled) == 1:
            title = title or text_of(filled[0])
        if not pairs and not told and sum(isinstance(value, str) and _is_label(value) for value in filled) >= HEADING:
            return None  # the heading of a table stands before any value: what follows are its rows
        if "name" in map(exact_field, told) and not first:
            first = index
        elif any(exact_field(label) == "name" for label in told):
            return None  # a second person
        rows += bool(told)
        pairs |= {label: value for label, value in told.items() if label not in pairs}
    name = next((text_of(value) for label, value in pairs.items() if exact_field(label) == "name"), "")
    if rows < LEAST_ROWS or not name or exact_field(name) or not read_name(name).name:
        return None
    labels, values = list(pairs), list(pairs.values())
    top = [title, *[""] * (len(labels) - 1)]
    return Sheet(sheet.name, [top, labels, values], [], max(sheet.number(first) - 2, 1), sheet.first_column, sheet.book)


def _pairs(row: list) -> dict[str, object]:
    """Label and value, as they stand side by side in a row; a label without a value has an empty one. Nothing where two
    labels stand together and no value follows any: that is the heading of a table."""
    found: dict[str, object] = {}
    label = ""
    for value in row:
        if is_blank(value):
            continue
        if isinstance(value, str) and _is_label(value):
            label = text_of(value)
            found[label] = ""
        elif label and found[label] == "":
            found[label] = value
            label = ""
    return found if any(value != "" for value in found.values()) else {}


def _is_label(text: str) -> bool:
    return bool(exact_field(text) or fields_of(text)) or "".join(text.split()) in OTHERS
