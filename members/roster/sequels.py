"""A sheet without a header of its own that goes on with the table of the sheet before it (续表)."""

from core.files.workbook import Sheet
from members.roster.births import read_birth_cell
from members.roster.cells import is_blank, read_gender, read_parties, text_of
from members.roster.combined import piece_of
from members.roster.layout import Header, Panel, Table
from members.roster.names import read_name

LIKE_MEMBERS = 0.6
"""Share of the filled rows that must read like members by the columns of the sheet before."""


def sequel_of(sheet: Sheet, before: Sheet, table: Table) -> tuple[Sheet, Table] | None:
    """The sheet laid out like the one ``before`` it and its table, or nothing where it reads like something else."""
    rows = [_shifted(row, sheet.first_column - before.first_column, before.width) for row in sheet.rows]
    filled = [row for row in rows if sum(not is_blank(value) for value in row) > 2]
    panels = table.header.panels
    named = [(row, panel) for row in filled for panel in panels[:1] if _has_a_name(row, panel)]
    told = sum(_tells_of_a_person(row, panel) for row, panel in named)
    if len(named) < 2 or len(named) < LIKE_MEMBERS * len(filled) or told * 3 < len(named):
        return None
    shift = sheet.first_column - before.first_column
    merges = [(top, left + shift, bottom, right + shift) for top, left, bottom, right in sheet.merges]
    laid_out = Sheet(sheet.name, rows, merges, sheet.first_row, before.first_column, sheet.book)
    header = Header(-1, -1, table.header.labels, panels, [])
    return laid_out, Table(header, set(), above=0, end=len(rows))


def _shifted(row: list, shift: int, width: int) -> list:
    moved = [""] * shift + row if shift >= 0 else row[-shift:]
    return moved + [""] * (width - len(moved))


def _has_a_name(row: list, panel: Panel) -> bool:
    """Whether a name stands where names stand."""
    name = read_name(row[panel.columns["name"][0]]).name
    return 2 <= len(name) <= 4 or "·" in name or "given" in panel.columns


def _tells_of_a_person(row: list, panel: Panel) -> bool:
    """Whether another fact of a person stands in its own column."""
    told = {field: _text(row, panel.one(field)) for field in ("gender", "party", "birth")}
    for field in told:
        at = panel.one(field)
        if several := panel.combined.get(at, ()) if at is not None else ():
            told[field] = piece_of(told[field], field, several)
    return bool(
        read_gender(told["gender"])[0] or read_parties(told["party"])[0] or read_birth_cell(told["birth"]).value
    )


def _text(row: list, column: int | None) -> str:
    return text_of(row[column]) if column is not None and column < len(row) else ""
