"""More time (延期): asked for with a reason before the limit, answered by whoever set it; both days stay readable.

A line derives its requests from ``ExtensionRequest`` (``related_name="extensions"`` on the link to the thing asked
for) and declares one ``MoreTime`` for the clock in question, whose methods are guards, writes and words of three rows:
asking, granting, refusing. How long, how often and how far at most are rules.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from core import rulebook
from core.chinese import long_date
from core.clock import calendar, clocks, workdays
from core.clock.workdays import DueDate, PeriodError
from core.matters import owed
from core.matters.deadlines import classes_of, clock_kind, start_for
from core.matters.lifecycle import Act, Refused
from core.models import Clock
from core.people.actors import Actor

LENGTHS = {"days": "日", "working_days": "个工作日", "months": "个月"}


def length_in_words(n: int, unit: str) -> str:
    """“1个月”."""
    return f"{n}{LENGTHS.get(unit, unit)}"


class ExtensionRequest(models.Model):
    """A request for more time (延期): asked with a reason before the limit, granted or refused."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ASKED)
    reason = models.TextField("理由")
    n = models.PositiveSmallIntegerField("延长")
    unit = models.CharField("单位", max_length=12)
    due_before = models.DateField("原截止日")
    due_after = models.DateField("延期后截止日", null=True, blank=True)
    asked_on = models.DateField("申请日期")
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField("答复意见", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["id"]

    @property
    def length(self) -> str:
        """“1个月”."""
        return length_in_words(self.n, self.unit)

    @property
    def is_open(self) -> bool:
        """Asked and not answered."""
        return self.state == self.State.ASKED

    @property
    def days(self) -> str:
        """“2026年6月2日延至2026年7月2日”; the former day alone as long as it was not granted."""
        if self.due_after is None:
            return long_date(self.due_before)
        return f"{long_date(self.due_before)}延至{long_date(self.due_after)}"


@dataclass(frozen=True)
class Limits:
    """What the page of asking or answering says: how much longer at a time, and how far at most.

    ``extended`` is the day to which the open request would lead; None where nothing is asked or it cannot be granted.
    """

    length: str
    last_day: date | None
    extended: DueDate | None


@dataclass(frozen=True)
class MoreTime:
    """How the clock ``clock`` of a kind of thing may be made longer; the methods stand in the rows of its lifecycle.

    ``length`` (``{n, unit}``) and ``most`` (how often a thing may be granted more) are rule keys, ``last_day`` one for
    the last possible day, counted from the clock's own start. ``promise`` is the kind of clock of the day that the
    thing itself promised (``promised_on``), which moves as far. ``what`` is what the time is for, as sentences say it
    (答复), ``asker`` names who asks. A matter may name the classes of rules that apply to it (``rule_classes``).
    """

    clock: str
    what: str
    length: str
    most: str
    last_day: str = ""
    promise: str = ""
    asker: Callable[[Any], str] = str

    # ---- guards ----

    def none_is_open(self, thing: Any, _actor: Actor) -> str | None:
        """No second request while one waits for its answer."""
        asked = open_request(thing)
        return f"{long_date(asked.asked_on)}的延期申请还没有答复，请等答复后再说。" if asked else None

    def is_in_time(self, thing: Any, actor: Actor) -> str | None:
        """An extension is asked for no later than the last day of the limit (期满前提出)."""
        clock = owed.running(thing, self.clock)
        if clock is None:
            return f"该件没有正在计算的{self.what}期限，不须延期。"
        if not workdays.extension_is_in_time(actor.today, clock.due, calendar.current().conventions):
            day = long_date(clock.due)
            return f"{self.what}期限已于{day}届满。延期应在期满之前提出，请尽快{self.what}。"
        return None

    def some_are_left(self, thing: Any, actor: Actor) -> str | None:
        """So many extensions as the rule allows; refused requests do not count."""
        most = rulebook.value(self.most, actor.today, classes_of(thing))
        granted = sum(one.state == ExtensionRequest.State.GRANTED for one in thing.extensions.all())
        if granted < most:
            return None
        if not most:
            return f"按本委员会的制度，{self.what}不能延期。"
        return f"每件最多延期{most}次，该件已延期{granted}次，请在期限内{self.what}。"

    def is_asked(self, thing: Any, _actor: Actor | None = None) -> str | None:
        """There is something to answer."""
        return None if open_request(thing) else "没有待答复的延期申请。"

    # ---- writes ----

    def ask(self, act: Act) -> None:
        """Keep the request with the length that the rule gives on the day it is made."""
        clock = owed.running(act.obj, self.clock)
        if clock is None:
            raise Refused(f"该件没有正在计算的{self.what}期限，不须延期。")
        length = rulebook.value(self.length, act.day, classes_of(act.obj))
        act.obj.extensions.create(
            reason=act.facts["reason"],
            n=length["n"],
            unit=length["unit"],
            due_before=clock.due,
            asked_on=act.day,
            asked_at=act.at,
            asked_by=act.actor.user,
        )

    def grant(self, act: Act) -> None:
        """One longer period from the same start, cut by the last possible day; what hangs on it moves with it."""
        asked = act.obj.extensions.get(state=ExtensionRequest.State.ASKED)
        clock = owed.running(act.obj, self.clock)
        if clock is None:
            raise Refused(f"该件的{self.what}期限已经停止计算，不能再延期。")
        last = self.last_day_of(clock, act.obj)
        longer = {"asked_on": asked.asked_on, "cap": last, "actor": act.actor}
        try:
            clock = clocks.extend_clock(clock, asked.n, asked.unit, **longer)
        except PeriodError as error:
            cap = f"{self.what}最迟期限为{long_date(last)}。" if last else ""
            raise Refused(f"{error}{cap}") from None
        lengthen_alongside(act, clock, asked.n, asked.unit, asked.asked_on, self.last_day_of)
        self._answer(act, ExtensionRequest.State.GRANTED, due_after=clock.due)
        if self.promise:
            move_promise(act, self.promise, asked.n, asked.unit, clock)

    def refuse(self, act: Act) -> None:
        """The limit stays as it was."""
        self._answer(act, ExtensionRequest.State.REFUSED)

    def _answer(self, act: Act, state: str, **more: Any) -> None:
        said = act.facts.get("answer") or act.facts.get("reason") or ""
        changed = act.obj.extensions.filter(state=ExtensionRequest.State.ASKED).update(
            state=state, answer=said, answered_at=act.at, answered_by=act.actor.user, **more
        )
        if not changed:
            raise Refused("这份延期申请已经答复过了。")

    # ---- words ----

    def asked_words(self, act: Act) -> str:
        """“住建局申请答复延期1个月（原期限2026年6月2日）”."""
        asked = act.obj.extensions.get(state=ExtensionRequest.State.ASKED)
        return f"{self.asker(act.obj)}申请{self.what}延期{asked.length}（原期限{long_date(asked.due_before)}）"

    def granted_words(self, act: Act) -> str:
        """Says the former day and the new one."""
        moved = promise_moved(act.obj, self.promise) if self.promise else ""
        return f"同意{self.asker(act.obj)}延期，{self.what}期限由{last_granted(act.obj).days}{moved and f'，{moved}'}"

    def to_answer(self, thing: Any) -> str:
        """What whoever answers is waited for."""
        return f"答复{self.asker(thing)}的延期申请"

    # ---- pages ----

    def limits(self, thing: Any) -> Limits | None:
        """For those who ask and answer; None where the clock does not run."""
        clock = owed.running(thing, self.clock)
        if clock is None:
            return None
        length = rulebook.value(self.length, applies_to=classes_of(thing))
        last, asked, extended = self.last_day_of(clock, thing), open_request(thing), None
        if asked is not None:
            with suppress(PeriodError):
                extended = clocks.due_if_extended(clock, asked.n, asked.unit, asked_on=asked.asked_on, cap=last)
        return Limits(length_in_words(length["n"], length["unit"]), last, extended)

    def last_day_of(self, clock: Clock, thing: Any) -> date | None:
        """The day beyond which no extension goes, counted from the clock's own start; None where no rule sets one."""
        if not self.last_day:
            return None
        rule = rulebook.rule(self.last_day, clock.started_on, classes_of(thing))
        return clocks.due_date(clock.started_on, rule=rule).due


def lengthen_alongside(
    act: Act, clock: Clock, n: int, unit: str, asked_on: date, last: Callable[[Clock, Any], date | None]
) -> None:
    """What else the work owes gets as much more time, each from its own start; what is over already stays as it is."""
    for other in owed.alongside(act.obj, clock):
        with suppress(PeriodError):
            clocks.extend_clock(other, n, unit, asked_on=asked_on, cap=last(other, act.obj), actor=act.actor)


def move_promise(act: Act, kind: str, n: int, unit: str, limit: Clock) -> None:
    """The day that was promised moves as far as the limit did, never beyond it, and says why: it was promised under the
    former one. One that had been kept, or is promised for after the new limit anyway, stays."""
    clock = clocks.running_clock(act.obj, kind)
    former = getattr(act.obj, "promised_on", None)
    if clock is None or former is None:
        return
    later = min(limit.due, clocks.due_date(former, n=n, unit=unit).due)
    if later <= former:
        return
    act.obj.promised_on = later
    act.obj.save(update_fields=["promised_on"])
    words = f"承诺答复日随延期由{long_date(former)}改为{long_date(later)}"
    row = replace(clock_kind(kind), label=clock.label)
    start_for(act, act.obj, row, fixed=later, said={"moved": words})


def promise_moved(thing: Any, kind: str) -> str:
    """“承诺答复日随延期由…改为…”; empty where nothing was promised."""
    clock = clocks.running_clock(thing, kind)
    return str(clock.rule_value.get("moved", "")) if clock else ""


def open_request(thing: Any) -> Any:
    """The request that waits for its answer, or None; costs nothing where the requests are fetched."""
    return next((one for one in thing.extensions.all() if one.is_open), None)


def is_asked_for(thing: Any) -> bool:
    """Whether a request waits for its answer: for ``waits_for``."""
    return open_request(thing) is not None


def last_granted(thing: Any) -> Any:
    """The request granted last."""
    return thing.extensions.filter(state=ExtensionRequest.State.GRANTED).last()
