"""Finding what is to be said on a day: which clocks have a step that is due, and to whom it speaks. Writes nothing.

Two statements, however many clocks there are. The work per clock is two look-ups: steps are worked out once per due
day, people once per holder and set of steps.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from core.clock.reminders.ladder import Ladder, ladder_for
from core.clock.reminders.people import Directory, Whose

#: The clocks with a step up to a day; what the scan costs is measured against this statement.
DUE = (
    "SELECT c.id, c.kind, c.due, c.next_reminder, c.lapses, c.holder_org_id, u.id, c.holder_role, c.watched_by_id"
    " FROM core_clock c LEFT JOIN core_user u ON u.id = c.holder_user_id AND u.is_active"
    " WHERE c.stopped_at IS NULL AND c.next_reminder <= %s"
)
# Dates as text or as numbers: the few different ones become dates here, not each of them in the driver.
PLAIN_DATE = {"sqlite": "{} || ''", "postgresql": "{} - DATE '0001-01-01' + 1"}


class Found(NamedTuple):
    """One clock with something to say: ``told`` holds (day of the step, person, level); ``due`` and ``next`` are
    dates in ISO form, ``next`` None where no step is left."""

    clock: int
    due: str
    next: str | None
    told: tuple[tuple[int, int, str], ...]


def find(today: date) -> list[tuple[int, str, str | None, tuple]]:
    """Every running clock whose next step is on or before ``today``, as plain tuples in the order of ``Found``.

    Steps missed since the last scan are said once, as the latest of each level. A clock with nobody to tell is found
    with an empty ``told``.
    """
    plain = PLAIN_DATE[connection.vendor].format
    with connection.cursor() as cursor:
        cursor.execute(
            DUE.replace("c.due, c.next_reminder", f"{plain('c.due')}, {plain('c.next_reminder')}"), [today.isoformat()]
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    directory = Directory(today)
    ladders: dict[str, Ladder] = {}
    steps: dict[tuple, tuple] = {}
    numbers: dict[tuple, int] = {}
    people: dict[tuple, tuple] = {}
    found = []
    for clock, kind, due, first, lapses, org, user, role, watched_by in rows:
        due_day = (kind, due, first, lapses)
        step = steps.get(due_day)
        if step is None:
            ladder = ladders.get(kind) or ladders.setdefault(kind, ladder_for(kind, today))
            iso, following, spoken = _steps(ladder, _day(due), _day(first), today, bool(lapses))
            # A number for each set of steps: it is looked up for every clock, and there are few.
            number = numbers.setdefault((spoken, lapses), len(numbers))
            step = steps[due_day] = (number, iso, following, spoken)
        number, iso, following, spoken = step
        holder = (number, org, user, role, watched_by)
        told = people.get(holder)
        if told is None:
            told = people[holder] = directory.told(spoken, Whose(org, user, role, watched_by, bool(lapses)))
        found.append((clock, iso, following, told))
    return found


def _steps(ladder: Ladder, due: date, first: date, today: date, lapses: bool) -> tuple:
    """(due day in ISO form, the next step's day after today, what is said today)."""
    following = ladder.next_step(due, today, lapses=lapses)
    spoken = ladder.said_on(due, first, today, lapses=lapses)
    return due.isoformat(), following.isoformat() if following else None, spoken


def _day(value: str | int) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else date.fromordinal(value)
