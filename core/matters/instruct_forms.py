"""What the acts around 批示 ask for, and how they read on the timeline (``core.matters.instructing`` does them)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from core.chinese import long_date
from core.matters.fields import ActField, choices, day, file, flag, line, one, text
from core.matters.instructions import Follower, State, answering_works, follows, quoted, reopens, rows_on, wrote
from core.matters.lifecycle import Act, Refused
from core.matters.readers import read_by
from core.models import Event, Instruction, Role, User
from core.people.actors import Actor
from core.people.posts import users_in

WHICH = "which"
WORDS = text("instruction", "批示", max_length=1000)
DUE = day("due_on", "落实期限", required=False, help="可以不定；定了的，到期前提醒落实的人，逾期照亮牌")
NEW_DUE = day("due_on", "新的落实期限", required=False, help="不填的，按原来的期限")
LEADER_NAMED = line(
    "leader_name", "领导的姓名和职务", required=False, max_length=60, help="没有账号的填这里，如：县长周立新"
)
GIVEN = day("given_on", "批示日期", latest_today=True, help="批示件上写的日期")
RESULT = text("answer", "落实情况", max_length=2000, help="作批示的领导会收到")
DONE = flag("finished", "已落实，办结")
REASON = text("reason", "理由", required=False, max_length=300)
NOT_YET = text("reason", "还有什么没有落实", max_length=300)


def _leaders(_matter: Any, _actor: Actor) -> QuerySet[User]:
    return users_in(Role.LEADER).order_by("pk")


def _nobody_named(facts: dict[str, Any]) -> str:
    return "" if facts.get("leader") else "请选择作批示的领导，没有账号的填写姓名和职务。"


LEADER = one("leader", "作批示的领导", _leaders, required=False, unless="没有账号的，填在下面")
PAPER = (LEADER, replace(LEADER_NAMED, missed=_nobody_named), GIVEN)


@dataclass(frozen=True)
class InstructionForms:
    """``office`` is the committee's post that follows what nobody else is named for, and hears of all of them."""

    office: Role

    # ---- which ones ----

    def mine(self, actor: Actor, matter: Any) -> list[Instruction]:
        """What this person is to follow on the matter and is not done."""
        return [row for row in rows_on(matter) if row.is_open and follows(actor, row, self.office)]

    def unanswered(self, actor: Actor, matter: Any) -> list[Instruction]:
        """One part of each that this person wrote, or may take back for its writer, and nobody has answered."""
        own: dict[int, list[Instruction]] = {}
        for row in rows_on(matter):
            if wrote(actor, row, self.office):
                own.setdefault(row.event_id, []).append(row)
        return [rows[0] for rows in own.values() if all(row.state == State.OPEN for row in rows)]

    def done(self, actor: Actor, matter: Any) -> list[Instruction]:
        """What is done, as far as this person may say that it is not."""
        return [row for row in rows_on(matter) if reopens(actor, row, self.office)]

    # ---- what is filled in ----

    def to_write(self, matter: Any, _actor: Actor) -> tuple[ActField, ...]:
        """批示: the words, who is to follow it, until when."""
        return (self._words(matter), self._followers(matter), DUE)

    def to_enter(self, matter: Any, _actor: Actor) -> tuple[ActField, ...]:
        """登记纸质批示: whose it is and of which day, the same, and a picture of the paper."""
        readers = self._readers(matter)
        scan = file("scan", "批示件的扫描件或照片", required=False, help=readers)
        return (*PAPER, self._words(matter), self._followers(matter), DUE, scan)

    def _words(self, matter: Any) -> ActField:
        return replace(WORDS, read_by=self._readers(matter))

    def _readers(self, matter: Any) -> str:
        """The offices; a unit reads what it is to follow, so that they are not the only ones."""
        offices = read_by(Event.Audience.OFFICE, matter)
        if not answering_works(matter):
            return offices
        return f"{offices.removeprefix('只有')}；请承办单位落实的，这家单位也看得到"

    def _followers(self, matter: Any) -> ActField:
        told = f"可以多选；不选即由{self.office.label}落实"
        return choices("followers", "请谁落实", lambda one, _actor: self.options(one), required=False, help=told)

    def options(self, matter: Any) -> list[tuple[str, str]]:
        """Who may be asked to follow one, as the form names them."""
        found = [(Follower.OFFICE.value, self.office.label)]
        if getattr(matter, "channel_id", None):
            found.append((Follower.CHANNEL.value, str(matter.channel.brief)))
        if works := answering_works(matter):
            units = "、".join(dict.fromkeys(work.unit.brief for work in works))
            found.append((Follower.UNIT.value, f"承办单位（{units}）"))
        return found

    def to_withdraw(self, matter: Any, actor: Actor) -> tuple[ActField, ...]:
        """撤回批示: which one, and why."""
        told = f"{read_by(Event.Audience.OFFICE, matter).removeprefix('只有')}；原来请谁落实，谁也收到"
        return (self._which(matter, self.unanswered(actor, matter)), replace(REASON, read_by=told))

    def to_answer(self, matter: Any, actor: Actor) -> tuple[ActField, ...]:
        """登记批示落实情况: of which one, what was done, and whether that is all."""
        rows = self.mine(actor, matter)
        offices = read_by(Event.Audience.OFFICE, matter)
        unit = any(row.follower == Follower.UNIT for row in rows)
        told = offices.replace("只有", "本单位和", 1) if unit else offices
        return (self._which(matter, rows), replace(RESULT, read_by=told), DONE)

    def to_reopen(self, matter: Any, actor: Actor) -> tuple[ActField, ...]:
        """还不算落实: which one, what is missing, and until when where whoever wrote it sets another day."""
        rows = self.done(actor, matter)
        told = f"{read_by(Event.Audience.OFFICE, matter).removeprefix('只有')}；请谁落实，谁也收到"
        writer = any(wrote(actor, row, self.office) for row in rows)
        return (self._which(matter, rows), replace(NOT_YET, read_by=told), *((NEW_DUE,) if writer else ()))

    def _which(self, matter: Any, rows: Iterable[Instruction]) -> ActField:
        """The instructions in full, to choose from; one that is alone stands there chosen."""
        keys = [row.pk for row in rows]

        def named(row: Instruction) -> str:
            row.root = matter
            return quoted(row)

        among = Instruction.objects.filter(pk__in=keys).select_related("event", "leader")
        return one(
            WHICH, "哪一件批示" if len(keys) > 1 else "批示", lambda _m, _a: among, ticked=True, named=named,
            required=len(keys) > 1, unless="仅此一件", initial=lambda _m, _a: keys[0] if len(keys) == 1 else None,
        )  # fmt: skip

    # ---- words of the timeline ----

    def written_words(self, act: Act) -> str:
        """“请区政府督查室于2026年3月20日前落实”."""
        labels = dict(self.options(act.obj))
        names = "、".join(labels[one] for one in act.facts.get("followers") or [Follower.OFFICE.value])
        due = f"于{long_date(act.facts['due_on'])}前" if act.facts.get("due_on") else ""
        return f"请{names}{due}落实"

    def entered_words(self, act: Act) -> str:
        """“登记县长周立新2026年2月26日的纸质批示，请…落实”."""
        return f"登记{leader_of(act)}{long_date(act.facts['given_on'])}的纸质批示，{self.written_words(act)}"

    def withdrawn_words(self, act: Act) -> str:
        return f"撤回批示：{self.chosen(act, self.unanswered(act.actor, act.obj)).words[:80]}"

    def answered_words(self, act: Act) -> str:
        done = "，办结" if act.facts.get("finished") else ""
        return f"{act.actor.name}登记批示落实情况{done}：{act.facts['answer'][:200]}"

    def reopened_words(self, act: Act) -> str:
        row = self.chosen(act, self.done(act.actor, act.obj))
        return f"{row.by}的批示还不算落实"

    def chosen(self, act: Act, rows: list[Instruction]) -> Instruction:
        """The one that the act is about."""
        which = act.facts.get(WHICH)
        found = which or next(iter(rows), None)
        if found is None:
            raise Refused("没有这样的批示，请刷新后再看。")
        found.root = act.obj
        return found


def leader_of(act: Act) -> str:
    """Whose instruction the act writes down, by name."""
    leader = act.facts.get("leader")
    return str(leader) if leader else act.facts.get("leader_name") or act.actor.name
