"""What waits for a person in the post in use, of every kind of matter, by how soon it is due.

Everything shown stands in the open turns, so that a home costs the same however many kinds of matter there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Count, DateField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from core.clock import calendar, workdays
from core.clock.clocks import Light, light
from core.matters import kinds, turns, walking
from core.matters.clock_visibility import held_by, readable
from core.matters.deadlines import clock_kinds
from core.matters.nearest import owing_works
from core.matters.turns import WaitsFor
from core.models import Clock, OpenTurn, Role, User
from core.models.roles import POSTS
from core.people.per_post import per_post

MOST = 200
NO_ICON = "bi-file-earmark-text"
GROUPS = (("late", "已逾期"), ("today", "今天到期"), ("week", "未来五个工作日"), ("later", "以后"))
WEEK = 5  # working days
ICONS = {
    "late": "bi-exclamation-octagon-fill",
    "today": "bi-hourglass-split",
    "week": "bi-check-circle",
    "later": "bi-calendar3",
}


@dataclass
class Todo:
    """One thing to do: the open turn (matter, verb of the next step), and the date of the act that it asks for.

    Where the act has no time of its own, the soonest of the person's own dates on the thing; never somebody else's.
    ``binds`` is a sooner date that the same desk has to keep on the thing, whichever act it is the time for: the unit's
    own, or that of a unit it watches over (a reply that waits for its check and is due today).
    """

    turn: OpenTurn
    clock: Clock | None = None
    light: Light | None = None
    binds: Clock | None = None
    binds_light: Light | None = None

    @property
    def due(self) -> date:
        return self.clock.due if self.clock else date.max

    def presses(self, today: date) -> date:
        """The day by which it is sorted: the nearest that binds it. A right that has run out makes nothing late."""
        own = date.max if self.clock and self.clock.lapses and self.clock.due < today else self.due
        return min(own, self.binds.due) if self.binds else own

    @property
    def asks(self) -> str:
        """How a member's home words it: the verb, unless the transition has words of its own."""
        return (self._waits.asks if self._waits else "") or self.turn.verb

    @property
    def along(self) -> str:
        """What is added to its addresses, so that one goes on to the next that waits."""
        return walking.to_do(ContentType.objects.get_for_id(self.turn.content_type_id).model_class())

    @property
    def icon(self) -> str:
        return self._waits.icon if self._waits else NO_ICON

    @property
    def at_leisure(self) -> bool:
        """Whether it is only the person's own text in the making, with no day by which it is wanted."""
        waits = self._waits
        return self.clock is None and waits is not None and waits.at_leisure and self.turn.what not in waits.pressing

    @cached_property
    def _waits(self) -> WaitsFor | None:
        """What the transition says that is waited for; None where the table no longer has such a row."""
        model = ContentType.objects.get_for_id(self.turn.content_type_id).model_class()
        kind = kinds.kind_of(model) if model else None
        rows = kind.lifecycle.rows if kind else ()
        return next((row.waits_for for row in rows if row.key == self.turn.key), None)


@dataclass
class TodoList:
    """What waits: the ``MOST`` pressing ones in four groups, and how many there are in all."""

    groups: list[tuple[str, str, str, list[Todo]]]
    items: list[Todo]
    total: int

    @property
    def more(self) -> bool:
        """Whether some are not shown."""
        return self.total > len(self.items)

    @property
    def asked(self) -> list[Todo]:
        """What somebody waits for; without the person's own texts in the making."""
        return [item for item in self.items if not item.at_leisure]

    @property
    def writing(self) -> list[Todo]:
        """The person's own texts in the making."""
        return [item for item in self.items if item.at_leisure]

    @property
    def pressing(self) -> int:
        """How many are late or due today."""
        return sum(len(items) for key, _, _, items in self.groups if key in ("late", "today"))


def todo_list(user: User, today: date) -> TodoList:
    """Everything whose next step is this person's, soonest first; two statements, however much and of whatever kind."""
    shown = _waiting(user, today, MOST)
    items = [Todo(row) for row in shown]
    total = shown[0].total if shown else 0
    soonest, binding = _soonest_clocks(user, [item.turn for item in items])
    for item in items:
        thing = (item.turn.content_type_id, item.turn.object_id)
        item.clock = soonest.get((*thing, item.turn.key)) or soonest.get((*thing, ""))
        item.light = light(item.clock, today) if item.clock else None
        binds = binding.get(thing)
        if binds and binds.due < item.due:
            item.binds, item.binds_light = binds, light(binds, today)
    items.sort(key=lambda item: item.presses(today))  # stable: the database's order holds among equals
    groups: dict[str, list[Todo]] = {key: [] for key, _ in GROUPS}
    for item in items:
        groups[_group(item.presses(today), today)].append(item)
    filled = [(key, label, ICONS[key], groups[key]) for key, label in GROUPS if groups[key]]
    return TodoList(filled, items, total)


@per_post
def _waiting(user: User, today: date, most: int) -> QuerySet[OpenTurn]:
    """The open turns to be shown, each with the day on which its time ends and how many there are in all."""
    held = turns.held_by(user)
    number = held.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    rows = held.annotate(soonest=_soonest_day(user), total=Subquery(number))
    return rows.order_by("soonest", "-object_id", "-id")[:most]


def _group(due: date, today: date) -> str:
    if due < today:
        return "late"
    if due == today:
        return "today"
    if due == date.max:
        return "later"
    return "week" if workdays.working_days_left(today, due, calendar.current()) <= WEEK else "later"


