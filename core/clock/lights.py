"""Cards (亮牌): 预警 before a due day, 黄牌 once it is over, 红牌 long after. Computed for a day, never stored.

When a card shows is a rule: ``calendar.soon_days`` working days up to the due day are 预警, more than
``calendar.red_days`` working days after it are 红牌. Both may have a value of their own for one kind of clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Case, CharField, Q, Value, When

from core import rulebook
from core.clock import calendar as calendar_service
from core.clock.workdays import WorkCalendar

NORMAL, WARNING, YELLOW, RED = "", "warning", "yellow", "red"
LABELS = {NORMAL: "正常", WARNING: "预警", YELLOW: "黄牌", RED: "红牌"}
SOON_DAYS, RED_DAYS = 5, 10
SOON, REDDENS = "calendar.soon_days", "calendar.red_days"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Band:
    """The due days of each card on one day, all bounds included.

    红牌 up to ``red_until``; 黄牌 after it, before ``today``; 预警 from ``today`` to ``warning_until``; then 正常.
    """

    today: date
    red_until: date
    warning_until: date

    def card(self, due: date) -> str:
        """The card of a running duty that is due on ``due``."""
        if due < self.today:
            return RED if due <= self.red_until else YELLOW
        return WARNING if due <= self.warning_until else NORMAL

    def due_days(self, card: str, prefix: str = "") -> Q:
        """The same as a condition on ``due``; ``prefix`` is the way to the clock (``clock__``)."""
        due = f"{prefix}due"
        if card == RED:
            return Q(**{f"{due}__lte": self.red_until})
        if card == YELLOW:
            return Q(**{f"{due}__gt": self.red_until, f"{due}__lt": self.today})
        if card == WARNING:
            return Q(**{f"{due}__gte": self.today, f"{due}__lte": self.warning_until})
        if card == NORMAL:
            return Q(**{f"{due}__gt": self.warning_until})
        raise ValueError(f"unknown card: {card}")


def soon_days(kind: str = "", today: date | None = None) -> int:
    """How many working days before its due day a clock of this kind gets 预警, by the rule in force on ``today``."""
    return _number(SOON, kind, today, SOON_DAYS)


def red_days(kind: str = "", today: date | None = None) -> int:
    """After how many working days overdue a clock of this kind gets 红牌, by the rule in force on ``today``."""
    return _number(REDDENS, kind, today, RED_DAYS)


def band(today: date, kind: str = "") -> Band:
    """The bounds for clocks of ``kind`` on ``today``, in working days of the current calendar."""
    return _band(today, soon_days(kind, today), red_days(kind, today), calendar_service.current())


def bands(today: date, kinds: Iterable[str] | None = None) -> dict[str, Band]:
    """Bounds per kind of clock (default: every kind that may have a rule of its own); "" stands for all others."""
    own = {*rulebook.classes_of(SOON), *rulebook.classes_of(REDDENS)} if kinds is None else kinds
    return {kind: band(today, kind) for kind in sorted({"", *own})}


def card_filter(card: str, today: date, prefix: str = "") -> Q:
    """Running duties with that card on ``today``; rights that lapse (``Clock.lapses``) have no card and are left out.

    ``prefix`` is the way to the clock where the query starts elsewhere (``clock__``).
    """
    running = Q(**{f"{prefix}stopped_at__isnull": True, f"{prefix}lapses": False})
    return running & _either(bands(today), card, prefix)


def card_case(today: date, prefix: str = "") -> Case:
    """The card as an annotation, to group or order by; stopped clocks and rights that lapse have ""."""
    found = bands(today)
    none = Q(**{f"{prefix}stopped_at__isnull": False}) | Q(**{f"{prefix}lapses": True})
    cards = [When(_either(found, card, prefix), then=Value(card)) for card in (RED, YELLOW, WARNING)]
    return Case(When(none, then=Value(NORMAL)), *cards, default=Value(NORMAL), output_field=CharField())


def _either(found: dict[str, Band], card: str, prefix: str) -> Q:
    """The due days of ``card``, kinds with the same bounds taken together."""
    others = found[""]
    grouped: dict[Band, list[str]] = {}
    for kind, own in found.items():
        if own != others:
            grouped.setdefault(own, []).append(kind)
    special = [kind for kinds in grouped.values() for kind in kinds]
    chosen = others.due_days(card, prefix)
    if special:
        chosen &= ~Q(**{f"{prefix}kind__in": special})
    for own, kinds in grouped.items():
        chosen |= own.due_days(card, prefix) & Q(**{f"{prefix}kind__in": kinds})
    return chosen


@lru_cache(maxsize=32)
def _band(today: date, soon: int, red: int, calendar: WorkCalendar) -> Band:
    """Counted once for all lights of a day: for whatever is read anew there is another ``calendar``."""
    # 预警 ends the day before one working day too many lies between; 红牌 begins where one too many has passed.
    warning_until = _nth_working_day(today, soon + 1, calendar, DAY) - DAY
    red_until = _nth_working_day(today + DAY, red + 1, calendar, -DAY) - DAY
    return Band(today, red_until, warning_until)


def _nth_working_day(day: date, n: int, calendar: WorkCalendar, step: timedelta) -> date:
    """The ``n``-th working day after ``day`` (before it, where ``step`` goes back)."""
    while n:
        day += step
        n -= calendar.is_workday(day)
    return day


def _number(key: str, kind: str, today: date | None, otherwise: int) -> int:
    try:
        return max(0, int(rulebook.value(key, today, kind)))
    except rulebook.UnknownRule:
        return otherwise
