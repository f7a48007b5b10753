"""The registry of kinds of matter: a line of business registers itself with one object per kind, and nothing else.

Homes, to-do lists, board, calendar, search, lists, pages, interface, permissions and generated documents read the
registry; none of them knows a line of business by name. An app registers in its ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from core.matters import deadlines
from core.matters.deadlines import ClockKind
from core.matters.homes import HomeParts
from core.matters.lifecycle import Lifecycle, Transition
from core.matters.tables import MatterTable
from core.matters.turns import Todo
from core.models import Organisation


@dataclass(frozen=True)
class MatterSearch:
    """How the search box finds matters of a kind: by words of their text, and by a number in one of these columns.

    ``signs`` may stand around a number as people write it: 第12号.
    """

    numbers: tuple[str, ...] = ()
    signs: str = "第号"


@dataclass(frozen=True, eq=False)
class MatterKind:
    """One kind of matter, or (``part_of`` names the matter's label) of a part of one with a life of its own.

    ``fetch_for_turns`` takes a queryset of the matter and fetches what its transitions' ``waits_for`` ask about, parts
    included; ``parts`` gives a matter's parts that have a life of their own. ``todo`` names a thing that waits for a
    row's act, for to-do lists; ``readers`` are the posts that open its pages; ``of_unit_url`` is the list of what one
    handling unit (承办单位) handles; ``clocks`` the table of the kinds of clock that its acts start, on it and on
    everything around it, in the order of the process.
    ``brief`` names the columns that its words and ``number`` (its number as people say it) read, for lists of one
    line each; ``search`` puts it into the search box, ``home`` on people's homes; ``table`` is its list.
    """

    lifecycle: Lifecycle
    part_of: str = ""
    parts: Callable[[Any], Iterable[Any]] | None = None
    fetch_for_turns: Callable[[QuerySet], QuerySet] | None = None
    todo: Callable[[Any, Transition], Todo] | None = None
    readers: tuple[str, ...] = ()
    of_unit_url: Callable[[Organisation], str] | None = None
    brief: tuple[str, ...] = ("state",)
    number: Callable[[Any], str] | None = None
    search: MatterSearch | None = None
    home: HomeParts = field(default_factory=HomeParts)
    clocks: tuple[ClockKind, ...] = ()
    table: type[MatterTable] | None = None

    @property
    def label(self) -> str:
        """The model's label, as ``proposals.Proposal``: what is stored and looked up."""
        return self.lifecycle.model

    @property
    def title(self) -> str:
        return self.lifecycle.title

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def content_type(self) -> ContentType:
        return ContentType.objects.get_for_model(self.model)

    @property
    def is_matter(self) -> bool:
        """Whether it stands for itself and is no part of another."""
        return not self.part_of

    def for_turns(self) -> QuerySet:
        """Matters with everything that ``waits_for`` asks about, in a fixed number of statements."""
        rows = self.model._default_manager.all()
        return self.fetch_for_turns(rows) if self.fetch_for_turns else rows

    def open_matters(self) -> QuerySet:
        """Matters that have not ended, and may therefore wait for somebody."""
        return self.model._default_manager.exclude(state__in=self.lifecycle.ends)

    def things_of(self, matter) -> Iterator[Any]:
        """The matter itself, then its parts with a life of their own."""
        yield matter
        if self.parts:
            yield from self.parts(matter)

    def todo_of(self, obj, row: Transition) -> Todo:
        """What a to-do list says of ``obj`` waiting for ``row``, with the verb and the address filled in."""
        said = self.todo(obj, row) if self.todo else Todo(title=str(obj), context=obj.get_state_display())
        return replace(said, verb=said.verb or row.label, url=said.url or f"{obj.get_absolute_url()}do/{row.key}/")


_kinds: dict[str, MatterKind] = {}


def register(*kinds: MatterKind) -> None:
    """Make these kinds known; the same label registered again replaces the first."""
    for kind in kinds:
        deadlines.register(kind.label, kind.clocks)
        _kinds[kind.label] = kind


def unregister(kind: MatterKind) -> None:
    """Forget a kind: for tests that bring one of their own."""
    _kinds.pop(kind.label, None)
    deadlines.unregister(kind.label)


def every() -> list[MatterKind]:
    """All kinds in the order of their registration: each matter before its parts."""
    return list(_kinds.values())


def matters() -> list[MatterKind]:
    """The kinds that stand for themselves."""
    return [kind for kind in _kinds.values() if kind.is_matter]


def parts_of(kind: MatterKind) -> list[MatterKind]:
    """The kinds of parts of a kind of matter."""
    return [part for part in _kinds.values() if part.part_of == kind.label]


def readers() -> frozenset[str]:
    """The posts that open the pages of some kind of matter."""
    return frozenset(role for kind in _kinds.values() for role in kind.readers)


def kind_of(thing: models.Model | type[models.Model] | str) -> MatterKind | None:
    """The kind of an object, a model or a label; None where nobody registered one."""
    return _kinds.get(thing if isinstance(thing, str) else thing._meta.label)


def of_unit_url(unit: Organisation) -> str:
    """The list of what a unit handles, of the first kind that has one; the page itself where none has."""
    return next((kind.of_unit_url(unit) for kind in every() if kind.of_unit_url), "#main")
