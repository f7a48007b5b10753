"""Days of the demo: everything is placed back from today, so that something is always late, due today, or due soon."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core import rulebook
from core.clock import calendar, clocks

FAR = 400  # no clock of the demo is longer than this many days


def is_workday(day: date) -> bool:
    return calendar.current().is_workday(day)


def forward(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; for 0, ``day`` itself or the next working day."""
    while not is_workday(day):
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return day


def back(day: date, count: int) -> date:
    """The ``count``-th working day before ``day``; for 0, ``day`` itself or the one before."""
    while not is_workday(day):
        day -= timedelta(days=1)
    for _ in range(count):
        day -= timedelta(days=1)
        while not is_workday(day):
            day -= timedelta(days=1)
    return day


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An aware moment in local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class Days:
    """The calendar seen from today. Nothing of the demo happens later than ``last``, the working day before today."""

    def __init__(self, today: date):
        self.today = today
        self.last = back(today - timedelta(days=1), 0)
        self.sessions = sessions(today)

    def in_(self, count: int) -> date:
        """The working day ``count`` working days from today (negative: ago); 0 is today or the next working day."""
        return back(self.today, -count) if count < 0 else forward(self.today, count)

    def start_for(self, key: str, due_in: int) -> date:
        """The working day from which the period ``key`` runs out ``due_in`` working days from today.

        The first day whose period ends then or later; never after ``last``.
        """
        wanted, day, found = self.in_(due_in), self.last, self.last
        rule = rulebook.rule(key, day, "interim")
        while (self.last - day).days <= FAR:
            if clocks.due_date(day, rule=rule).due < wanted:
                return found
            found, day = day, back(day - timedelta(days=1), 0)
        return found

    def assembly(self, number: int) -> date:
        """The day of the handing-over meeting (交办会) in the month after a session."""
        return forward(self.sessions[number][1], 17)


def sessions(today: date) -> dict[int, tuple[date, date]]:
    """Opening and closing of the five sessions; the fifth is the latest one that lies at least a few days back."""
    year = today.year
    if _session(year)[1] + timedelta(days=4) > today:
        year -= 1
    return {number: _session(year - 5 + number) for number in range(1, 6)}


def _session(year: int) -> tuple[date, date]:
    """Four working days from a Tuesday in early February on, clear of the Spring Festival where it is known."""
    opens = date(year, 2, 3)
    while opens.weekday() != 1 or not all(is_workday(opens + timedelta(days=n)) for n in range(4)):
        opens += timedelta(days=1)
    return opens, opens + timedelta(days=3)
