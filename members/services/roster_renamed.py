"""Somebody new on a roster who may be a member under another name: written otherwise before, renamed, misspelt.

The same mobile number offers everybody who has it; a name one character off, the same birth or a remark that speaks of
the other name makes it likely. Nobody is renamed unasked.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from core.identifiers import mobiles_in
from members.roster import Rejected, RosterRow
from members.roster.cells import folded
from members.roster.changes import OFFICE, OTHER
from members.roster.decisions import ask_about
from members.roster.employers import same_employer
from members.roster.result import Doubt
from members.services.roster_evidence import POSTS, weigh
from members.services.roster_former import LEFT
from members.services.roster_namesakes import KEY, KNOWN
from members.services.roster_register import Known, Register

LIKELY, TAKEN = "likely_same", "phone_taken"
KINDS = (LIKELY, TAKEN)
NOBODYS = "change_of_nobody"
OF_WHOM = {LIKELY, KEY, KNOWN}
"""The doubts that ask already whether somebody new is a member."""
MOST = 3
_SHOULD_BE = re.compile(
    r"[“\"'「『‘]?([\u3400-\u9fff]{1,4})[”\"'」』’]?字?(?:误[，,]?)?应?(?:当|该)?(?:为|是|作)[“\"'「『‘]?([\u3400-\u9fff]{1,4})[”\"'」』’]"
)
_NAMED = "(?:原名?|曾用名|登记|写作|写成|误[写作]?|旧名|改名前)[为是成叫:：]?"
_SPEAKS = re.compile("原|曾|误|错|应|改|旧|登记|更正")


def likely(row: RosterRow, known: Known) -> bool:
    """Whether a row with this member's mobile number is probably the member."""
    births = (row.birth or "")[:7] == known.birth[:7] and len(known.birth) > 4
    return births or one_off(row.name, known.name) or told_of(row, known)


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
    rows: Iterable[tuple[RosterRow, Known | None]], register: Register, accepted: Collection[str], *, first: bool
) -> None:
    """Ask about whoever is new and whose remark speaks of a member in office by another name, or who is nearly called
    as one of whom the row tells; and, but for a term's ``first`` roster, about a change of somebody nobody knows."""
    listed = list(rows)
    claimed = {known.pk for _, known in listed if known}
    free = [each for each in register.people.values() if each.mandate_id and each.pk not in claimed]
    for row, known in listed:
        if known is not None or any(doubt.key in OF_WHOM for doubt in [*row.doubts, *row.settled]):
            continue
        said = [each for each in free if told_of(row, each)]
        found = said if len(said) == 1 else [each for each in free if is_near(row, each, register)]
        if found:
            names = "、".join(dict.fromkeys(each.name for each in found[:MOST]))
            ask_about(row, Doubt(LIKELY, "name", (row.remark or "") if said else row.name, names), accepted)
        elif of_a_member(row) and not first and not _leaves(row):
            ask_about(row, Doubt(NOBODYS, "name", row.name), accepted)


def of_a_member(row: RosterRow) -> bool:
    """Whether a row tells of a change, so that it is about somebody who is a member already."""
    return row.change in {OTHER, OFFICE} or row.of_change or bool(row.was)


def is_near(row: RosterRow, known: Known, register: Register) -> bool:
    """Whether a row is probably about a member whose name is nearly the same: something that only one person has
    agrees, or, of a change or of leaving, which no stranger has, the sector does."""
    if not any(one_off(row.name, name) for name in (known.name, *known.other_names)):
        return False
    told = weigh(row, known, register)
    if told.contrary:
        return False
    if told.exact or told.own - POSTS:
        return True
    return (of_a_member(row) or _leaves(row)) and bool(
        told.own or ("sector" in told.agree and min(len(row.name), len(known.name)) > 1)
    )


def _leaves(row: RosterRow) -> bool:
    return LEFT in row.warnings  # also where somebody has answered that already


def near_refused(row: Rejected, people: Iterable[Known]) -> list[Known]:
    """The members in office who are nearly called as somebody in a refused row and have the unit or number there."""
    post, mobiles = row.cells.get("post", ""), set(mobiles_in(row.cells.get("phone", "")))
    return [
        known
        for known in people
        if known.mandate_id
        and one_off(row.name or "", known.name)
        and (same_employer(post, known.employer_post) or mobiles & set(mobiles_in(known.phone)))
    ][:MOST]


def holders_of(people: Iterable[Known]) -> dict[str, list[Known]]:
    """Who has each mobile number."""
    found: dict[str, list[Known]] = defaultdict(list)
    for known in people:
        for number in mobiles_in(known.phone):
            found[number].append(known)
    return found


def one_off(one: str, other: str) -> bool:
    """Whether the two names differ in one character, or one is the other without its last part."""
    if len(one) == len(other) > 1:
        return sum(mark != its for mark, its in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and long.startswith(short)
