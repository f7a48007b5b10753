"""What is to be looked at about the offices of a roster: 主席 and 秘书长 have one holder at a time."""

from collections.abc import Collection, Iterable, Mapping

from members.models import OfficeHeld
from members.roster import RosterRow
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.roster_register import Known
from members.services.sole_offices import SOLE

FIELD = "office"


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
