"""What waits for a person in the post in use, of every kind of matter, by how soon it is due.

Everything shown stands in the open turns, so that a home costs the same however many kinds of matter there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from core.clock.clocks import Light, light
from core.matters import kinds, turns
from core.matters.turns import WaitsFor
from core.models import Clock, OpenTurn, Role
from proposals.reading import OF_THE_COMMITTEE

MOST = 200
NO_ICON = "bi-file-earmark-text"
GROUPS = (("late", "已逾期"), ("today", "今天到期"), ("week", "本周"), ("later", "以后"))
ICONS = {
    "late": "bi-exclamation-octagon-fill",
    "today": "bi-hourglass-split",
    "week": "bi-check-circle",
    "later": "bi-calendar3",
}


@dataclass
class Todo:
    """One thing to do: the open turn (matter, verb of the next step), and the soonest date that bears on it."""

    turn: OpenTurn
    clock: Clock | None = None
    light: Light | None = None

    @property
    def due(self) -> date:
        return self.clock.due if self.clock else date.max

    @property
    def asks(self) -> str:
        """How a member's home words it: the verb, unless the transition has words of its own."""
        return (self._waits.asks if self._waits else "") or self.turn.verb

    @property
    def icon(self) -> str:
        return self._waits.icon if self._waits else NO_ICON

    @cached_property
    def _waits(self) -> WaitsFor | None:
        """What the transition says that is waited for; None where the table no longer has such a row."""
        kind = kinds.kind_of(ContentType.objects.get_for_id(self.turn.content_type_id).model_class())
        rows = kind.lifecycle.rows if kind else ()
        return next((row.waits_for for row in rows if row.key == self.turn.key), None)


@dataclass
class TodoList:
    """What waits, in four groups; ``more`` says that the list was cut at the most pressing ones."""

    groups: list[tuple[str, str, str, list[Todo]]]
    total: int
    more: bool = False
    items: list[Todo] = field(default_factory=list)


def todo_list(user, today: date) -> TodoList:
    """Everything whose next step is this person's, soonest first; two statements, however much and of whatever kind."""
    items = [Todo(row) for row in turns.held_by(user).order_by("-id")[: MOST + 1]]
    soonest = _soonest_clocks(user, [item.turn for item in items])
    for item in items:
        item.clock = soonest.get((item.turn.content_type_id, item.turn.object_id))
        item.light = light(item.clock, today) if item.clock else None
    items.sort(key=lambda item: (item.due, -item.turn.object_id))
    groups = {key: [] for key, _ in GROUPS}
    week_end = today + timedelta(days=6 - today.weekday())
    for item in items[:MOST]:
        groups[_group(item.due, today, week_end)].append(item)
    shown = [(key, label, ICONS[key], groups[key]) for key, label in GROUPS if groups[key]]
    return TodoList(shown, len(items), more=len(items) > MOST, items=items)


def _group(due: date, today: date, week_end: date) -> str:
    if due < today:
        return "late"
    if due == today:
        return "today"
    return "week" if due <= week_end else "later"


def _soonest_clocks(user, rows: Iterable[OpenTurn]) -> dict[tuple[int, int], Clock]:
    """For each waiting thing the running clock that ends first: its own, or this person's own time in its matter.

    A right that lapses (退办) is no duty and left out, unless it is this person's own time to answer.
    """
    things: dict[int, set[int]] = {}
    for row in rows:
        things.setdefault(row.content_type_id, set()).add(row.object_id)
    if not things:
        return {}
    own = Q(holder_user=user) | Q(holder_org__isnull=False, holder_org=user.post_in_use.organisation_id)
    lives = [kind.content_type.pk for kind in kinds.every()]
    bears = Q()
    for kind, keys in things.items():
        bears |= Q(content_type=kind, object_id__in=keys, lapses=False)
        bears |= Q(root_type=kind, root_id__in=keys) & own & ~Q(content_type__in=lives)
    running = Clock.objects.filter(bears, stopped_at__isnull=True)
    if user.post_in_use.role != Role.PROPOSAL_CLERK:
        running = running.exclude(kind__in=OF_THE_COMMITTEE)
    found: dict[tuple[int, int], Clock] = {}
    for clock in running.select_related("rule__regulation").order_by("due", "id"):
        own_life = clock.content_type_id in lives
        thing = (clock.content_type_id, clock.object_id) if own_life else (clock.root_type_id, clock.root_id)
        found.setdefault(thing, clock)
    return found
