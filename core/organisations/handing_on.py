"""Open work of a body, and handing it on to another one: whoever has such work registers how that is done.

Core itself hands on the running clocks; a line registers a ``Desk`` for what it keeps of bodies in rows of its own.
What no desk carries is named, one by one, and has to be settled before the body can end.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from core.chinese import short_date
from core.matters import kinds, naming
from core.matters.clock_visibility import RUNNING
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
    by_name: bool = False  # a refusal names the first of it

    def __str__(self) -> str:
        named = f"（{'；'.join(map(str, self.first))}）" if self.by_name and self.first else ""
        return f"{self.count} {self.label}{named}"


@dataclass(frozen=True)
class Shared:
    """A matter on which a body and its successor both have a part: what will become of it, or why that must wait."""

    thing: Thing
    becomes: str
    objection: str = ""


@dataclass
class Handed:
    """What a desk has handed on, as the event keeps it: its own notes, and the matters (content type, key) touched.

    ``rows`` are the parts of them that moved (None: the matters themselves); ``whole`` the matters of which so much has
    changed that nothing may have happened on them when it is taken back.
    """

    notes: Any = None
    matters: list[list[int]] = field(default_factory=list)
    rows: list[list[int]] | None = None
    whole: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """``waiting`` tells what is open; ``shared`` what both bodies have a part in, and what becomes of it; ``hand_on``
    does it, with an event for each matter; ``hand_back`` takes it back, given the notes that ``hand_on`` left.
    ``without_people``: whoever worked on it in the body does not go along; given the notes, returns them with what
    ``hand_back`` needs of that.
    ``carries`` are the labels of the matters on which the body is waited for nowhere any more after ``hand_on``."""

    key: str
    waiting: Callable[[Organisation], Iterable[Waiting]]
    hand_on: Callable[[Organisation, Organisation, Actor], Handed]
    hand_back: Callable[[Any, Organisation, Organisation, Actor], None]
    shared: Callable[[Organisation, Organisation], Iterable[Shared]] = lambda _body, _successor: ()
    carries: tuple[str, ...] = ()
    without_people: Callable[[Any], Any] = lambda notes: notes


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Make a desk known; the same key registered again replaces the first."""
    _desks[desk.key] = desk


def waiting_of(body: Organisation) -> list[Waiting]:
    """Everything that is open with this body; a right that lapses by itself waits for nobody."""
    found = [row for desk in _desks.values() for row in desk.waiting(body) if row.count]
    left = not_carried(body)
    found += [Waiting("项不能随单位移交的事项", len(left), tuple(left))] if left else []
    clocks = Clock.objects.filter(RUNNING, holder_org=body).order_by("due", "pk")
    number = clocks.count()
    first = _running(body, clocks.prefetch_related("root")[:SHOWN]) if number else ()
    return found + ([Waiting("个正在计算的期限", number, first, by_name=True)] if number else [])


def _running(body: Organisation, clocks: Iterable[Clock]) -> tuple[Thing, ...]:
    """Each with its matter, its last day and who in the body is to keep it."""
    found = []
    for clock in clocks:
        name = naming.name_of(clock.root)
        who = f"{body}的{Role(clock.holder_role).label}" if clock.holder_role else str(body)
        what = f"{clock.label}，{short_date(clock.due, timezone.localdate())}到期"
        url = clock.root.get_absolute_url() if hasattr(clock.root, "get_absolute_url") else ""
        found.append(Thing(name, url, what, naming.number_of(clock.root), who))
    return tuple(found)


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


def hand_on(body: Organisation, successor: Organisation, actor: Actor, *, with_people: bool = True) -> dict[str, Any]:
    """Hand everything on; returns what ``hand_back`` needs, to be kept in the event. Within a transaction."""
    notes = {desk.key: asdict(desk.hand_on(body, successor, actor)) for desk in _desks.values()}
    if not with_people:
        for key, one in notes.items():
            one["notes"] = _desks[key].without_people(one["notes"])
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


def acted_since(handed: dict[str, Any], to: int, event: Event) -> list[str]:
    """The matters on which somebody has gone on with what was handed on to ``to``, after ``event``, by their numbers.

    What others do on the same matters, and what the program does by itself, stands in nobody's way.
    """
    later = Event.objects.filter(pk__gt=event.pk, actor__isnull=False)
    found: dict[tuple[int, int], None] = {}
    for one in handed["desks"].values():
        rows = one.get("rows")
        asked = _about("root", one["matters"] if rows is None else one["whole"])
        if rows is not None:
            asked |= _about("target", rows) | _about("root", one["matters"]) & Q(organisation=to)
        found |= dict.fromkeys(later.filter(asked).order_by("pk").values_list("root_type", "root_id"))
    return [_number(kind, pk) for kind, pk in found]


def _about(what: str, pairs: Iterable[Iterable[int]]) -> Q:
    kind_is, key_is = {"root": ("root_type", "root_id"), "target": ("content_type", "object_id")}[what]
    by_kind: dict[int, list[int]] = {}
    for kind, pk in pairs:
        by_kind.setdefault(kind, []).append(pk)
    asked = Q(pk__in=())
    for kind, keys in by_kind.items():
        asked |= Q(**{kind_is: kind, f"{key_is}__in": keys})
    return asked


def _number(kind: int, pk: int) -> str:
    matter = ContentType.objects.get_for_id(kind).get_object_for_this_type(pk=pk)
    return naming.number_of(matter) or ("未编号的一件" if hasattr(matter, "case_number") else naming.name_of(matter))
