"""The acts around a leader's written instruction (批示): written to those who follow it, with a day where wanted, or
entered from paper; taken back while nobody has told of it; what was done about it registered by whoever follows it; and
said not to be done after all.

A line declares one ``Instructing``: its ``rows`` stand in the lifecycle of its matter, its ``clock`` in its table of
clocks, its ``office`` in its kind (``instructions_office``). A matter that goes through a supervision office has
``channel``, one that units work on ``assignments``. What the acts ask for is in ``core.matters.instruct_forms``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.chinese import long_date
from core.clock import clocks
from core.delivery.notices import tell
from core.files.attachments import UploadRefused, add_attachment
from core.matters import events
from core.matters.deadlines import ClockKind, SeenBy, Whose, start_for
from core.matters.instruct_forms import InstructionForms, leader_of
from core.matters.instructions import (
    ANSWER,
    CLOCK,
    ENTER,
    KEY,
    OPEN,
    REOPEN,
    Follower,
    State,
    answering_works,
    forget,
    name_of_follower,
)
from core.matters.lifecycle import Act, Refused, Transition
from core.matters.naming import name_of
from core.matters.unit_work import ANSWERING, unit_users
from core.models import Event, Instruction, Notice, Organisation, Role, User
from core.models.generic import matter_of, rooted_in
from core.people.actors import Actor
from core.people.posts import users_in

PAPER = "批示件"


@dataclass(frozen=True)
class Instructing(InstructionForms):
    """``office`` is the committee's post that follows what nobody else is named for, and hears of all of them."""

    @property
    def clock(self) -> ClockKind:
        """The row of the line's table: the time of whoever follows it, where the leader has set a day."""
        return ClockKind(
            CLOCK, "落实批示", "", since="批示", of=self.whose, seen_by=SeenBy.COMMITTEE, meets=(ANSWER,), beside=True,
        )  # fmt: skip

    def rows(
        self, source: tuple[str, ...], ended: tuple[str, ...], actor_may: Callable[[Actor, Any], bool]
    ) -> tuple[Transition, ...]:
        """Written by ``actor_may`` while the matter is in ``source``; what was done may be told in ``ended`` too."""
        common: dict[str, Any] = {"repeatable": True, "audience": Event.Audience.OFFICE}
        return (
            Transition(KEY, "批示", source, None, actor_may=actor_may, fields=self.to_write,
                describe=self.written_words, effects=(self.follow, self.tell_written), **common),
            Transition(ENTER, "登记纸质批示", source, None, actor_may=self.may_enter, quiet=True,
                fields=self.to_enter, describe=self.entered_words,
                effects=(self.follow, self.keep_paper, self.tell_written, self.tell_leader), **common),
            Transition("withdraw_instruction", "撤回批示", source, None, actor_may=self.may_withdraw, quiet=True,
                fields=self.to_withdraw, describe=self.withdrawn_words, effects=(self.withdraw,), **common),
            Transition(ANSWER, "登记批示落实情况", (*source, *ended), None, on_page=True, actor_may=self.follows,
                fields=self.to_answer, describe=self.answered_words, effects=(self.answer,), **common),
            Transition(REOPEN, "批示还不算落实", (*source, *ended), None, actor_may=self.may_reopen, on_page=True,
                fields=self.to_reopen, describe=self.reopened_words, effects=(self.reopen,), **common),
        )  # fmt: skip

    # ---- who ----

    def may_enter(self, actor: Actor, _matter: Any) -> bool:
        """The desks to which a leader's paper comes."""
        return actor.is_in(self.office, Role.OFFICE_CLERK)

    def follows(self, actor: Actor, matter: Any) -> bool:
        """Whoever an instruction on the matter is written to, as long as it is not done."""
        return bool(self.mine(actor, matter))

    def may_withdraw(self, actor: Actor, matter: Any) -> bool:
        """Whoever wrote one of which nobody has told anything yet; of one on paper, the desks that enter them."""
        return bool(self.unanswered(actor, matter))

    def may_reopen(self, actor: Actor, matter: Any) -> bool:
        """Whoever wrote one that is said to be done; whoever follows it, on the day on which that was said."""
        return bool(self.done(actor, matter))

    def whose(self, row: Instruction) -> Whose:
        """Whose time it is, as a clock keeps it."""
        channel = getattr(row.root, "channel", None)
        if row.follower == Follower.CHANNEL and channel:
            return Whose(body=channel, watched_by=channel)
        works = answering_works(row.root) if row.follower == Follower.UNIT else []
        return Whose(body=works[0].unit, watched_by=works[0].channel) if works else Whose(role=self.office)

    def _people(self, matter: Any, follower: str) -> list[User]:
        if follower == Follower.UNIT:
            return _of_units(work.unit for work in answering_works(matter))
        if follower == Follower.CHANNEL:
            return list(users_in(Role.SUPERVISOR, matter.channel))
        return list(users_in(self.office))

    # ---- what follows ----

    def follow(self, act: Act) -> None:
        """One part for each follower, with its day."""
        facts, event = act.facts, act.event
        due, since = facts.get("due_on"), facts.get("given_on") or act.day
        if event is None or (due and due <= since):
            raise Refused("落实期限应在今天以后。" if since == act.day else "落实期限应在批示日期以后。")
        leader = facts.get("leader") if act.row.key == ENTER else act.actor.user
        for follower in facts.get("followers") or [Follower.OFFICE]:
            row = Instruction.objects.create(
                event=event, **rooted_in(act.obj), follower=follower, due_on=due, given_on=since,
                leader=leader, leader_name=leader_of(act),
            )  # fmt: skip
            row.root = act.obj
            if due:
                start_for(act, row, CLOCK, fixed=due, started_on=since)
        forget(act.obj)

    def keep_paper(self, act: Act) -> None:
        """The picture stays with the instruction and is read by whoever reads that."""
        upload = act.facts.get("scan")
        row = Instruction.objects.filter(event=act.event).first()
        if not upload or row is None:
            return
        row.root = act.obj
        try:
            add_attachment(target=row, root=act.obj, upload=upload, actor=act.actor, category=PAPER, told=False)
        except UploadRefused as error:
            raise Refused(str(error)) from error

    def tell_written(self, act: Act) -> None:
        """Those who follow it, and the offices that look after the matter, each once and word for word."""
        matter, followers = act.obj, act.facts.get("followers") or [Follower.OFFICE]
        title = f"领导对{name_of(matter)}作出批示"
        said = {"act": act, "url": matter.get_absolute_url(), "body": act.facts["instruction"]}
        following = dict.fromkeys(user for one in followers for user in self._people(matter, one))
        tell(following, f"{title}{_asked(act.facts.get('due_on'))}", **said, key="follow")
        _ask(act, "follow")
        offices = [Follower.OFFICE, *([Follower.CHANNEL] if getattr(matter, "channel_id", None) else [])]
        others = dict.fromkeys(user for one in offices for user in self._people(matter, one) if user not in following)
        tell(others, title, **said, key="office")

    def tell_leader(self, act: Act) -> None:
        """Whoever wrote it on paper and has an account reads that it is followed."""
        if leader := act.facts.get("leader"):
            title = f"您对{name_of(act.obj)}的纸质批示已登记"
            said = {"act": act, "url": act.obj.get_absolute_url(), "body": act.facts["instruction"]}
            tell([leader], title, **said, key="leader")

    def withdraw(self, act: Act) -> None:
        """Nothing is waited for any more; those who were to follow it are told."""
        chosen = self.chosen(act, self.unanswered(act.actor, act.obj))
        rows = list(Instruction.objects.select_for_update().filter(event=chosen.event))
        if any(row.state != State.OPEN for row in rows):
            raise Refused("已经登记了落实情况，批示不能再撤回。")
        Instruction.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.WITHDRAWN)
        for row in rows:
            clocks.stop_clock(row, CLOCK, act.at, act.row.label, void=True)
        people = dict.fromkeys(user for row in rows for user in self._people(act.obj, row.follower))
        for row in rows:
            _close(act, row, people, Notice.Closed.OVER)
        title = f"领导对{name_of(act.obj)}的批示已撤回，不必落实"
        tell(people, title, act=act, url=act.obj.get_absolute_url(), body=act.facts.get("reason") or "")
        forget(act.obj)

    def answer(self, act: Act) -> None:
        """What was done stands beside the words, and the leader who wrote them is told."""
        chosen, finished = self.chosen(act, self.mine(act.actor, act.obj)), bool(act.facts.get("finished"))
        row = Instruction.objects.select_for_update().filter(pk=chosen.pk, state__in=OPEN).first()
        if row is None:
            raise Refused("这件批示已经办结或者撤回。")
        state = State.DONE if finished else State.REPORTED
        Instruction.objects.filter(pk=row.pk).update(
            state=state, answer=act.facts["answer"], answered_by=act.actor.name, answered_at=act.at,
            accounts=_told(row, act, act.facts["answer"], state),
        )  # fmt: skip
        if finished:
            clocks.stop_clock(chosen, CLOCK, act.at, act.row.label)
            _close(act, row, self._people(act.obj, row.follower), Notice.Closed.DONE)
        title = f"您对{name_of(act.obj)}的批示{'已落实' if finished else '有了落实情况'}：{name_of_follower(chosen)}"
        tell(_author(chosen), title, act=act, url=act.obj.get_absolute_url(), body=act.facts["answer"])
        forget(act.obj)

    def reopen(self, act: Act) -> None:
        """It is to be followed again: until the day that was set, or another; who follows it and who wrote it hear."""
        chosen, due = self.chosen(act, self.done(act.actor, act.obj)), act.facts.get("due_on")
        row = Instruction.objects.select_for_update().filter(pk=chosen.pk, state=State.DONE).first()
        if row is None:
            raise Refused("这件批示不是“已办结”，请刷新后再看。")
        if due and due <= act.day:
            raise Refused("落实期限应在今天以后。")
        accounts = _told(row, act, act.facts["reason"], State.OPEN)
        Instruction.objects.filter(pk=row.pk).update(state=State.OPEN, accounts=accounts, due_on=due or row.due_on)
        if due:
            start_for(act, chosen, CLOCK, fixed=due)
        elif last := clocks.last_clock(chosen, CLOCK):
            clocks.run_again([last.pk])
        said = {"act": act, "url": act.obj.get_absolute_url(), "body": act.facts["reason"]}
        until = _asked(due or row.due_on)
        tell(self._people(act.obj, row.follower), f"{name_of(act.obj)}的批示还不算落实{until}", **said, key="follow")
        _ask(act, "follow")
        whose = f"您对{name_of(act.obj)}的批示改为未落实：{name_of_follower(chosen)}"
        tell(_author(chosen), whose, **said, key="leader")
        forget(act.obj)

    def hold_anew(self, act: Act) -> None:
        """An effect on a unit's work: what units are to follow is for those that work on the matter now. They are told,
        as are the leaders, and the timeline says so; a unit that is taken off it is asked no more."""
        matter, former = matter_of(act.obj), act.obj
        answering = self._answering(matter)
        rows = self._of_units_on(matter, answering)
        new = list(dict.fromkeys(work.unit for work in answering if work.replaces_id == former.pk))
        if not former.answers:
            return
        for row in rows:
            _close(act, row, _of_units([former.unit]), Notice.Closed.OVER)
            if new:
                self._pass_on(act, row, new, f"转由{_names(new)}落实，原由{former.unit.brief}落实", "改由")
        forget(matter)

    def join(self, act: Act) -> None:
        """An effect on the matter that has just been handed to units (增加承办单位, 二次交办): one that answers for the
        first time is told of what units are to follow, as is the leader; one that answers no more is asked no more."""
        matter, added = act.obj, act.facts.get("unit")
        answering = self._answering(matter)
        rows = self._of_units_on(matter, answering)
        before = matter.assignments.filter(round=matter.round - 1, role__in=ANSWERING).select_related("unit")
        asked = [work.unit for work in before.exclude(state__in=before.model.gone)]
        new = [unit for work in answering if (unit := work.unit) not in asked and added in (None, unit)]
        gone = [unit for unit in asked if unit not in {work.unit for work in answering}]
        for row in rows:
            _close(act, row, _of_units(gone), Notice.Closed.OVER)
            if new:
                others = "也" if len(answering) > len(new) else ""
                self._pass_on(act, row, new, f"{others}由{_names(new)}落实", f"{others}由")
        forget(matter)

    def _answering(self, matter: Any) -> list[Any]:
        """The works that answer in the present round, read anew, the oldest first."""
        works = matter.assignments.filter(round=matter.round, role__in=ANSWERING).select_related("unit")
        return list(works.exclude(state__in=works.model.gone).order_by("id"))

    def _of_units_on(self, matter: Any, answering: list[Any]) -> list[Instruction]:
        """Those that units are to follow and have not done, their dates now the time of the first that answers."""
        rows = Instruction.objects.filter(**rooted_in(matter), follower=Follower.UNIT).select_related("event", "leader")
        found = list(rows)
        for row in found if answering else ():
            clocks.change_holder(row, CLOCK, holder_org=answering[0].unit)
        for row in found:
            row.root = matter
        return [row for row in found if row.is_open]

    def _pass_on(self, act: Act, row: Instruction, new: list[Organisation], how: str, by: str) -> None:
        """``new`` follow it from now on; the timeline says ``how``, its leader is told ``by`` whom."""
        matter: Any = row.root
        states = {"from_state": matter.state, "to_state": matter.state, "audience": Event.Audience.OFFICE}
        label, words = "批示转由新单位落实", f"{row.by}的批示{how}"
        events.record(matter, actor=act.actor, key="instruction_passed", label=label, text=words, **states)
        said: dict[str, Any] = {"act": act, "url": matter.get_absolute_url(), "body": row.words}
        turned = "转由" if by == "改由" else by
        title = f"{name_of(matter)}有领导批示，{turned}您单位落实{_asked(row.due_on)}"
        tell(_of_units(new), title, **said, key=f"follow{row.pk}")
        _ask(act, f"follow{row.pk}")
        tell(_author(row), f"您对{name_of(matter)}的批示{by}{_names(new)}落实", **said, key=f"leader{row.pk}")

    def let_go(self, act: Act) -> None:
        """An effect: the matter ends before it was handled, and nobody follows instructions on it any more."""
        for row in Instruction.objects.filter(**rooted_in(act.obj), state__in=OPEN):
            clocks.stop_clock(row, CLOCK, act.at, act.row.label, void=True)
        asking = Notice.objects.filter(asks=ANSWER, closed_at=None, **rooted_in(act.obj))
        asking.update(closed_at=act.at, closed_as=Notice.Closed.OVER)


