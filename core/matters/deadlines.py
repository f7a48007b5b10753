"""Kinds of clock (期限种类): a row of a table in each line of business, and the effects that start and stop them.

A row says once what a date is called, which rule gives it, from which act it runs, whose time it is, who sees it, and
what follows when it runs out in silence. Board, calendar, lists, pages, reminders and tests read the tables; no list of
clock names stands anywhere else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from core import compiled, rulebook
from core.clock import calendar, clocks, workdays
from core.matters.lifecycle import Act, Effect
from core.models import Clock, Organisation, Rule, User
from core.models.generic import aimed_at, matter_of
from core.people.actors import Actor
from core.rulebook import answering


class SeenBy(Enum):
    """Who sees a date, of those who may open its matter. Its holder always does."""

    EVERYONE = "everyone"
    #: Offices and units among themselves.
    OFFICES = "offices"
    #: The committee's own offices and its leaders.
    COMMITTEE = "committee"
    #: One person's or body's own time: besides, only the committee's offices and the office that may urge them.
    OWNER = "owner"


@dataclass(frozen=True)
class Whose:
    """Whose time it is: the people of a post, of a body, or one person; and the office that watches over them."""

    role: str = ""
    body: Organisation | None = None
    person: User | None = None
    watched_by: Organisation | None = None


Silence = Callable[[Clock, Any, Actor], object]


@dataclass(frozen=True)
class ClockKind:
    """One kind of clock, told by its key: stored, and one on the whole site.

    ``rule`` is the key of the rule that gives the length (empty: each clock brings its own day), ``since`` the act it
    runs from, in the office's words, ``of(target)`` says whose time it is. ``meets`` names the acts it is the time
    for. ``lapses``: a right that ends with its day, and makes nobody late. ``beside``: no turn waits for it.
    ``of_party``: the time of those whom the matter is from, with an account or without. ``root``: the model's label
    where it is about another matter than the line's own. ``desk``: beside its holder only these posts read it, whatever
    others of their sort do (who was asked to sign).

    ``silence(clock, target, actor)`` is what the program does on every working day on which a clock of this kind runs
    past its due day, until it has stopped: at most once a day, in a transaction of its own, by system acts. False says
    that nothing was done.
    """

    key: str
    label: str
    rule: str
    since: str
    of: Callable[[Any], Whose]
    seen_by: SeenBy = SeenBy.EVERYONE
    meets: tuple[str, ...] = ()
    lapses: bool = False
    beside: bool = False
    of_party: bool = False
    silence: Silence | None = None
    root: str = ""
    desk: tuple[str, ...] = ()

    def is_kept_from(self, role: str) -> bool:
        """Whether this post reads it only where it is its own."""
        return bool(self.desk) and role not in self.desk


# ---- the tables of all lines ----

_kinds: dict[str, ClockKind] = {}
_lines: dict[str, str] = {}


def register(line: str, kinds: Iterable[ClockKind]) -> None:
    """Make the table of a line known; the line (the label of its matter) registered again replaces its table.

    Raises ValueError where another line, or this table itself, has a kind of that name.
    """
    kinds = list(kinds)
    for key in {kind.key for kind in kinds}:
        if _lines.get(key, line) != line or sum(kind.key == key for kind in kinds) > 1:
            raise ValueError(f"two kinds of clock named {key}: {_lines.get(key, line)}, {line}")
    unregister(line)
    for kind in kinds:
        _kinds[kind.key], _lines[kind.key] = kind, line
    compiled.forget()


def unregister(line: str) -> None:
    """Forget the table of a line."""
    for key in [key for key, owner in _lines.items() if owner == line]:
        del _kinds[key], _lines[key]
    compiled.forget()


def clock_kinds(**properties: object) -> list[ClockKind]:
    """All kinds in the order of their tables, or those with these properties: ``clock_kinds(beside=True)``."""
    return [row for row in _kinds.values() if all(getattr(row, name) == value for name, value in properties.items())]


def clock_kind(key: str) -> ClockKind:
    """The kind of that key; raises KeyError for one that stands in no table."""
    return _kinds[key]


def roots() -> list[str]:
    """Labels of the models on whose pages clocks are shown."""
    return list(dict.fromkeys(kind.root or _lines[kind.key] for kind in _kinds.values()))


# ---- starting ----


def start_on(
    target: Any,
    kind: str | ClockKind,
    day: date,
    *,
    at: datetime | None = None,
    since: str = "",
    started_on: date | None = None,
    fixed: date | None = None,
    anchor: Clock | None = None,
    said: dict[str, str] | None = None,
) -> Clock:
    """Start a clock on ``target`` by the rule in force on ``day``; it runs from ``day``, unless ``started_on``.

    ``kind`` is a key, or a row of the table with something replaced. A matter may name the classes of rules that
    apply to it (``rule_classes``); the date says which rule answered. ``fixed`` gives the day itself, ``anchor`` the
    clock whose due day is counted from, ``said`` what its explanation adds.
    """
    row = clock_kind(kind) if isinstance(kind, str) else kind
    matter = getattr(target, "matter", target)
    whose = row.of(target)
    rule = rule_of(row, day, target)
    return clocks.open_clock(
        target=target,
        root=matter,
        kind=row.key,
        label=row.label,
        started_on=started_on or day,
        rule=rule,
        said=(answering.explained(rule, classes_of(target), day) if fixed is None else {}) | (said or {}),
        fixed=fixed.isoformat() if fixed else None,
        start_label=since or row.since,
        holder_role=whose.role,
        holder_org=whose.body,
        holder_user=whose.person,
        watched_by=whose.watched_by,
        lapses=row.lapses,
        anchor=anchor,
        at=at,
    )


def rule_of(kind: str | ClockKind, day: date, matter: Any) -> Rule | None:
    """The version of the kind's rule in force on ``day`` for this matter, or part of one; None for a kind without."""
    row = clock_kind(kind) if isinstance(kind, str) else kind
    return rulebook.rule(row.rule, day, classes_of(matter)) if row.rule else None


