"""One way to build lists (列表): declare a ``Table``, show it with a ``TableView``.

A table filters, searches, sorts, pages ids first, keeps views under a name, exports what is filtered, and offers acts
on chosen rows. Everything works by links and forms; the number of statements does not depend on the number of rows.
"""

from core.tables.columns import Column, due, subject, tag
from core.tables.filters import Chip, TableFilterSet, cached_choices
from core.tables.paging import Page
from core.tables.saved import FixedView
from core.tables.table import BatchAction, Link, Table
from core.tables.views import TableView

__all__ = [
    "BatchAction",
    "Chip",
    "Column",
    "FixedView",
    "Link",
    "Page",
    "Table",
    "TableFilterSet",
    "TableView",
    "cached_choices",
    "due",
    "subject",
    "tag",
]
