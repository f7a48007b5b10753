"""Working-day arithmetic of the State Council calendar (国务院放假调休安排), with an explanation for every date.

Pure: knows no database and no clock on the wall. Where the law or the local rule is silent, twelve conventions decide;
they are settings (``Conventions``, D1–D12). Sources: 民法典 articles 201–203 for the first day, months and the last
day; office practice for the rest.
"""

import calendar as gregorian
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.clock import workday_words as words

DAY = timedelta(days=1)
#: 元旦 of the next year may move the last days of December (29–31 December 2018, 30–31 December 2006); its schedule
#: is published with the next year's, so these days are settled only then.
YEAR_END = (12, 28)
UNITS = ("days", "working_days", "months", "days_before", "fixed_date")


class PeriodError(ValueError):
    """A length, unit or date that cannot be computed; the message is a sentence for the person who entered it."""


@dataclass(frozen=True)
class Conventions:
    """The twelve conventions with the values used unless a committee decides otherwise.

    D8 has two halves: where the longer period starts, and by when it must be asked for.
    """

    start_day_counts: bool = False  # D1 民法典 201
    missing_month_day: Literal["last_day", "next_month"] = "last_day"  # D2 民法典 202
    roll: Literal["next", "previous", "none"] = "next"  # D3 民法典 203
    weekends_rest: bool = True  # D3, read to cover weekly rest days
    adjusted_workdays_count: bool = True  # D3 and D4: a weekend made a workday is a workday
    plain_days: Literal["calendar", "working"] = "calendar"  # D5
    fixed_date_roll: Literal["next", "previous", "none"] = "none"  # D6
    backward_roll: Literal["next", "previous", "none"] = "previous"  # D7
    extension_from: Literal["start", "due"] = "start"  # D8
    extension_asked_by_due: bool = True  # D8
    reassignment: Literal["restart", "keep"] = "restart"  # D9
    due_day_in_time: bool = True  # D10
    unpublished_year: Literal["provisional", "refuse"] = "provisional"  # D11
    impossible_date: Literal["refuse", "last_day"] = "refuse"  # D12


CONVENTIONS = Conventions()


@dataclass(frozen=True)
class DayInfo:
    """A day that differs from the ordinary week: ``kind`` is ``holiday`` or ``workday``, ``name`` the festival."""

    kind: Literal["holiday", "workday"]
    name: str


@dataclass(frozen=True)
class Run:
    """Consecutive days of one holiday, both ends included."""

    start: date
    end: date
    name: str


@dataclass(frozen=True)
class DueDate:
    """``due`` is the last day in time (D10); ``nominal`` the day before it was moved off a rest day.

    ``counted`` lists the working days counted, in order (working-day periods only); ``skipped`` the holidays passed
    over. ``provisional`` means that a year it depends on has no published calendar.
    """

    nominal: date
    due: date
    provisional: bool
    counted: tuple[date, ...]
    skipped: tuple[Run, ...]
    explanation: str


