"""Ditto marks: 〃, ″, 同上 in a cell mean what stands above it in the same column."""

from core.files.workbook import Sheet
from members.roster.cells import is_blank, squeeze
from members.roster.layout import Table

MARKS = {"〃", "″", '"', "''", "“", "”", "〞", "〝", "＂", "′′", "同上", "同前"}


def fill_dittos(sheet: Sheet, table: Table) -> None:
    """Put the cell above in the place of each mark below the header; names are nobody's again."""
    names = {at for panel in table.header.panels for at in panel.columns.get("name", ())}
    above: dict[int, object] = {}
    for index in range(table.header.bottom + 1, table.end):
        if index in table.repeats:
            continue
        row = sheet.rows[index]
        for column, value in enumerate(row):
            if isinstance(value, str) and squeeze(value) in MARKS and column not in names:
                row[column] = above.get(column, "")
            elif not is_blank(value):
                above[column] = value
