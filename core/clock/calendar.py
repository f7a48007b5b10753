"""The calendar of working days as the database has it (节假日与调休): seeding, loading, and reading it once."""

import csv
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from core import rulebook
from core.clock import statutory
from core.clock.workdays import CONVENTIONS, Conventions, DayInfo, WorkCalendar, published_years, read_days
from core.models import CalendarDay

SEED = Path(__file__).resolve().parent.parent / "data" / "calendar.csv"
SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知"
FRESH_SECONDS = 30

_cache: dict[str, Any] = {"at": None, "calendar": None}


def forget(**_) -> None:
    """Drop what is remembered; the next question reads the table again."""
    _cache["at"] = None


def current() -> WorkCalendar:
    """The calendar with the committee's conventions, read in one query at most every half minute per process.

    Of years whose schedule is not published it knows the holidays by law. A change made in this process is seen at
    once, one made elsewhere within that time.
    """
    now = time.monotonic()
    if _cache["at"] is None or not 0 <= now - _cache["at"] < FRESH_SECONDS:
        rows = CalendarDay.objects.values_list("date", "kind", "name")
        days = {date: DayInfo(kind, name) for date, kind, name in rows}
        published = published_years(days)
        _cache.update(at=now, calendar=WorkCalendar(statutory.completed(days, published), published, conventions()))
    return _cache["calendar"]


def conventions() -> Conventions:
    """The committee's conventions of counting; whatever it did not decide has the recommended value."""
    try:
        return Conventions(**rulebook.value("calendar.conventions"))
    except rulebook.UnknownRule:
        return CONVENTIONS


def ensure_seed(**_) -> int:
    """Give every year that has no day at all the published schedule we know; called after migrate. Returns days added.

    Years that the office has entered or changed are left as they are.
    """
    with SEED.open(encoding="utf-8", newline="") as rows:
        days = read_days(csv.DictReader(rows))
    have = {day.year for day in CalendarDay.objects.dates("date", "year")}
    new = [_row(day, info) for day, info in days.items() if day.year not in have]
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    forget()
    return len(new)


@transaction.atomic
def load_calendar(rows: Iterable[Mapping[str, str]]) -> set[int]:
    """Replace the years found in ``rows`` (columns date, kind, name) by them, all or nothing; returns the years.

    Raises ``PeriodError`` with a sentence naming the wrong row. Running clocks that were provisional are to be
    recounted afterwards: ``core.clock.clocks.recount_provisional``.
    """
    days = read_days(rows)
    years = {day.year for day in days}
    for year in years:
        CalendarDay.objects.filter(date__year=year).delete()
    CalendarDay.objects.bulk_create([_row(day, info) for day, info in sorted(days.items())])
    forget()
    return years


def _row(day, info: DayInfo) -> CalendarDay:
    return CalendarDay(date=day, kind=info.kind, name=info.name, source=SOURCE.format(year=day.year))
