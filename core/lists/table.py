"""The list itself: what was asked for, what is found, and how it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from core import search
from core.lists import look, ordering, paging, saved
from core.lists.columns import Column
from core.lists.filters import Chip, TableFilterSet
from core.lists.paging import Page
from core.lists.saved import FixedView
from core.models import Role, User
from core.models.roles import posts_that

RESERVED = {"q", "sort", "page", "size", "export"}
ONLY_OWN_VIEWS = {Role.MEMBER, *posts_that(unit=True)}


@dataclass(frozen=True)
class BatchAction:
    """Posts the chosen ``ids`` to ``url``; a ``group`` stands below its name; ``fits`` are those it can be done to."""

    label: str
    url: str
    primary: bool = False
    group: str = ""
    fits: Sequence[int] | None = None


@dataclass(frozen=True)
class Link:
    """Where to go, and what it is called; ``icon`` is shown on a phone, ``primary`` stands out."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Header:
    """One column's head; ``url`` sorts by it, ``aria`` says how it is sorted now."""

    label: str
    css: str
    url: str = ""
    aria: str = ""


@dataclass(frozen=True)
class Tab:
    """A view as a tab; ``view_id`` is set on views that this person may delete."""

    label: str
    url: str
    current: bool
    view_id: int | None = None
    shared: bool = False


@dataclass(frozen=True)
class Line:
    """One row as it is shown: the cells are ready markup."""

    pk: Any
    label: str
    cells: SafeString


