"""The cells of a sheet of acts (``core.matters.row_sheets``): what is typed into one, what it means, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.chinese import written_day
from core.matters.fields import ActField
from core.models import Organisation
from core.organisations.finding import Called


@dataclass(frozen=True)
class Cell:
    """One field of one row: ``kind`` is bodies, day, choice or line; ``several`` where more than one body may stand.

    ``value`` is what stands in it, ``fact`` what that means: None where nothing, or nothing that can be read. ``meant``
    tells whom half a name was taken for.
    """

    name: str
    label: str
    kind: str
    value: str
    several: bool = False
    options: Sequence[tuple[str, str]] = ()
    wrong: bool = False
    fact: Any = None
    meant: str = ""

    @property
    def bodies(self) -> list[Organisation]:
        """The bodies that it names, where it can be read."""
        if self.kind != "bodies" or not self.fact:
            return []
        return self.fact if isinstance(self.fact, list) else [self.fact]

    @property
    def is_picked(self) -> bool:
        """Whether a browser may show it as a day to pick: what it cannot read it would not show at all."""
        return self.kind == "day" and (not self.value or self.fact is not None)


@dataclass(frozen=True)
class Reading:
    """What words in a cell mean: ``words`` with whole names, the ``fact``, or the ``doubt`` that says why none."""

    words: str
    fact: Any = None
    doubt: str = ""
    meant: str = ""


def label_of(field: ActField) -> str:
    """A column's head: the field's label without what it explains in brackets."""
    return field.label.partition("（")[0]


def kind_of(field: ActField, rows: QuerySet | None) -> str:
    """How a field is filled in within a cell."""
    if rows is not None and rows.model is Organisation:
        return "bodies"
    return field.kind if field.kind in ("day", "choice") else "line"


def read(field: ActField, kind: str, words: str, called: Called) -> Reading:
    """The words of one cell; names of bodies are those of ``called``."""
    words = words.strip()
    if not words or kind not in ("bodies", "day"):
        return Reading(words, words or None)
    if kind == "day":
        return _day(field, words)
    return _bodies(field, words, called)


def _day(field: ActField, words: str) -> Reading:
    """A day as people write it, also as the day before which something is to be there (2027年2月26日前)."""
    written = words.removesuffix("以前").removesuffix("之前").removesuffix("前")
    try:
        day = written_day(written)
    except ValueError:
        return Reading(words, doubt=f"{label_of(field)}：没有“{words}”这一天，请核对。")
    if day is None:
        return Reading(words, doubt=f"{label_of(field)}：“{words}”请写成 2026-05-08 这样的日期。")
    return Reading(day.isoformat(), day)


def _bodies(field: ActField, words: str, called: Called) -> Reading:
    try:
        found = called.several(words)
    except ValueError as error:
        return Reading(words, doubt=f"{label_of(field)}：{error}")
    several = field.kind == "many"
    if len(found) > 1 and not several:
        return Reading(words, doubt=f"{label_of(field)}只能填一家，现有{len(found)}家。")
    fact = found if several else next(iter(found), None)
    if called.is_whole(words):
        return Reading(words, fact)
    whole = "、".join(body.brief for body in found)
    return Reading(whole, fact, meant=f"“{words}”按{whole}填写，请核对")
