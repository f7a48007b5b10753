"""One way to build lists (列表): declare a ``Table``, show it with a ``TableView``.

A table filters, searches, sorts, pages ids first, keeps views under a name, exports what is filtered, and offers acts
on chosen rows. Everything works by links and forms; the number of statements does not depend on the number of rows.
"""

from core.lists.columns import Column, due, subject, tag
from core.lists.filters import Chip, TableFilterSet, cached_choices
from core.lists.paging import Page
from core.lists.saved import FixedView
from core.lists.table import BatchAction, Link, Table
from core.lists.views import TableView

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
