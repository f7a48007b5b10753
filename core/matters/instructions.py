"""批示 of leaders: what stands on a matter, how it is followed, and the matters on which a person has written one.

A line declares the acts with ``core.matters.instructing``; the card of the page, the condition of lists and the short
list on leaders' homes follow from the event and its ``Instruction`` rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, QuerySet

from core.chinese import long_date
from core.clock import clocks
from core.matters.unit_work import UNIT_POSTS
from core.models import Clock, Event, Instruction, User
from core.models.generic import rooted_in
from core.people.actors import Actor

KEY = "instruct"
CLOCK = "instruction"


def among(events: Iterable[Event]) -> list[Event]:
    """Those of these events by which somebody wrote one, in their order."""
    return [event for event in events if event.key == KEY]


def given_by(rows: QuerySet, user: User) -> QuerySet:
    """Of these matters those on which this person has written one that stands."""
    kind = ContentType.objects.get_for_model(rows.model)
    withdrawn = Instruction.objects.filter(event=OuterRef("pk"), state=Instruction.State.WITHDRAWN)
    given = Event.objects.filter(~Exists(withdrawn), actor=user, key=KEY, root_type=kind)
    return rows.filter(pk__in=given.values("root_id"))


def has_instructions(model: type[Model]) -> Exists:
    """Whether any is followed on the matter, asked within its own statement; named so, pages heed it."""
    kind = ContentType.objects.get_for_model(model)
    return Exists(Instruction.objects.filter(root_type=kind, root_id=OuterRef("pk")))


# ---- how they are followed ----


def rows_on(matter: Any) -> list[Instruction]:
    """Every follower's part, the oldest first; one statement, remembered, none where there is known to be none."""
    if not hasattr(matter, "instruction_rows"):
        none = getattr(matter, "has_instructions", True) is False
        rows = Instruction.objects.filter(**rooted_in(matter)).select_related("event__actor")
        matter.instruction_rows = [] if none else list(rows)
    found: list[Instruction] = matter.instruction_rows
    return found


def forget(matter: Any) -> None:
    """Ask for them again next time."""
    matter.__dict__.pop("instruction_rows", None)


def answering_works(matter: Any) -> list[Any]:
    """The works of the units that answer in the present round, where the matter is handed to units."""
    works = matter.assignments.all() if hasattr(matter, "assignments") else ()
    return [one for one in works if one.round == matter.round and one.state not in one.gone and one.answers]


def name_of_follower(row: Instruction) -> str:
    """“区住建局”: who follows it now."""
    matter, follower = row.root, row.follower
    channel = getattr(matter, "channel", None)
    if follower == Instruction.Follower.CHANNEL and channel:
        return str(channel.brief)
    if follower == Instruction.Follower.UNIT:
        return "、".join(dict.fromkeys(work.unit.brief for work in answering_works(matter))) or "承办单位"
    return str(row.get_follower_display())


@dataclass(frozen=True)
class Part:
    """One follower's part as a page tells it."""

    row: Instruction
    whose: str

    @property
    def light(self) -> clocks.Light | None:
        """Of what is still to be done by a day."""
        return clocks.light(Clock(due=self.row.due_on, kind=CLOCK)) if self.row.due_on and self.row.is_open else None


@dataclass(frozen=True)
class Said:
    """One instruction as a page tells it, with what became of it."""

    event: Event
    parts: Sequence[Part] = field(default_factory=tuple)

    @property
    def is_withdrawn(self) -> bool:
        return any(part.row.state == Instruction.State.WITHDRAWN for part in self.parts)


def said_on(matter: Any, actor: Actor, events: Iterable[Event]) -> list[Said]:
    """Those of ``events`` (which this person reads), and those that the person's unit is to follow, newest first."""
    rows = rows_on(matter)
    read = {event.pk: event for event in among(events)}
    if actor.is_in(*UNIT_POSTS) and rows:
        units = {work.unit_id for work in answering_works(matter)}
        mine = [row for row in rows if row.follower == Instruction.Follower.UNIT and actor.organisation_id in units]
        mine = [row for row in mine if row.state != Instruction.State.WITHDRAWN]
        read |= {row.event_id: row.event for row in mine}
        rows = mine
    parts: dict[int, list[Part]] = {}
    for row in rows:
        row.root = matter
        parts.setdefault(row.event_id, []).append(Part(row, name_of_follower(row)))
    return [Said(read[key], parts.get(key, ())) for key in sorted(read, reverse=True)]


def told_of(user: User, rows: Sequence[Any]) -> dict[int, str]:
    """By key of these matters: what this person wrote last on each, until when, and how it stands. Two statements."""
    if not rows:
        return {}
    kind = ContentType.objects.get_for_model(rows[0])
    given = Event.objects.filter(actor=user, key=KEY, root_type=kind, root_id__in=[row.pk for row in rows])
    found: dict[int, str] = {}
    for event in given.prefetch_related("instructions").order_by("id"):
        parts = list(event.instructions.all())
        if any(part.state == Instruction.State.WITHDRAWN for part in parts):
            continue
        due = next((part.due_on for part in parts if part.due_on), None)
        stands = list(dict.fromkeys(str(part.get_state_display()) for part in parts))
        told = "，".join([*([_until(due)] if due else []), *stands])
        found[event.root_id] = f"批示：{str(event.facts.get('instruction', ''))[:60]}" + (f"（{told}）" if told else "")
    return found


def _until(day: date) -> str:
    return f"限{long_date(day)}"
