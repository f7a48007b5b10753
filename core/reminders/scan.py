"""Finding what is to be said on a day: which clocks have a step that is due, and to whom it speaks. Writes nothing.

Two statements, and one for each kind of clock whose holders an app names; none of them depends on how many clocks there
are. The work per clock is two look-ups: steps are worked out once per due day, people once per holder.
"""

from datetime import date
from itertools import count
from typing import NamedTuple

from django.db import connection

from core.reminders.ladder import Ladder, ladder_for
from core.reminders.people import Asked, Directory, Whose, named_by_apps

#: The clocks with a step up to a day; what the scan costs is measured against this statement.
DUE = (
    "SELECT c.id, c.kind, c.due{text}, c.next_reminder{text}, c.lapses, c.holder_org_id, u.id, c.holder_role,"
    " c.watched_by_id, c.content_type_id, c.object_id, c.root_type_id, c.root_id"
    " FROM core_clock c LEFT JOIN core_user u ON u.id = c.holder_user_id AND u.is_active"
    " WHERE c.stopped_at IS NULL AND c.next_reminder <= %s"
)


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
    with connection.cursor() as cursor:
        # SQLite's driver would make a date of every text; the few different ones are made here.
        cursor.execute(DUE.format(text=" || ''" if connection.vendor == "sqlite" else ""), [today.isoformat()])
        rows = cursor.fetchall()
    if not rows:
        return []
    directory, ladders, numbers = Directory(today), {}, count()
    named, said, steps = named_by_apps(), {}, {}
    found, asked = [], []
    for clock, kind, due, first, lapses, org, user, role, watched_by, *about in rows:
        due_day = (kind, due, first, lapses)
        step = steps.get(due_day)
        if step is None:
            ladder = ladders.get(kind) or ladders.setdefault(kind, ladder_for(kind, today))
            step = steps[due_day] = (next(numbers), *_steps(ladder, _day(due), _day(first), today, bool(lapses)))
        number, iso, following, spoken = step
        if user is None and org is None and kind in named:
            asked.append((Asked(clock, kind, *about), iso, following, spoken))
            continue
        holder = (number, org, user, role, watched_by)
        told = said.get(holder)
        if told is None:
            told = said[holder] = directory.told(spoken, Whose(org, user, role, watched_by, bool(lapses)))
        found.append((clock, iso, following, told))
    if asked:
        found += _ask(asked, directory)
    return found


def _steps(ladder: Ladder, due: date, first: date, today: date, lapses: bool) -> tuple:
    """(due day in ISO form, the next step's day after today, what is said today)."""
    following = ladder.next_step(due, today, lapses=lapses)
    spoken = ladder.said_on(due, first, today, lapses=lapses)
    return due.isoformat(), following.isoformat() if following else None, spoken


def _ask(asked: list[tuple], directory: Directory) -> list[tuple]:
    """The clocks whose holders the apps name, each function asked once."""
    by_function: dict = {}
    for row in asked:
        by_function.setdefault(named_by_apps()[row[0].kind], []).append(row)
    found = []
    for function, rows in by_function.items():
        people = function([clock for clock, *_ in rows], directory)
        for clock, iso, following, spoken in rows:
            whose = Whose(None, None, "", None, False)
            told = directory.told(spoken, whose, tuple(people.get(clock.clock, ())))
            found.append((clock.clock, iso, following, told))
    return found


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