def _of_units(units: Iterable[Organisation]) -> list[User]:
    """Those who handle it in the units, and the heads, who answer for them."""
    return [user for unit in units for role in (Role.UNIT_CLERK, Role.UNIT_HEAD) for user in unit_users(unit, role)]


def _names(units: Iterable[Organisation]) -> str:
    return "、".join(unit.brief for unit in units)


def _author(row: Instruction) -> list[User]:
    return [row.leader] if row.leader else []


def _asked(due: date | None) -> str:
    return f"，请于{long_date(due)}前登记落实情况" if due else "，请落实"


def _told(row: Instruction, act: Act, words: str, state: str) -> list[dict[str, str]]:
    """Everything told so far, and this."""
    return [*row.accounts, {"at": act.at.isoformat(), "by": act.actor.name, "text": words, "state": str(state)}]


def _ask(act: Act, key: str) -> None:
    """The notices of this act under the key ask for the account: no open turn says so, which others would read."""
    if act.event is not None:
        Notice.objects.filter(event=act.event, dedupe_key=f"{act.event.pk}:{key}").update(asks=ANSWER)


def _close(act: Act, row: Instruction, people: Iterable[User], how: str) -> None:
    """Notices that asked these people for an account of it ask no more; where they follow no other one on the matter,
    those that spoke of it later neither."""
    matter = rooted_in(matter_of(act.obj))
    asking = Notice.objects.filter(asks=ANSWER, closed_at=None, recipient__in=[user.pk for user in people], **matter)
    others = Instruction.objects.filter(follower=row.follower, state__in=OPEN, **matter).exclude(pk=row.pk)
    rows = asking.filter(event=row.event_id) if others.exists() else asking
    rows.update(closed_at=act.at, closed_as=how)
