"""A unit is merged into another one that sits on the same matter: one work goes on there.

The stronger role goes on (主办 before 会办); of two alike the one further on. Of two 分办 one answers for both: a unit
works once on a matter in a round. What the other wrote stays on its record, which counts nowhere any more.

A line's table of units' works has two rows for it, done by the program: ``unite`` ends a work, ``part`` (``back``) puts
works where they stood. Whoever else speaks in a matter and becomes one voice is for ``UnitsDesk(voices=…)``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.clock import clocks
from core.matters import owed
from core.matters.countersigning import State
from core.matters.engine import perform
from core.models import Organisation
from core.models.generic import matter_of
from core.organisations.handing_on import Shared
from core.organisations.moving import thing_of
from core.people.actors import Actor


@dataclass(frozen=True)
class Pair:
    """The works of two units on one matter in one round, of which ``ours`` is still at work."""

    ours: Any
    theirs: Any
    rule: "UnitingWorks"

    @property
    def matter(self) -> Any:
        return matter_of(self.ours)

    @property
    def works(self) -> tuple[Any, Any]:
        """The one that goes on and the one that ends; of two alike the successor's own goes on."""
        first, second = sorted((self.theirs, self.ours), key=self.rule.strength, reverse=True)
        return first, second

    @property
    def becomes(self) -> str:
        goes_on, ends = self.works
        return f"{ends}并入{goes_on}，由“{self.theirs.unit}”一并办理"

    @property
    def objection(self) -> str:
        """What only the channel, or the unit itself, can decide first."""
        number = self.matter.case_number
        for work in (self.ours, self.theirs):
            if work.answers and work.state == self.rule.return_asked:
                return f"{number}上两家都在承办，{work}正在申请退办，请先由“{work.channel}”答复退办申请，再来办理。"
        if self.ours.answers and self.theirs.state == self.rule.delivered:
            return f"{number}上{self.theirs}的答复已经送达，{self.ours}的还没有，请先送达，再来办理。"
        return ""


@dataclass(frozen=True)
class UnitingWorks:
    """For the works ``model`` (``UnitWork``); ``matter`` is their link to the matter, ``still_open`` those with
    something left to do. ``return_asked`` and ``delivered`` are the states in which a work must first be decided upon.
    """

    model: Any
    matter: str
    still_open: Callable[[], QuerySet]
    return_asked: str
    delivered: str
    ends: str = "unite"
    parts: str = "part"

    def strength(self, work: Any) -> tuple[bool, int]:
        """Of two works the greater goes on: answering ones first, then by the order in which states are listed."""
        states = [value for value, _ in work._meta.get_field("state").choices]
        return work.answers, -1 if work.state == self.return_asked else states.index(work.state)

    def pairs(self, body: Organisation, successor: Organisation) -> list[Pair]:
        """Every matter on which the body is at work beside its successor."""
        related, matter = (self.matter, "unit", "channel"), f"{self.matter}_id"
        ours = list(self.still_open().filter(unit=body).select_related(*related).order_by("pk"))
        counts = self.model._default_manager.exclude(state__in=self.model.gone)
        beside = counts.filter(unit=successor, **{f"{self.matter}__in": [getattr(one, matter) for one in ours]})
        theirs = {(getattr(one, matter), one.round): one for one in beside.select_related(*related)}
        both = ((one, theirs.get((getattr(one, matter), one.round))) for one in ours)
        return [Pair(one, other, self) for one, other in both if other is not None]

    def shared(self, body: Organisation, successor: Organisation) -> Iterable[Shared]:
        """What becomes of each matter on which both are at work."""
        for pair in self.pairs(body, successor):
            yield Shared(thing_of(pair.matter), pair.becomes, pair.objection)

    def unite(self, body: Organisation, successor: Organisation, actor: Actor) -> tuple[dict[str, Any], list[Any]]:
        """Do what ``shared`` tells; returns what ``part`` needs, and the matters."""
        found = self.pairs(body, successor)
        notes = {
            "works": [self._unite(pair, body, actor) for pair in found],
            "handled": [pair.matter.pk for pair in found],
        }
        return notes, [pair.matter for pair in found]

    def part(self, notes: dict[str, Any], body: Organisation, actor: Actor) -> list[Any]:
        """Both works stand as before; returns the matters, whose turns are to follow."""
        for one in notes["works"]:
            self._part(one, body, actor)
        model = self.model._meta.get_field(self.matter).related_model
        return list(model._default_manager.filter(pk__in=notes["handled"]).order_by("pk"))

    # ---- one pair ----

    def _unite(self, pair: Pair, body: Organisation, actor: Actor) -> dict[str, Any]:
        """One work ends; returns how it and those around it stood."""
        goes_on, ends = pair.works
        around = pair.matter.assignments.filter(round=pair.ours.round).select_related("reply")
        asked = ends.countersigns.filter(state=State.WAITING)
        notes = {
            "work": ends.pk,
            "around": [[one.pk, one.role, one.state] for one in around],
            "must_change": [one.reply.pk for one in around if hasattr(one, "reply") and one.reply.must_change],
            "asked": list(asked.values("id", "reply_id", "assignment_id", "draft_number")),
            "clocks": owed.running_keys(ends),
        }
        words = f"“{body}”并入“{pair.theirs.unit}”，由其一并办理（{goes_on.get_role_display()}）"
        perform(ends, self.ends, actor, because=body, reason=words)
        self._remember(notes, actor)
        return notes

    def _remember(self, notes: dict[str, Any], actor: Actor) -> None:
        """Papers of before go on naming the work that ended, and the part that each unit had."""
        rows = self.model._default_manager.in_bulk([pk for pk, *_ in notes["around"]])
        for pk, role, state in notes["around"]:
            if rows[pk].role != role:
                rows[pk].keep("role", role, actor.at)
            if pk == notes["work"]:
                rows[pk].keep("state", state, actor.at)
        self.model._default_manager.bulk_update(rows.values(), ["past"])

    def _part(self, notes: dict[str, Any], body: Organisation, actor: Actor) -> None:
        works = self.model._default_manager
        work = works.get(pk=notes["work"])
        words = f"撤销“{body}”的移交，仍分别办理"
        perform(work, self.parts, actor, because=body, reason=words)
        said = work.countersigns.model
        said._default_manager.bulk_create(said(**row) for row in notes["asked"])
        for pk, role, state in notes["around"]:
            one = works.get(pk=pk)
            if one.state != state:
                perform(one, self.parts, actor, because=body, reason=words)
            one.forget_last("state" if pk == notes["work"] else "role" if one.role != role else "")
            works.filter(pk=pk).update(role=role, past=one.past)
        replies = self.model._meta.get_field("reply").related_model._default_manager
        replies.filter(assignment__in=[row[0] for row in notes["around"]]).update(must_change=False)
        replies.filter(pk__in=notes["must_change"]).update(must_change=True)
        clocks.run_again(notes["clocks"])
