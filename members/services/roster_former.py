"""Whether a row of a roster is about somebody who has left in this term already: such a person is never made twice."""

from collections.abc import Iterable

from core.chinese import long_date
from core.identifiers import mobiles_in
from core.models import Organisation
from members.models import Mandate
from members.roster.cells import folded
from members.roster.result import RosterRow
from members.services.roster_register import Known, Register

LEFT = "left_noted"


def former(row: RosterRow, register: Register, namesakes: Iterable[Known]) -> Known | None:
    """Whom of the row's ``namesakes`` that have left it is about: something besides the name agrees, nothing speaks
    against it, and nobody in office fits as well. A row that tells of no leaving may have a new number, but a member in
    office of that name goes first. A row with nothing but name and sector is about the only one there is."""
    people = list(namesakes)
    leaving = row.of_leavers or any(doubt.key == LEFT for doubt in row.doubts)
    fitting = [known for known in people if known.gone and not _against(row, known, register, leaving=leaving)]
    best = max(fitting, key=lambda known: _agrees(row, known, register), default=None)
    speaks = _agrees(row, best, register) if best else 0
    if not speaks:
        return None if leaving else _perhaps(row, people)
    serving = [known for known in people if known.mandate_id and not _other_person(row, known)]
    as_well = max((_agrees(row, known, register) for known in serving), default=0)
    return best if speaks > as_well and (leaving or not serving) else None


def _perhaps(row: RosterRow, people: list[Known]) -> Known | None:
    """The only one of that name, who has left, where the row says nothing that tells another person from that one: a
    list of names, or an older list. Whoever knows better says so."""
    told = row.added or row.birth or row.phone or row.card_no or (row.post and "post" not in row.formerly)
    gone = [known for known in people if known.gone and not _other_person(row, known)]
    return gone[0] if len(gone) == len(people) == 1 and not told else None


def how_left(known: Known) -> str:
    """When and how the person left, in words."""
    way = dict(Mandate.Ended.choices).get(known.left_way, "")
    return "，".join(str(part) for part in (long_date(known.left_on) if known.left_on else "", way) if part)


def _other_person(row: RosterRow, known: Known) -> bool:
    births = bool(row.birth and known.birth) and not _within(row.birth or "", known.birth)
    return births or bool(row.gender and known.gender and row.gender != known.gender)


def _against(row: RosterRow, known: Known, register: Register, *, leaving: bool) -> bool:
    sector = _sector(row, register)
    if _other_person(row, known) or (sector and known.left_sector and sector != known.left_sector):
        return True
    if not leaving:
        return False
    mobiles, day = (set(mobiles_in(row.phone or "")), set(mobiles_in(known.phone))), row.exit.day
    other_number = all(mobiles) and not mobiles[0] & mobiles[1]
    return other_number or bool(day and known.left_on and not _within(day, known.left_on.isoformat()))


def _agrees(row: RosterRow, known: Known, register: Register) -> int:
    """How much besides the name says that it is this person."""
    post, sector = folded(row.post or ""), _sector(row, register)
    held = {known.sector_id, known.left_sector} - {None}
    left_on = known.left_on.isoformat() if known.left_on else ""
    return (
        4 * bool(set(mobiles_in(row.phone or "")) & set(mobiles_in(known.phone)))
        + 4 * bool(row.birth and known.birth and _within(row.birth, known.birth))
        + 2 * bool(known.gone and row.exit.day and left_on and _within(row.exit.day, left_on))
        + 2 * bool(post and post == folded(known.employer_post))
        + (sector in held)
    )


def _sector(row: RosterRow, register: Register) -> int | None:
    return register.body(Organisation.Kind.SECTOR, row.sector) if row.sector else None


def _within(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
