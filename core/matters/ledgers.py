"""台账: what the exported sheet of a list of matters says beside the list.

A table declares a ``Ledger``: its title, its columns in their order, and what is read for many rows at once, which
stands on each row as ``row.ledger``. For matters that are handed to units ``UnitsLedger`` reads talks, judgements and
due days of matters and of works in a few statements; columns that every such ledger has are here, to be put in place.
Nothing stands in a ledger that the person does not read on the page.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from core.lists import Column
from core.matters.clock_visibility import readable
from core.matters.lifecycle import lifecycle_of
from core.matters.owed import Owing
from core.matters.reading import next_light
from core.models import Clock, User
from core.models.generic import matter_of

Read = Callable[[Sequence[Any], User], Mapping[int, Any]]


@dataclass(frozen=True)
class Ledger:
    """``headed_by`` is the label of a condition: what was chosen there stands before the title.

    ``read(rows, user)`` answers, by key, what stands on each row as ``ledger``; rows are as ``for_list`` reads them.
    """

    title: str
    columns: tuple[Column, ...]
    read: Read | None = None
    headed_by: str = ""

    def fill(self, rows: Sequence[Any], user: User) -> None:
        """Put on each row what the columns read."""
        found = self.read(rows, user) if self.read else {}
        for row in rows:
            row.ledger = found.get(row.pk)


# ---- what units did ----


@dataclass
class Facts:
    """Of one matter in its present round, or of one unit's work; empty where the person does not read it.

    ``sort`` is what whoever the matter is from belongs to (界别或类别); ``waiting`` is how many have not judged yet,
    ``earlier`` how the round before was judged; ``replies`` are those that went out, of any round, by key of the work;
    ``owed`` are the answers that units owe, or gave, to those behind this matter, which is merged into another.
    """

    sort: str = ""
    talks: list[Any] = field(default_factory=list)
    judged: Counter = field(default_factory=Counter)
    waiting: int = 0
    earlier: Counter = field(default_factory=Counter)
    dues: dict[int, date] = field(default_factory=dict)
    replies: dict[int, Any] = field(default_factory=dict)
    owed: list[Any] = field(default_factory=list)

    @property
    def modes(self) -> str:
        """How they were talked to: “走访、电话”."""
        return "、".join(dict.fromkeys(talk.mode_label for talk in self.talks))

    @property
    def satisfaction(self) -> str:
        """“满意 2人、无反馈 1人”; as long as others have not judged, that too: “满意 2人（1人未评价）”."""
        told = _counted(self.judged)
        return f"{told}（{self.waiting}人未评价）" if told and self.waiting else told

    @property
    def satisfaction_before(self) -> str:
        """The same of the round before."""
        return _counted(self.earlier)


def _counted(judged: Counter) -> str:
    return "、".join(f"{label} {number}人" for label, number in judged.items())


@dataclass(frozen=True)
class UnitsLedger:
    """For the works ``model`` (``UnitWork``); ``matter`` is their link to the matter.

    ``ends`` are the kinds of clock by which a work ends that answers, and one that gives an opinion. ``talks(works,
    matters, user)`` and ``judgements(matters, user)`` are the rows of these that this person reads, the latter with
    ``round``, ``state`` (``WAITING`` until there is one), ``result`` and the link to the matter; ``replies(works,
    matters, user)`` are those that went out; ``sorts(matters)`` is 界别或类别 by key.
    """

    model: Any
    matter: str
    ends: tuple[str, str]
    talks: Callable[[Mapping[int, Any], Sequence[Any], User], Iterable[Any]]
    judgements: Callable[[Sequence[Any], User], Iterable[Any]]
    replies: Callable[[Mapping[int, Any], Sequence[Any], User], Iterable[Any]]
    sorts: Callable[[Sequence[Any]], Mapping[int, str]]
    owing: Owing | None = None

    def of_matters(self, rows: Sequence[Any], user: User) -> dict[int, Facts]:
        """By key of the matter: of all its works that count; rows carry ``working_assignments``."""
        sorts = self.sorts(rows)
        found = {row.pk: Facts(sorts.get(row.pk, "")) for row in rows}
        works = {work.pk: work for row in rows for work in works_of(row)}
        of = {pk: self._key(work) for pk, work in works.items()}
        for talk in self.talks(works, rows, user):
            found[of[talk.assignment_id]].talks.append(talk)
        rounds = {row.pk: row.round for row in rows}
        for one in self.judgements(rows, user):
            self._judge(found[self._key(one)], one, rounds[self._key(one)])
        for pk, due in self._dues(works, user).items():
            found[of[pk]].dues[pk] = due
        for pk, due in self._owed_dues(works.values()).items():
            found[of[pk]].dues[pk] = due
        every = {work.pk: work for row in rows for work in row.working_assignments}
        for reply in self.replies(every, rows, user):
            found[self._key(every[reply.assignment_id])].replies[reply.assignment_id] = reply
        merged = [row for row in rows if self.owing and row.merged_into_id]
        for one in self.owing.of_merged(merged) if self.owing and merged else ():
            found[one.merged_id].owed.append(one)
        return found

    def of_works(self, rows: Sequence[Any], user: User) -> dict[int, Facts]:
        """By key of the work: the unit's own talks and date, and how its round was judged."""
        works = {row.pk: row for row in rows}
        matters = list({self._key(row): matter_of(row) for row in rows}.values())
        sorts = self.sorts(matters)
        found = {row.pk: Facts(sorts.get(self._key(row), "")) for row in rows}
        answering: dict[tuple[int, int], list[Facts]] = defaultdict(list)
        for row in rows:
            if row.answers:
                answering[self._key(row), row.round].append(found[row.pk])
        for one in self.judgements(matters, user):
            for facts in answering[self._key(one), one.round]:
                self._judge(facts, one, one.round)
        for reply in self.replies(works, matters, user):
            found[reply.assignment_id].replies[reply.assignment_id] = reply
        for talk in self.talks(works, matters, user):
            found[talk.assignment_id].talks.append(talk)
        for pk, due in self._dues(works, user).items():
            found[pk].dues[pk] = due
        for pk, due in self._owed_dues(rows).items():
            found[pk].dues[pk] = due
        return found

    def _owed_dues(self, works: Iterable[Any]) -> dict[int, date]:
        """Of works that answer only those behind merged matters: the first day on which one of these is due."""
        apart = [work for work in works if work.answers and not work.answers_own]
        rows = self.owing.of_works(apart) if self.owing and apart else ()
        found: dict[int, date] = {}
        for row in (row for row in rows if row.due):
            found[row.work_id] = min(row.due, found.get(row.work_id, row.due))
        return found

    @staticmethod
    def _judge(facts: Facts, one: Any, now: int) -> None:
        """Count a judgement among those of the round ``now``, or of the one before."""
        waits = one.state == one.State.WAITING
        if one.round == now:
            facts.waiting += waits
        counted = facts.judged if one.round == now else facts.earlier
        if not waits and one.round in (now, now - 1):
            counted[one.get_result_display() or one.get_state_display()] += 1

    def _key(self, part: Any) -> int:
        return getattr(part, f"{self.matter}_id")

    def _dues(self, works: Mapping[int, Any], user: User) -> dict[int, date]:
        """The day by which each work is due, the newest that this person reads, met or not."""
        kind = ContentType.objects.get_for_model(self.model)
        asked = {"content_type": kind, "object_id__in": works, "kind__in": self.ends}
        clocks = Clock.objects.filter(readable(user), **asked).order_by("id")
        return {
            key: due
            for key, what, due in clocks.values_list("object_id", "kind", "due")
            if what == self.ends[0 if works[key].answers else 1]
        }


