"""The units' works on a matter as its page shows them to one person, round by round; costs no query,
but for what a draft changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.clock import clocks
from core.matters.actions import Actions
from core.matters.countersigning import said_of
from core.matters.extensions import ExtensionRequest
from core.matters.owed import OwedLine
from core.matters.pages import ClockLine
from core.matters.replying import changed_since_sent_back
from core.matters.turns import Turn
from core.matters.unit_work import talks_that_count, work_before
from core.matters.versions import Piece
from core.models import Clock
from core.people.actors import Actor


@dataclass
class WorkLine:
    """One unit's work as the matter's page shows it; what the person may not read is empty.

    ``behind`` are the signatures of whose talks it tells, where it is not all of them (``WorksOnPage.behind_own``).
    """

    work: Any
    turn: Turn
    light: clocks.Light | None
    actions: Actions
    shows_reply: bool
    shows_inside: bool
    shows_contacts: bool
    is_own: bool
    clock: Clock | None = None
    limit: ClockLine | None = None
    promise: ClockLine | None = None
    extensions: list[Any] = field(default_factory=list)
    urged: int = 0
    owed: list[OwedLine] = field(default_factory=list)
    actor: Actor | None = None
    behind: frozenset[int] | None = None

    @property
    def contacts(self) -> list[Any]:
        """Talks with those whom the matter is from, for those who may read them."""
        talks = self.work.contacts.all() if self.shows_contacts else ()
        return [one for one in talks if self.behind is None or self.behind.intersection(one.talked_with or self.behind)]

    @property
    def talked(self) -> str:
        """“2 次”; talks that somebody denies, and those that never took place, are told beside it."""
        talks = self.contacts
        doubted = sum(talk.is_denied for talk in talks)
        untrue = sum(talk.stands is False for talk in talks)
        told = [f"{sum(talk.counts for talk in talks)} 次"]
        told += [f"待核实 {doubted} 次"] if doubted else []
        told += [f"不成立 {untrue} 次"] if untrue else []
        return "，".join(told)

    @property
    def reply(self) -> Any | None:
        """The unit's draft or letter, for those who may read it."""
        return self.work.reply if self.shows_reply else None

    @property
    def countersigns(self) -> list[Any]:
        """What the unit was asked to say of drafts of others, and said, which stays inside."""
        return list(self.work.countersigns.all()) if self.shows_inside else []

    @property
    def opinion(self) -> str:
        """A joint unit's opinion, which stays inside."""
        return self.work.opinion if self.shows_inside else ""

    @property
    def said_of_reply(self) -> list[Any]:
        """What the joint units said of the unit's drafts, which stays inside."""
        return said_of(self.work.reply) if self.shows_inside and hasattr(self.work, "reply") else []

    @cached_property
    def changed(self) -> tuple[int, list[Piece]] | None:
        """What a draft changed since it was objected to or sent back, for those who read drafts."""
        drafted = self.shows_reply and self.shows_inside and self.work.reply.delivered_at is None
        return changed_since_sent_back(self.work.reply) if drafted and self.work.reply.draft_number > 1 else None

    @property
    def asked_extension(self) -> Any | None:
        """The request for more time that waits for this person's answer."""
        if not self.actions.primary or self.actions.primary.key != "grant_extension":
            return None
        return next((one for one in self.extensions if one.state == ExtensionRequest.State.ASKED), None)

    @property
    def progress(self) -> str:
        """“已面商 2 次 · 起草答复”."""
        count = len(talks_that_count(self.work))
        talked = f"已沟通 {count} 次 · " if count else ""
        return f"{talked}{self.work.get_state_display()}"


def enclosers(lines: list[Any]) -> list[Any]:
    """Whatever of the works files may be enclosed with, as far as this person reads it."""
    read: list[Any] = []
    for line in lines:
        read += line.contacts
        read += [line.work.reply] if line.shows_reply else []
        read += [line.work] if line.opinion else []
    return read


def keys_of(things: Iterable[Any]) -> set[tuple[int, int]]:
    """The things as files name what they belong to."""
    return {(ContentType.objects.get_for_model(one).pk, one.pk) for one in things}


def round_before(lines: list[Any], work: Any) -> list[Any]:
    """What the round before left to be read by whoever works on ``work``: replies and talks, the own unit's first, of
    these the letter that those got who are answered now."""
    last = [one for one in lines if one.work.round == work.round - 1 and (one.shows_reply or one.contacts)]
    before = work_before(work)
    return sorted(last, key=lambda one: (one.work.unit_id != work.unit_id, one.work != before))


@dataclass
class Round:
    """One round of handling: the units' works, how it was judged by those whom the matter is from, and whom it answers
    where that is not everybody."""

    number: int
    lines: list[Any]
    judgements: list[Any] = field(default_factory=list)
    totals: list[tuple[str, int]] = field(default_factory=list)
    only_for: str = ""

    @property
    def label(self) -> str:
        return "二次办理" if self.number == 2 else f"第{self.number}次办理"
