"""The rows of a sheet of acts (``core.matters.row_sheets``): read, kept and done.

Cells (``core.matters.sheet_cells``) begin as the matter has them already. What is typed is kept for the person row by
row (``core.matters.kept_forms``) until the row is done. What cannot be done says so as soon as it is kept, and counts
as not filled in; a row that is refused says why, the others go.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from core.chinese import in_one
from core.lists.columns import as_text
from core.matters import batch, kept_forms
from core.matters.act_forms import form_for
from core.matters.batch import Outcome
from core.matters.engine import perform
from core.matters.fields import ActField
from core.matters.lifecycle import Refused, Transition
from core.matters.naming import number_of
from core.matters.overtaken import overtaken
from core.matters.row_sheets import RowSheet, Typed
from core.matters.sheet_cells import Cell, Reading, kind_of, label_of, read
from core.matters.unit_words import lacks_for, nobody_signs
from core.models import KeptForm, Organisation, User
from core.models.generic import matter_of
from core.organisations.finding import Called, words_for
from core.people.actors import Actor

MOST = 300
DOUBTED = "填写要核对"


@dataclass(frozen=True)
class Row:
    """One matter of the sheet. ``kept`` where something of it was saved, ``stale`` where it has changed since."""

    thing: Any
    number: str
    told: Sequence[str]
    group: str
    way: str
    cells: Sequence[Cell]
    kept: bool = False
    stale: bool = False
    refused: str = ""
    ticked: bool = False
    doubts: Sequence[str] = ()
    remarks: Sequence[str] = ()

    @property
    def doubted(self) -> str:
        """What is wrong with it, in one sentence."""
        return in_one(self.doubts)


@dataclass(frozen=True)
class Gone:
    """One that was to be done and does not wait for the act any more; ``words`` say who brought it away, and how."""

    thing: Any
    number: str
    words: str


@dataclass(frozen=True)
class Load:
    """How often a body stands in each of the columns of bodies."""

    body: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def _unstaffed(cells: Iterable[Cell]) -> list[Organisation]:
    bodies = [body for cell in cells for body in cell.bodies if lacks_for(cell.name, body)]
    return list({body.pk: body for body in bodies}.values())


def _key_of(value: Any) -> int:
    key: int = getattr(value, "pk", value)
    return key


class Sheet:
    """The matters that wait for the act from this person, each as a row; worked out once in a fixed number of
    statements.

    ``only`` names the matters to which it is confined, ``sent`` those that were handed in and need not wait any more.
    ``typed`` is what was handed in and not kept, ``refused`` what became of rows that were to be done, both by key.
    """

    def __init__(
        self,
        declared: RowSheet,
        row: Transition,
        visible: QuerySet,
        actor: Actor,
        *,
        only: Sequence[int] = (),
        sent: Sequence[int] = (),
    ):
        self.declared, self.row, self.actor = declared, row, actor
        waiting = Q(state__in=row.source, pk__in=only) if only else Q(state__in=row.source)
        waiting = waiting | Q(pk__in=sent) if sent else waiting
        every = list(declared.rows(visible.filter(waiting)).order_by(*declared.order, "pk")[: MOST + 1])
        self.beyond = len(every) > MOST
        every = every[:MOST]
        self.things = [obj for obj in every if obj.state in row.source and row.actor_may(actor, obj)]
        self.sent = {obj.pk: obj for obj in every if obj.pk in set(sent)}
        self.first = every[0] if every else None
        self.typed: dict[int, Typed] = {}
        self.refused: dict[int, Outcome] = {}
        self.gone: list[Gone] = []
        self.unstaffed: dict[int, Organisation] = {}

    # ---- columns ----

    @cached_property
    def fields(self) -> tuple[ActField, ...]:
        """What the act asks for; the same of every row."""
        return self.row.fields_for(self.first, self.actor) if self.first else ()

    @cached_property
    def _among(self) -> dict[str, QuerySet | None]:
        return {one.name: one.among(self.first, self.actor) if one.among else None for one in self.fields}

    @cached_property
    def kinds(self) -> dict[str, str]:
        return {one.name: kind_of(one, self._among[one.name]) for one in self.fields}

    @cached_property
    def bodies(self) -> list[Organisation]:
        """The bodies that any cell may name, in their order; one statement where all cells name of the same."""
        found: dict[int, Organisation] = {}
        read: dict[str, list[Organisation]] = {}
        for one in self.fields:
            rows = self._among[one.name]
            if rows is not None and self.kinds[one.name] == "bodies":
                sql = str(rows.query)
                read[sql] = read.get(sql) or list(rows)
                found |= {body.pk: body for body in read[sql]}
        return list(found.values())

    @property
    def pickable(self) -> list[tuple[Organisation, str]]:
        """Each of them with what else it is found by."""
        return [(body, words_for(body)) for body in self.bodies]

    @cached_property
    def called(self) -> Called:
        return Called(self.bodies)

    # ---- rows ----

    @cached_property
    def _kept(self) -> dict[int, KeptForm]:
        return kept_forms.kept_of(self.things, self.row.key, self.actor.user) if self.actor.user else {}

    @property
    def groups(self) -> tuple[str, ...]:
        """In which rows stand, in their order: first what is wrong as it is filled in."""
        return (DOUBTED, *self.declared.groups)

    @cached_property
    def rows(self) -> list[Row]:
        """Every row, those to be talked about first."""
        made = [self._row(obj) for obj in self.things]
        place = {group: at for at, group in enumerate(self.groups)}
        return sorted(made, key=lambda row: place.get(row.group, len(place)))

    def _row(self, obj: Any) -> Row:
        own, kept = self.own(obj), self._kept.get(obj.pk)
        kept = kept if kept and self._as_kept(kept) != own else None
        said = self.typed.get(obj.pk) or (self._as_kept(kept) if kept else own)
        became = self.refused.get(obj.pk)
        readings = {one.name: self._read(one, said.get(one.name, "")) for one in self.fields}
        facts = {name: reading.fact for name, reading in readings.items()}
        doubts = {name: reading.doubt for name, reading in readings.items() if reading.doubt}
        doubts |= self.declared.doubts(obj, facts, self.actor)
        wrong = {*doubts, *(became.wrong if became else ())}
        cells = [self._cell(one, obj, readings[one.name], one.name in wrong) for one in self.fields]
        filled = {cell.name: cell.value for cell in cells if cell.name not in doubts}
        changed = (not self._alike(one, said.get(one.name, ""), own[one.name]) for one in self.fields)
        touched = any(differs and cell.kind != "line" for differs, cell in zip(changed, cells, strict=True))
        return Row(
            thing=obj,
            number=number_of(matter_of(obj)),
            told=self.declared.told(obj),
            group=DOUBTED if doubts else self.declared.group(obj, filled, touched),
            way=self.declared.way({cell.name: cell.value for cell in cells}),
            cells=cells,
            doubts=() if became else list(dict.fromkeys(doubts.values())),
            remarks=[*nobody_signs(_unstaffed(cells)), *self.declared.remarks(obj, facts, self.actor)],
            kept=kept is not None,
            stale=kept is not None and kept.seen != obj.revision,
            refused=became.refused if became else "",
            ticked=became is not None,
        )

    def own(self, obj: Any) -> dict[str, str]:
        """The cells of a row as nobody has touched them."""
        return {one.name: self._words(one, one.filled_with(obj, self.actor)) for one in self.fields}

    def _words(self, field: ActField, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if self.kinds[field.name] == "bodies":
            keys = value if isinstance(value, list | tuple) else [value]
            named = [self.called.bodies.get(_key_of(one)) for one in keys]
            return "、".join(body.brief for body in named if body is not None)
        return value.isoformat() if isinstance(value, date) else as_text(value)

    def _as_kept(self, kept: KeptForm) -> dict[str, str]:
        return {one.name: "".join(kept.fields.get(one.name, [])[:1]) for one in self.fields}

    def _read(self, field: ActField, words: str) -> Reading:
        return read(field, self.kinds[field.name], words, self.called)

    def _alike(self, field: ActField, words: str, others: str) -> bool:
        """Whether two cells say the same, by whatever name and however a day is written."""
        if words == others:
            return True
        one, other = self._read(field, words), self._read(field, others)
        if one.meant or one.fact is None or other.fact is None:
            return False
        lists = isinstance(one.fact, list) and isinstance(other.fact, list)
        return bool({*one.fact} == {*other.fact} if lists else one.fact == other.fact)

    def _cell(self, field: ActField, obj: Any, reading: Reading, wrong: bool) -> Cell:
        kind = self.kinds[field.name]
        options = field.options(obj, self.actor) if kind == "choice" else ()
        several = field.kind == "many"
        return Cell(
            field.name, label_of(field), kind, reading.words, several, options, wrong, reading.fact, reading.meant
        )

    @property
    def filled(self) -> int:
        """How many rows could be done as they read."""
        return sum(bool(row.way or not self.declared.ways) and not row.doubts for row in self.rows)

    @cached_property
    def counted(self) -> list[tuple[str, int]]:
        """How many rows stand in each group, of those in which any does."""
        counted = Counter(row.group for row in self.rows)
        return [(group, counted[group]) for group in self.groups if counted[group]]

    @property
    def ways(self) -> str:
        """“分办=separates;单办=lead”, for the page's script."""
        return ";".join(f"{words}={','.join(names)}" for words, names in self.declared.ways)

    @cached_property
    def load_columns(self) -> list[str]:
        return [label_of(one) for one in self.fields if self.kinds[one.name] == "bodies"]

    @cached_property
    def loads(self) -> list[Load]:
        """How much would fall to each body as the rows stand, most first."""
        names = [one.name for one in self.fields if self.kinds[one.name] == "bodies"]
        counts: dict[str, list[int]] = {}
        for row in self.rows:
            for cell in row.cells:
                for body in cell.bodies:
                    counts.setdefault(body.brief, [0] * len(names))[names.index(cell.name)] += 1
        return sorted((Load(*one) for one in counts.items()), key=lambda load: -load.total)

    # ---- doing ----

    def facts_of(self, typed: Typed) -> dict[str, Any]:
        """What the act takes, of what was typed. Raises ``Refused`` naming the bodies that are not known, and whom half
        a name would mean: nobody is handed a matter by a name that was not read first."""
        facts: dict[str, Any] = {}
        for one in self.fields:
            reading = self._read(one, typed.get(one.name, ""))
            facts[one.name] = reading.words
            if self.kinds[one.name] != "bodies":
                continue
            if reading.doubt or reading.meant:
                asked = f"{label_of(one)}：{reading.meant}，无误的再按一次“{self.row.label}”。"
                raise Refused(reading.doubt or asked)
            found = reading.fact
            facts[one.name] = [body.pk for body in found or ()] if one.kind == "many" else getattr(found, "pk", None)
        return facts

    def do(
        self, chosen: Iterable[int], typed: Mapping[int, Typed], seen: Mapping[int, int], nonce: str
    ) -> list[Outcome]:
        """The act on each of the chosen rows with what was typed into it; what is done is not kept any more."""
        rows = [obj for pk in chosen if (obj := self.sent.get(pk)) is not None]

        def act(obj: Any) -> None:
            facts = self.facts_of(typed[obj.pk])
            perform(obj, self.row.key, self.actor, seen=seen.get(obj.pk), nonce=nonce, **facts)

        outcomes = batch.one_by_one(rows, self.row, self.actor, act) if rows else []
        for one in outcomes:
            if one.refused:
                self._left(one)
            elif self.actor.user:
                kept_forms.drop(one.obj, self.row.key, self.actor.user)
                self._note_unstaffed(typed[one.obj.pk])
        return outcomes

    def _left(self, one: Outcome) -> None:
        """What does not wait for the act any more is told with who brought it away."""
        if one.obj.state in self.row.source and self.row.actor_may(self.actor, one.obj):
            return
        words = overtaken(one.obj, self.row, self.actor) or f"已不由您{self.row.label}，没有{self.row.label}"
        self.gone.append(Gone(one.obj, number_of(matter_of(one.obj)), words))

    def _note_unstaffed(self, typed: Typed) -> None:
        """Bodies to which a row was given and for which nobody can sign."""
        for one in self.fields:
            fact = self._read(one, typed.get(one.name, "")).fact if self.kinds[one.name] == "bodies" else None
            for body in fact if isinstance(fact, list) else [fact] if fact else []:
                if lacks_for(one.name, body):
                    self.unstaffed[body.pk] = body

    def restore(self, keys: Iterable[int]) -> set[int]:
        """What was kept of these rows is dropped; returns which of them are rows of the sheet."""
        rows = [obj for obj in self.things if obj.pk in set(keys)]
        for obj in rows:
            if self.actor.user:
                kept_forms.drop(obj, self.row.key, self.actor.user)
        return {obj.pk for obj in rows}

    def keep(self, typed: Mapping[int, Typed], user: User, seen: Mapping[int, int]) -> int:
        """Keep what differs from the row as nobody touched it; returns how many rows do."""
        number = 0
        for obj in self.things:
            if obj.pk not in typed:
                continue
            own = self.own(obj)
            if all(self._alike(one, typed[obj.pk].get(one.name, ""), own[one.name]) for one in self.fields):
                kept_forms.drop(obj, self.row.key, user)
                continue
            form = form_for(self.fields, obj, self.actor)
            values = {name: [value] for name, value in typed[obj.pk].items()}
            kept_forms.keep(obj, self.row.key, user, values, seen.get(obj.pk, obj.revision), form)
            number += 1
        return number
