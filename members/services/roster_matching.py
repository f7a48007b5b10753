"""Who is who: recognising the members of the register in the rows of a roster.

A row is the member who holds the same card number in this term, else the member of the same name with the same unit
and post, those of before going before those of now. What is left is matched by name alone: within the term where date
of birth and gender do not speak against it or more speaks for it, from earlier terms only where the date of birth
agrees. Where several persons or several rows remain, the row is refused and the office asked for card number, date of
birth or which of them it is; nobody is guessed. Whom sector and number or unit point to, though written otherwise, and
whom anything speaks against, is asked about (``roster_namesakes``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from core.identifiers import card_key
from members.roster import RosterRow
from members.roster.cells import folded
from members.roster.decisions import NOBODY
from members.services.roster_evidence import OWN, births_agree, meant_among, weigh
from members.services.roster_former import former
from members.services.roster_register import Known, Register

AMBIGUOUS = "ambiguous_member"


def match(rows: list[RosterRow], register: Register) -> dict[int, Known | str | None]:
    """For the position of each row: the member, nothing (a new one), or ``AMBIGUOUS``."""
    found: dict[int, Known | str | None] = {}
    claimed: set[int] = set()
    cards = {card_key(known.card_no): known for known in register.people.values() if known.card_no}
    for place, row in enumerate(rows):
        holder = cards.get(card_key(row.card_no or ""))
        if holder and _same_name(row, holder):
            found[place] = holder
            claimed.add(holder.pk)
    for place, row in enumerate(rows):
        if place not in found:
            same = _of_post(row, _namesakes(row, register, claimed))
            if len(same) == 1 or (same and any(k.mandate_id for k in same)):
                found[place] = known = max(same, key=lambda k: bool(k.mandate_id))
                claimed.add(known.pk)
    found |= _who_left(rows, register, claimed, found)
    open_rows = defaultdict(list)
    for place, row in enumerate(rows):
        if place not in found:
            open_rows[row.name].append(place)
    for places in open_rows.values():
        _match_namesakes(places, rows, register, claimed, found)
    return found


def _who_left(rows: list[RosterRow], register: Register, claimed: set, found: dict) -> dict[int, Known]:
    """The rows about people who have left in this term already."""
    gone = {}
    for place, row in enumerate(rows):
        if place not in found and (known := former(row, register, _namesakes(row, register, set()))):
            gone[place] = known
            claimed.add(known.pk)
    return gone


def _match_namesakes(places: list[int], rows: list[RosterRow], register: Register, claimed: set, found: dict) -> None:
    """Rows of one name that nothing else has settled."""
    for place in list(places):
        people = [k for k in _namesakes(rows[place], register, claimed) if not _contradicts(rows[place], k)]
        agreeing = [k for k in people if births_agree(rows[place].birth or "", k.birth)]
        if len(agreeing) == 1:
            found[place] = agreeing[0]
            claimed.add(agreeing[0].pk)
            places.remove(place)
        elif meant := _meant_though_against(rows[place], _namesakes(rows[place], register, claimed)):
            found[place] = meant
            claimed.add(meant.pk)
            places.remove(place)
    for place in places:
        people = [k for k in _namesakes(rows[place], register, claimed) if not _contradicts(rows[place], k)]
        people = [k for k in people if k.mandate_id]
        if not people:
            found[place] = None
        elif len(people) == 1 and len(places) == 1 and not _left_over(rows[place], people[0], register, claimed):
            found[place] = people[0]
            claimed.add(people[0].pk)
        else:
            found[place] = AMBIGUOUS


def _left_over(row: RosterRow, known: Known, register: Register, claimed: set[int]) -> bool:
    """Whether of several members in office whom no row is about it is this one only as the others cannot be, and all
    that the row says differs: which of them it is, or somebody new, has to be said."""
    others = [one for one in _namesakes(row, register, claimed) if one.mandate_id and one is not known]
    told = weigh(row, known, register)
    return bool(others) and told.is_only_the_name and len(told.differ) > 1


def _of_post(row: RosterRow, people: Collection[Known]) -> list[Known]:
    """Those with the row's unit and post, or with what it says they were before."""
    for post in filter(None, (folded(row.was.get("post", "")), folded(row.post or ""))):
        if same := [known for known in people if folded(known.employer_post) == post]:
            return [known for known in same if not _contradicts(row, known)] or same
    return []


def _meant_though_against(row: RosterRow, people: Iterable[Known]) -> Known | None:
    """The only member in office of that name, where sex or birth differ and at least as much agrees that only one
    person has; that is asked about."""
    serving = [known for known in people if known.mandate_id]
    told = weigh(row, serving[0]) if len(serving) == 1 else None
    return serving[0] if told and told.contrary and len(told.own) >= max(1, len(told.differ & OWN)) else None


def sector_of(register: Register, row: RosterRow, quoted: str = "") -> str | None:
    """The sector of the one member whom a row that says none is about: whom a person has named, else the one in office
    for whom something speaks besides the name, else the only one of the name against whom neither sex nor birth speak,
    unless the row is of somebody who comes in, or says a sector (``quoted``) that is asked about first. On a list of
    leavers it may be one who has left."""
    if row.same_as == NOBODY:
        return None
    named = _namesakes(row, register, set())
    said = register.people.get(int(row.same_as)) if row.same_as.isdecimal() and len(row.same_as) < 19 else None
    by_name = not row.added and bool(not quoted or row.change or row.of_change or "sector" not in row.columns)
    found = [said] if said else _plainly_meant(row, [known for known in named if known.sector_id], by_name=by_name)
    if not found and row.of_leavers:
        gone = [known for known in named if known.gone]
        found = meant_among(row, gone) or [known for known in gone if not weigh(row, known).contrary]
    return register.body_names.get(found[0].sector_id or found[0].left_sector or 0) if len(found) == 1 else None


def _plainly_meant(row: RosterRow, serving: list[Known], *, by_name: bool) -> list[Known]:
    meant = meant_among(row, serving)
    if meant or not by_name or len(serving) != 1:
        return meant
    return [known for known in serving if not weigh(row, known).contrary]


def _namesakes(row: RosterRow, register: Register, claimed: set[int]) -> list[Known]:
    names = [row.name, *([row.alias] if row.alias else [])]
    people = {known.pk: known for name in names for known in register.by_name.get(name, ())}
    return [known for known in people.values() if known.pk not in claimed]


def _same_name(row: RosterRow, known: Known) -> bool:
    return bool({row.name, row.alias or row.name} & {known.name, *known.other_names})


def _contradicts(row: RosterRow, known: Known) -> bool:
    """Whether date of birth or gender show two different people."""
    births = bool(row.birth and known.birth) and not births_agree(row.birth or "", known.birth)
    return births or bool(row.gender and known.gender and row.gender != known.gender)