class Table:
    """Declare a subclass per list; make one per request with the queryset that the person may see.

    ``key`` names the list (saved views, element ids); ``order`` is the order without a choice; ``empty`` and
    ``empty_link`` say what to do where there is nothing yet. The queryset for rows is ``model.objects.for_list()``
    where the manager has it; it must fetch all that the columns read. ``asks_purpose`` where it holds private data of
    people: whoever takes it out says what for. ``sheet_comes_back``: the sheet is imported again, so
    that it is heading and values alone. ``sheet_sort``: the column by which it is in order where none was chosen.
    ``has_look``: each person may choose its columns and how close the rows stand.
    """

    key = ""
    title = ""
    model: type[Model]
    columns: tuple[Column, ...] = ()
    filterset: Callable[..., TableFilterSet] | None = None
    order: tuple[str, ...] = ("-pk",)
    searchable = True
    search_hint = "检索"
    views: tuple[FixedView, ...] = ()
    page_size = 50
    page_sizes = (25, 50, 100)
    empty = "这里还没有内容。"
    empty_link: Link | None = None
    asks_purpose = False
    sheet_comes_back = False
    sheet_sort = ""
    has_look = False

    def __init__(self, *, queryset: QuerySet, user: User, params: QueryDict, path: str):
        self.queryset = queryset
        self.user = user
        self.params = params
        self.path = path

    # ---- what subclasses may say about one person ----

    def actions(self) -> list[BatchAction]:
        """Acts on chosen rows that this person is offered."""
        return []

    def may_share(self) -> bool:
        """Whether this person may save a view for everybody."""
        post = self.user.post_in_use
        return post is not None and post.role not in ONLY_OWN_VIEWS

    def list_queryset(self) -> QuerySet:
        """Rows with everything the columns read."""
        rows = self.model._default_manager.all()
        return rows.for_list() if hasattr(rows, "for_list") else rows

    # ---- what was asked for ----

    @cached_property
    def q(self) -> str:
        return self.params.get("q", "").strip() if self.searchable else ""

    @cached_property
    def sort(self) -> str:
        """The asked order as ``key`` or ``-key``; empty where nothing valid was asked."""
        asked = self.params.get("sort", "") or (self.sheet_sort if self.params.get("export") else "")
        return asked if asked.removeprefix("-") in {column.key for column in self.columns if column.sort} else ""

    @cached_property
    def size(self) -> int:
        asked = self.params.get("size", "")
        return int(asked) if asked in {str(size) for size in self.page_sizes} else self.page_size

    def make_filters(self, filterset: Callable[..., TableFilterSet]) -> TableFilterSet:
        """The conditions as asked for."""
        return filterset(data=self.params, queryset=self.queryset)

    @cached_property
    def filters(self) -> TableFilterSet | None:
        if self.filterset is None:
            return None
        made = self.make_filters(self.filterset)
        clash = made.parameter_names() & RESERVED
        if clash:
            raise ValueError(f"filter names taken by the list itself: {sorted(clash)}")
        return made

    @cached_property
    def errors(self) -> list[str]:
        """Sentences about conditions that could not be read or that the list does not know; they do not filter."""
        unknown = [f"不认识的筛选条件“{name[:40]}”，已忽略。" for name in self._unknown()]
        return unknown + self._beyond() + self.unread

    @cached_property
    def unread(self) -> list[str]:
        """Sentences about conditions whose values could not be read; a view with such a one is not kept."""
        if self.filters is None:
            return []
        fields = self.filters.form.fields
        return [
            f"筛选条件“{fields[name].label or name}”没有生效：{''.join(messages)}"
            for name, messages in self.filters.form.errors.items()
            if name in fields
        ]

    @property
    def opens_filters(self) -> bool:
        """Whether the fields stand open: there is no other to fill in, or what was filled in could not be read."""
        return not self.searchable or bool(self.unread)

    def _beyond(self) -> list[str]:
        """Said where a page behind the last one was asked for: the last one is shown."""
        if self._asked_page > self.page.number:
            return [f"没有第{self._asked_page}页，下面是最后一页（第{self.page.number}页）。"]
        return []

    def _unknown(self) -> list[str]:
        """A condition that only others are offered, such as the unit where one reads one's own alone, is known."""
        made = self.filters
        known = RESERVED | (made.parameter_names() | set(made.filters) if made else set())
        known -= set() if self.searchable else {"q"}
        return [name for name in self.params if name not in known and any(self.params.getlist(name))]

    @property
    def here(self) -> str:
        """This list as it is, page included; where a batch act comes back to."""
        return self.url(page=self.page.number if self.page.number > 1 else None)

    def url(self, **changes: Any) -> str:
        """This list with other parameters; None takes one away, a list sets several. Goes back to the first page."""
        params = self.params.copy()
        for name in ("page", "export"):
            params.pop(name, None)
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params.setlist(name, [str(item) for item in (value if isinstance(value, list) else [value])])
        kept = QueryDict(mutable=True)
        for name, values in params.lists():
            kept.setlist(name, [value for value in values if value])
        query = kept.urlencode()
        return f"{self.path}?{query}" if query else self.path

    @cached_property
    def query(self) -> str:
        """The conditions and the order as a view keeps them: only known parameters, in a fixed order."""
        names = {"q", "sort"} | (self.filters.parameter_names() if self.filters else set())
        return canonical(self.params, names)

    # ---- what is found ----

    def filtered(self) -> QuerySet:
        """What the conditions leave, before words and order."""
        return self.filters.qs if self.filters is not None else self.queryset

    def with_words(self, rows: QuerySet, newest_first: bool) -> QuerySet:
        """Of ``rows`` those that contain the words looked for; in descending order of keys if ``newest_first``."""
        return search.narrow(rows, self.q, newest_first=newest_first)

    @cached_property
    def found(self) -> QuerySet:
        """Everything that is filtered, in the asked order."""
        rows = self.filtered()
        newest_first = not self.sort and self.order == ("-pk",)
        if self.q:
            rows = self.with_words(rows, newest_first)
            if newest_first:
                return rows
        return rows.order_by(*self._ordering())

    def _ordering(self) -> tuple[Any, ...]:
        if not self.sort:
            return self.order
        key, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        fields = next(column.sort_fields for column in self.columns if column.key == key)
        return (*ordering.by(self.model, fields, down=down), "-pk")

    @property
    def _asked_page(self) -> int:
        asked = self.params.get("page", "")
        return int(asked) if asked.isdecimal() and len(asked) < 8 else 1

    @cached_property
    def page(self) -> Page:
        limit = paging.SEARCH_COUNT_LIMIT if self.q else paging.COUNT_LIMIT
        return paging.page_of(self.found, self._asked_page, self.size, limit)

    @cached_property
    def rows(self) -> list[Any]:
        """The objects of the page, in order."""
        return self.rows_of(self.page.ids)

    def rows_of(self, ids: list) -> list[Any]:
        """The objects of these ids in this order, with everything the columns read."""
        if not ids:
            return []
        by_id = {row.pk: row for row in self.list_queryset().filter(pk__in=ids)}
        return [by_id[pk] for pk in ids if pk in by_id]

    # ---- what is taken out ----

    @property
    def sheet_title(self) -> str:
        """What stands above the exported sheet, behind the committee's name."""
        return self.title

    def export_columns(self) -> Sequence[Column]:
        """The columns of the exported sheet, for this person; what they read is fetched by ``exported_rows``."""
        return [column for column in self.columns if column.export is not False]

    def exported_rows(self, ids: list) -> list[Any]:
        """The objects of these ids in this order, with everything that the columns of the sheet read."""
        return self.rows_of(ids)

    # ---- how it is shown ----

    @cached_property
    def batch_actions(self) -> list[BatchAction]:
        return self.actions()

    @cached_property
    def _look(self) -> look.Look:
        return look.look_of(self.key, self.user) if self.has_look else look.Look()

    @property
    def compact(self) -> bool:
        return self._look.compact

    @cached_property
    def shown_columns(self) -> list[Column]:
        return look.shown(self.columns, self._look)

    @property
    def column_choices(self) -> list[look.Choice]:
        return look.choices(self.columns, self.shown_columns)

    @cached_property
    def lines(self) -> list[Line]:
        columns = self.shown_columns
        return [
            Line(row.pk, str(row), mark_safe("".join(column.cell(row) for column in columns)))  # noqa: S308
            for row in self.rows
        ]

    @cached_property
    def headers(self) -> list[Header]:
        made = []
        for column in self.shown_columns:
            if not column.sort:
                made.append(Header(column.label, column.cell_class))
                continue
            up, down = self.sort == column.key, self.sort == f"-{column.key}"
            aria = "ascending" if up else "descending" if down else "none"
            made.append(
                Header(column.label, column.cell_class, self.url(sort=f"-{column.key}" if up else column.key), aria)
            )
        return made

    @cached_property
    def chips(self) -> list[Chip]:
        """Every active condition, the search first."""
        words = [Chip("检索", self.q, self.url(q=None))] if self.q else []
        return words + (self.filters.chips(self.url, self.params) if self.filters else [])

    @cached_property
    def tabs(self) -> list[Tab]:
        """All, then the program's views, then the saved ones."""
        here = self.query
        made = [Tab("全部", self.path, not here)]
        made += [Tab(v.label, f"{self.path}?{v.query}", _same(v.query, here)) for v in self.views]
        for row in saved.views_of(self.key, self.user):
            mine = row["owner_id"] == self.user.pk
            url = f"{self.path}?{row['query']}" if row["query"] else self.path
            current = _same(row["query"], here)
            made.append(Tab(row["name"], url, current, row["id"] if mine else None, row["shared"]))
        return made

    @cached_property
    def current_saved(self) -> Tab | None:
        """The saved view of one's own that is open, which may be deleted."""
        return next((tab for tab in self.tabs if tab.current and tab.view_id), None)

    @property
    def may_be_saved(self) -> bool:
        """Whether there is something to keep that no tab keeps yet, and all of it was understood."""
        return bool(self.query) and not self.unread and not any(tab.current for tab in self.tabs)

    @property
    def clear_url(self) -> str:
        return self.path

    @property
    def export_url(self) -> str:
        return self.url(export="xlsx")

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page.number - 1)

    @property
    def next_url(self) -> str:
        return self.url(page=self.page.number + 1)

    @property
    def page_links(self) -> list[tuple[int, str, bool]]:
        return [(number, self.url(page=number), number == self.page.number) for number in self.page.near]

    @property
    def size_links(self) -> list[tuple[int, str, bool]]:
        return [(size, self.url(size=size), size == self.size) for size in self.page_sizes]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: order and page size."""
        return [(name, str(self.params[name])) for name in ("sort", "size") if self.params.get(name)]


def canonical(params: QueryDict, names: set[str]) -> str:
    """The parameters of ``names`` with a value, sorted, as a query string."""
    kept = QueryDict(mutable=True)
    for name in sorted(names):
        values = [value for value in params.getlist(name) if value.strip()]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def _same(query: str, here: str) -> bool:
    params = QueryDict(query)
    return canonical(params, set(params)) == here
