"""The dates of units: what runs from the day a unit gets a matter, and what its reply and opinion are due by.

A line declares one ``UnitClocks``, whose methods start the clocks of its table; ``Assigning`` asks for ``start``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.chinese import long_date
from core.clock import calendar, clocks
from core.matters import owed
from core.matters.deadlines import ClockKind, Whose, begins_after, clock_kind, due_by_rule, rule_of, start_for
from core.matters.lifecycle import Act, Refused
from core.matters.owed import Owing
from core.matters.second_limit import DONE, SECOND, SecondLimit
from core.matters.unit_words import handed_to
from core.matters.unit_work import ANSWERING, UnitRole
from core.models import Clock
from core.models.generic import aimed_at, matter_of


def of_channel(obj: Any) -> Whose:
    """The time of the supervision office through which the matter goes."""
    return Whose(body=obj.channel, watched_by=obj.channel)


def of_unit(work: Any) -> Whose:
    """The time of the unit, watched by the supervision office through which the matter came to it."""
    return Whose(body=work.unit, watched_by=work.channel)


@dataclass(frozen=True)
class UnitClocks:
    """The rows of the line's table by which units work.

    ``reply`` is that of the answer, ``second_reply`` the same in a further round; ``promised`` and ``promised_opinion``
    the day that the unit itself names for either product. ``explaining`` may lengthen a first reply, ``owing`` is how
    answers to merged matters are owed. ``duties`` are the kinds that a unit owes once it has signed for the matter. The
    rest are keys of the table: of signing, of giving back, of the first talk, of a joint unit's opinion.
    """

    reply: ClockKind
    second_reply: ClockKind
    promised: ClockKind
    promised_opinion: ClockKind
    explaining: SecondLimit
    owing: Owing
    duties: tuple[str, ...]
    sign: str = "sign"
    give_back: str = "return"
    first_talk: str = "first_contact"
    opinion: str = "joint_opinion"

    def product_of(self, work: Any) -> str:
        """The kind of clock by which a unit's own product is due."""
        return self.reply.key if work.answers else self.opinion

    def next_of_unit(self, work: Any) -> Clock | None:
        """The unit's own duty that ends first, as urgings speak of it."""
        return owed.first_running(work, self.duties)

    # ---- a unit gets the matter ----

    def start(self, act: Act, work: Any, answered: Iterable[Any]) -> None:
        """Signing, returning, first contact and the unit's own product all run from the day the unit gets the matter,
        an answer to each of those whom it is to answer.

        A work handed over again runs from the new unit's day, as convention D9 has it; see ``_begins``. Whoever has
        signed for it, as a joint unit that leads now, need not sign again.
        """
        since = "改办" if work.replaces_id else ("二次交办" if work.round > 1 else "交办")
        if work.signed_at is None:
            start_for(act, work, self.sign, **_begins(act, work, self.sign, since))
        start_for(act, work, self.give_back, **_begins(act, work, self.give_back, since))
        if not work.answers:
            self._start_opinion(act, work, since)
            return
        start_for(act, work, self.first_talk, **_begins(act, work, self.first_talk, since))
        begins, matter = _begins(act, work, self.reply, since), matter_of(work)
        if work.answers_own:
            self._start_reply(act, work, work, matter, **begins)
        for merged in sorted((one for one in answered if one != matter), key=lambda one: one.pk):
            self._owe(act, work, merged, **begins)
        reply = owed.running(work, self.reply.key)
        if work.role == UnitRole.LEAD and reply is not None:
            self._hang_opinions_on(act, work, reply)

    def start_promised(self, act: Act) -> None:
        """The day the unit itself promised stands beside the limit set by rule."""
        work = act.obj
        if work.promised_on:
            start_for(act, work, self.promised if work.answers else self.promised_opinion, fixed=work.promised_on)

    def _start_reply(self, act: Act, work: Any, target: Any, answered: Any, **begins: Any) -> Clock:
        """The reply that the work owes, of its own (``target``) or to those behind a merged matter."""
        kind = self.second_reply if work.round > 1 else self.reply
        second = self.explaining.said(act.day, answered) if kind is self.reply else {}
        if day := self._set_day(act, matter_of(work), answered):
            last = due_by_rule(self.reply, act.day, answered)
            said = {"set_by": f"交办时定（按规定最迟{long_date(last)}）"}
            kind, begins = replace(kind, rule=""), {"fixed": day, "since": begins["since"]}
            return start_for(act, target, self.owing.limit(kind, target), **begins, said=second | said)
        return start_for(act, target, self.owing.limit(kind, target), **begins, said=second)

    def _set_day(self, act: Act, matter: Any, answered: Any) -> date | None:
        """The earlier day (``due_on``) that whoever hands it out sets for the reply; None for the one by rule, as of
        one merged that is due before it anyway."""
        day = act.facts.get("due_on")
        if day is None or day == due_by_rule(self.reply, act.day, matter):
            return None
        if wrong := self.wrong_day(day, act.day, matter):
            raise Refused(wrong)
        return day if answered == matter or day < due_by_rule(self.reply, act.day, answered) else None

    # ---- another day for the reply ----

    def has_limit(self, work: Any, _actor: Any) -> str | None:
        """A guard: the day of a reply is set anew only while it runs."""
        return None if owed.running(work, self.reply.key) else "该件没有正在计算的答复期限。"

    def adjust(self, act: Act) -> None:
        """调整答复期限: the day that whoever handed it out sets instead, for everything that the work owes by it; what
        hangs on it moves with it, and what the unit promised is never after it."""
        work, day = act.obj, act.facts["due_on"]
        first = owed.running(work, self.reply.key)
        if first is None or day == first.due:
            raise Refused("答复期限没有改动。" if first else "该件没有正在计算的答复期限。")
        for target in (work, *owed.open_rows(work)):
            if clock := clocks.running_clock(target, self.reply.key):
                self._set_anew(act, target, clock, day, strict=clock.pk == first.pk)
        if work.promised_on and work.promised_on > day and clocks.running_clock(work, self.promised.key):
            words = f"承诺答复日随答复期限由{long_date(work.promised_on)}改为{long_date(day)}"
            work.promised_on = day
            work.save(update_fields=["promised_on"])
            start_for(act, work, self.promised, fixed=day, said={"moved": words})

    def _set_anew(self, act: Act, target: Any, clock: Clock, day: date, *, strict: bool) -> None:
        """``strict`` refuses a day that the rule does not allow; another one that is owed beside it keeps its own."""
        kind = self.second_reply if matter_of(act.obj).round > 1 else self.reply
        last = max(clock.due, clocks.due_date(clock.started_on, rule=rule_of(kind, clock.started_on, target)).due)
        if strict and not act.day < day <= last:
            raise Refused(f"答复期限应在今天以后，不晚于按规定的{long_date(last)}。")
        if not act.day < day <= last:
            return
        said = {name: clock.rule_value[name] for name in (SECOND, DONE) if clock.rule_value.get(name)}
        said["set_by"] = f"{long_date(act.day)}由{long_date(clock.due)}调整（按规定最迟{long_date(last)}）"
        since = clock.rule_value.get("start_label", "")
        row = self.owing.limit(replace(kind, rule=""), target)
        start_for(act, target, row, fixed=day, since=since, started_on=clock.started_on, said=said)

    def adjusted(self, act: Act) -> str:
        """“答复期限由2026年6月2日改为2026年5月20日”, as the timeline tells it."""
        targets = (act.obj, *owed.open_rows(act.obj))
        now = next(clock for one in targets if (clock := clocks.running_clock(one, self.reply.key)))
        former = Clock.objects.filter(**aimed_at(now.target), kind=now.kind, round=now.round - 1).first()
        was = f"由{long_date(former.due)}" if former else ""
        return f"{act.obj.unit.brief}的答复期限{was}改为{long_date(now.due)}"

    def wrong_day(self, day: date, today: date, matter: Any) -> str:
        """Why a reply cannot be asked for by this day from units that get the matter today; empty where it can."""
        last = due_by_rule(self.reply, today, matter)
        return "" if today < day <= last else f"答复期限应在今天以后，不晚于按规定的{long_date(last)}。"

    def remarks(self, day: date, today: date, matter: Any, *, joints: bool) -> list[str]:
        """What is to be thought of before a reply is asked for by this day: no working day, or earlier than what is to
        be done before it."""
        told = [] if calendar.current().is_workday(day) else [f"答复期限{long_date(day)}是休息日"]
        kinds = [self.first_talk, self.give_back, *([self.opinion] if joints else [])]
        before = []
        for kind in map(clock_kind, kinds):
            rule = rule_of(kind, today, matter)
            if rule is None or rule.value.get("unit") == "days_before":
                continue
            if (due := due_by_rule(kind, today, matter)) > day:
                before.append(f"{kind.label}（{long_date(due)}）")
        return [*told, *([f"答复期限{long_date(day)}早于{'、'.join(before)}"] if before else [])]

    def handed_out(self, act: Act) -> str:
        """What is said once a matter was handed out, with what is to be thought of."""
        told, day = handed_to(act) or f"“{act.row.label}”已办好。", act.facts.get("due_on")
        joints = bool(act.facts.get("joints"))
        found = self.remarks(day, act.day, matter_of(act.obj), joints=joints) if day else []
        return told + "".join(f"{one}，要改的请用“调整答复期限”。" for one in found)

    def said_of_day(self, act: Act) -> str:
        """The same once another day was set."""
        day = act.facts["due_on"]
        rests = "" if calendar.current().is_workday(day) else f"{long_date(day)}是休息日。"
        return f"“{act.row.label}”已办好。{rests}"

    # ---- what is owed to those behind merged matters ----

    def _owe(self, act: Act, work: Any, merged: Any, **begins: Any) -> Any:
        """Those behind a merged matter are owed an answer too, within the time that their own matter has."""
        row = self.owing.owe(work, merged, act.at)
        self._start_reply(act, work, row, merged, **begins)
        return row

    def owe_of(self, act: Act, main: Any, merged: Iterable[Any]) -> None:
        """Units that are at work on the main matter owe an answer to each; one that has answered goes on for them."""
        works = main.assignments.filter(round=main.round, role__in=ANSWERING)
        works = works.exclude(state__in=works.model.gone).select_related("unit").order_by("pk")
        for work in {work.unit_id: work for work in works}.values():
            rows = [self._owe(act, work, one, since="并案", started_on=act.day) for one in merged]
            if not work.is_open:
                self.owing.go_on(act, work, rows)

    # ---- opinions of joint units ----

    def _start_opinion(self, act: Act, work: Any, since: str) -> None:
        """会办意见: from the day the unit got the matter, or so many days before the lead unit's reply is due.

        In the second case the clock hangs on the lead unit's and moves with it when that is extended.
        """
        rule = rule_of(self.opinion, act.day, matter_of(work))
        if rule is None or rule.value.get("unit") != "days_before":
            start_for(act, work, self.opinion, **_begins(act, work, self.opinion, since))
            return
        if reply := self._reply_of_lead(work):
            start_for(act, work, self.opinion, since="主办单位答复期限", started_on=reply.due, anchor=reply)

    def _reply_of_lead(self, work: Any) -> Clock | None:
        leads = matter_of(work).assignments.filter(round=work.round, role=UnitRole.LEAD)
        lead = leads.exclude(state__in=work.gone).first()
        if lead is None:
            return None
        own = Clock.objects.filter(**aimed_at(lead), kind=self.reply.key).order_by("-id").first()
        return own or owed.running(lead, self.reply.key)

    def _hang_opinions_on(self, act: Act, lead: Any, reply: Clock) -> None:
        """After a change of the lead unit, opinions still owed count back from the new unit's limit."""
        joints = matter_of(lead).assignments.filter(round=lead.round, role=UnitRole.JOINT)
        for joint in joints.exclude(state__in=lead.gone).select_related("unit", "channel"):
            running = clocks.running_clock(joint, self.opinion)
            if running and running.anchor_id and running.anchor_id != reply.pk:
                self._start_opinion(act, joint, "改办")


def _begins(act: Act, work: Any, kind: str | ClockKind, since: str) -> dict[str, Any]:
    """From which day the period of a unit runs, and how that day is called."""
    return begins_after(work.replaces, kind, act.day, matter_of(work), since)
