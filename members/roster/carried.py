"""A row's cells as texts: as a clean roster would have them, and as a refused row takes them back to be corrected."""

import re
from collections.abc import Mapping

from members.roster.offices import together
from members.roster.result import RosterRow
from members.roster.words import FIELDS


def texts_of(row: RosterRow) -> dict[str, str]:
    """The row's cells by field, as they would be written in a clean roster."""
    cells = {name: getattr(row, name) for name in FIELDS if name not in {"party", "name"}}
    cells["office"] = together(row.office, row.office_beside)
    cells["name"] = f"{row.name}（曾用名：{row.alias}）" if row.alias else row.name
    cells["party"] = "、".join(row.party)
    return {name: text for name, text in cells.items() if text}


def carried(row: RosterRow, written: Mapping[str, str]) -> dict[str, str]:
    """The cells as ``written``, with what is settled already and only the whole file says: what notes for all rows
    fill, values put right, the group that the row stands in, how it came in."""
    cells, own = dict(written), {*row.corrected, *row.by_statement}
    for name, text in texts_of(row).items():
        if name in own or not cells.get(name):
            cells[name] = text
    if row.name and row.explained:
        cells["name"] = re.sub(f"[{re.escape(row.explained)}]", "", cells["name"])
    if row.added and row.added not in cells.get("since", ""):
        cells["since"] = f"{row.since or ''}{row.added}"
    return cells
