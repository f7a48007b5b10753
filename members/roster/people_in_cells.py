"""Several people in one cell for names: members of one body in a line, or all of a sector as a published list has them
(付昌盛（回族）、袁秀英（女，土家族）), each with what stands in brackets behind the name.
"""

import re
from dataclasses import replace

from core.brackets import split_remarks
from members.roster.beside import take
from members.roster.names import NameParts, read_name
from members.roster.result import RosterRow

OF_ONE_LINE = 100
LEAST = 3
"""Names from which on a cell is a list of them; two may be a slip of the pen, and are asked about."""
_BETWEEN = re.compile(r"[、，,；;\n](?![^(（]*[)）])")
_BLANKS = re.compile(r"\s+(?![（(])")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")


def names_apart(text: str) -> list[str]:
    """The names of a cell, each with its brackets; 何  磊 is one, 张伟（大）  张伟（小） are two."""
    found: list[str] = []
    for part in _BETWEEN.split(text):
        wide = False
        for word in _BLANKS.split(part.strip()):
            if wide and len(split_remarks(word)[0].strip()) == 1:
                found[-1] += word
                wide = False
            elif word:
                found.append(word)
                wide = len(word) == 1
    return found


def people_in(text: str, least: int = LEAST) -> list[NameParts]:
    """The people whom a cell lists; none where it holds anything else, or fewer than a list has."""
    told = [read_name(part) for part in names_apart(text)]
    return told if len(told) >= least and all(_NAME.fullmatch(each.name) for each in told) else []


def one_by_one(row: RosterRow, text: str, *, listed: bool = False) -> list[RosterRow]:
    """A line that only names several people, of a body or of a sector, is one row for each of them; ``text`` is what
    stands in its cell for names, ``listed`` whether the line is known to list people."""
    own = row.post or row.phone or row.card_no or row.birth or row.party or row.office
    if own:
        return [row]
    if people := people_in(text, 2 if listed else LEAST):
        return [_of_list(row, each, place) for place, each in enumerate(people)]
    if row.several and not row.gender and (row.committee or row.street_group):
        return [_copy(row, name, place) for place, name in enumerate(row.several)]
    return [row]


def _of_list(row: RosterRow, told: NameParts, place: int) -> RosterRow:
    """What was read of the line as a whole from the brackets of all is each one's own here."""
    each = _copy(replace(row, gender=None, ethnicity=None, alias=None, remark=None, office_beside=""), told.name, place)
    each.doubts = [doubt for doubt in each.doubts if doubt.field != "name"]
    each.warnings = [doubt.key for doubt in each.doubts]
    each.alias, each.office_beside = told.alias or None, told.office
    take(each, "gender", told.gender, told.name)
    take(each, "ethnicity", told.ethnicity, told.name)
    take(each, "party", told.parties, told.name)
    for note in told.notes:
        each.keep(note)
    if told.left or told.notes:
        each.doubt("left_noted" if told.left else "remark_kept", "name", told.name, "、".join(told.notes))
    return each


def _copy(row: RosterRow, name: str, place: int) -> RosterRow:
    return replace(
        row, name=name, several=(), panel=OF_ONE_LINE * (place + 1) + row.panel, cells=dict(row.cells),
        doubts=list(row.doubts), warnings=list(row.warnings), duties=dict(row.duties), supplied=set(row.supplied),
    )  # fmt: skip