class WorkCalendar:
    """Which days are worked: ordinary weeks, changed by ``days``. ``years`` are those whose schedule is published."""

    def __init__(
        self, days: Mapping[date, DayInfo], years: Iterable[int], conventions: Conventions = CONVENTIONS
    ) -> None:
        self.days = dict(days)
        self.years = frozenset(years)
        self.conventions = conventions
        self._off = sorted(d for d in self.days if d.weekday() < 5 and not self.is_workday(d))
        self._on = sorted(d for d in self.days if d.weekday() >= 5 and self.is_workday(d))

    def under(self, conventions: Conventions | None) -> "WorkCalendar":
        """The same days read under other conventions; None keeps its own."""
        if conventions is None or conventions == self.conventions:
            return self
        return WorkCalendar(self.days, self.years, conventions)

    def covers(self, year: int) -> bool:
        """Whether the schedule of ``year`` is published."""
        return year in self.years

    def unsettled(self, start: date, end: date) -> list[int]:
        """Years without a published schedule on which the days ``start``–``end`` (both included) depend."""
        last = end.year + ((end.month, end.day) >= YEAR_END)
        return [year for year in range(start.year, last + 1) if not self.covers(year)]

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``; a year without a schedule is Monday to Friday but for what ``days`` say."""
        info = self.days.get(day)
        if info is None:
            return day.weekday() < 5
        if info.kind == "holiday":
            return False
        return self.conventions.adjusted_workdays_count or day.weekday() < 5

    def is_rest_day(self, day: date) -> bool:
        """Whether a period that ends on ``day`` moves (D3)."""
        if self.is_workday(day):
            return False
        return self.conventions.weekends_rest or self.holiday(day) is not None

    def holiday(self, day: date) -> Run | None:
        """The whole run of holidays around ``day``, named by most of its days; None on other days."""
        if not self._is_holiday(day):
            return None
        first = last = day
        while self._is_holiday(first - DAY):
            first -= DAY
        while self._is_holiday(last + DAY):
            last += DAY
        names = Counter(self.days[d].name for d in days_between(first, last))
        return Run(first, last, names.most_common(1)[0][0])

    def _is_holiday(self, day: date) -> bool:
        info = self.days.get(day)
        return info is not None and info.kind == "holiday"

    def count(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before ``start``."""
        if end < start:
            return -self.count(end, start)
        return self._worked_until(end) - self._worked_until(start)

    def _worked_until(self, day: date) -> int:
        weeks, rest = divmod(day.toordinal(), 7)  # ordinal 1 is a Monday
        return weeks * 5 + min(rest, 5) - bisect_right(self._off, day) + bisect_right(self._on, day)

    def roll(self, day: date, how: str) -> date:
        """``day``, or the nearest day worked after (``next``) or before it (``previous``); ``none`` never moves."""
        if how not in ("next", "previous", "none"):
            raise PeriodError(f"不认识的顺延方式“{how}”，请用 next、previous 或 none。")
        step = {"next": DAY, "previous": -DAY, "none": None}[how]
        while step and self.is_rest_day(day):
            day += step
        return day

    def runs(self, start: date, end: date) -> tuple[Run, ...]:
        """Holidays between ``start`` and ``end``, both included, cut to these days."""
        found, day = [], start
        while day <= end:
            run = self.holiday(day)
            if run:
                found.append(Run(day, min(run.end, end), run.name))
                day = run.end
            day += DAY
        return tuple(found)


def read_days(rows: Iterable[Mapping[str, str]]) -> dict[date, DayInfo]:
    """The days of a table with the columns ``date``, ``kind`` and ``name``; ``PeriodError`` names the wrong row."""
    days = {}
    for number, row in enumerate(rows, start=2):
        text, kind, name = ((row.get(column) or "").strip() for column in ("date", "kind", "name"))
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise PeriodError(f"第{number}行的日期“{text}”看不懂，请写成 2026-10-01。") from None
        if kind not in ("holiday", "workday") or not name:
            raise PeriodError(f"第{number}行应写明类别（holiday 放假、workday 调休上班）和节日名称。")
        if day in days:
            raise PeriodError(f"第{number}行的日期{text}重复，请删去一行。")
        days[day] = DayInfo(kind, name)
    return days


def published_years(days: Mapping[date, DayInfo]) -> set[int]:
    """Years whose schedule is complete enough to count by: 1 January and 1 October, never worked, are both in it."""
    holidays = {day for day, info in days.items() if info.kind == "holiday"}
    return {day.year for day in holidays if {date(day.year, 1, 1), date(day.year, 10, 1)} <= holidays}


def days_between(start: date, end: date) -> Iterable[date]:
    """Every day from ``start`` to ``end``, both included."""
    return (date.fromordinal(n) for n in range(start.toordinal(), end.toordinal() + 1))


