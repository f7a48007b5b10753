"""The work of one morning (晨报): endings first, then one digest for each person, all of it or nothing."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core import bulk, rulebook
from core.clock import calendar as calendar_service
from core.clock.reminders import endings, ladder, recount, standing
from core.clock.reminders.people import Directory
from core.clock.reminders.scan import find
from core.clock.reminders.titles import dedupe_key, group_of, grouped, title_of
from core.delivery import outbox
from core.models import Notice, ReminderScan, User
from core.people.actors import system_actor

#: Local times between which the worker does the morning's work; outside them nobody is disturbed.
BEGINS, ENDS = time(7, 30), time(20, 0)


def run(today: date) -> dict:
    """Write the reminders and digests of ``today`` unless they are written; returns what became of it.

    On a day of rest nothing is written. Endings and duties of the day come first, each in a transaction of its own;
    the digests, the reminders, what leaves the site and the next steps of all clocks are one transaction, with a number
    of statements that does not depend on how many clocks there are. What is late or near stands in the digest of every
    working day (``standing``); outside the site a person hears only of steps.

    Keys of the result: ``today``, ``working_day``, ``already`` (written by an earlier run), ``clocks``, ``people``,
    ``reminders``, ``digests``, ``unheard`` (clocks with nobody to tell), ``endings``, ``duties``, ``faults``, ``said``
    (one sentence).
    """
    result: dict[str, Any] = dict.fromkeys(
        ("clocks", "people", "reminders", "digests", "unheard", "endings", "duties"), 0
    )
    result |= {"today": today.isoformat(), "working_day": True, "already": False, "faults": []}
    if not calendar_service.current().is_workday(today):
        said = f"{today:%Y-%m-%d}不是工作日，不发提醒，也不办期满事项。"
        return result | {"working_day": False, "said": said}
    if ReminderScan.objects.filter(day=today).exists():
        return result | _already(today)
    outcome = endings.perform(today, system_actor(_moment(today)))
    result |= {"endings": outcome.done, "duties": outcome.duties, "faults": outcome.faults}
    with transaction.atomic():
        scan, mine = ReminderScan.objects.get_or_create(day=today)
        if not mine:
            return result | _already(today)
        result |= _write(today, scan)
    said = f"{today:%Y-%m-%d}：{result['clocks']}个期限有提醒，{result['people']}人收到晨报。"
    return result | {"said": said}


def _already(today: date) -> dict:
    return {"already": True, "said": f"{today:%Y-%m-%d}的晨报已经发过，不再重发。"}


def _write(today: date, scan: ReminderScan) -> dict:
    recount.recount_reminders(missing_only=not _ladder_changed(today), morning=today)
    found, clocks, directory = find(today), standing.open_clocks(today), Directory(today)
    waited = standing.waiting(clocks, today, directory)
    steps = _insert_reminders(today, _steps(found, waited))
    listed = _listed(today, steps, standing.standing(clocks, today, directory, waited))
    _insert_reminders(today, listed.kept)
    notices = _digests(today, steps, listed, {clock.pk: clock.root for clock in clocks})
    rung = {person for _, _, person, _ in steps}
    with bulk.wide_statements():
        bulk.create(Notice, notices)
        # What only still stands was told outside at its step.
        outbox.enqueue([notice for notice in notices if notice.recipient_id in rung])
    recount.set_next([(clock, due, following) for clock, due, following, _ in found])
    scan.clocks = len({clock for clock, *_ in steps})
    scan.people = len(notices)
    scan.save(update_fields=["clocks", "people"])
    return {
        "clocks": scan.clocks, "people": scan.people, "reminders": len(steps), "digests": len(notices),
        "unheard": sum(not row[3] for row in found),
    }  # fmt: skip


def _steps(found: Iterable[tuple], waited: Mapping[int, Iterable[int]]) -> list[tuple]:
    """Rows (clock, due, step, person, level) of what the ladder says today.

    Those whose turn it is hear what its holder hears, and as such, even where they are the holder's head.
    """
    rows = []
    for clock, due, _, told in found:
        own = waited.get(clock, ())
        said = next((day for day, _, level in told if level == standing.HOLDER), None)
        if own and said is not None:
            others = [row for row in told if row[1] not in own]
            told = [*others, *((said, person, standing.HOLDER) for person in own)]
        rows += [(clock, due, *row) for row in told]
    return rows


@dataclass
class _Listed:
    """What stands open without a step today: ``rows`` are all, ``kept`` the rows to be written, ``MOST`` a person."""

    rows: list[tuple] = field(default_factory=list)
    kept: list[tuple] = field(default_factory=list)


def _listed(today: date, steps: Iterable[tuple], stands: Iterable[tuple]) -> _Listed:
    """Without what a person hears of today as a step."""
    said = {(clock, person) for clock, _, person, _ in steps}
    listed, numbers = _Listed(), Counter[int]()
    for clock, person, level in stands:
        if (clock.pk, person) in said:
            continue
        listed.rows.append((clock.pk, clock.due, person, level))
        numbers[person] += 1
        if numbers[person] <= standing.MOST:
            listed.kept.append((clock.pk, clock.due.isoformat(), (today - clock.due).days, person, str(level)))
    return listed


def _ladder_changed(today: date) -> bool:
    """Whether a version of the ladder began or ended since the last scan, so that next steps are out of date."""
    before = recount.last_scan(before=today)
    return before is None or rulebook.changed_between(ladder.KEY, before, today)


def _insert_reminders(today: date, rows: list[tuple]) -> list[tuple]:
    """One row for each clock, step and person in one statement; returns (clock, due, person, level) of new ones."""
    if not rows:
        return []
    into = "INSERT INTO core_reminder (clock_id, due, step, person_id, level, day) "
    back = " ON CONFLICT DO NOTHING RETURNING clock_id, due, person_id, level"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            columns = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(5))
            select = f"SELECT {columns}, %s FROM json_each(%s) WHERE TRUE"  # noqa: S608 - numbers of our own
            values = [today.isoformat(), json.dumps(rows, separators=(",", ":"))]
        else:
            select = (
                "SELECT told.*, %s::date"
                " FROM unnest(%s::bigint[], %s::date[], %s::smallint[], %s::bigint[], %s::varchar[]) AS told"
            )
            values = [today, *(list(column) for column in zip(*rows, strict=True))]
        cursor.execute(into + select + back, values)
        return cursor.fetchall()


def _digests(today: date, steps: list[tuple], listed: _Listed, roots: Mapping[int, tuple]) -> list[Notice]:
    """The notice of each person who is told of something, not yet written; it counts matters."""
    groups: dict[tuple, Any] = {}
    dated: defaultdict[int, list[tuple]] = defaultdict(list)
    for clock, due, person, level in (*steps, *listed.rows):
        group = groups.get((due, level))
        if group is None:
            day = due if isinstance(due, date) else date.fromisoformat(due)
            group = groups[(due, level)] = group_of(day, level, today)
        dated[person].append((group, roots.get(clock, clock)))
    counted = {person: Counter(grouped(rows).values()) for person, rows in dated.items()}
    person_type = ContentType.objects.get_for_model(User)
    url, at = reverse("core:digest", args=[today]), _moment(today)
    return [
        Notice(
            kind=Notice.Kind.DIGEST,
            content_type=person_type,
            object_id=person,
            root_type=person_type,
            root_id=person,
            recipient_id=person,
            title=title_of(today, counts),
            url=url,
            dedupe_key=dedupe_key(today),
            created_at=at,
        )
        for person, counts in sorted(counted.items())
    ]


def _moment(today: date) -> datetime:
    """Now; for another day than this one, the hour at which its morning begins."""
    now = timezone.now()
    return now if timezone.localdate(now) == today else timezone.make_aware(datetime.combine(today, BEGINS))
