"""Quiet times (免打扰): when something may leave the site. Inside the site notices stand at once."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from core import rulebook
from core.clock import calendar

DAY = timedelta(days=1)
MOST_DAYS = 60  # no run of rest days is so long; a calendar that says otherwise must not hold messages for ever


def may_leave_at(moment: datetime) -> datetime:
    """The first moment from ``moment`` on that is neither in the quiet hours nor on a rest day (as the rules say).

    Rest days are those of the committee's calendar: a weekend made a workday (调休) is none.
    """
    local = timezone.localtime(moment)
    hours, works = quiet_hours(), calendar.current().is_workday if rests_on_rest_days() else lambda _day: True
    for _ in range(2 * MOST_DAYS):
        if not works(local.date()):
            local = _at(local + DAY, time.min)
        elif hours and _is_within(local.time(), *hours):
            ends_tomorrow = hours[0] > hours[1] and local.time() >= hours[0]
            local = _at(local + DAY if ends_tomorrow else local, hours[1])
        else:
            break
    return max(moment, local)


def is_quiet(moment: datetime) -> bool:
    return may_leave_at(moment) > moment


def quiet_hours() -> tuple[time, time] | None:
    """From and to (``to`` is no longer quiet) in local time; None where the committee has none."""
    try:
        value = rulebook.value("reminder.quiet_hours")
        begins, ends = time.fromisoformat(value["from"]), time.fromisoformat(value["to"])
    except (rulebook.UnknownRule, KeyError, TypeError, ValueError):
        return None
    return None if begins == ends else (begins, ends)


def rests_on_rest_days() -> bool:
    try:
        return bool(rulebook.value("reminder.quiet_rest_days"))
    except rulebook.UnknownRule:
        return False


def words() -> str:
    """“每天20:00至次日08:00、休息日”; empty where nothing is quiet."""
    hours, parts = quiet_hours(), []
    if hours:
        next_day = "次日" if hours[0] > hours[1] else ""
        parts.append(f"每天{hours[0]:%H:%M}至{next_day}{hours[1]:%H:%M}")
    if rests_on_rest_days():
        parts.append("休息日")
    return "、".join(parts)


def _is_within(moment: time, begins: time, ends: time) -> bool:
    return begins <= moment < ends if begins < ends else moment >= begins or moment < ends


def _at(local: datetime, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(local.date(), moment))
