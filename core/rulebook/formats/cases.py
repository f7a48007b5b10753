"""One example computed: a clock for every period whose starting event is given, its extensions, its last day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core.clock import calendar, clocks, workdays
from core.clock.workdays import PeriodError
from core.models import Clock, Regulation, Rule
from core.rulebook.answering import LeftOut
from core.rulebook.formats import descriptions, vocabulary
from core.rulebook.formats.events import Asked, Given, Moment, Scope, day_of
from core.rulebook.formats.offers import STRANGE, Offer, fit, starts_of

FIRST, AFTER = " (first)", " (after extension)"


@dataclass(frozen=True)
class Result:
    """One date of an example: ``status`` is on_time, late, refused, rejected, provisional or None."""

    what: str
    nominal: date | None = None
    due: date | None = None
    status: str | None = None
    explanation: str = ""

    def as_json(self) -> dict:
        return {
            "what": self.what,
            "nominal": self.nominal.isoformat() if self.nominal else None,
            "due": self.due.isoformat() if self.due else None,
            "status": self.status,
            "explanation": self.explanation,
        }


@dataclass(frozen=True)
class _Start:
    """Where a period begins."""

    event: str
    day: date


class Case:
    """The events of one scope (the matter, or one unit's work) held against the rules of the file."""

    def __init__(
        self, given: Given, scope: Scope, offers: list[Offer], matter: Regulation, left_out: Iterable[LeftOut] = ()
    ):
        self.given, self.scope, self.matter = given, scope, matter
        self.suffix = f" (unit {scope.name})" if scope.name else ""
        scored = [(fit(offer.matter_class, given.classes), offer) for offer in offers]
        fitting = [(score, offer) for score, offer in scored if score is not None]
        self.offers = [offer for _, offer in sorted(fitting, key=lambda pair: -pair[0])]
        self.refused = [(vocabulary.stem(one.source_id, one.source_class), one) for one in left_out]
        self.days = dict(scope.days)
        self.found: dict[str, Result] = {}
        self.unsettled: set[str] = set()

    def results(self) -> list[Result]:
        """Every date that follows from what is given; a due day found may start further periods."""
        waiting = {offer.what: None for offer in self.offers if offer.part in ("", "cap")}
        while True:
            opened = [what for what in waiting if self._compute(what)]
            if not opened:
                break
            waiting = {what: None for what in waiting if what not in opened}
        for what, one in self.refused:
            if what not in self.found and (fit(one.source_class, self.given.classes) or 0) > -STRANGE:
                self.found[what] = Result(what, status="rejected", explanation=str(one))
        return [replace(result, what=what + self.suffix) for what, result in self.found.items()]

    def _compute(self, what: str) -> bool:
        """Compute ``what`` by the best fitting rule of that name whose starting event is given; whether one did."""
        for offer in self.offers:
            if offer.what != what or offer.part not in ("", "cap"):
                continue
            started = self._started(offer)
            if started is not None:
                self._period(offer, *started)
                return True
        return False

    def _started(self, offer: Offer) -> tuple[Rule, _Start] | None:
        """The version that applies and where it begins; a date named in the text needs no starting event."""
        for event in offer.starts:
            start = self._start(event)
            rule = offer.on(start.day) if start else None
            if rule is None or event not in starts_of(rule.value):
                continue
            if rule.value.get("unit") == "fixed_date":
                start = self._start(event, text_date=True)
            return rule, start
        if (fit(offer.matter_class, self.given.classes) or 0) <= -STRANGE:
            return None
        named = self._any_day()
        rule = offer.on(named.day if named else date.max)
        if rule is None or rule.value.get("unit") != "fixed_date":
            return None
        if named is None:
            text = rule.value["fixed_date"]
            named = _Start("", workdays.fixed_date(text)) if len(text) > len("12-31") else None
        return (rule, named) if named else None

    def _start(self, event: str, text_date: bool = False) -> _Start | None:
        """The day of ``event``. A unit that took over starts anew (D9), except under a date named in the text (D6)."""
        if event not in self.days:
            return None
        day = day_of(self.days[event])
        earlier = self.scope.earlier
        rules = calendar.current().conventions
        while earlier is not None and event in earlier.days:
            former = day_of(earlier.days[event])
            day = former if text_date else workdays.start_after_reassignment(former, day, rules)
            earlier = earlier.earlier
        return _Start(event, day)

    def _any_day(self) -> _Start | None:
        """The first day given at all: a date named in the text needs only its year."""
        first = self.scope
        while first.earlier is not None:
            first = first.earlier
        days = sorted((day_of(moment), event) for event, moment in first.days.items())
        if days:
            return _Start(days[0][1], days[0][0])
        return _Start("", date(self.given.year, 1, 1)) if self.given.year else None

    # ---- one period ----

    def _period(self, offer: Offer, rule: Rule, start: _Start) -> None:
        extended = self.days.get(f"{start.event}_extended")
        name = offer.what
        clock = self._clock(offer, name, rule, start)
        if clock is None:
            return
        acted = self.scope.done(name, start.event)
        if start.event in self.unsettled:  # what hangs on a provisional day is provisional too
            clock.provisional = True
        self._keep(offer, name, clock, acted)
        if extended is not None:
            self._keep(offer, name + FIRST, clock, None)
            moved = self._clock(offer, name, rule, _Start(start.event, day_of(extended)))
            if moved is not None:
                self._keep(offer, name + AFTER, moved, acted)
        if offer.part == "":
            self.days.setdefault(f"{name}_due", clock.due)
            if clock.provisional:
                self.unsettled.add(f"{name}_due")
            self._extensions(offer, clock, start, acted)

    def _clock(self, offer: Offer, name: str, rule: Rule, start: _Start) -> Clock | None:
        cap = self._cap(offer, start) if offer.part == "" else None
        try:
            return clocks.open_clock(
                target=self.matter, kind=name[:40], label=name[:40], started_on=start.day, rule=rule,
                start_label=descriptions.event_label(start.event), cap=cap,
            )  # fmt: skip
        except PeriodError as error:
            self.found[name] = Result(name, status="rejected", explanation=str(error))
            return None

    def _keep(self, offer: Offer, name: str, clock: Clock, acted: Moment | None, superseded: bool = False) -> None:
        said = "；".join(filter(None, (clock.explanation, self._instead_of(offer))))
        result = Result(name, clock.nominal, clock.due, self._status(clock, acted, superseded), said)
        self.found[name] = result
        if offer.rule_id != offer.what and name.startswith(offer.what):
            alias = offer.rule_id + name.removeprefix(offer.what)
            self.found.setdefault(alias, replace(result, what=alias))

    def _instead_of(self, offer: Offer) -> str:
        """That a rule which fits the example as well or better was refused, and this one answers in its place."""
        own = fit(offer.matter_class, self.given.classes) or 0
        for what, one in self.refused:
            score = fit(one.source_class, self.given.classes)
            if what == offer.what and score is not None and score >= own and one.source_id != offer.rule_id:
                return f"{one.sentence.rstrip('。')}（第{one.line}行{one.source_id}未能载入），暂按{offer.rule_id}计算"
        return ""

    def _status(self, clock: Clock, acted: Moment | None, superseded: bool) -> str | None:
        if superseded:
            return None
        if acted is not None:
            rules = calendar.current().conventions
            return "on_time" if workdays.is_in_time(acted, clock.due, rules) else "late"
        return "provisional" if clock.provisional else None

    # ---- the last possible day and extensions ----

    def _parts(self, part: str, of: str) -> list[Offer]:
        return [offer for offer in self.offers if offer.part == part and offer.of == of]

    def _cap(self, offer: Offer, start: _Start) -> date | None:
        """The last possible day of the period, where the file has one that does not lie before its start."""
        for cap in self._parts("cap", offer.what):
            rule = cap.on(start.day)
            own = rule.value.get("from") if rule else None
            began = self._start(own) if own else start
            if rule is not None and began is not None:
                found = clocks.due_date(began.day, rule=rule, start_label=descriptions.event_label(began.event))
                return found.due if found.due >= start.day else None
        return None

    def _asked(self, what: str) -> list[Asked]:
        by_number = self.scope.asked.get(what) or (self.scope.asked.get("") if self._is_extended(what) else None) or {}
        return [by_number[number] for number in sorted(by_number)]

    def _is_extended(self, what: str) -> bool:
        """Whether an extension that names no period means this one: the one the file extends, else the usual one."""
        named = [offer.of for offer in self.offers if offer.part == "extension"] or [vocabulary.words().usual]
        return what in named

    def _extensions(self, offer: Offer, clock: Clock, start: _Start, acted: Moment | None) -> None:
        name, base = offer.what, (clock.nominal, clock.due)
        cap = self._cap(offer, start)
        granted = 0
        for number, asked in enumerate(self._asked(name), start=1):
            sentence = self._extend(offer, clock, start, asked, granted, cap)
            ours = f"{name}_extended" if number == 1 or not sentence else f"{name}_extended_{number}"
            if sentence:
                refused = Result(ours, clock.nominal, clock.due, "refused", sentence)
                self.found[ours] = refused
                self.found["extension"] = replace(refused, what="extension")
                self.found[f"extension_{number}"] = replace(refused, what=f"extension_{number}")
                continue
            granted += 1
            self._keep(offer, ours, clock, acted)
            for alias in ("extension", f"extension_{number}", f"{name}_extended_{number}"):
                self.found[alias] = replace(self.found[ours], what=alias)
            self.days[f"{name}_due_extended"] = clock.due
            if asked.approved:
                self.found[name] = replace(self.found[name], nominal=base[0], due=base[1], status=None)

    def _extend(self, offer: Offer, clock: Clock, start: _Start, asked: Asked, granted: int, cap: date | None) -> str:
        """Lengthen the clock as asked; the sentence why not, or nothing."""
        on = day_of(asked.on or asked.approved_on or start.day)
        if asked.refused:
            return "延期申请未获同意，仍按原期限。"
        length = next((rule for part in self._parts("extension", offer.what) if (rule := part.on(start.day))), None)
        most = self._most(offer, length, start)
        if most is not None and granted >= most:
            return f"延期最多{most}次，已经用完。"
        last = min((day for day in (cap, asked.until) if day), default=None)
        try:
            if length is not None and "n" in length.value:
                clocks.extend_clock(clock, length.value["n"], length.value["unit"], asked_on=on, cap=last)
            elif last is not None:
                self._until(clock, asked.until, cap, on)
            else:
                return "文件没有规定延期多长。"
        except PeriodError as error:
            return str(error)
        return ""

    def _most(self, offer: Offer, length: Rule | None, start: _Start) -> int | None:
        """How often the period may be extended; None where the file sets no limit."""
        for part in self._parts("extension_max", offer.what):
            rule = part.on(start.day)
            if rule is not None:
                return rule.value
        return length.value.get("max_times") if length is not None else None

    def _until(self, clock: Clock, until: date | None, cap: date | None, on: date) -> None:
        """A wished day where the file sets no length: as wished, but not beyond the last possible day."""
        if not workdays.extension_is_in_time(on, clock.due, calendar.current().conventions):
            raise PeriodError("期限已过，不能再申请延期。延期应在期满之前提出。")
        wished = until or cap
        found = clocks.due_date(clock.started_on, unit="fixed_date", fixed=wished.isoformat(), cap=cap)
        if found.due <= clock.due:
            raise PeriodError("延长后的期限没有晚于原期限，请核对延期时长和最迟期限。")
        clock.nominal, clock.due, clock.provisional = found.nominal, found.due, found.provisional
        cut = f"，最迟不得超过{_long(cap)}" if cap and cap < wished else ""
        clock.explanation = f"申请延期至{_long(wished)}{cut}，截止{_long(found.due)}"


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
