"""One act on many matters, each with values of its own, as the rows of one sheet (交办会): what a line declares.

Every matter that waits for the act stands in it as a row; the fields of the act are its cells. How the rows are read,
kept and done is ``core.matters.sheet_rows``, the page ``core.matters.row_sheet_views``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.lists.columns import Column
from core.people.actors import Actor

#: What is typed into the cells of one row, by the field's name.
Typed = Mapping[str, str]


#: What speaks against the cells of a row as they are read, by the field's name.
Doubts = Mapping[str, str]


def no_doubts(_obj: Any, _facts: Mapping[str, Any], _actor: Actor) -> Doubts:
    return {}


def no_remarks(_obj: Any, _facts: Mapping[str, Any], _actor: Actor) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class RowSheet:
    """``act`` is the act that is done row by row, for people in ``posts``; ``listed`` is what the sheet taken along is
    called (交办清单), with ``columns`` before the cells; the first of these is the number by which a row is found.

    ``rows`` fetches what the row shows, in ``order``. ``told`` are the lines below a title. ``group(obj, filled,
    touched)`` is under which of ``groups`` a row stands (``filled``: the cells as they read, ``touched``: somebody has
    changed what the row began with); what wants to be talked about first.
    ``doubts(obj, facts, actor)`` is what would be refused of cells that can be read one by one, ``remarks`` what is to
    be known before the act is done. ``ways`` are the words for which cells are filled in together (单办), each with
    these.
    """

    act: str
    title: str
    listed: str
    posts: tuple[str, ...]
    rows: Callable[[QuerySet], QuerySet]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    told: Callable[[Any], Sequence[str]]
    group: Callable[[Any, Typed, bool], str]
    groups: tuple[str, ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...] = ()
    doubts: Callable[[Any, Mapping[str, Any], Actor], Doubts] = no_doubts
    remarks: Callable[[Any, Mapping[str, Any], Actor], Sequence[str]] = no_remarks

    def way(self, filled: Typed) -> str:
        """Which of the ``ways`` the filled cells make: the first of which every field is filled in."""
        return next((words for words, names in self.ways if all(filled.get(name) for name in names)), "")
