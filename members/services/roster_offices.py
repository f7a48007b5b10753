"""What is to be looked at about the offices and seats of a roster: 主席 and 秘书长 have one holder at a time, and what
somebody has given up in the term comes back by an older list only after a question."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from core.chinese import long_date
from members.models import OfficeHeld
from members.roster import RosterRow
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.roster_register import Known
from members.services.sole_offices import SOLE

FIELD, AGAIN = "office", "held_again"


def doubt_offices(
    rows: Iterable[tuple[RosterRow, Known | None, list[str] | None]],
    people: Mapping[int, Known],
    accepted: Collection[str],
) -> None:
    """Doubt the rows that would give such an office to one more person than holds it; never a reason to refuse."""
    listed = list(rows)
    said = {known.pk for _, known, offices in listed if known and offices is not None}
    for office in SOLE:
        named = [(row, known) for row, known, offices in listed if office in (offices or ())]
        kept = [one.name for one in people.values() if office in one.offices and one.pk not in said]
        for row, known in named:
            others = [other.name for other, _ in named if other is not row] + kept
            if others and not (known and office in known.offices):
                label = OfficeHeld.Office(office).label
                doubt = Doubt("sole_office", FIELD, label, f"{label}：{'、'.join(others[:3])}")
                ask_about(row, doubt, accepted)


def doubt_again(
    row: RosterRow, known: Known, named: Iterable[tuple[str, str, int | str | None]], accepted: Collection[str]
) -> None:
    """Doubt the offices and seats (``named``: the field, its words, and which it is) that the member had in this term
    and has given up, unless the row says that they are held from a later day."""
    found: dict[str, list[str]] = {}
    for name, words, what in named:
        last = known.given_up.get(what) if what is not None else None
        if last and not _later(row, last) and name not in row.corrected:
            found.setdefault(name, []).append(f"{words}，系统中已于{long_date(last)}卸任")
    for name, told in found.items():
        ask_about(row, Doubt(AGAIN, name, getattr(row, name) or row.office_beside, "；".join(told)), accepted)


def _later(row: RosterRow, last: date) -> bool:
    return bool(row.of_change and row.since and row.since > last.isoformat()[: len(row.since)])
