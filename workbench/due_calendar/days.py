"""What is due on each day: a count per card and the first few lines, in two statements for any span of days."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from core.clock import calendar as calendar_service
from core.clock import clocks
from core.clock.lights import LABELS, NORMAL, RED, WARNING, YELLOW, card_case
from core.clock.workdays import WorkCalendar, days_between
from core.matters.clock_rows import named
from core.models import Clock
from workbench.board.figures import CARD_ICONS, CARD_NAMES
from workbench.board.words import explained

WORST_FIRST = (RED, YELLOW, WARNING, NORMAL)
#: Running dates stand before those that are over.
_WITHIN_A_DAY = (F("stopped_at").asc(nulls_first=True), F("id").asc())


@dataclass
class Line:
    """One date on the calendar."""

    clock: Clock
    light: clocks.Light
    matter_name: str
    url: str

    @property
    def name(self) -> str:
        """The class of the style sheet: the card, or that it is over, or that it is a right and no duty."""
        if self.clock.stopped_at is not None:
            return "done"
        return "right" if self.clock.lapses else CARD_NAMES[self.light.card]

    @property
    def icon(self) -> str:
        if self.clock.stopped_at is not None:
            return "bi-check2-circle" if self.light.level == "ok" else "bi-clock-history"
        return "bi-calendar-check" if self.clock.lapses else CARD_ICONS[self.light.card]

    @property
    def words(self) -> str:
        """How it stands, for those who do not see the icon."""
        if self.clock.stopped_at is not None or self.clock.lapses:
            return self.light.words
        return f"{LABELS[self.light.card]}，{self.light.words}"

    @property
    def why(self) -> str:
        return explained(self.clock)

    @property
    def label(self) -> str:
        return f"{self.clock.label}截止" if self.clock.lapses else self.clock.label


@dataclass
class Day:
    """One day: whether people work, the festival, how many dates end on it, and the first few of them."""

    date: date
    is_today: bool
    is_inside: bool
    rest: bool
    mark: str = ""
    festival: str = ""
    total: int = 0
    worst: str = ""
    url: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, self.total - len(self.lines))

    @property
    def worst_icon(self) -> str:
        return CARD_ICONS[self.worst]

    @property
    def worst_name(self) -> str:
        return CARD_NAMES[self.worst]

    @property
    def worst_label(self) -> str:
        return LABELS[self.worst]


def days_of(
    rows: QuerySet[Clock], first: date, last: date, *, user, today: date, per_day: int,
    month: tuple[int, int] | None = None, skip: int = 0, empty_ones: bool = True,
) -> list[Day]:  # fmt: skip
    """The days from ``first`` to ``last``, both included, with at most ``per_day`` lines after the first ``skip``.

    ``month`` (of a year) is the one the page is about; other days only fill weeks.
    Without ``empty_ones`` only the days on which something is due.
    """
    work_calendar = calendar_service.current()
    wanted = days_between(first, last) if empty_ones else ()
    days = {day: _empty(day, today, month, work_calendar) for day in wanted}
    due = rows.filter(due__gte=first, due__lte=last).order_by()
    cards = defaultdict(set)
    for row in due.annotate(card=card_case(today)).values("due", "card").annotate(n=Count("pk")).order_by("due"):
        if row["due"] not in days:
            days[row["due"]] = _empty(row["due"], today, month, work_calendar)
        days[row["due"]].total += row["n"]
        cards[row["due"]].add(row["card"])
    for day, found in cards.items():
        days[day].worst = next(card for card in WORST_FIRST if card in found)
    fits = not skip and all(day.total <= per_day for day in days.values())
    shown = due if fits else _first_of_each_day(due, per_day, skip)
    shown = shown.select_related("rule__regulation", "holder_org", "holder_user").order_by("due", *_WITHIN_A_DAY)
    for named_clock in named(shown, user) if cards else ():
        clock = named_clock.clock
        line = Line(clock, clocks.light(clock, today), named_clock.matter_name, named_clock.url)
        days[clock.due].lines.append(line)
    return list(days.values())


def _first_of_each_day(due: QuerySet[Clock], per_day: int, skip: int) -> QuerySet[Clock]:
    place = Window(RowNumber(), partition_by=[F("due")], order_by=_WITHIN_A_DAY)
    numbered = due.annotate(place=place).filter(place__gt=skip, place__lte=skip + per_day)
    return Clock.objects.filter(pk__in=numbered.values("pk"))


def _empty(day: date, today: date, month: tuple[int, int] | None, work_calendar: WorkCalendar) -> Day:
    info = work_calendar.days.get(day)
    mark = {"holiday": "休", "workday": "班"}[info.kind] if info else ""
    return Day(
        day,
        is_today=day == today,
        is_inside=month is None or (day.year, day.month) == month,
        rest=not work_calendar.is_workday(day),
        mark=mark,
        festival=info.name if info else "",
    )


def unpublished(first: date, last: date) -> list[int]:
    """Years among these days whose holidays are not yet published: their marks are only Monday to Friday."""
    work_calendar = calendar_service.current()
    return [year for year in range(first.year, last.year + 1) if not work_calendar.covers(year)]
