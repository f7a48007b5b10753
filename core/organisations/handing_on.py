"""Open work of a body, and handing it on to another one: whoever has such work registers how that is done.

Core itself hands on the running clocks; a line registers a ``Desk`` for what it keeps of bodies in rows of its own.
What no desk carries is named, one by one, and has to be settled before the body can end.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from core.matters import kinds
from core.models import Clock, Event, OpenTurn, Organisation, Role
from core.people.actors import Actor

SHOWN = 5


@dataclass(frozen=True)
class Thing:
    """One piece of open work, as a list names it: ``title`` for whoever may read it, ``number`` for everybody else.

    ``what`` is how it stands or what is to be done, ``who`` settles it.
    """

    title: str
    url: str = ""
    what: str = ""
    number: str = ""
    who: str = ""

    def __str__(self) -> str:
        """Without its title: who keeps the directory need not be one who may read the matter."""
        return f"{self.number or '未编号的一件'}（{self.what}{f'，由{self.who}办理' if self.who else ''}）"


@dataclass(frozen=True)
class Waiting:
    """Open work of one sort: how it is called with its measure word (“件承办件”), how much, and the first of it."""

    label: str
    count: int
    first: tuple[Thing, ...] = ()

    def __str__(self) -> str:
        return f"{self.count} {self.label}"


@dataclass(frozen=True)
class Shared:
    """A matter on which a body and its successor both have a part: what will become of it, or why that must wait."""

    thing: Thing
    becomes: str
    objection: str = ""


@dataclass
class Handed:
    """What a desk has handed on, as the event keeps it: its own notes, and the matters (content type, key) touched."""

    notes: Any = None
    matters: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """``waiting`` tells what is open; ``shared`` what both bodies have a part in, and what becomes of it; ``hand_on``
    does it, with an event for each matter; ``hand_back`` takes it back, given the notes that ``hand_on`` left.
    ``carries`` are the labels of the matters on which the body is waited for nowhere any more after ``hand_on``."""

    key: str
    waiting: Callable[[Organisation], Iterable[Waiting]]
    hand_on: Callable[[Organisation, Organisation, Actor], Handed]
    hand_back: Callable[[Any, Organisation, Organisation, Actor], None]
    shared: Callable[[Organisation, Organisation], Iterable[Shared]] = lambda _body, _successor: ()
    carries: tuple[str, ...] = ()


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Make a desk known; the same key registered again replaces the first."""
    _desks[desk.key] = desk


def waiting_of(body: Organisation) -> list[Waiting]:
    """Everything that is open with this body."""
    found = [row for desk in _desks.values() for row in desk.waiting(body) if row.count]
    left = not_carried(body)
    found += [Waiting("项不能随单位移交的事项", len(left), tuple(left))] if left else []
    clocks = Clock.objects.filter(holder_org=body, stopped_at__isnull=True).count()
    return found + ([Waiting("个正在计算的期限", clocks)] if clocks else [])


def not_carried(body: Organisation) -> list[Thing]:
    """What the body is waited for and no desk carries: it has to be settled first, by whom it says."""
    carried = [kinds.of(label).content_type.pk for desk in _desks.values() for label in desk.carries]
    return named(OpenTurn.objects.filter(organisation=body).exclude(root_type__in=carried))


def left_with(body: Organisation) -> list[Thing]:
    """What has stayed with the body after everything was handed on; there should be nothing."""
    rows = [one for desk in _desks.values() for row in desk.waiting(body) if row.count for one in row.first]
    return named(OpenTurn.objects.filter(organisation=body)) + rows


def named(rows: Iterable[OpenTurn]) -> list[Thing]:
    """Each thing that waits for one act, once, with everybody of the body who can do it."""
    people: dict[tuple[int, int, str], tuple[OpenTurn, list[str]]] = {}
    for row in rows:
        people.setdefault((row.content_type_id, row.object_id, row.key), (row, []))[1].append(Role(row.role).label)
    return [
        Thing(f"{row.number} {row.title}".strip(), row.url, row.what, row.number, f"{row.who}的{'或'.join(posts)}")
        for row, posts in people.values()
    ]


def shared_by(body: Organisation, successor: Organisation) -> list[Shared]:
    """The matters on which both have a part."""
    return [row for desk in _desks.values() for row in desk.shared(body, successor)]


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