def _soonest_day(user: User) -> Coalesce | Least | Case:
    """The day on which the first of the clocks ends that bear on an open turn; the end of time where none does. On a
    unit's work bears what it owes to those behind merged matters, too.

    A right that lapses (退办) is no duty and left out, unless it is this person's own time to answer.
    """
    running = _running(user)
    bearing = [running.filter(lapses=False, content_type=OuterRef("content_type"), object_id=OuterRef("object_id"))]
    if _is_asked_personally(user):
        matter = {"root_type": OuterRef("content_type"), "root_id": OuterRef("object_id")}
        bearing.append(running.filter(_own_time(user), **matter))
    never = Value(date.max, DateField())
    days: list[Coalesce | Case] = [
        Coalesce(Subquery(clocks.order_by("due").values("due")[:1]), never) for clocks in bearing
    ]
    for works, owed in owing_works():
        rows = owed._base_manager.filter(work=OuterRef(OuterRef("object_id"))).values("pk")
        further = running.filter(content_type=ContentType.objects.get_for_model(owed), object_id__in=rows)
        first = Coalesce(Subquery(further.order_by("due").values("due")[:1]), never)
        days.append(Case(When(content_type=ContentType.objects.get_for_model(works), then=first), default=never))
    return Least(*days) if len(days) > 1 else days[0]


def _soonest_clocks(
    user: User, rows: Iterable[OpenTurn]
) -> tuple[dict[tuple[int, int, str], Clock], dict[tuple[int, int], Clock]]:
    """For each waiting thing this person's own clock that ends first, and for each act that has a time of its own that.

    By kind of thing, key, and act ("" for acts of which no clock of the thing is the time). Then, by thing, the duty
    that ends first of those that the person's desk has to keep or watches over. One statement.
    """
    things: dict[int, set[int]] = {}
    for row in rows:
        things.setdefault(row.content_type_id, set()).add(row.object_id)
    if not things:
        return {}, {}
    bears = Q()
    for kind, keys in things.items():
        bears |= Q(content_type=kind, object_id__in=keys, lapses=False)
        if _is_asked_personally(user):
            bears |= Q(root_type=kind, root_id__in=keys) & _own_time(user)
    lives = _lives()
    of_work: Value | Case = Value(None, BigIntegerField())
    owed_on: dict[int, int] = {}
    for works, owed in owing_works():
        at_work, about = (ContentType.objects.get_for_model(model).pk for model in (works, owed))
        owed_on[about] = at_work
        owed_by = owed._base_manager.filter(work__in=things.get(at_work, ()))
        bears |= Q(content_type=about, object_id__in=owed_by.values("pk"))
        whose = Subquery(owed._base_manager.filter(pk=OuterRef("object_id")).values("work")[:1])
        of_work = Case(When(content_type=about, then=whose), default=of_work, output_field=BigIntegerField())
    found: dict[tuple[int, int, str], Clock] = {}
    binding: dict[tuple[int, int], Clock] = {}
    meets = {kind.key: kind.meets for kind in clock_kinds()}
    own = Case(When(_is_owed_by(user), then=Value(True)), default=Value(False))
    watched = Case(When(_is_watched_by(user), then=Value(True)), default=Value(False))
    clocks = _running(user).filter(bears).annotate(own=own, watched=watched, of_work=of_work)
    for clock in clocks.select_related("rule__regulation").order_by("due", "id"):
        own_life = clock.content_type_id in lives or clock.of_work is not None
        thing = (clock.root_type_id, clock.root_id)
        if own_life:
            thing = owed_on.get(clock.content_type_id, clock.content_type_id), clock.of_work or clock.object_id
        acts = meets.get(clock.kind, ())
        for act in ("", *acts) if clock.own else acts:
            found.setdefault((*thing, act), clock)
        if own_life and not clock.lapses and (clock.own or clock.watched):
            binding.setdefault(thing, clock)
    return found, binding


def _running(user: User) -> QuerySet[Clock]:
    """What this person may read, without what runs beside the way: no turn waits for that."""
    beside = [kind.key for kind in clock_kinds(beside=True)]
    return Clock.objects.filter(~Q(kind__in=beside), readable(user), stopped_at__isnull=True)


def _role_of(user: User) -> str:
    return user.post_in_use.role if user.post_in_use else ""


def _is_asked_personally(user: User) -> bool:
    """Whether the post is asked to sign and to judge, each person or body in a time of its own."""
    role = _role_of(user)
    return role == Role.MEMBER or (role in POSTS and POSTS[role].acts_for_body)


def _is_owed_by(user: User) -> Q:
    """A clock of this person, of the own body, or of everybody in the own post."""
    return held_by(user) | Q(holder_role=_role_of(user), holder_user=None, holder_org=None)


def _is_watched_by(user: User) -> Q:
    """A duty of somebody over whom the own office watches."""
    post = user.post_in_use
    if post is None or post.organisation_id is None or post.role not in POSTS or not POSTS[post.role].watches:
        return Q(pk__in=[])
    return Q(watched_by=post.organisation_id)


def _own_time(user: User) -> Q:
    """A clock of this person's own, or of the own body, on something in a matter that has no life of its own."""
    return held_by(user) & ~Q(content_type__in=_lives())


def _lives() -> list[int]:
    """The content types of whatever has a life of its own."""
    return [kind.content_type.pk for kind in kinds.every()]
