"""What waits for a member who leaves (辞职、去世、届满 …): seen before the exit, settled once the last day is over.

Lines of business know what waits for members; each registers a ``Desk``. Nothing goes on waiting for somebody who is no
longer a member: the night after the last day settles it, for an exit in the past the night after it was registered.
Until then undoing the exit brings everything back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core.models import Event
from core.organisations.handing_on import Thing
from core.people.actors import Actor
from members.models import Member


@dataclass(frozen=True)
class Left:
    """What waits of one sort, as the pages list it: how it is called, how much, which may be named, what becomes of it.

    ``follows`` says so for an exit, ``meanwhile`` for the time of a suspension, during which nothing passes on.
    """

    label: str
    count: int
    follows: str
    first: tuple[Thing, ...] = ()
    meanwhile: str = ""


def _nothing(_member: Member, _actor: Actor, _since: datetime) -> list[str]:
    return []


@dataclass(frozen=True)
class Desk:
    """``waiting`` tells what waits for a member; ``settle`` ends that waiting, at a moment and on a day, and returns
    how many matters it touched; ``holders`` are the keys of the members for whom anything waits. ``restore`` brings
    back what was settled since a moment, where nothing has happened since, and returns a sentence on what it was and on
    what stays as it is.
    """

    key: str
    waiting: Callable[[Member], Iterable[Left]]
    settle: Callable[[Member, datetime, date], int]
    holders: Callable[[], Iterable[int]]
    restore: Callable[[Member, Actor, datetime], list[str]] = _nothing


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Make a desk known; the same key registered again replaces the first."""
    _desks[desk.key] = desk


def waiting_for(member: Member) -> list[Left]:
    """Everything that waits for this member, or hangs on the member, sort by sort."""
    return [row for desk in _desks.values() for row in desk.waiting(member) if row.count]


@transaction.atomic
def settle(member: Member, at: datetime, day: date) -> int:
    """Nothing waits for this member any more; returns how many matters were touched."""
    return sum(desk.settle(member, at, day) for desk in _desks.values())


def restore(member: Member, actor: Actor, since: datetime) -> list[str]:
    """An exit registered at ``since`` was none: brings back what the night had settled, and tells what it could not."""
    return [said for desk in _desks.values() for said in desk.restore(member, actor, since)]


def settle_left(day: date) -> int:
    """Settle for whoever is no member on ``day`` any more, by an exit or with the term; returns how many members.

    Exits registered on that same day wait for the next: they may still be undone.
    """
    held = {pk for desk in _desks.values() for pk in desk.holders()}
    gone = Member.objects.filter(pk__in=held).exclude(pk__in=Member.objects.in_office(day).values("pk"))
    gone = gone.exclude(pk__in=_left_today(day))
    count = 0
    for member in gone.order_by("pk"):
        count += bool(settle(member, timezone.now(), day))
    return count


def _left_today(day: date) -> list[int]:
    """Of whom an exit was registered on ``day``, of this term or late of an earlier one."""
    exits = ("end_mandate", "correct_exit", "take_off_list")
    of_members = Event.objects.filter(content_type=ContentType.objects.get_for_model(Member), key__in=exits)
    newest = of_members.filter(at__date__gte=day).values_list("object_id", flat=True)
    return list(newest)
