"""A second limit that opens when something was done in time (期满前作出说明的，再给一段时间).

A line declares one ``SecondLimit`` for a clock, whose methods are guards, writes and words of one row. The date tells
of it from its first day; done in time it makes one longer period, done late it makes none. Whether there is one, and
how long it is, are rules of the day on which the clock began.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import rulebook
from core.chinese import long_date
from core.clock import calendar, clocks, workdays
from core.clock.workdays import PeriodError
from core.matters import owed
from core.matters.deadlines import classes_of
from core.matters.extensions import MoreTime, length_in_words, lengthen_alongside, move_promise
from core.matters.lifecycle import Act, Refused
from core.models import Clock
from core.people.actors import Actor

SECOND, DONE = "second", "explained_on"


@dataclass(frozen=True)
class SecondLimit:
    """After ``first`` (the clock and its other extensions): ``doing`` (作出说明) in time gives ``length`` more, where
    the flag ``allowed`` says so. Both are rule keys."""

    first: MoreTime
    doing: str
    allowed: str
    length: str

    # ---- guards ----

    def is_offered(self, thing: Any, actor: Actor) -> str | None:
        """The rule of the day on which the period began knows a second limit, and it is not used yet."""
        clock = owed.running(thing, self.first.clock)
        if clock is None:
            return f"该件没有正在计算的{self.first.what}期限。"
        if not rulebook.value(self.allowed, clock.started_on, classes_of(thing)):
            return f"按本委员会的制度，{self.first.what}期限不因{self.doing}而延长。"
        done = clock.rule_value.get(DONE)
        return f"{long_date(date.fromisoformat(done))}已经{self.doing}，期限已延长过一次。" if done else None

    def is_in_time(self, thing: Any, actor: Actor) -> str | None:
        """What is done after the first day ran out opens nothing."""
        clock = owed.running(thing, self.first.clock)
        if clock is None or workdays.is_in_time(actor.today, clock.due, calendar.current().conventions):
            return None
        return (
            f"{self.first.what}期限已于{long_date(clock.due)}届满，期满之后{self.doing}不再延长期限。"
            f"请尽快{self.first.what}，情况可以登记在沟通记录里。"
        )

    # ---- writes, words ----

    def do(self, act: Act) -> None:
        """One longer period, not beyond the last possible day; what hangs on it and what was promised move with it."""
        clock = owed.running(act.obj, self.first.clock)
        if clock is None:
            raise Refused(f"该件没有正在计算的{self.first.what}期限。")
        former, length = clock.due, self._length(clock.started_on, act.obj)
        words = f"{long_date(act.day)}已{self.doing}，原期限{long_date(former)}"
        clock.rule_value = clock.rule_value | {DONE: act.day.isoformat(), SECOND: words}
        try:
            last = self.first.last_day_of(clock, act.obj)
            clocks.extend_clock(clock, length["n"], length["unit"], asked_on=act.day, cap=last, actor=act.actor)
        except PeriodError as error:
            raise Refused(str(error)) from None
        lengthen_alongside(act, clock, length["n"], length["unit"], act.day, self.first.last_day_of)
        if self.first.promise:
            move_promise(act, self.first.promise, length["n"], length["unit"], clock)

    def words(self, act: Act) -> str:
        """“区住建局向提案者作出说明，答复期限延至2026年9月2日（原期限2026年6月2日）”."""
        clock = owed.running(act.obj, self.first.clock)
        due = f"，{self.first.what}期限延至{long_date(clock.due)}" if clock else ""
        return f"{self.first.asker(act.obj)}{self.doing}{due}"

    # ---- before ----

    def said(self, day: date, matter: Any) -> dict[str, str]:
        """What the date says from its first day on; nothing where the rule of that day knows no second limit."""
        if not rulebook.value(self.allowed, day, classes_of(matter)):
            return {}
        length = self._length(day, matter)
        more = length_in_words(length["n"], length["unit"])
        return {SECOND: f"期满前{self.doing}的，再延长{more}；期满以后{self.doing}的不延长"}

    def would_end(self, thing: Any, day: date) -> date | None:
        """The day to which it would lead if done on ``day``; None where it leads nowhere."""
        clock: Clock | None = owed.running(thing, self.first.clock)
        if clock is None:
            return None
        length, last = self._length(clock.started_on, thing), self.first.last_day_of(clock, thing)
        try:
            return clocks.due_if_extended(clock, length["n"], length["unit"], asked_on=day, cap=last).due
        except PeriodError:
            return None

    def _length(self, day: date, thing: Any) -> dict[str, Any]:
        return rulebook.value(self.length, day, classes_of(thing))
