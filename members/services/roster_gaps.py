"""What a row leaves open though the others of its sheet do not, and the register does not know either."""

from collections.abc import Collection, Iterable

from members.roster import RosterRow
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.roster_register import Known

FIELD = "gender"
UNREAD = "gender_unreadable"


def doubt_genders(rows: Iterable[tuple[RosterRow, Known | None]], accepted: Collection[str]) -> None:
    """Doubt a blank 性别. Where a sheet only marks women, a blank cell is its way of writing and says something."""
    listed = list(rows)
    by_habit = {row.sheet for row, _ in listed if row.gender == "男" and FIELD not in row.by_statement}
    for row, known in listed:
        blank = FIELD in row.columns and not row.gender and row.sheet in by_habit
        if blank and not (known and known.gender) and not any(d.key == UNREAD for d in [*row.doubts, *row.settled]):
            ask_about(row, Doubt("gender_missing", FIELD), accepted)
