"""Keeping ``Clock.next_reminder`` in step with the ladder's rule."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from core.clock.reminders.ladder import KEY, ladder_for
from core.models import Clock, ReminderScan


def last_scan(before: date | None = None) -> date | None:
    """The last day (``before`` a day) whose reminders are written; what was to be said until then has been said."""
    scans = ReminderScan.objects.filter(day__lt=before) if before else ReminderScan.objects.all()
    return scans.aggregate(last=Max("day"))["last"]


def recount_reminders(
    kinds: Iterable[str] | None = None, *, missing_only: bool = False, morning: date | None = None
) -> int:
    """Find the next step of every running clock by the ladder of today; returns how many clocks changed.

    ``kinds`` limits it to some kinds of clock, ``missing_only`` to clocks without a next step. Steps up to the last
    scan count as said. ``morning`` is the day whose scan is about to say its steps (it is then today). Three statements
    however many clocks there are. To be called when ``reminder.steps`` was written without ``save`` (bulk imports).
    """
    today, scanned = morning or timezone.localdate(), last_scan(before=morning)
    running = Clock.objects.filter(stopped_at__isnull=True)
    if kinds is not None:
        running = running.filter(kind__in=list(kinds))
    if missing_only:
        running = running.filter(next_reminder__isnull=True)
    ladders: dict[Any, Any] = {}
    moves = []
    columns = ("pk", "kind", "due", "started_on", "lapses", "created_at", "next_reminder")
    for pk, kind, due, started_on, lapses, created_at, before in running.values_list(*columns).iterator(10_000):
        ladder = ladders.get(kind) or ladders.setdefault(kind, ladder_for(kind, today))
        begin = started_on if started_on <= due else timezone.localdate(created_at)
        found = ladder.next_step(due, max(begin, scanned or begin), lapses=lapses)
        if found != before:
            moves.append((pk, due.isoformat(), found.isoformat() if found else None))
    set_next(moves)
    return len(moves)


def set_next(moves: list[tuple[int, str, str | None]]) -> None:
    """Write the next reminder's day of many clocks in one statement: (clock, its due day as read, the day).

    A clock whose due day has been moved meanwhile keeps what that act has set.
    """
    if not moves:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "UPDATE core_clock SET next_reminder = found.day FROM (SELECT json_extract(value, '$[0]') AS id,"
                " json_extract(value, '$[1]') AS due, json_extract(value, '$[2]') AS day FROM json_each(%s)) AS found"
                " WHERE core_clock.id = found.id AND core_clock.due = found.due",
                [json.dumps(moves, separators=(",", ":"))],
            )
        else:
            cursor.execute(
                "UPDATE core_clock SET next_reminder = found.day"
                " FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS found(id, due, day)"
                " WHERE core_clock.id = found.id AND core_clock.due = found.due",
                [list(column) for column in zip(*moves, strict=True)],
            )


def after_migrate(*, apps=None, **_) -> None:
    """Clocks that never had a next step get one; a database migrated back to before there were any is left alone."""
    model = apps.get_app_config("core").models.get("clock") if apps else Clock
    if model is not None and any(field.name == "next_reminder" for field in model._meta.get_fields()):
        recount_reminders(missing_only=True)


def after_rule(*, instance, **_) -> None:
    """A step of the ladder was decided anew: running clocks look for their next one."""
    if instance.key == KEY:
        recount_reminders([instance.applies_to] if instance.applies_to else None)
