"""Open work of a body, and handing it on to another one: whoever has such work registers how that is done.

Core itself hands on the running clocks; a line registers a ``Desk`` for what it keeps of bodies in rows of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from core.models import Clock, Event, OpenTurn, Organisation
from core.people.actors import Actor

SHOWN = 5


@dataclass(frozen=True)
class Thing:
    """One piece of open work, as a list names it."""

    title: str
    url: str = ""
    what: str = ""


@dataclass(frozen=True)
class Waiting:
    """Open work of one sort: how it is called with its measure word (“件承办件”), how much, and the first of it."""

    label: str
    count: int
    first: tuple[Thing, ...] = ()

    def __str__(self) -> str:
        return f"{self.count} {self.label}"


@dataclass
class Handed:
    """What a desk has handed on, as the event keeps it: its own notes, and the matters (content type, key) touched."""

    notes: Any = None
    matters: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """``waiting`` tells what is open; ``objection`` why it cannot go to the successor (empty: it can); ``hand_on``
    does it, with an event for each matter; ``hand_back`` takes it back, given the notes that ``hand_on`` left."""

    key: str
    waiting: Callable[[Organisation], Iterable[Waiting]]
    hand_on: Callable[[Organisation, Organisation, Actor], Handed]
    hand_back: Callable[[Any, Organisation, Organisation, Actor], None]
    objection: Callable[[Organisation, Organisation], str] = lambda _body, _successor: ""


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Make a desk known; the same key registered again replaces the first."""
    _desks[desk.key] = desk


def waiting_of(body: Organisation) -> list[Waiting]:
    """Everything that is open with this body."""
    found = [row for desk in _desks.values() for row in desk.waiting(body) if row.count]
    return found + [row for row in (_turns(body), _clocks(body)) if row.count]


def objections(body: Organisation, successor: Organisation) -> list[str]:
    """Why the open work cannot go to ``successor``; empty where it can."""
    return [words for desk in _desks.values() if (words := desk.objection(body, successor))]


def hand_on(body: Organisation, successor: Organisation, actor: Actor) -> dict[str, Any]:
    """Hand everything on; returns what ``hand_back`` needs, to be kept in the event. Within a transaction."""
    notes = {desk.key: asdict(desk.hand_on(body, successor, actor)) for desk in _desks.values()}
    running = Clock.objects.filter(stopped_at__isnull=True)
    held = list(running.filter(holder_org=body).values_list("pk", flat=True))
    watched = list(running.filter(watched_by=body).values_list("pk", flat=True))
    Clock.objects.filter(pk__in=held).update(holder_org=successor)
    Clock.objects.filter(pk__in=watched).update(watched_by=successor)
    return {"desks": notes, "held": held, "watched": watched}


def hand_back(handed: dict[str, Any], body: Organisation, successor: Organisation, actor: Actor) -> None:
    """The work is with ``body`` again, as it was before ``hand_on``."""
    for key, one in handed["desks"].items():
        if key in _desks:
            _desks[key].hand_back(one["notes"], body, successor, actor)
    running = Clock.objects.filter(stopped_at__isnull=True)
    running.filter(pk__in=handed["held"], holder_org=successor).update(holder_org=body)
    running.filter(pk__in=handed["watched"], watched_by=successor).update(watched_by=body)


def acted_since(handed: dict[str, Any], event: Event) -> int:
    """On how many of the matters handed on something has happened after ``event``."""
    touched: dict[int, set[int]] = {}
    for one in handed["desks"].values():
        for kind, pk in one["matters"]:
            touched.setdefault(kind, set()).add(pk)
    later = Event.objects.filter(pk__gt=event.pk)
    return sum(
        later.filter(root_type=kind, root_id__in=keys).values("root_id").distinct().count()
        for kind, keys in touched.items()
    )


def _turns(body: Organisation) -> Waiting:
    rows = OpenTurn.objects.filter(organisation=body).order_by("since")
    first = tuple(Thing(row.title or row.what, row.url, row.what) for row in rows[:SHOWN])
    return Waiting("项待办事项", rows.count(), first)


def _clocks(body: Organisation) -> Waiting:
    return Waiting("个正在计算的期限", Clock.objects.filter(holder_org=body, stopped_at__isnull=True).count())
