"""Figures (数字): every number on a home is counted from records and opens the list of exactly what it counted.

A line of business declares sets of figures; each figure is a condition on the rows of its set, so that the number and
the rows behind it are one function. However many sets a page shows, one statement counts them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse

from core.models import User
from core.people.per_post import per_post

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """Who asks, in the post in use; on which day; in which session (届次, None between sessions).

    Conditions of figures, stages and short lists read the person's key, the post's role and body, the day and the
    session's key, and nothing that changes: their SQL is worked out once for these (``per_post``).
    """

    user: User
    today: date
    session: Any = None

    @property
    def organisation_id(self) -> int | None:
        """The body of the post in use."""
        return self.user.post_in_use.organisation_id if self.user.post_in_use else None


def everything(_asked: Asked) -> Q:
    """The condition that every row meets."""
    return Q()


@dataclass(frozen=True)
class Figure:
    """One number: the rows of its set that meet ``where``.

    ``query`` is what the list is asked to show just these; ``note`` words its context (a share, what it means). A
    figure with neither label nor list of its own is counted for the notes of others: ``shown=False``.
    """

    key: str
    label: str = ""
    where: Callable[[Asked], Q] = everything
    query: Mapping[str, Any] = field(default_factory=dict)
    note: Callable[[Asked, Counts], str] | None = None
    shown: bool = True


@dataclass(frozen=True, eq=False)
class FigureSet:
    """Figures about the same rows, on the homes of ``posts``.

    ``page`` names the list that the figures open, ``scope`` the conditions all of them share. ``of_session``: there is
    nothing to count between sessions. ``where_any``: shown only where there is something to count.
    """

    title: str
    posts: frozenset[str]
    rows: Callable[[Asked], QuerySet]
    page: str
    scope: Callable[[Asked], Mapping[str, Any]]
    figures: tuple[Figure, ...]
    of_session: bool = False
    where_any: bool = False

    def rows_of(self, key: str, asked: Asked) -> QuerySet:
        """What the figure ``key`` counts."""
        figure = next(figure for figure in self.figures if figure.key == key)
        return self.rows(asked).filter(figure.where(asked))

    def tiles(self, asked: Asked, counts: Counts) -> list["Tile"]:
        """The shown figures with their numbers, in their order."""
        scope = self.scope(asked)
        return [
            Tile(
                figure.label,
                counts[figure.key],
                figure.note(asked, counts) if figure.note else "",
                list_address(self.page, scope, figure.query),
            )
            for figure in self.figures
            if figure.shown
        ]


@dataclass(frozen=True)
class Tile:
    """A number as a page shows it: what it counts, a word beside it, and the list of what it counts."""

    label: str
    number: int
    note: str
    url: str


@dataclass(frozen=True)
class Card:
    """The tiles of one set."""

    title: str
    tiles: list[Tile]


@dataclass(frozen=True, eq=False)
class Stages:
    """How far the matters of a kind have come (走到哪一步): steps of several states each, with their late ones."""

    title: str
    rows: Callable[[Asked], QuerySet]
    late: Callable[[Asked], Q]
    page: str
    scope: Callable[[Asked], Mapping[str, Any]]
    steps: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Bar:
    """One step: how many stand there, how many of them are late, and how long the bar is (per cent of the longest)."""

    label: str
    number: int
    late: int
    width: int
    url: str


@dataclass(frozen=True)
class Bars:
    """The steps of one kind."""

    title: str
    bars: list[Bar]


def share(part: int, whole: int) -> str:
    """A share with one decimal, as 79.4%; nothing to divide gives a dash."""
    return f"{part / whole:.1%}" if whole else "—"


def list_address(page: str, *conditions: Mapping[str, Any]) -> str:
    """The address of a list under these conditions."""
    query = urlencode({name: value for some in conditions for name, value in some.items()}, doseq=True)
    return f"{reverse(page)}?{query}" if query else reverse(page)


def cards(sets: Iterable[FigureSet], asked: Asked) -> list[Card]:
    """The sets with their numbers; one statement for all of them, none where there is nothing to count."""
    sets = tuple(one for one in sets if asked.session is not None or not one.of_session)
    rows = _figures_counted(asked.user, asked.today, asked.session, sets) if sets else []
    found = {row["which"]: row for row in rows}
    shown = []
    for place, one in enumerate(sets):
        row = found.get(place, {})
        counts = {figure.key: row.get(f"n{at}", 0) for at, figure in enumerate(one.figures)}
        if any(counts.values()) or not one.where_any:
            shown.append(Card(one.title, one.tiles(asked, counts)))
    return shown


@per_post
def _figures_counted(user: User, today: date, session: Any, sets: tuple[FigureSet, ...]) -> QuerySet:
    asked, width = Asked(user, today, session), max(len(one.figures) for one in sets)
    counted = []
    for place, one in enumerate(sets):
        numbers: dict[str, Count | Value] = {
            f"n{at}": Count("pk", filter=figure.where(asked)) if figure.where is not everything else Count("pk")
            for at, figure in enumerate(one.figures)
        }
        numbers |= {f"n{at}": Value(0) for at in range(len(one.figures), width)}
        counted.append(one.rows(asked).order_by().annotate(which=Value(place)).values("which").annotate(**numbers))
    return together(counted)


def bars(stages: Iterable[Stages], asked: Asked) -> list[Bars]:
    """The stages of several kinds with their numbers; one statement for all of them."""
    stages = tuple(stages)
    rows = _stages_counted(asked.user, asked.today, asked.session, stages) if stages else []
    found = {(row["which"], row["state"]): (row["number"], row["late"]) for row in rows}
    return [Bars(one.title, _bars(one, asked, place, found)) for place, one in enumerate(stages)]


@per_post
def _stages_counted(user: User, today: date, session: Any, stages: tuple[Stages, ...]) -> QuerySet:
    asked, counted = Asked(user, today, session), []
    for place, one in enumerate(stages):
        rows = one.rows(asked).order_by().annotate(which=Value(place)).values("which", "state")
        counted.append(rows.annotate(number=Count("pk"), late=Count("pk", filter=one.late(asked))))
    return together(counted)


def _bars(one: Stages, asked: Asked, place: int, found: Mapping[tuple[int, str], tuple[int, int]]) -> list[Bar]:
    numbers = [
        tuple(map(sum, zip((0, 0), *(found.get((place, state), (0, 0)) for state in states), strict=True)))
        for _, states in one.steps
    ]
    longest = max((number for number, _ in numbers), default=0) or 1
    return [
        Bar(label, number, late, round(100 * number / longest),
            list_address(one.page, one.scope(asked), {"state": list(states)}))
        for (label, states), (number, late) in zip(one.steps, numbers, strict=True)
    ]  # fmt: skip


def together(several: list[QuerySet]) -> QuerySet:
    """The rows of several statements, one at least, asked as one."""
    first, *others = several
    return first.union(*others, all=True) if others else first
