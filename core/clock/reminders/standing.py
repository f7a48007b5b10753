"""What stands open on a morning, step or no step: what is late, due today or soon, for whomever it waits.

The ladder speaks once at each step; between two steps nothing rings, but a report that left out what is late would say
that nothing is. So the digest lists it every working day, and nothing of it leaves the site twice. Whom a matter waits
for is asked of its clocks (``people``) and of the open turns on the same thing: a chair decides within the office's
time, a head signs within the unit's, and a supervision office checks a reply whose own day is near. Writes nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from core.clock.reminders.ladder import DAY, Ladder, ladder_for
from core.clock.reminders.people import Directory, Whose
from core.clock.reminders.titles import SOON_DAYS
from core.matters.deadlines import clock_kinds
from core.models import Clock, OpenTurn, Reminder

#: So many rows are kept for one person at most, the longest overdue first: as many as a to-do list shows.
MOST = 200
HOLDER = str(Reminder.Level.HOLDER)
Root = tuple[int, int]
COLUMNS = (
    "pk", "kind", "due", "lapses", "holder_org_id", "holder_user_id", "holder_user__is_active", "holder_role",
    "watched_by_id", "content_type_id", "object_id", "root_type_id", "root_id",
)  # fmt: skip


class Open(NamedTuple):
    """One running clock of the morning: ``soon`` says that it is late or due within ``SOON_DAYS``, so that it is listed
    without a step; ``whose`` has no person where that account is closed."""

    pk: int
    kind: str
    due: date
    whose: Whose
    thing: tuple[int, int]
    root: Root
    soon: bool


def open_clocks(today: date) -> list[Open]:
    """Running clocks that are late, due within ``SOON_DAYS``, or have a step to say today; soonest first.

    A right that lapses is none any more once its day is over. One statement.
    """
    last = today + SOON_DAYS * DAY
    rows = Clock.objects.filter(Q(due__lte=last) | Q(next_reminder__lte=today), stopped_at=None).order_by("due", "pk")
    found = []
    for pk, kind, due, lapses, org, user, active, role, watched, *where in rows.values_list(*COLUMNS):
        whose = Whose(org, user if active else None, role, watched, lapses)
        soon = due <= last and not (lapses and due < today)
        found.append(Open(pk, kind, due, whose, (where[0], where[1]), (where[2], where[3]), soon))
    return found


def waiting(clocks: Iterable[Open], today: date, directory: Directory) -> dict[int, tuple[int, ...]]:
    """By clock: whom the open turns on its thing wait for, where it is the time for that turn's act, or the holder's or
    watcher's own; one statement."""
    by_thing: dict[tuple[int, int], list[Open]] = {}
    beside = {kind.key for kind in clock_kinds(beside=True)}
    for clock in clocks:
        if not clock.whose.lapses and clock.kind not in beside:
            by_thing.setdefault(clock.thing, []).append(clock)
    meets = {kind.key: kind.meets for kind in clock_kinds()}
    found: dict[int, dict[int, None]] = {}
    for *thing, key, role, org, user in _turns(today).iterator(10_000) if by_thing else ():
        for clock in by_thing.get((thing[0], thing[1]), ()):
            if key in meets.get(clock.kind, ()) or _bears_on(clock.whose, role, org, user):
                found.setdefault(clock.pk, {}).update(dict.fromkeys(directory.in_post(role, org, user)))
    return {pk: tuple(people) for pk, people in found.items()}


def standing(
    clocks: Iterable[Open], today: date, directory: Directory, waited: dict[int, tuple[int, ...]]
) -> Iterable[tuple[Open, int, str]]:
    """Whom each clock that is late or near is listed for: (clock, person, level), each person once.

    What is late is listed for whoever urges, too, from the first step at which the ladder speaks to them.
    """
    ladders: dict[str, Ladder] = {}
    people: dict[tuple, dict[int, str]] = {}
    for clock in clocks:
        ladder = ladders.get(clock.kind) or ladders.setdefault(clock.kind, ladder_for(clock.kind, today))
        if not clock.soon or (clock.whose.lapses and not ladder.steps):
            continue
        holder = (clock.kind, clock.due, clock.whose)
        told = people.get(holder)
        if told is None:
            urged = [row for row in ladder.said_on(clock.due, clock.due + DAY, today) if row[1] != HOLDER]
            steps = [((today - clock.due).days, HOLDER), *urged]
            told = people[holder] = {person: level for _, person, level in directory.told(steps, clock.whose)}
        own = waited.get(clock.pk)
        for person, level in ({**told, **dict.fromkeys(own, HOLDER)} if own else told).items():
            yield clock, person, level


def _turns(today: date):
    last = today + SOON_DAYS * DAY
    near = Clock.objects.filter(Q(due__lte=last) | Q(next_reminder__lte=today), stopped_at=None, lapses=False)
    near = near.filter(content_type=OuterRef("content_type"), object_id=OuterRef("object_id"))
    turns = OpenTurn.objects.filter(Q(user=None) | Q(user__is_active=True), Exists(near)).exclude(role="").order_by()
    return turns.values_list("content_type_id", "object_id", "key", "role", "organisation_id", "user_id")


def _bears_on(whose: Whose, role: str, org: int | None, user: int | None) -> bool:
    """Whether the time is that of whoever the turn waits for, or of those over whom they watch."""
    if whose.user is not None:
        return whose.user == user
    if whose.org is not None:
        return org is not None and org in (whose.org, whose.watched_by)
    return bool(whose.role) and whose.role == role
