"""Finding what is to be said on a day: which clocks have a step that is due, and to whom it speaks. Writes nothing.

Two statements, and two more where there are clocks whose holders an app names; none depends on how many clocks there
are. The work per clock is two look-ups: steps are worked out once per due day, people once per holder and steps.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from core.models import Clock
from core.reminders.ladder import Ladder, ladder_for
from core.reminders.people import Asked, Directory, Whose, named_by_apps

#: The clocks with a step up to a day; what the scan costs is measured against this statement ({text} left out).
DUE = (
    "SELECT c.id, c.kind, c.due{text}, c.next_reminder{text}, c.lapses, c.holder_org_id, u.id, c.holder_role,"
    " c.watched_by_id FROM core_clock c LEFT JOIN core_user u ON u.id = c.holder_user_id AND u.is_active"
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
    directory, named = Directory(today), named_by_apps()
    ladders: dict[str, Ladder] = {}
    steps, numbers, people = {}, {}, {}
    found, asked = [], {}
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
        if user is None and org is None and kind in named:
            asked[clock] = (iso, following, spoken)
            continue
        holder = (number, org, user, role, watched_by)
        told = people.get(holder)
        if told is None:
            told = people[holder] = directory.told(spoken, Whose(org, user, role, watched_by, bool(lapses)))
        found.append((clock, iso, following, told))
    return found + _ask(asked, directory) if asked else found


def _steps(ladder: Ladder, due: date, first: date, today: date, lapses: bool) -> tuple:
    """(due day in ISO form, the next step's day after today, what is said today)."""
    following = ladder.next_step(due, today, lapses=lapses)
    spoken = ladder.said_on(due, first, today, lapses=lapses)
    return due.isoformat(), following.isoformat() if following else None, spoken


def _ask(asked: dict[int, tuple], directory: Directory) -> list[tuple]:
    """The clocks whose holders the apps name: each function is asked once."""
    by_function: dict = {}
    for clock in _about(asked):
        by_function.setdefault(named_by_apps()[clock.kind], []).append(clock)
    found, whose = [], Whose(None, None, "", None, False)
    for function, clocks in by_function.items():
        people = function(clocks, directory)
        for clock in clocks:
            iso, following, spoken = asked[clock.clock]
            told = directory.told(spoken, whose, tuple(people.get(clock.clock, ())))
            found.append((clock.clock, iso, following, told))
    return found


def _about(asked: dict[int, tuple]) -> Iterable[Asked]:
    """What the clocks in ``asked`` are about; read with all others of their kinds, for there may be many."""
    kinds = Clock.objects.filter(stopped_at__isnull=True, kind__in=named_by_apps(), holder_org=None)
    rows = kinds.order_by("id").values_list("pk", "kind", "content_type", "object_id", "root_type", "root_id")
    return (Asked(*row) for row in rows if row[0] in asked)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