def add_months(start: date, n: int, conventions: Conventions = CONVENTIONS) -> date:
    """The same day number ``n`` months later, computed once from ``start`` (D2); a missing day per the convention."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise PeriodError("期限过长，算不出日期，请核对时长。")
    length = gregorian.monthrange(year, month0 + 1)[1]
    if start.day <= length:
        return date(year, month0 + 1, start.day)
    last = date(year, month0 + 1, length)
    return last if conventions.missing_month_day == "last_day" else last + DAY


def fixed_date(text: str | date, start: date | None = None, conventions: Conventions = CONVENTIONS) -> date:
    """The date that a rule names: ``YYYY-MM-DD``, or ``MM-DD`` of every year (the first on or after ``start``).

    Without ``start`` a yearly date is only checked, in an ordinary year. A date that does not exist is refused when
    the rule is loaded (D12), never changed in silence.
    """
    if isinstance(text, date):
        return text
    try:
        numbers = [int(part) for part in str(text).split("-")]
        year, month, day = numbers if len(numbers) == 3 else [0, *numbers]
    except ValueError:
        raise PeriodError(f"日期“{text}”看不懂，请写成 2026-09-30 或每年的 09-30。") from None
    yearly = year == 0
    try:
        found = date(year or 2001, month, day)
    except ValueError:
        if conventions.impossible_date == "refuse" or not 1 <= month <= 12 or not 1 <= day <= 31:
            raise PeriodError(f"日期“{text}”不存在，请核对制度原文后更正。") from None
        day = gregorian.monthrange(year or 2001, month)[1]
        found = date(year or 2001, month, day)
    if not yearly or start is None:
        return found
    this_year = found.replace(year=start.year)
    return this_year if this_year >= start else found.replace(year=start.year + 1)


def add(
    start: date,
    n: int | None,
    unit: str,
    roll: str | None = None,
    *,
    calendar: WorkCalendar,
    start_label: str = "收到",
    fixed: str | date | None = None,
    cap: date | None = None,
    conventions: Conventions | None = None,
) -> DueDate:
    """The due day of a period of ``n`` ``unit`` from ``start``.

    ``unit``: ``days`` (calendar days), ``working_days``, ``months``, ``days_before`` (calendar days backwards from
    ``start``) or ``fixed_date`` (the date named by ``fixed``; ``n`` is not read). ``roll`` says what happens on a
    rest day: ``next``, ``previous`` or ``none``; None takes the convention of the unit. ``cap`` is the last possible
    day. ``start_label`` is the event in the office's words (“交办”). Raises ``PeriodError`` where there is no answer.
    """
    calendar = calendar.under(conventions)
    rules = calendar.conventions
    unit = _checked_unit(n, unit, rules)
    length = n or 0  # a named date has none
    try:
        if unit == "working_days":
            looked_from = start if rules.start_day_counts else start + DAY
            nominal, counted = _count_working_days(looked_from, length, calendar)
            due = nominal
        else:
            nominal, counted = _nominal(start, length, unit, fixed, rules), []
            due = calendar.roll(nominal, roll or _default_roll(unit, rules))
            looked_from = min(nominal, due)
    except OverflowError:
        raise PeriodError("期限过长，算不出日期，请核对时长。") from None
    settled_by_text = unit == "fixed_date" and (roll or rules.fixed_date_roll) == "none"
    uncapped, due = due, min(due, cap) if cap else due
    unsettled = [] if settled_by_text else calendar.unsettled(looked_from, max(nominal, due))
    if unsettled and rules.unpublished_year == "refuse":
        raise PeriodError(f"{unsettled[0]}年放假安排尚未公布，暂不能计算期限，请先录入该年放假安排。")
    skipped = calendar.runs(looked_from, max(nominal, due))
    sentence = words.explain(
        start, n, unit, nominal, due, counted=counted, skipped=skipped, start_label=start_label, calendar=calendar,
        start_day_counts=rules.start_day_counts, capped=due < uncapped, unsettled=unsettled,
    )  # fmt: skip
    return DueDate(nominal, due, bool(unsettled), tuple(counted), skipped, sentence)


def extend(
    start: date,
    first: tuple[int | None, str],
    *more: tuple[int, str],
    calendar: WorkCalendar,
    start_label: str = "收到",
    roll: str | None = None,
    fixed: str | date | None = None,
    cap: date | None = None,
    conventions: Conventions | None = None,
) -> DueDate:
    """The due day of a period ``first`` after extensions (延期) by ``more``, each ``(n, unit)`` (D8).

    One longer period from the same start, rolled once at the end, where all have the same unit and the convention
    says ``start``; otherwise each runs on from the end before it (the nominal one, not the rolled one, if ``start``).
    ``cap`` cuts the result. A first "period" that is a named date (unit ``fixed_date``) takes it from ``fixed``.
    """
    calendar = calendar.under(conventions)
    from_start = calendar.conventions.extension_from == "start"
    if from_start and all(unit == first[1] for _, unit in more):
        n = (first[0] or 0) + sum(n for n, _ in more)
        return add(start, n, first[1], roll, calendar=calendar, start_label=start_label, cap=cap)
    found = add(start, *first, roll, calendar=calendar, start_label=start_label, fixed=fixed, cap=None if more else cap)
    for number, (n, unit) in enumerate(more, start=1):
        anchor = found.nominal if from_start else found.due
        last = cap if number == len(more) else None
        found = add(anchor, n, unit, roll, calendar=calendar, start_label="原期限届满", cap=last)
    return found


def is_in_time(at: date | datetime, due: date, conventions: Conventions = CONVENTIONS) -> bool:
    """Whether an act at ``at`` (local time) meets a period that ends on ``due``: until 24:00 of that day (D10)."""
    day = at.date() if isinstance(at, datetime) else at
    return day <= due if conventions.due_day_in_time else day < due


def extension_is_in_time(asked: date, first_due: date, conventions: Conventions = CONVENTIONS) -> bool:
    """Whether an extension asked for on ``asked`` may still be given: no later than the first due day (D8)."""
    return asked <= first_due or not conventions.extension_asked_by_due


def start_after_reassignment(old: date, new: date, conventions: Conventions = CONVENTIONS) -> date:
    """The day from which the new unit's periods run (D9): the day it receives the matter."""
    return new if conventions.reassignment == "restart" else old


