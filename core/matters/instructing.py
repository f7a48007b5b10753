"""The acts around a leader's written instruction (批示): written to those who follow it, with a day where wanted; taken
back while nobody has told of it; and what was done about it registered by whoever follows it.

A line declares one ``Instructing``: its ``rows`` stand in the lifecycle of its matter, its ``clock`` in its table of
clocks. A matter that goes through a supervision office has ``channel``, one that units work on ``assignments``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.chinese import long_date
from core.clock import clocks
from core.delivery.notices import tell
from core.matters.deadlines import ClockKind, SeenBy, Whose, start_for
from core.matters.fields import ActField, choices, day, flag, one, text
from core.matters.instructions import CLOCK, KEY, answering_works, forget, name_of_follower, rows_on
from core.matters.lifecycle import Act, Refused, Transition
from core.matters.naming import name_of
from core.matters.unit_work import UNIT_POSTS, unit_users
from core.models import Event, Instruction, Role, User
from core.models.generic import matter_of, rooted_in
from core.people.actors import Actor
from core.people.posts import users_in

Follower, State = Instruction.Follower, Instruction.State
WORDS = text("instruction", "批示", max_length=1000)
DUE = day("due_on", "落实期限", required=False, help="可以不定；定了的，到期前提醒落实的人，逾期照亮牌")
RESULT = text("answer", "落实情况", max_length=2000, help="作批示的领导会收到")
DONE = flag("finished", "已落实，办结")
WITHDRAWN = text("reason", "理由", required=False, max_length=300)


@dataclass(frozen=True)
class Instructing:
    """``office`` is the committee's post that follows what nobody else is named for, and hears of all of them."""

    office: Role

    @property
    def clock(self) -> ClockKind:
        """The row of the line's table: the time of whoever follows it, where the leader has set a day."""
        return ClockKind(
            CLOCK, "落实批示", "", since="批示", of=self.whose, seen_by=SeenBy.COMMITTEE, meets=("answer_instruction",),
            beside=True,
        )  # fmt: skip

    def rows(
        self, source: tuple[str, ...], ended: tuple[str, ...], actor_may: Callable[[Actor, Any], bool]
    ) -> tuple[Transition, ...]:
        """Written by ``actor_may`` while the matter is in ``source``; what was done may be told in ``ended`` too."""
        common: dict[str, Any] = {"repeatable": True, "audience": Event.Audience.OFFICE}
        return (
            Transition(KEY, "批示", source, None, actor_may=actor_may, fields=self.to_write,
                describe=self.written_words, effects=(self.follow, self.tell_written), **common),
            Transition("withdraw_instruction", "撤回批示", source, None, actor_may=self.may_withdraw, quiet=True,
                fields=self.to_withdraw, describe=self.withdrawn_words, effects=(self.withdraw,), **common),
            Transition("answer_instruction", "登记批示落实情况", (*source, *ended), None, actor_may=self.follows,
                fields=self.to_answer, describe=self.answered_words, effects=(self.answer,), **common),
        )  # fmt: skip

    # ---- who ----

    def follows(self, actor: Actor, matter: Any) -> bool:
        """Whoever an instruction on the matter is written to, as long as it is not done."""
        return bool(self._mine(actor, matter))

    def may_withdraw(self, actor: Actor, matter: Any) -> bool:
        """Whoever wrote one of which nobody has told anything yet."""
        return bool(self._unanswered(actor, matter))

    def whose(self, row: Instruction) -> Whose:
        """Whose time it is, as a clock keeps it."""
        channel = getattr(row.root, "channel", None)
        if row.follower == Follower.CHANNEL and channel:
            return Whose(body=channel, watched_by=channel)
        works = answering_works(row.root) if row.follower == Follower.UNIT else []
        return Whose(body=works[0].unit, watched_by=works[0].channel) if works else Whose(role=self.office)

    def _mine(self, actor: Actor, matter: Any) -> list[Instruction]:
        if not actor.is_in(self.office, Role.SUPERVISOR, *UNIT_POSTS):
            return []
        return [row for row in rows_on(matter) if row.is_open and self._follows(actor, matter, row.follower)]

    def _follows(self, actor: Actor, matter: Any, follower: str) -> bool:
        if follower == Follower.UNIT and actor.is_in(*UNIT_POSTS):
            return actor.organisation_id in {work.unit_id for work in answering_works(matter)}
        if follower == Follower.CHANNEL and actor.is_in(Role.SUPERVISOR):
            return bool(matter.channel_id == actor.organisation_id)
        return follower == Follower.OFFICE and actor.role == self.office

    def _unanswered(self, actor: Actor, matter: Any) -> list[Instruction]:
        """One part of each instruction that this person wrote and nobody has answered."""
        if actor.user is None or not actor.is_in(Role.LEADER):
            return []
        own: dict[int, list[Instruction]] = {}
        for row in rows_on(matter):
            if row.event.actor_id == actor.user.pk:
                own.setdefault(row.event_id, []).append(row)
        return [rows[0] for rows in own.values() if all(row.state == State.OPEN for row in rows)]

    def _people(self, matter: Any, follower: str) -> list[User]:
        if follower == Follower.UNIT:
            return [user for work in answering_works(matter) for user in unit_users(work.unit)]
        if follower == Follower.CHANNEL:
            return list(users_in(Role.SUPERVISOR, matter.channel))
        return list(users_in(self.office))

    # ---- what is filled in ----

    def to_write(self, matter: Any, _actor: Actor) -> tuple[ActField, ...]:
        """批示: the words, who is to follow it, until when."""
        told = f"可以多选；不选即由{self.office.label}落实"
        who = choices("followers", "请谁落实", lambda one, _actor: self._options(one), required=False, help=told)
        return (WORDS, who, DUE)

    def _options(self, matter: Any) -> list[tuple[str, str]]:
        found = [(Follower.OFFICE.value, self.office.label)]
        if getattr(matter, "channel_id", None):
            found.append((Follower.CHANNEL.value, str(matter.channel.brief)))
        if works := answering_works(matter):
            units = "、".join(dict.fromkeys(work.unit.brief for work in works))
            found.append((Follower.UNIT.value, f"承办单位（{units}）"))
        return found

    def to_withdraw(self, matter: Any, actor: Actor) -> tuple[ActField, ...]:
        """撤回批示: which one, where there are several, and why."""
        return (*self._which(matter, self._unanswered(actor, matter)), WITHDRAWN)

    def to_answer(self, matter: Any, actor: Actor) -> tuple[ActField, ...]:
        """登记批示落实情况: which one, where there are several, what was done, and whether that is all."""
        return (*self._which(matter, self._mine(actor, matter)), RESULT, DONE)

    def _which(self, matter: Any, rows: Iterable[Instruction]) -> tuple[ActField, ...]:
        keys = [row.pk for row in rows]
        among = Instruction.objects.filter(pk__in=keys).select_related("event")
        return (one("which", "哪一件批示", lambda _m, _a: among, named=str),) if len(keys) > 1 else ()

    # ---- what follows ----

    def follow(self, act: Act) -> None:
        """One part for each follower, with its day."""
        due, event = act.facts.get("due_on"), act.event
        if event is None or (due and due <= act.day):
            raise Refused("落实期限应在今天以后。")
        for follower in act.facts.get("followers") or [Follower.OFFICE]:
            row = Instruction.objects.create(event=event, **rooted_in(act.obj), follower=follower, due_on=due)
            row.root = act.obj
            if due:
                start_for(act, row, CLOCK, fixed=due)
        forget(act.obj)

    def tell_written(self, act: Act) -> None:
        """Those who follow it, and the offices that look after the matter, each once and word for word."""
        matter, followers = act.obj, act.facts.get("followers") or [Follower.OFFICE]
        due = f"，请于{long_date(act.facts['due_on'])}前登记落实情况" if act.facts.get("due_on") else "，请落实"
        title = f"领导对{name_of(matter)}作出批示"
        said = {"act": act, "url": matter.get_absolute_url(), "body": act.facts["instruction"]}
        following = dict.fromkeys(user for one in followers for user in self._people(matter, one))
        tell(following, f"{title}{due}", **said, key="follow")
        offices = [Follower.OFFICE, *([Follower.CHANNEL] if getattr(matter, "channel_id", None) else [])]
        others = dict.fromkeys(user for one in offices for user in self._people(matter, one) if user not in following)
        tell(others, title, **said, key="office")

    def _chosen(self, act: Act, rows: list[Instruction]) -> Instruction:
        """The one that the act is about."""
        which = act.facts.get("which")
        found = which or next(iter(rows), None)
        if found is None:
            raise Refused("没有这样的批示，请刷新后再看。")
        found.root = act.obj
        return found

    def withdraw(self, act: Act) -> None:
        """Nothing is waited for any more; those who were to follow it are told."""
        chosen = self._chosen(act, self._unanswered(act.actor, act.obj))
        rows = list(Instruction.objects.select_for_update().filter(event=chosen.event))
        if any(row.state != State.OPEN for row in rows):
            raise Refused("已经登记了落实情况，批示不能再撤回。")
        Instruction.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.WITHDRAWN)
        for row in rows:
            clocks.stop_clock(row, CLOCK, act.at, act.row.label, void=True)
        people = dict.fromkeys(user for row in rows for user in self._people(act.obj, row.follower))
        title = f"领导对{name_of(act.obj)}的批示已撤回，不必落实"
        tell(people, title, act=act, url=act.obj.get_absolute_url(), body=act.facts.get("reason") or "")
        forget(act.obj)

    def answer(self, act: Act) -> None:
        """What was done stands beside the words, and the leader who wrote them is told."""
        chosen, finished = self._chosen(act, self._mine(act.actor, act.obj)), bool(act.facts.get("finished"))
        changed = Instruction.objects.filter(pk=chosen.pk, state__in=(State.OPEN, State.REPORTED)).update(
            state=State.DONE if finished else State.REPORTED,
            answer=act.facts["answer"], answered_by=act.actor.name, answered_at=act.at,
        )  # fmt: skip
        if not changed:
            raise Refused("这件批示已经办结或者撤回。")
        if finished:
            clocks.stop_clock(chosen, CLOCK, act.at, act.row.label)
        title = f"您对{name_of(act.obj)}的批示{'已落实' if finished else '有了落实情况'}：{name_of_follower(chosen)}"
        leader = [chosen.event.actor] if chosen.event.actor else []
        tell(leader, title, act=act, url=act.obj.get_absolute_url(), body=act.facts["answer"])
        forget(act.obj)

    def hold_anew(self, act: Act) -> None:
        """An effect on a unit's work: what units are to follow is the time of those that work on the matter now."""
        matter = matter_of(act.obj)
        works = matter.assignments.filter(round=matter.round).exclude(state__in=act.obj.gone).select_related("unit")
        unit = next((work.unit for work in works.order_by("id") if work.answers), None)
        rows = Instruction.objects.filter(**rooted_in(matter), follower=Follower.UNIT)
        for row in rows if unit else ():
            clocks.change_holder(row, CLOCK, holder_org=unit)

    def let_go(self, act: Act) -> None:
        """An effect: the matter ends before it was handled, and nobody follows instructions on it any more."""
        for row in Instruction.objects.filter(**rooted_in(act.obj), state__in=(State.OPEN, State.REPORTED)):
            clocks.stop_clock(row, CLOCK, act.at, act.row.label, void=True)

    # ---- words ----

    def written_words(self, act: Act) -> str:
        """“请区政府督查室于2026年3月20日前落实”."""
        labels = dict(self._options(act.obj))
        names = "、".join(labels[one] for one in act.facts.get("followers") or [Follower.OFFICE.value])
        due = f"于{long_date(act.facts['due_on'])}前" if act.facts.get("due_on") else ""
        return f"请{names}{due}落实"

    def withdrawn_words(self, act: Act) -> str:
        return f"撤回批示：{self._chosen(act, self._unanswered(act.actor, act.obj)).words[:80]}"

    def answered_words(self, act: Act) -> str:
        done = "，办结" if act.facts.get("finished") else ""
        return f"{act.actor.name}登记批示落实情况{done}：{act.facts['answer'][:200]}"
