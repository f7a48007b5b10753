"""Short names in a sheet: one for each body, and each for one body only."""

import re
from collections import defaultdict
from dataclasses import replace

from core.organisations.names import ends_with
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.planned import NEW, Plan, Planned
from core.organisations.sheets.rows import Row
from core.sheets.reading import key_of

_CLASS = re.compile(r"(?:督查|督办|办公|研究|秘书|综合)(?:室|办公室|局|办|处)|办|政[协府]办(?:公室)?")
_APART = re.compile(r"[/／、，,；;|｜]|或")


def divided(row: Row) -> Row:
    """Of several short names in one cell (文广旅体局/文旅局) the first is the short name, the others are spellings."""
    first, *more = [one for part in _APART.split(row.short_name) if (one := part.strip())] or [""]
    return replace(row, short_name=first, spellings="、".join(filter(None, (row.spellings, *more)))) if more else row


def ask_about_shared(plan: Plan, known: Directory) -> None:
    """A short name that means another body already, or another row's, is not taken and put before a person."""
    _ask_about_endings(plan, known)
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


def _ask_about_endings(plan: Plan, known: Directory) -> None:
    """What the names of several bodies end with (督查室) tells none of them from the others and is nobody's short name,
    whichever row comes first; a word for a class of bodies counts across kinds."""
    rows = plan.of_kind(NEW)
    names: list[tuple[object, str, str]] = [(body.pk, body.kind, body.name) for body in known.bodies.values()]
    names += [(key_of(one.row.name), one.becomes, one.row.name) for one in rows if one.body is None]
    for one in rows:
        short = one.row.short_name
        if not short or (one.body is not None and key_of(one.body.short_name) == key_of(short)):
            continue
        of_class = bool(_CLASS.fullmatch(key_of(short)))
        fit = {who: name for who, kind, name in names if (of_class or kind == one.becomes) and ends_with(name, short)}
        if len(fit) > 1:
            some = "、".join(list(fit.values())[:4]) + (f"等{len(fit)}家" if len(fit) > 4 else "")
            one.doubts.append(f"简称“{short}”可能指{some}，分不清是哪一家，没有登记；要登记请写分得清的简称")
            one.row.short_name = ""


def _is(one: Planned, body: object) -> bool:
    return one.body is not None and one.body == body


def _is_same(one: Planned, other: Planned) -> bool:
    """Whether two rows speak of one body."""
    if one.twin is other or other.twin is one:
        return True
    if one.body is not None or other.body is not None:
        return one.body == other.body
    return key_of(one.row.name) == key_of(other.row.name)


def _drop(one: Planned, whose: str) -> None:
    one.doubts.append(f"简称“{one.row.short_name}”是{whose}，不能同时指两家，没有登记，请核对")
    one.row.short_name = ""
