"""Committees and groups under one heading (专委会/活动组), or under the other's: each is put where it belongs.

What the directory knows as a body of the other kind is that body. What it does not know and is called a group is asked
about with its kind, as is whatever a person has said to be of the other kind.
"""

import re
from collections.abc import Mapping

from core.brackets import split_remarks
from members.roster.bodies import FIELDS, body_and_duty, known_body, parts_of
from members.roster.cells import squeeze
from members.roster.result import Result, RosterRow
from members.roster.vocabulary import Directory

KIND = "kind:"
"""Before a field's name, the choice that a spelling is a body of that other kind."""
_GROUP = re.compile(r"(?:小组|联组|活动组|联络组|组|片区|街道|联络站|联络办|联络处)$")
_COMMITTEE = re.compile(r"(?:专门?委员会|专委会?|专委室)$")
Decided = Mapping[str, Mapping[str, str]]


def settle_kinds(result: Result, directory: Directory, decided: Decided) -> set[str]:
    """Move them, and return the spellings that were moved by what they are called alone."""
    by_name: set[str] = set()
    for row in result.rows:
        held = {name: parts_of(name, getattr(row, name)) for name in FIELDS}
        moved = {
            (name, part): other
            for name, other in (FIELDS, FIELDS[::-1])
            for part in held[name]
            if _belongs(part, name, other, directory, decided.get(name, {}), by_name)
        }
        if moved:
            _move(row, held, moved)
    return by_name


def _belongs(
    part: str, name: str, other: str, directory: Directory, decided: Mapping[str, str], by_name: set[str]
) -> bool:
    """Whether what stands in the field ``name`` is a body of the field ``other``."""
    plain = squeeze(split_remarks(part)[0])
    told = body_and_duty(plain)
    body = told[0] if told else plain
    if body in decided or part in decided:
        return KIND + other in {decided.get(body), decided.get(part)}
    if known_body(name, body, directory.names(name)):
        return False
    if known_body(other, body, directory.names(other)):
        return True
    called = (_GROUP if name == "committee" else _COMMITTEE).search(body)
    if called:
        by_name.add(body)
    return bool(called)


def _move(row: RosterRow, held: dict[str, list[str]], moved: dict[tuple[str, str], str]) -> None:
    for name in FIELDS:
        stays = [part for part in held[name] if (name, part) not in moved]
        comes = [part for (field, part), other in moved.items() if other == name and field != name]
        setattr(row, name, "、".join(dict.fromkeys(stays + comes)) or None)
        if comes:
            row.columns |= {name}