def works_of(row: Any) -> list[Any]:
    """The units' works of a matter's present round."""
    return [work for work in row.working_assignments if work.round == row.round]


# ---- columns ----


def day_column(key: str, label: str, name: str) -> Column:
    """The local day of the moment in the column ``name``."""

    return Column(key, label, value=lambda row: _local(getattr(row, name)), width=11)


def units_column(key: str, label: str, *, answering: bool) -> Column:
    """Of a matter: the units that answer it in the present round, or those that gave an opinion in the last round that
    had any."""

    def names(row: Any) -> str:
        works = [work for work in row.working_assignments if work.answers == answering]
        last = max((work.round for work in works if work.round <= row.round), default=0)
        at = row.round if answering else last
        return "、".join(dict.fromkeys(work.unit.name for work in works if work.round == at))

    return Column(key, label, value=names, width=20)


def due_column(label: str) -> Column:
    """Of a matter when its reply is due, of several units' replies the first; of a work or a merged matter its own."""

    def due(row: Any) -> date | None:
        if not hasattr(row, "working_assignments"):
            return row.ledger.dues.get(row.pk)
        if row.ledger.owed:
            return min((one.due for one in row.ledger.owed if one.due), default=None)
        dues = [row.ledger.dues[work.pk] for work in works_of(row) if work.answers and work.pk in row.ledger.dues]
        return min(dues, default=None)

    return Column("due", label, value=due, width=11)


