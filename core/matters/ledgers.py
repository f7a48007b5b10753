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

    ``sort`` is what whoever the matter is from belongs to (界别或类别).
    """

    sort: str = ""
    talks: list[Any] = field(default_factory=list)
    judged: Counter = field(default_factory=Counter)
    dues: dict[int, date] = field(default_factory=dict)

    @property
    def modes(self) -> str:
        """How they were talked to: “走访、电话”."""
        return "、".join(dict.fromkeys(talk.mode_label for talk in self.talks))

    @property
    def satisfaction(self) -> str:
        """“满意”, or “满意2、基本满意1” where several have judged."""
        if len(self.judged) == 1 and self.judged.total() == 1:
            return next(iter(self.judged))
        return "、".join(f"{label}{number}" for label, number in self.judged.items())


@dataclass(frozen=True)
class UnitsLedger:
    """For the works ``model`` (``UnitWork``); ``matter`` is their link to the matter.

    ``ends`` are the kinds of clock by which a work ends that answers, and one that gives an opinion. ``talks(works,
    matters, user)`` and ``judgements(matters, user)`` are the rows of these that this person reads, the latter with
    ``round``, ``result`` and the link to the matter; ``sorts(matters)`` is 界别或类别 by key.
    """

    model: Any
    matter: str
    ends: tuple[str, str]
    talks: Callable[[Mapping[int, Any], Sequence[Any], User], Iterable[Any]]
    judgements: Callable[[Sequence[Any], User], Iterable[Any]]
    sorts: Callable[[Sequence[Any]], Mapping[int, str]]

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
            if one.round == rounds[self._key(one)]:
                found[self._key(one)].judged[one.get_result_display()] += 1
        for pk, due in self._dues(works, user).items():
            found[of[pk]].dues[pk] = due
        return found

    def of_works(self, rows: Sequence[Any], user: User) -> dict[int, Facts]:
        """By key of the work: the unit's own talks and date, and how its round was judged."""
        works = {row.pk: row for row in rows}
        matters = list({self._key(row): matter_of(row) for row in rows}.values())
        sorts = self.sorts(matters)
        found = {row.pk: Facts(sorts.get(self._key(row), "")) for row in rows}
        judged: dict[tuple[int, int], Counter] = defaultdict(Counter)
        for one in self.judgements(matters, user):
            judged[self._key(one), one.round][one.get_result_display()] += 1
        for row in rows:
            found[row.pk].judged = judged[self._key(row), row.round] if row.answers else Counter()
        for talk in self.talks(works, matters, user):
            found[talk.assignment_id].talks.append(talk)
        for pk, due in self._dues(works, user).items():
            found[pk].dues[pk] = due
        return found

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

    def day(row: Any) -> date | None:
        moment: datetime | None = getattr(row, name)
        return timezone.localdate(moment) if moment else None

    return Column(key, label, value=day, width=11)


def units_column(key: str, label: str, *, answering: bool) -> Column:
    """Of a matter: the units that answer it in the present round, or those that give an opinion."""

    def names(row: Any) -> str:
        return "、".join(work.unit.name for work in works_of(row) if work.answers == answering)

    return Column(key, label, value=names, width=20)


def due_column(label: str) -> Column:
    """Of a matter when its reply is due, of several units' replies the first; of a work its own date."""

    def due(row: Any) -> date | None:
        if not hasattr(row, "working_assignments"):
            return row.ledger.dues.get(row.pk)
        dues = [row.ledger.dues[work.pk] for work in works_of(row) if work.answers and work.pk in row.ledger.dues]
        return min(dues, default=None)

    return Column("due", label, value=due, width=11)


SORT = Column("sector", "界别或类别", value=lambda row: row.ledger.sort, width=11)
MODES = Column("modes", "沟通方式", value=lambda row: row.ledger.modes, width=12)
TALKS = Column("talks", "次数", value=lambda row: len(row.ledger.talks) or None, width=6)
JUDGED = Column("judged", "评价", value=lambda row: row.ledger.satisfaction, width=10)
STATE = Column("state", "状态", value=lambda row: lifecycle_of(row).read(row), width=12)
