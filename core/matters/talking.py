"""Talks of a unit with whoever a matter is from (沟通): recorded, told to those named, denied by them (没有这回事)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core import rulebook
from core.chinese import long_date, short_date, some_of
from core.clock.clocks import last_clock, run_again, running_clock, stop_clock
from core.delivery.notices import tell
from core.matters.answered import answered_by
from core.matters.deadlines import start_for, stop_for
from core.matters.enclosing import enclose
from core.matters.lifecycle import Act, Refused
from core.matters.naming import name_of
from core.matters.telling import users_of
from core.matters.turns import Holder
from core.matters.unit_work import COUNTING, channel_office, has_denied_talk, unit_users
from core.models.generic import matter_of
from core.people.actors import Actor

LONGEST = 200


@dataclass(frozen=True)
class Talking:
    """How a line's units talk; the methods are effects of its rows.

    ``modes`` is the rule that lists the ways; ``clock`` the kind that the first talk stops, ``settling`` the one of the
    office's time to look into a talk that is denied; ``signed(work)`` gives the signatures of those whom the matter is
    from, ``holders`` who stands behind one. ``others`` may be named instead, where nobody who signed can be talked to.
    """

    modes: str
    clock: str
    signed: Callable[[Any], Iterable[Any]]
    holders: Callable[[Any], Iterable[Holder]]
    others: tuple[str, ...] = ()
    settling: str = "settle_talk"

    def record(self, act: Act) -> None:
        """Kept on the work, with those of the signers who are ticked or whom it names."""
        facts = act.facts
        everybody, ticked, words = list(self.signed(act.obj)), list(facts.get("signatories") or ()), with_whom(facts)
        people = ticked + [one for one in named_in(facts.get("with_whom") or "", everybody) if one not in ticked]
        if not people and not any(other in words for other in self.others):
            names = some_of([one.name for one in everybody], 5, "位")
            raise Refused(f"请勾选或写明与谁沟通（{names}），只通知勾选和写到的人。")
        if len(words) > LONGEST:
            raise Refused(f"沟通对象不超过{LONGEST}字，现有{len(words)}字，请分几次登记。")
        mode = next(row for row in rulebook.value(self.modes, act.day) if row["code"] == facts["mode"])
        if facts["held_on"] < act.obj.assigned_at.astimezone(act.at.tzinfo).date():
            raise Refused("沟通日期早于交办日期，请核对。")
        talk = act.obj.contacts.create(
            mode=facts["mode"],
            mode_label=mode["label"],
            face_to_face=bool(mode.get("face")),
            held_on=facts["held_on"],
            with_whom=words,
            unit_people=facts.get("unit_people") or "",
            content=facts["content"],
            recorded_by=act.actor.user,
            recorded_at=act.at,
            talked_with=[one.pk for one in people],
        )
        enclose(act, talk)

    def meet_first(self, act: Act) -> None:
        """首次沟通 is met once somebody behind each matter that the work answers was talked to, or who may be named
        instead: one talk with the one is none with the others."""
        work, talks = act.obj, list(act.obj.contacts.filter(COUNTING))
        reached = {pk for talk in talks for pk in talk.talked_with}
        behind = [{one.pk for one in self.signed(work) if one.matter.pk == each.pk} for each in answered_by(work)]
        instead = any(other in talk.with_whom for talk in talks for other in self.others)
        if instead or all(not keys or reached & keys for keys in behind):
            stop_for(act, work, self.clock)

    def tell_named(self, act: Act) -> None:
        """Only those with whom the unit says that it talked are told, and where to say that it did not."""
        matter = matter_of(act.obj)
        named = act.obj.contacts.order_by("-pk")[0].talked_with
        people = users_of(holder for one in self.signed(act.obj) if one.pk in named for holder in self.holders(one))
        title = f"{act.obj.unit.brief}登记了与您的沟通：{name_of(matter)}，如果没有这回事，请打开告诉我们"
        until = "单位送出答复以前告诉我们的，核实以后才能送出；答复以后、评价结束以前也可以告诉我们，由督查室核实。"
        tell(people, title, act=act, url=matter.get_absolute_url(), body=until)

    def deny(self, act: Act) -> None:
        """没有这回事: the supervision office looks into it, the unit's reply waits, where it has not gone out. A second
        word changes nothing."""
        talk = act.facts["contact"]
        open_ones = type(talk)._default_manager.filter(pk=talk.pk, denied_at=None)
        said = act.facts.get("denied_words") or ""
        if not open_ones.update(denied_at=act.at, denied_by=act.actor.name[:60], denied_words=said):
            raise Refused("这条沟通记录已经有人提出异议，督查室正在核实。")
        work = talk.assignment
        if running_clock(work, self.settling) is None:  # what is denied besides is looked into with the first
            start_for(act, work, self.settling)
        words = f"{name_of(act.obj)}：{act.actor.name}说{short_date(talk.held_on)}的沟通没有这回事"
        url, now = work.get_absolute_url(), "核实以前答复暂停送出" if work.is_open else "由督查室核实"
        tell(users_of(channel_office(work)), f"{words}，请核实", act=act, url=url, body=said, key="office")
        tell(unit_users(work.unit), f"{words}，{now}", act=act, url=url, body=said)

    def take_back(self, act: Act) -> None:
        """我记错了: the denial is as if it had not been, as long as the office has not said what it found."""
        talk = act.facts["contact"]
        denied = type(talk)._default_manager.filter(pk=talk.pk, denied_at__isnull=False, stands=None)
        if not denied.update(denied_at=None, denied_by="", denied_words=""):
            raise Refused("督查室已经核实，异议不能再撤回。")
        work = talk.assignment
        if not has_denied_talk(work):
            stop_clock(work, self.settling, act.at, act.row.label, void=True)
        title = f"{name_of(act.obj)}：{act.actor.name}撤回异议，{short_date(talk.held_on)}的沟通确有其事，不须核实"
        people = (*users_of(channel_office(work)), *unit_users(work.unit))
        tell(people, title, act=act, url=work.get_absolute_url())

    def settle(self, act: Act) -> None:
        """What the office found: the denied talks of this work took place, or did not.

        Where none is left that counts, the time for the first talk runs on, as if it had never been kept, of a unit
        that is still at work.
        """
        work = act.obj
        work.contacts.filter(denied_at__isnull=False, stands=None).update(stands=act.facts["stands"] == "yes")
        stopped = last_clock(work, self.clock)
        if stopped and work.is_open and not work.contacts.filter(COUNTING).exists():
            run_again([stopped.pk])


def open_denial(matter: Any) -> Any | None:
    """A talk with those behind the matter that somebody denies, and that the office has not looked into yet."""
    talks = (talk for work in matter.assignments.all() for talk in work.contacts.all())
    return next((talk for talk in talks if talk.is_denied), None)


def denials_are_settled(matter: Any, _actor: Actor) -> str | None:
    """A guard on the matter: what somebody says never took place is looked into before the judgement is closed."""
    talk = open_denial(matter)
    if talk is None:
        return None
    return f"{talk.denied_by}说{long_date(talk.held_on)}的沟通没有这回事，督查室还没有核实，请等核实以后再办。"


def with_whom(facts: dict[str, Any]) -> str:
    """Whom the unit says that it talked with: those ticked by their names, then whom it wrote."""
    return "、".join(
        part for part in (*(one.name for one in facts.get("signatories") or ()), facts.get("with_whom")) if part
    )


def named_in(words: str, signed: Iterable[Any]) -> list[Any]:
    """Of those who signed, whom the words name: in full, or a member as 沈委员."""
    found = []
    for one in signed:
        names = {one.name, one.body.brief} if one.body else {one.name, f"{one.name[:1]}委员"}
        found += [one] if any(name in words for name in names) else []
    return found
