"""What a calendar page was asked for: which view, which day, whose dates. Wrong parameters get a sentence."""

import calendar as gregorian
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from core.chinese import long_date, short_date, weekday
from core.matters import kinds

MONTH, WEEK, LIST, DAY, LATE = "month", "week", "list", "day", "late"
VIEWS = ((MONTH, "月"), (WEEK, "周"), (LIST, "列表"))
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
#: Weeks begin on Monday.
WEEKS = gregorian.Calendar(0)
ONE = timedelta(days=1)
#: How many days the list goes on from its day, so that the end of a month does not end what is to come.
ROLLING = timedelta(days=60)


@dataclass
class Asked:
    """The parameters of one page, understood; ``wrong`` holds a sentence about each that was not.

    ``view`` is empty where none was chosen: the page then shows a month on a wide screen and the list of the coming
    days on a narrow one (``listed``).
    """

    day: date
    today: date
    view: str = ""
    unit: str = ""
    matter: str = ""
    words: str = ""
    mine: bool = False
    done: bool = False
    page: int = 1
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, params: QueryDict, today: date) -> "Asked":
        """Read the address; whatever cannot be read is left out and said."""
        asked = cls(day=today, today=today)
        text = params.get("date", "").strip()
        if text:
            asked._take_day(text)
        view = params.get("view", "")
        if view in (MONTH, WEEK, LIST, DAY, LATE):
            asked.view = view
        elif view:
            asked.wrong.append(f"没有“{view[:20]}”这种显示方式，已按月显示。")
        unit, matter, page = (params.get(name, "").strip() for name in ("unit", "matter", "page"))
        if unit and not re.fullmatch(r"[a-z0-9_-]{1,30}", unit):
            asked.wrong.append("单位写得不对，没有按单位筛选，请重新选择。")
        elif unit:
            asked.unit = unit
        if matter and not re.fullmatch(r"([a-z]{1,30}-)?[0-9]{1,18}", matter):
            title = kinds.matters()[0].title
            asked.wrong.append(f"{title}编号写得不对，没有按{title}筛选。")
        elif matter:
            asked.matter = matter
        asked.page = int(page) if _is_number(page) and len(page) < 6 else 1
        asked.words = params.get("q", "").strip()[:100]
        asked.mine, asked.done = params.get("mine") == "1", params.get("done") == "1"
        return asked

    def _take_day(self, text: str) -> None:
        try:
            day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
        except ValueError:
            self.wrong.append(f"日期“{text[:20]}”看不懂，已显示今天所在的日期。请写成 {self.today:%Y-%m-%d} 这样。")
            return
        if FIRST <= day <= LAST:
            self.day = day
        else:
            self.wrong.append(f"只能看{FIRST.year}年至{LAST.year}年的期限，已显示今天所在的日期。")

    # ---- the days that are shown ----

    @cached_property
    def first(self) -> date:
        """The first day of the view: of the month's first week, of the week, or the day itself."""
        return self.weeks[0][0] if self.view in ("", MONTH) else self._inner[0]

    @cached_property
    def last(self) -> date:
        return self.weeks[-1][-1] if self.view in ("", MONTH) else self._inner[1]

    @cached_property
    def weeks(self) -> list[list[date]]:
        """The month's weeks, whole, Monday first."""
        return WEEKS.monthdatescalendar(self.day.year, self.day.month)

    @property
    def listed(self) -> tuple[date, date]:
        """The days of the list: so many from the day asked for, today where none was."""
        return self.day, self.day + ROLLING - ONE

    @cached_property
    def _inner(self) -> tuple[date, date]:
        """The days that the view is about, without those that only fill the month's first and last week."""
        if self.view == LATE:
            return FIRST, self.today - ONE
        if self.view == DAY:
            return self.day, self.day
        if self.view == LIST:
            return self.listed
        if self.view == WEEK:
            monday = self.day - timedelta(days=self.day.weekday())
            return monday, monday + timedelta(days=6)
        length = gregorian.monthrange(self.day.year, self.day.month)[1]
        return self.day.replace(day=1), self.day.replace(day=length)

    @property
    def title(self) -> str:
        first, last = self._inner
        if self.view == LATE:
            return "逾期未办"
        if self.view == DAY:
            return f"{long_date(first)} {weekday(first)}"
        if self.view == WEEK:
            return f"{long_date(first)}至{short_date(last)}"
        return self.listed_title if self.view == LIST else f"{first.year}年{first.month}月"

    @property
    def listed_title(self) -> str:
        first, last = self.listed
        return f"{long_date(first)}至{short_date(last) if last.year == first.year else long_date(last)}"

    @property
    def step_words(self) -> tuple[str, str]:
        """What stands on the buttons backwards and forwards."""
        words = {WEEK: ("上一周", "下一周"), DAY: ("前一天", "后一天"), LIST: ("前60天", "后60天")}
        return words.get(self.view, ("上个月", "下个月"))

    # ---- addresses ----

    def url(self, **changes) -> str:
        """This page with other parameters; None takes one away. Goes back to the first page."""
        now = {
            "view": self.view, "date": self.day.isoformat() if self.day != self.today else "", "unit": self.unit,
            "matter": self.matter, "q": self.words, "mine": "1" if self.mine else "", "done": "1" if self.done else "",
        }  # fmt: skip
        kept = {name: value for name, value in (now | changes).items() if value not in (None, "")}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def all_matters_url(self) -> str:
        return self.url(matter=None)

    @property
    def plain_url(self) -> str:
        """Without whose dates and which matter."""
        return self.url(unit=None, matter=None, q=None, mine=None)

    @property
    def done_url(self) -> str:
        """With what is over, or without it again."""
        return self.url(done=None if self.done else "1")

    @property
    def previous_url(self) -> str:
        """One step back; nothing before the first year."""
        if self.view == LATE:
            return ""
        day = self._inner[0] - (ROLLING if self.view == LIST else ONE)
        return self.url(date=self._on(day)) if day >= FIRST else ""

    @property
    def next_url(self) -> str:
        if self.view == LATE:
            return ""
        day = self._inner[1] + ONE
        return self.url(date=self._on(day)) if day <= LAST else ""

    def _on(self, day: date) -> str:
        """A month is named by its first day, so that the address says the month and not a chance day."""
        if self.view in ("", MONTH):
            day = day.replace(day=1)
        return day.isoformat()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
