"""Lists of matters (列表): what all of them share. A line of business declares in its ``tables.py`` what is special.

The first tab is 待我办, columns say how a matter stands, whose turn it is and the nearest date, words are looked for in
the index, and acts on chosen rows follow from the lifecycle. Members read the same list as cards, on a phone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.clock import clocks
from core.lists import BatchAction, Column, FixedView, Link, Table, TableFilterSet, due, subject, tag
from core.matters import finding, instruction_desk, instructions, kinds, turns, walking
from core.matters.filters import Condition, page_filters
from core.matters.ledgers import Ledger
from core.matters.lifecycle import LIFECYCLES, lifecycle_of
from core.matters.naming import number_of
from core.matters.nearest import nearest_date
from core.matters.of_others import known_of_others
from core.matters.querysets import MatterQuerySet
from core.matters.reading import next_light
from core.matters.turns import Turn
from core.matters.whose_turn import whose_turn
from core.models import Role, User
from core.models.generic import matter_of
from core.people.actors import Actor

MINE_TO_DO = FixedView("待我办", "turn=1")


@dataclass(frozen=True)
class Card:
    """One matter on a phone."""

    title: str
    url: str
    number: str
    context: str
    state: str
    tags: Sequence[SafeString]
    turn: Turn
    light: clocks.Light | None


class MatterTable(Table):
    """Declare a subclass per kind of matter with ``key``, ``title``, ``model`` and ``conditions``.

    The table of parts of matters says in ``part_of`` which field leads to the matter: its text is what words are
    looked for in. Who is in a post of ``cards_for`` reads cards instead of a table. ``former_view`` names the view that
    old export jobs call. ``ledger`` is what its exported sheet says (台账), where that is not what the list says.
    """

    conditions: tuple[Condition, ...] = ()
    part_of = ""
    cards_for: tuple[Role, ...] = (Role.MEMBER,)
    card_search_hint = "标题、正文里的词"
    card_filters: tuple[str, ...] = ("state",)
    former_view = ""
    ledger: Ledger | None = None
    has_look = True

    def __init__(self, *, queryset: QuerySet, user: User, params: QueryDict, path: str):
        super().__init__(queryset=queryset, user=user, params=params, path=path)
        self.actor = Actor.of(user)
        self.filterset = page_filters(self.conditions)
        self.views = (MINE_TO_DO, *self.own_tabs())
        self.columns = self.own_columns()
        self.empty_link = next((link for link in self.links if link.primary), None)

    @cached_property
    def sort(self) -> str:
        """What is late or waits for this person is in the order of its dates where no other was asked for."""
        asked = super().sort
        urgent = self.params.get("turn") == "1" or bool(self.params.get("light"))
        dated = any(column.key == "due" and column.sort for column in self.columns)
        return asked or ("due" if urgent and dated and not self.q else "")

    # ---- what a line of business says ----

    def own_tabs(self) -> Sequence[FixedView]:
        """Views beside 待我办, for this person."""
        return ()

    def own_columns(self) -> tuple[Column, ...]:
        """The columns in their order, for this person; here those that every kind of matter has."""
        return (self.subject_column("事项"), self.state_column(), self.turn_column(), self.due_column())

    @cached_property
    def links(self) -> Sequence[Link]:
        """Where one goes from the list as a whole: the primary one first."""
        return ()

    @property
    def sheet_links(self) -> list[Link]:
        """The sheets on which this person does an act row by row."""
        kind = kinds.of(self.model)
        mine = [sheet for sheet in kind.sheets if self.actor.is_in(*sheet.posts)]
        return [Link(sheet.title, reverse(kind.name_of_url("sheet"), args=[sheet.act])) for sheet in mine]

    def context_of(self, row: Any) -> str:
        """One line below the title."""
        return ""

    def card_context_of(self, row: Any) -> str:
        """The same on a card."""
        return self.context_of(row)

    def tags_of(self, row: Any) -> Sequence[SafeString]:
        """Labels after the title."""
        return ()

    def card_tags_of(self, row: Any) -> Sequence[SafeString]:
        """Labels on a card, beside the state."""
        return self.tags_of(row)

    # ---- columns ----

    def subject_column(self, label: str, value: str = "title") -> Column:
        """The title, which opens the row's page, with its labels and one line of context."""
        return Column("title", label, value=value, html=self._subject, grows=True)

    def state_column(self) -> Column:
        """The state, and below it whose turn it is."""
        return Column("state", "状态", value=self.read_of, sort="state", html=self._state, css="zx-whole")

    def turn_column(self) -> Column:
        """Whose turn it is, for the sheet: on the page it stands below the state."""
        return Column("turn", "轮到谁", value=lambda row: whose_turn(row).sentence, shown=False, width=24)

    def due_column(self) -> Column:
        return Column("due", "期限", value="next_due", sort="next_due", html=_due)

    def day_column(self, key: str, label: str, field: str, *, first: bool = True) -> Column:
        """The local day of a moment."""
        return Column(
            key,
            label,
            value=field,
            sort=field,
            html=lambda row: day_of(getattr(row, field)),
            export=lambda row: timezone.localdate(getattr(row, field)) if getattr(row, field) else None,
            css="text-nowrap tabular",
            first=first,
        )

    def read_of(self, row: Any) -> str:
        """How the row's state reads."""
        return lifecycle_of(row).read(row)

    def turn_of(self, row: Any) -> Turn:
        """Whose turn it is in this row, the asking person first; cells, cards and what is offered ask alike."""
        if row.pk not in self._turns:
            self._turns[row.pk] = whose_turn(row, self.actor)
        return self._turns[row.pk]

    @cached_property
    def _turns(self) -> dict[int, Turn]:
        return {}

    def _subject(self, row: Any) -> SafeString:
        context = " · ".join(filter(None, (self.context_of(row), row.told_instruction)))
        return subject(self.title_of(row), f"{row.get_absolute_url()}{self._along}", context, tuple(self.tags_of(row)))

    @cached_property
    def _along(self) -> str:
        """The list goes along with its rows where it is worked through."""
        return walking.along(f"{self.path}?{self.query}") if self.query else ""

    def title_of(self, row: Any) -> str:
        return str(getattr(row, self.part_of) if self.part_of else row)

    def _state(self, row: Any) -> SafeString:
        turn, state = self._turn(row), tag(self.read_of(row), "state")
        return format_html('{}<div class="zx-sub">{}</div>', state, turn) if turn else state

    def _turn(self, row: Any) -> str:
        """Who and what in one line; the own turn stands out by its word."""
        turn = self.turn_of(row)
        if not turn.who:
            return turn.what
        return tag(f"轮到您：{turn.what}", "key") if turn.is_me else f"{turn.who} {turn.what}"

    # ---- what is found ----

    def dates(self) -> dict[str, Any]:
        """Annotations ``next_due``, ``next_label``, ``next_kind``: the nearest date of this person's concern; of
        instructions where the list was asked for these."""
        among = instructions.dates_of(self.user if self.asks_own else None) if self.asks_instructions else None
        return nearest_date(self.model, self.user, among, self._of_others)

    @cached_property
    def _of_others(self) -> Q:
        return known_of_others(self.user)

    @cached_property
    def asks_instructions(self) -> bool:
        """Whether the list was asked for matters on which leaders have written (批示): it tells what, then."""
        has = any(one.name == "instruction" for one in self.conditions)
        return self.params.get("instructed") == "1" or (has and bool(self.params.get("instruction")))

    @property
    def asks_own(self) -> bool:
        """Of these, whether for the person's own."""
        return self.params.get("instructed") == "1" or self.params.get("instruction") == "given"

    def make_filters(self, filterset: Callable[..., TableFilterSet]) -> TableFilterSet:
        return filterset(data=self.params, queryset=self.queryset, user=self.user)

    def filtered(self) -> QuerySet:
        rows = super().filtered()
        return rows.annotate(**self.dates()) if self.sort.removeprefix("-") == "due" else rows

    def with_words(self, rows: QuerySet, newest_first: bool) -> QuerySet:
        return self.containing(rows, self.q, self.user, newest_first)

    @classmethod
    def containing(cls, rows: QuerySet, words: str, user: User, newest_first: bool = False) -> QuerySet:
        """Those of ``rows`` that the words mean to this person: of the matters, which are what the index knows."""
        of = cls.model._meta.get_field(cls.part_of).related_model if cls.part_of else cls.model
        return finding.containing(rows, words, kinds.of(cast(type[Model], of)), user, cls.part_of, newest_first)

    def list_queryset(self) -> QuerySet:
        rows = cast(MatterQuerySet, super().list_queryset())
        return rows.as_read_by(self.user).annotate(**self.dates())

    def rows_of(self, ids: list) -> list[Any]:
        rows = super().rows_of(ids)
        turns.attach(rows)
        told = instruction_desk.told_on(self.user, rows, self.asks_own) if self.asks_instructions else {}
        for row in rows:
            row.told_instructions = told.get(row.pk, [])
            row.told_instruction = instruction_desk.in_words(row.told_instructions)
        return rows

    # ---- its sheet ----

    @property
    def sheet_title(self) -> str:
        if self.ledger is None:
            return super().sheet_title
        chosen = (chip.text for chip in self.chips if chip.label == self.ledger.headed_by)
        return next(chosen, "") + self.ledger.title

    def export_columns(self) -> Sequence[Column]:
        own = self.ledger.columns if self.ledger else super().export_columns()
        return (*own, *instruction_desk.COLUMNS) if self.asks_instructions else own

    def exported_rows(self, ids: list) -> list[Any]:
        rows = super().exported_rows(ids)
        if self.ledger:
            self.ledger.fill(rows, self.user)
        return rows

    # ---- what is offered ----

    def actions(self) -> list[BatchAction]:
        """Rows of the lifecycle marked ``batch`` that this person could do to something on this page, going one by one
        through what waits for this person, and printing."""
        found: list[BatchAction] = []
        for row in sorted(LIFECYCLES[self.model._meta.label].rows, key=lambda row: row.quiet):
            fits = [
                obj.pk for obj in self.rows if row.batch and obj.state in row.source and row.actor_may(self.actor, obj)
            ]
            if fits:
                url = f"{self.path}batch/{row.key}/"
                found.append(BatchAction(f"批量{row.label}", url, primary=not found and not row.quiet, fits=fits))
        mine = [obj.pk for obj in self.rows if self.turn_of(obj).is_me]
        if mine:
            found.append(BatchAction("逐件办理", f"{self.path}walk/", fits=mine))
        papers = [paper for paper in kinds.of(self.model).papers if self.actor.is_in(*paper.many_for)]
        together, address = "打印文书" if len(papers) > 1 else "", f"{self.path}papers/?kind="
        return found + [BatchAction(f"打印{one.label}", f"{address}{one.key}", group=together) for one in papers]

    # ---- cards ----

    @property
    def shows_cards(self) -> bool:
        return self.actor.is_in(*self.cards_for)

    @cached_property
    def cards(self) -> list[Card]:
        """The rows of the page as cards."""
        return [
            Card(
                title=self.title_of(row),
                url=row.get_absolute_url(),
                number=number_of(matter_of(row)),
                context=self.card_context_of(row),
                state=self.read_of(row),
                tags=self.card_tags_of(row),
                turn=self.turn_of(row),
                light=next_light(row),
            )
            for row in self.rows
        ]


def day_of(moment: Any) -> str:
    """“2026-03-02”, the local day."""
    return f"{timezone.localdate(moment):%Y-%m-%d}" if moment else ""


def _due(row: Any) -> str:
    """The light of the nearest date; nothing where nothing runs."""
    light = next_light(row)
    return due(light, f"{row.next_label}：{row.next_due:%Y-%m-%d}") if light else ""
