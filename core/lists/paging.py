"""Pages of a list, ids first: one narrow statement finds the page's ids and the count, a second reads the rows."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

#: Counting stops here, so that a list costs the same over a thousand and over a million rows.
COUNT_LIMIT = 5000
SEARCH_COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Page:
    """The ids of one page. ``count`` is exact unless ``capped``; then there are more than ``count``."""

    ids: list
    number: int
    size: int
    count: int
    capped: bool
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def first(self) -> int:
        """Position of the page's first row, from 1."""
        return (self.number - 1) * self.size + 1 if self.ids else 0

    @property
    def last(self) -> int:
        return self.first + len(self.ids) - 1 if self.ids else 0

    @property
    def count_text(self) -> str:
        return f"{self.count} 条以上" if self.capped else f"{self.count} 条"

    @property
    def pages(self) -> int | None:
        """How many pages there are; None where the count is capped."""
        return None if self.capped else max(1, -(-self.count // self.size))

    @property
    def near(self) -> list[int]:
        """Page numbers to offer around this one."""
        last = self.pages or (self.number + 2 if self.has_next else self.number)
        return list(range(max(1, self.number - 2), min(last, self.number + 2) + 1))


def page_of(rows: QuerySet, number: int, size: int, limit: int = COUNT_LIMIT) -> Page:
    """Page ``number`` (from 1) of ``rows`` in their order, in one statement; past the end: the last page, in two."""
    number = max(1, number)
    page = _read(rows, number, size, limit)
    if page.ids or number == 1:
        return page
    total = rows.order_by().values("pk")[: limit + 1].count()
    return _read(rows, max(1, -(-total // size)), size, limit)


def _read(rows: QuerySet, number: int, size: int, limit: int) -> Page:
    offset = (number - 1) * size
    limit = max(limit, offset + size)
    try:
        sql, params = rows.order_by().values("pk")[: limit + 1].query.sql_with_params()
    except EmptyResultSet:
        return Page([], number, size, 0, False, False)
    counted = RawSQL(f"SELECT COUNT(*) FROM ({sql}) counted", params)  # noqa: S608, S611 - the ORM's own statement
    found = list(rows.annotate(_hits=counted).values_list("pk", "_hits")[offset : offset + size + 1])
    hits = found[0][1] if found else 0
    ids = [pk for pk, _ in found[:size]]
    return Page(ids, number, size, min(hits, limit), hits > limit, len(found) > size)
