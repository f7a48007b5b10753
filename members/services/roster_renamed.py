"""Somebody new on a roster who may be a member under another name: written otherwise before, renamed, misspelt.

The same mobile number offers everybody who has it; a name one character off, the same birth or a remark that speaks of
the other name makes it likely. Nobody is renamed unasked.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from core.identifiers import mobiles_in
from members.roster import RosterRow
from members.roster.cells import folded
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.roster_register import Known

LIKELY, TAKEN = "likely_same", "phone_taken"
KINDS = (LIKELY, TAKEN)
_SHOULD_BE = re.compile(
    r"[“\"'「『‘]?([\u3400-\u9fff]{1,4})[”\"'」』’]?字?(?:误[，,]?)?应?(?:当|该)?(?:为|是|作)[“\"'「『‘]?([\u3400-\u9fff]{1,4})[”\"'」』’]"
)
_NAMED = "(?:原名?|曾用名|登记|写作|写成|误[写作]?|旧名|改名前)[为是成叫:：]?"
_SPEAKS = re.compile("原|曾|误|错|应|改|旧|登记|更正")


def likely(row: RosterRow, known: Known) -> bool:
    """Whether a row with this member's mobile number is probably the member."""
    births = (row.birth or "")[:7] == known.birth[:7] and len(known.birth) > 4
    return births or _one_off(row.name, known.name) or told_of(row, known)


def told_of(row: RosterRow, known: Known) -> bool:
    """Whether the row's remark tells that the name was written as the member's is (原登记…, “蓉”应为“容”)."""
    remark = folded(row.remark or "")
    if not remark or not _SPEAKS.search(remark):
        return False
    before = {row.name.replace(now, was) for was, now in _SHOULD_BE.findall(remark) if now in row.name}
    names = {folded(name) for name in (known.name, *known.other_names) if len(name) > 1}
    said = (re.escape(name) if len(name) > 2 else f"{_NAMED}{re.escape(name)}" for name in names)
    return bool(before & names) or any(re.search(each, remark) for each in said)


def doubt_renamed(
    rows: Iterable[tuple[RosterRow, Known | None]], people: Collection[Known], accepted: Collection[str]
) -> None:
    """Ask about whoever is new and whose remark speaks of a member in office by another name, whatever the number."""
    listed = list(rows)
    claimed = {known.pk for _, known in listed if known}
    free = [each for each in people if each.mandate_id and each.pk not in claimed]
    for row, known in listed:
        if known is not None or any(doubt.key == LIKELY for doubt in [*row.doubts, *row.settled]):
            continue
        found = [each for each in free if told_of(row, each)]
        if len(found) == 1:
            ask_about(row, Doubt(LIKELY, "name", row.remark or "", found[0].name), accepted)


def holders_of(people: Iterable[Known]) -> dict[str, list[Known]]:
    """Who has each mobile number."""
    found: dict[str, list[Known]] = defaultdict(list)
    for known in people:
        for number in mobiles_in(known.phone):
            found[number].append(known)
    return found


def _one_off(one: str, other: str) -> bool:
    """Whether the two names differ in one character, or one is the other without its last part."""
    if len(one) == len(other) > 1:
        return sum(mark != its for mark, its in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and long.startswith(short)