def assigned_on(row: Any) -> date | None:
    """When the matter was handed to units in the present round."""
    days = [work.assigned_at for work in works_of(row) if work.assigned_at] if row.round > 1 else []
    return _local(min(days, default=row.assigned_at))


def answered_on(row: Any) -> date | None:
    """When the last unit that answers did so in the present round, of a merged matter to its own people; None as long
    as one has not."""
    if row.ledger.owed:
        given = [one.answered_at for one in row.ledger.owed]
        return _local(max(given)) if all(given) else None
    if row.round == 1:
        return _local(row.answered_at)
    days = [work.delivered_at for work in works_of(row) if work.answers]
    return _local(max(days)) if days and all(days) else None


def letters_before(row: Any) -> str:
    """The letters of the replies in the round before the present one."""
    works = [work for work in row.working_assignments if work.answers and work.round == row.round - 1]
    return "、".join(dict.fromkeys(r.letter for work in works if (r := row.ledger.replies.get(work.pk)) and r.letter))


def _numbers(row: Any) -> str:
    """发文字号: of a matter those of the present round's replies, of a work its own."""
    own = [work.pk for work in works_of(row)] if hasattr(row, "working_assignments") else [row.pk]
    replies = [row.ledger.replies[pk] for pk in own if pk in row.ledger.replies]
    return "、".join(reply.document_number for reply in replies if reply.document_number)


def _local(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


SORT = Column("sector", "界别或类别", value=lambda row: row.ledger.sort, width=11)
MODES = Column("modes", "沟通方式", value=lambda row: row.ledger.modes, width=12)
TALKS = Column("talks", "次数", value=lambda row: len(row.ledger.talks) or None, width=6)
JUDGED = Column("judged", "评价", value=lambda row: row.ledger.satisfaction, width=14)
NUMBERS = Column("document_number", "发文字号", value=_numbers, width=18)
AGAIN = ("", "", "二次办理", "三次办理")
ROUND = Column(
    "round", "轮次", value=lambda row: AGAIN[row.round] if row.round < 4 else f"第{row.round}次办理", width=9
)
ASSIGNED = Column("assigned", "交办", value=assigned_on, width=11)
ANSWERED = Column("answered", "答复", value=answered_on, width=11)
LETTER_BEFORE = Column("letter_before", "上次结果", value=letters_before, width=9)
JUDGED_BEFORE = Column("judged_before", "上次评价", value=lambda row: row.ledger.satisfaction_before, width=12)
STATE = Column("state", "状态", value=lambda row: lifecycle_of(row).read(row), width=12)
#: Of what runs for the row: which step is due, when, and how it stands (“答复 逾期 3 个工作日”).
NEXT_DUE = Column("next_due", "当前到期日", value="next_due", width=11)
NEXT = Column("next", "时限情况", value=lambda row: light.words if (light := next_light(row)) else "", width=20)