def working_days_left(today: date, due: date, calendar: WorkCalendar) -> int:
    """Working days after ``today`` up to ``due``; negative: working days since ``due``. 0 on the due day itself."""
    return calendar.count(today, due)


def left_words(today: date, due: date, calendar: WorkCalendar) -> str:
    """“剩 3 个工作日”, “今天到期” or “逾期 2 个工作日”; in calendar days where no working day lies between."""
    return words.left(calendar.count(today, due), (due - today).days)


def _checked_unit(n: int | None, unit: str, rules: Conventions) -> str:
    if unit not in UNITS:
        raise PeriodError(f"不认识的计算单位“{unit}”，可用：{'、'.join(UNITS)}。")
    if unit != "fixed_date" and (not isinstance(n, int) or isinstance(n, bool) or n < 1):
        raise PeriodError("期限时长应为不小于1的整数。")
    return "working_days" if unit == "days" and rules.plain_days == "working" else unit


def _default_roll(unit: str, rules: Conventions) -> str:
    return {"days_before": rules.backward_roll, "fixed_date": rules.fixed_date_roll}.get(unit, rules.roll)


def _nominal(start: date, n: int, unit: str, fixed: str | date | None, rules: Conventions) -> date:
    if unit == "fixed_date":
        if fixed is None:
            raise PeriodError("固定日期的规则没有写日期，请补上。")
        return fixed_date(fixed, start, rules)
    if unit == "days_before":
        return start - n * DAY
    first = start - DAY if rules.start_day_counts else start
    return add_months(first, n, rules) if unit == "months" else first + n * DAY


def _count_working_days(day: date, n: int, calendar: WorkCalendar) -> tuple[date, list[date]]:
    counted = []
    while True:
        if calendar.is_workday(day):
            counted.append(day)
            if len(counted) == n:
                return day, counted
        day += DAY