def due_by_rule(kind: str | ClockKind, day: date, matter: Any) -> date:
    """Until when the kind's time would run for this matter, began it on ``day``."""
    return clocks.due_date(day, rule=rule_of(kind, day, matter)).due


def classes_of(thing: Any) -> tuple[str, ...]:
    """The classes for which rules may speak of the thing by themselves (``rule_classes``): its own, or its matter's."""
    own = getattr(thing, "rule_classes", None)
    return getattr(matter_of(thing), "rule_classes", ()) if own is None else own


def begins_after(former: Any, kind: str | ClockKind, day: date, matter: Any, since: str) -> dict[str, Any]:
    """From which day a period runs (``started_on``), and how that day is called (``since``), where the thing stands in
    the place of ``former`` (改办); None: it stands for itself.

    The day on which it begins, or, where convention D9 keeps the former time, the day on which that began. A date that
    the rule names (D6) is no period: reassignment does not move it.
    """
    key = kind if isinstance(kind, str) else kind.key
    rows = Clock.objects.filter(**aimed_at(former), kind=key).order_by("-id") if former is not None else None
    clock = rows.first() if rows is not None else None
    if clock is None:
        return {"started_on": day, "since": since}
    former_since = clock.rule_value.get("start_label", since)
    rule = rule_of(kind, day, matter)
    if rule is not None and rule.value.get("unit") == "fixed_date":
        return {"started_on": clock.started_on, "since": former_since}
    begins = workdays.start_after_reassignment(clock.started_on, day, calendar.current().conventions)
    return {"started_on": begins, "since": since if begins == day else former_since}


def start_for(act: Act, target: Any, kind: str | ClockKind, **more: Any) -> Clock:
    """The same on the day and at the moment of an act."""
    return start_on(target, kind, act.day, at=act.at, **more)


def start(kind: str) -> Effect:
    """An effect: the clock ``kind`` of the acted-on thing starts on the day of the act."""

    def effect(act: Act) -> None:
        start_for(act, act.obj, kind)

    effect.__name__ = f"start_{kind}"
    return effect


def hold_anew(*kinds: str) -> Effect:
    """An effect: these clocks of the acted-on thing run on, as the time of whoever it now is by their tables."""

    def effect(act: Act) -> None:
        for kind in kinds:
            whose = clock_kind(kind).of(act.obj)
            holder = {"holder_role": whose.role, "holder_org": whose.body, "holder_user": whose.person}
            clocks.change_holder(act.obj, kind, **holder, watched_by=whose.watched_by)

    effect.__name__ = f"hold_{'_'.join(kinds)}_anew"
    return effect


# ---- stopping ----


def stop(*kinds: str) -> Effect:
    """An effect: these clocks of the acted-on thing stop because the act was done."""

    def effect(act: Act) -> None:
        for kind in kinds:
            stop_for(act, act.obj, kind)

    effect.__name__ = f"stop_{'_'.join(kinds)}"
    return effect


def stop_all(act: Act) -> None:
    """An effect: nothing runs any more on the acted-on thing."""
    clocks.stop_clock(act.obj, None, act.at, act.row.label)


def drop(*kinds: str) -> Effect:
    """An effect: what these clocks of the acted-on thing were for has fallen away; nobody met or missed them."""

    def effect(act: Act) -> None:
        for kind in kinds:
            clocks.stop_clock(act.obj, clock_kind(kind).key, act.at, act.row.label, void=True)

    effect.__name__ = f"drop_{'_'.join(kinds)}"
    return effect


def drop_all(act: Act) -> None:
    """An effect: nothing on the acted-on thing is to be done any more."""
    clocks.stop_clock(act.obj, None, act.at, act.row.label, void=True)


def stop_for(act: Act, target: Any, kind: str) -> int:
    """Stop the clock ``kind`` of ``target`` because of this act; returns how many ran (0 or 1)."""
    return clocks.stop_clock(target, clock_kind(kind).key, act.at, act.row.label)
