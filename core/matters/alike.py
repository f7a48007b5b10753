"""Matters that may be about the same (相近的): found for whoever looks, among what that person may see, with the words
that they share; and two texts side by side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from core.matters import kinds
from core.matters.kinds import MatterKind
from core.matters.likeness import Likeness
from core.matters.naming import number_of
from core.matters.writing import label_of
from core.models import TokenCount
from core.people.actors import Actor
from core.search import counting
from core.search.similar import Alike, Text, similar_in

#: How much of what is telling in a text another holds (0 to 1) before it is named: to whoever looks for the same
#: matter, and to whoever writes and did not ask.
WORTH_A_LOOK, WORTH_SAYING = 0.25, 0.4
SHOWN = 8
#: Stretches of so many characters that stand in both texts are marked.
MARKED = 4


@dataclass(frozen=True)
class Found:
    """A matter that may be the same: how lists name it, what is told beside, and why it was found."""

    matter: Any
    number: str
    title: str
    told: str
    words: list[str] = field(default_factory=list)
    share: float = 0.0

    @property
    def url(self) -> str:
        return self.matter.get_absolute_url()


def compared() -> list[MatterKind]:
    """The kinds whose texts are compared."""
    return [kind for kind in kinds.matters() if kind.likeness]


def likeness_of(kind: MatterKind) -> Likeness:
    """What the kind declares; whoever asks knows that it does."""
    if kind.likeness is None:
        raise LookupError(f"{kind.label} does not compare its texts")
    return kind.likeness


def text_of(matter: Any) -> Text:
    """The text of a matter as it stands in the row at hand."""
    likeness = likeness_of(kinds.of(matter))
    return Text(getattr(matter, likeness.title), "\n".join(getattr(matter, name) for name in likeness.body))


def seen_by(kind: MatterKind, actor: Actor) -> QuerySet:
    """What this person may find: of what may be seen, those whose text was handed in and stands."""
    rows = kind.visible_to(actor.user) if actor.user else kind.model._default_manager.none()
    return rows.filter(state__in=likeness_of(kind).states)


def find(
    kind: MatterKind,
    actor: Actor,
    text: Text,
    *,
    among: QuerySet | None = None,
    leave_out: int | None = None,
    at_least: float = WORTH_A_LOOK,
    most: int = SHOWN,
) -> list[Found]:
    """Those most like ``text`` that this person may see (``among`` others, where that is said), best first."""
    likeness = likeness_of(kind)
    seen = seen_by(kind, actor) if among is None else among
    alike = similar_in(seen.exclude(pk=leave_out), text, likeness.columns)
    best = [one for one in alike if one.share >= at_least][:most]
    rows = likeness.fetch(kind.model._default_manager.filter(pk__in=[one.key for one in best]))
    matters = {matter.pk: matter for matter in rows} if best else {}
    return [_found(likeness, matters[one.key], one, actor) for one in best if one.key in matters]


def _found(likeness: Likeness, matter: Any, one: Alike, actor: Actor) -> Found:
    return Found(matter, number_of(matter), str(matter), likeness.told(matter, actor), one.words, one.share)


def first(matter: Any, actor: Actor) -> Callable[[Any], int]:
    """For a field that chooses among matters of this one's kind: the alike ones have the first places."""
    kind = kinds.of(matter)
    alike = similar_in(seen_by(kind, actor).exclude(pk=matter.pk), text_of(matter), likeness_of(kind).columns)
    places = {one.key: place for place, one in enumerate(one for one in alike if one.share >= WORTH_A_LOOK)}
    return lambda other: places.get(other.pk, len(places))


# ---- how often words occur ----


def ensure_counted() -> None:
    """After ``migrate``: count the words of every kind that compares its texts and was never counted."""
    for kind in compared():
        if not TokenCount.objects.filter(content_type=kind.content_type).exists():
            counting.count(kind.content_type)


def count_again() -> dict[str, int]:
    """Count the words of all texts that are compared anew; how many texts there are of each kind."""
    return {kind.title: counting.count(kind.content_type) for kind in compared()}


# ---- side by side ----


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether the other text has it as well."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Row:
    """One part of two texts: what it is called, and how it reads in each."""

    label: str
    one: list[Piece]
    other: list[Piece]


def side_by_side(one: Any, other: Any) -> list[Row]:
    """The parts of two matters of a kind, with what stands anywhere in both marked."""
    kind = kinds.of(one)
    columns = likeness_of(kind).columns
    whole = ["\n".join(getattr(matter, name) for name in columns) for matter in (one, other)]
    parts = [_parts(whole[0]), _parts(whole[1])]
    return [
        Row(
            label_of(kind.model, name),
            list(_marked(getattr(one, name), parts[1])),
            list(_marked(getattr(other, name), parts[0])),
        )
        for name in columns
    ]


def _parts(text: str) -> set[str]:
    return {text[at : at + MARKED] for at in range(len(text) - MARKED + 1)}


def _marked(text: str, elsewhere: set[str]) -> Iterator[Piece]:
    shared = [False] * len(text)
    for at in range(len(text) - MARKED + 1):
        if text[at : at + MARKED] in elsewhere:
            shared[at : at + MARKED] = [True] * MARKED
    for is_shared, run in groupby(zip(text, shared, strict=True), key=lambda pair: pair[1]):
        yield Piece("".join(char for char, _ in run), is_shared)
