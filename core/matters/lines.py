"""Matters in one line each (编号、案由、状态), of whatever kind: short lists on homes, results of the search box."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import JSONObject

from core.matters.figures import Asked
from core.matters.finding import with_names, with_number
from core.matters.homes import ShortList
from core.matters.kinds import MatterKind
from core.matters.naming import number_of
from core.models import User
from core.search import matching_ids


@dataclass(frozen=True)
class Line:
    """One matter as a short list shows it."""

    number: str
    title: str
    state: str
    url: str


@dataclass(frozen=True)
class Lines:
    """One short list: its newest matters and where all of them are."""

    title: str
    rows: list[Line]
    url: str
    empty: str


def line_of(matter: Any) -> Line:
    """The line of a matter fetched with at least its kind's ``brief`` columns."""
    return Line(number_of(matter), str(matter), matter.get_state_display(), matter.get_absolute_url())


def said(kind: MatterKind, rows: Any, user: User) -> QuerySet:
    """These matters with what names them (``brief``) as one value, ``said``, in which several kinds are alike; named as
    this person reads their titles."""
    rows = rows.as_read_by(user)
    columns = {name: name for name in kind.brief}
    columns |= {name: name for name in ("kept_title",) if name in rows.query.annotations}
    return rows.annotate(said=JSONObject(**columns))


def newest(lists: Iterable[tuple[MatterKind, ShortList]], asked: Asked) -> list[Lines]:
    """Every list with its newest matters, newest first; one statement for all of them, of however many kinds."""
    lists = list(lists)
    found: list[list[tuple[int, Line]]] = [[] for _ in lists]
    statements = []
    for place, (kind, one) in enumerate(lists):
        keys = one.rows(asked).order_by("-pk").values("pk")[: one.most]
        rows = said(kind, kind.model._default_manager.filter(pk__in=keys).order_by(), asked.user)
        statements.append(rows.annotate(which=Value(place)).values_list("which", "pk", "said"))
    if not statements:
        return []
    first, *others = statements
    for place, pk, columns in first.union(*others, all=True) if others else first:
        kind = lists[place][0]
        found[place].append((pk, line_of(kind.model(pk=pk, **columns))))
    return [
        Lines(one.title, [line for _, line in sorted(rows, key=lambda row: -row[0])], one.url, one.empty)
        for (_, one), rows in zip(lists, found, strict=True)
    ]


# ---- finding by number or words ----


def matching(kind: MatterKind, words: str) -> Q:
    """The condition on matters of this kind that a search box's words mean: its number, else words and names."""
    number = with_number(kind, words)
    return number if number is not None else with_names(kind, words) or Q(pk__in=matching_ids(kind.model, words))


def found_by(kind: MatterKind, user: User, words: str, most: int) -> list[Line]:
    """Of what this person may see, the newest that the words mean; one statement, and one that asks for names."""
    rows = kind.visible_to(user).as_read_by(user).filter(matching(kind, words)).only("pk", *kind.brief)
    return [line_of(matter) for matter in rows.order_by("-pk")[:most]]
