"""Short names in a sheet: one for each body, and each for one body only."""

import re
from collections import defaultdict
from dataclasses import replace

from core.organisations.sheets.directory import Directory
from core.organisations.sheets.planned import NEW, Plan, Planned
from core.organisations.sheets.reading import Row
from core.sheets.reading import key_of

_APART = re.compile(r"[/／、，,；;|｜]|或")


def divided(row: Row) -> Row:
    """Of several short names in one cell (文广旅体局/文旅局) the first is the short name, the others are spellings."""
    first, *more = [one for part in _APART.split(row.short_name) if (one := part.strip())] or [""]
    return replace(row, short_name=first, spellings="、".join(filter(None, (row.spellings, *more)))) if more else row


def ask_about_shared(plan: Plan, known: Directory) -> None:
    """A short name that means another body already, or another row's, is not taken and put before a person."""
    users: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    names: dict[tuple[str, str], Planned] = {}
    rows = plan.of_kind(NEW)
    for one in rows:
        names.setdefault((one.becomes, key_of(one.row.name)), one)
        if one.row.short_name:
            users[one.becomes, key_of(one.row.short_name)].append(one)
    for (kind, key), mine in users.items():
        named = [names[kind, key]] if (kind, key) in names else []
        owner = (named or [one for one in mine if key in key_of(one.row.name)] or mine)[0]
        for one in mine:
            taken = next((body for body in known.found(one.row.short_name, kind) if not _is(one, body)), None)
            if taken is not None:
                _drop(one, f"目录里“{taken}”的名称或简称")
            elif not _is_same(one, owner):
                _drop(one, f"{owner.row.place}“{owner.row.name}”的名称或简称")


def _is(one: Planned, body: object) -> bool:
    return one.body is not None and one.body == body


def _is_same(one: Planned, other: Planned) -> bool:
    """Whether two rows speak of one body."""
    if one.body is not None or other.body is not None:
        return one.body == other.body
    return key_of(one.row.name) == key_of(other.row.name)


def _drop(one: Planned, whose: str) -> None:
    one.doubts.append(f"简称“{one.row.short_name}”是{whose}，不能同时指两家，没有登记，请核对")
    one.row.short_name = ""
