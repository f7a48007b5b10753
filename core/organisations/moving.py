"""Columns in which a line keeps bodies, and moving its open rows from one body to another: most of a ``Desk``.

A line names the columns; counting what is open, moving it with an event for each matter, and taking that back are the
same for every line. Rows that are closed, and what was said in them, stay with the body that did it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, QuerySet

from core.matters import events, turn_keeping
from core.models import Event, Organisation, Remembers
from core.models.generic import matter_of
from core.organisations.handing_on import SHOWN, Handed, Thing, Waiting
from core.people.actors import Actor

HANDED_ON = "hand_on"
Notes = dict[str, list[int]]


@dataclass(frozen=True)
class BodyColumn:
    """``column`` of the rows that are open (``rows``) names a body, in the office's words the ``name`` of a matter.

    ``counted`` is how a list calls what is open with its measure word; columns counted alike are counted together,
    each matter once. ``matter`` is the relation that leads to the matter (empty: the row is one). ``own``: lists and
    events speak of the row itself, not of its matter; ``told`` is what such an event adds. ``beside`` gives a further
    matter on which the body is waited for because of the row.
    """

    key: str
    column: str
    name: str
    counted: str
    rows: Callable[[], QuerySet]
    matter: str = ""
    own: bool = False
    told: Callable[[Any], str] = lambda _row: ""
    beside: Callable[[Any], Any] = lambda _row: None

    def held_by(self, body: Organisation) -> QuerySet:
        """The open rows of this body."""
        return self.rows().filter(**{self.column: body}).order_by("pk")

    def counted_keys(self, body: Organisation) -> list[int]:
        """The keys of what a list counts: of the rows themselves, or of their matters."""
        return list(self.held_by(body).values_list("pk" if self.own or not self.matter else self.matter, flat=True))

    def things(self, keys: Iterable[int]) -> Iterable[Any]:
        """What a list names, by such keys."""
        model = self.rows().model
        if self.matter and not self.own:
            model = model._meta.get_field(self.matter).related_model
        rows = model._base_manager.filter(pk__in=keys).order_by("pk")
        return rows.select_related(self.matter) if self.matter and self.own else rows


def waiting(columns: Iterable[BodyColumn], body: Organisation) -> Iterable[Waiting]:
    """What is open with the body, sort by sort."""
    found: dict[str, tuple[BodyColumn, set[int]]] = {}
    for column in columns:
        found.setdefault(column.counted, (column, set()))[1].update(column.counted_keys(body))
    for counted, (column, keys) in found.items():
        first = column.things(sorted(keys)[:SHOWN]) if keys else ()
        yield Waiting(counted, len(keys), tuple(_named(one) for one in first))


def _named(row: Any) -> Thing:
    matter = matter_of(row)
    return Thing(matter.matter_name, row.get_absolute_url(), row.get_state_display(), matter.case_number)


def thing_of(matter: Any) -> Thing:
    """A matter as lists of what both bodies have a part in name it."""
    return Thing(matter.matter_name, matter.get_absolute_url(), "", matter.case_number or "未编号的一件")


def hand_on(columns: Iterable[BodyColumn], body: Organisation, successor: Organisation, actor: Actor) -> Handed:
    """Let the successor go on where the body stood: in the same state, under the same dates."""
    columns = tuple(columns)
    notes = {one.key: list(one.held_by(body).values_list("pk", flat=True)) for one in columns}
    moved = _move(columns, notes, body, successor, actor, f"“{body}”未办结的工作移交“{successor}”")
    for column in columns:
        _remember(column, notes[column.key], lambda row, name: row.keep(name, body, actor.at))
    own = [(ContentType.objects.get_for_model(one.rows().model).pk, notes[one.key]) for one in columns if one.own]
    return Handed(notes, moved, [[kind, pk] for kind, keys in own for pk in keys])


def hand_back(
    columns: Iterable[BodyColumn], notes: Notes, body: Organisation, successor: Organisation, actor: Actor
) -> None:
    """The same rows are the body's again."""
    columns = tuple(columns)
    _move(columns, notes, successor, body, actor, f"撤销移交，仍由“{body}”继续")
    for column in columns:
        _remember(column, notes.get(column.key, []), lambda row, name: row.forget_last(name))


def _move(
    columns: Iterable[BodyColumn], notes: Notes, old: Organisation, new: Organisation, actor: Actor, why: str
) -> list[list[int]]:
    """Move what ``notes`` name; returns the matters (content type, key), each with its event and its turns."""
    said: dict[tuple[type[models.Model], int, str], Event] = {}
    matters: dict[tuple[type[models.Model], int], Any] = {}
    for column in columns:
        model = column.rows().model
        rows = model._base_manager.filter(pk__in=notes.get(column.key, ()), **{column.column: old})
        for row in rows.select_related(column.matter) if column.matter else rows:
            matter = matter_of(row)
            thing = row if column.own else matter
            text = f"{why}：{column.name}由{old}变为{new}{column.told(row)}"
            event = events.unsaved(thing, actor=actor, key=HANDED_ON, label=f"{column.name}变更", text=text)
            said.setdefault((type(thing), thing.pk, column.name), event)
            for one in (matter, column.beside(row)):
                if one is not None:
                    matters[type(one), one.pk] = one
        seen = {"revision": F("revision") + 1} if column.own else {}
        rows.update(**{column.column: new}, **seen)
    Event.objects.bulk_create(said.values())
    return refreshed(matters.values(), actor)


def _remember(column: BodyColumn, keys: list[int], does: Callable[[Remembers, str], None]) -> None:
    """Rows that remember know whose they were: papers of before the move go on naming that body."""
    model = column.rows().model
    if not issubclass(model, Remembers):
        return
    rows = list(model._base_manager.filter(pk__in=keys))
    for row in rows:
        does(row, column.column)
    model._base_manager.bulk_update(rows, ["past"], batch_size=200)


def refreshed(matters: Iterable[Any], actor: Actor) -> list[list[int]]:
    """The turns of these matters follow; returns the matters as (content type, key)."""
    touched = []
    for matter in matters:
        turn_keeping.refresh(matter, actor.at)
        touched.append([ContentType.objects.get_for_model(matter).pk, matter.pk])
    return touched
