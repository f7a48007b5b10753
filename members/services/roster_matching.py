"""Who is who: recognising the members of the register in the rows of a roster.

A row is the member who holds the same card number in this term, else the member of the same name with the same unit
and post. What is left is matched by name alone: within the term where date of birth and gender do not speak against it,
from earlier terms only where the date of birth agrees. Where several persons or several rows remain, the row is
refused and the office asked for card number, date of birth or which of them it is; nobody is guessed. Whom sector and
number or unit point to, though written otherwise, is asked about (``roster_namesakes``).
"""

from collections import defaultdict

from core.identifiers import card_key
from members.roster import RosterRow
from members.roster.cells import folded
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
            post = folded(row.post or "")
            same = [k for k in _namesakes(row, register, claimed) if post and folded(k.employer_post) == post]
            same = [k for k in same if not _contradicts(row, k)] or same
            if len(same) == 1 or (same and any(k.mandate_id for k in same)):
                found[place] = max(same, key=lambda k: bool(k.mandate_id))
                claimed.add(found[place].pk)
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
        agreeing = [k for k in people if _births_agree(rows[place], k)]
        if len(agreeing) == 1:
            found[place] = agreeing[0]
            claimed.add(agreeing[0].pk)
            places.remove(place)
    for place in places:
        people = [k for k in _namesakes(rows[place], register, claimed) if not _contradicts(rows[place], k)]
        people = [k for k in people if k.mandate_id]
        if not people:
            found[place] = None
        elif len(people) == 1 and len(places) == 1:
            found[place] = people[0]
            claimed.add(people[0].pk)
        else:
            found[place] = AMBIGUOUS


def _namesakes(row: RosterRow, register: Register, claimed: set[int]) -> list[Known]:
    names = [row.name, *([row.alias] if row.alias else [])]
    people = {known.pk: known for name in names for known in register.by_name.get(name, ())}
    return [known for known in people.values() if known.pk not in claimed]


def _same_name(row: RosterRow, known: Known) -> bool:
    return bool({row.name, row.alias or row.name} & {known.name, *known.other_names})


def _contradicts(row: RosterRow, known: Known) -> bool:
    """Whether date of birth or gender show two different people."""
    births = bool(row.birth and known.birth) and not _births_agree(row, known)
    return births or bool(row.gender and known.gender and row.gender != known.gender)


def _births_agree(row: RosterRow, known: Known) -> bool:
    """Both known and alike, a month being like every day in it."""
    if not row.birth or not known.birth:
        return False
    return row.birth.startswith(known.birth) or known.birth.startswith(row.birth)
