"""The work of one morning (晨报): endings first, then one digest for each person, all of it or nothing."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core import bulk, rulebook
from core.clock import calendar as calendar_service
from core.clock.reminders import endings, ladder, recount
from core.clock.reminders.scan import find
from core.clock.reminders.titles import dedupe_key, group_of, title_of
from core.delivery import outbox
from core.models import Notice, ReminderScan, User
from core.people.actors import system_actor

#: Local times between which the worker does the morning's work; outside them nobody is disturbed.
BEGINS, ENDS = time(7, 30), time(20, 0)


def run(today: date) -> dict:
    """Write the reminders and digests of ``today`` unless they are written; returns what became of it.

    On a day of rest nothing is written. Endings and duties of the day come first, each in a transaction of its own;
    the digests, the reminders, what leaves the site and the next steps of all clocks are one transaction, with a number
    of statements that does not depend on how many clocks there are.

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
    found = find(today)
    told = _insert_reminders(today, found)
    notices = _digests(today, told)
    with bulk.wide_statements():
        bulk.create(Notice, notices)
        outbox.enqueue(notices)
    recount.set_next([(clock, due, following) for clock, due, following, _ in found])
    scan.clocks = len({clock for clock, *_ in told})
    scan.people = len(notices)
    scan.save(update_fields=["clocks", "people"])
    unheard = sum(not row[3] for row in found)
    return {
        "clocks": scan.clocks, "people": scan.people, "reminders": len(told), "digests": len(notices),
        "unheard": unheard,
    }  # fmt: skip


def _ladder_changed(today: date) -> bool:
    """Whether a version of the ladder began or ended since the last scan, so that next steps are out of date."""
    before = recount.last_scan(before=today)
    return before is None or rulebook.changed_between(ladder.KEY, before, today)


def _insert_reminders(today: date, found: Iterable[tuple]) -> list[tuple]:
    """One row for each clock, step and person in one statement; returns (clock, due, person, level) of new ones."""
    rows = [(clock, due, *told) for clock, due, _, people in found for told in people]
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


def _digests(today: date, told: list[tuple]) -> list[Notice]:
    """The notice of each person who is told of something, not yet written."""
    groups: dict[tuple, Any] = {}
    counted: defaultdict[Any, Counter] = defaultdict(Counter)
    for _, due, person, level in told:
        group = groups.get((due, level))
        if group is None:
            day = due if isinstance(due, date) else date.fromisoformat(due)
            group = groups[(due, level)] = group_of(day, level, today)
        counted[person][group] += 1
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
