"""The ladder of reminders (提醒步骤): on which days before and after its due day a clock is spoken of, and to whom.

Rule ``reminder.steps``, for one kind of clock (``applies_to``) or for all: rows ``{day, to, every?}``. ``day`` is in
calendar days from the due day, negative before it; ``to`` names levels; ``every`` repeats the row every so many days
for as long as the clock runs. Nothing here reads the database but the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core import rulebook
from core.models import Reminder

KEY = "reminder.steps"
LEVELS = tuple(Reminder.Level.values)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One row: the day of the step, the levels it speaks to, and its repetition in days (0 = none)."""

    day: int
    to: tuple[str, ...]
    every: int = 0

    def next_after(self, day: int) -> int | None:
        """The first day of this row after ``day``, in days from the due day."""
        if self.day > day:
            return self.day
        return self.day + self.every * ((day - self.day) // self.every + 1) if self.every else None

    def last_within(self, first: int, last: int) -> int | None:
        """The latest day of this row from ``first`` to ``last``, both included."""
        if self.day > last:
            return None
        found = self.day + self.every * ((last - self.day) // self.every) if self.every else self.day
        return found if found >= first else None


@dataclass(frozen=True)
class Ladder:
    """All steps of one kind of clock."""

    steps: tuple[Step, ...]

    def next_step(self, due: date, after: date, *, lapses: bool = False) -> date | None:
        """The first step's day after the day ``after``; None where none is left.

        A right that lapses (``lapses``) has no steps once its day is over.
        """
        passed = (after - due).days
        days = [day for step in self.steps if (day := step.next_after(passed)) is not None]
        soonest = min(days, default=None)
        if soonest is None or (lapses and soonest > 0):
            return None
        return due + soonest * DAY

    def said_on(self, due: date, first: date, last: date, *, lapses: bool = False) -> tuple[tuple[int, str], ...]:
        """What is to be said of the steps from ``first`` to ``last`` (both included): each level's latest, once.

        Pairs (day of the step, level), in the order of levels.
        """
        begin, end = (first - due).days, (last - due).days
        if lapses:
            end = min(end, 0)
        latest: dict[str, int] = {}
        for step in self.steps:
            day = step.last_within(begin, end)
            if day is not None:
                for level in step.to:
                    latest[level] = max(day, latest.get(level, day))
        return tuple((latest[level], level) for level in LEVELS if level in latest)


def ladder_for(kind: str, today: date) -> Ladder:
    """The ladder in force on ``today`` for clocks of ``kind``; without a rule nobody is reminded."""
    try:
        rows = rulebook.value(KEY, today, kind)
    except rulebook.UnknownRule:
        return Ladder(())
    return Ladder(tuple(_step(row) for row in rows))


def next_reminder(kind: str, due: date, after: date, today: date, *, lapses: bool = False) -> date | None:
    """The first day after ``after`` on which a clock of ``kind`` is to be spoken of, by the ladder of ``today``."""
    return ladder_for(kind, today).next_step(due, after, lapses=lapses)


def _step(row: Mapping) -> Step:
    return Step(
        int(row["day"]), tuple(level for level in row["to"] if level in LEVELS), max(0, int(row.get("every") or 0))
    )
