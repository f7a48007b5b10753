"""Versions of a written text (各稿), what changed from one to the next, and the one that was handed in last.

Their page is ``core.matters.version_views``; ``core.matters.pages`` says to whom it is open.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from core.matters import kinds
from core.matters.drafts import writing_of
from core.matters.writing import label_of
from core.people.actors import Actor

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
LONGEST = 2_000  # characters compared one by one; longer passages are shown as replaced


@dataclass(frozen=True)
class Version:
    """The text as it stood when it was kept: its number, when, by whom, and the columns with their labels.

    ``handed_in`` is when it was handed in; None of one that was only kept.
    """

    number: int
    at: datetime
    by: str
    texts: dict[str, str]
    handed_in: datetime | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, was taken out or was put in."""

    kind: str  # "same", "out", "in"
    text: str


def versions_of(matter: Any, *, handed_in: bool = False) -> list[Version]:
    """Every version that was kept, the oldest first, each once; the empty page it began with is none. One statement.

    What was saved by itself (autosave) between two of them is no version; the text as handed in is one. What others
    than its writers decide afterwards (the class a review chooses) makes none. ``handed_in``: of these alone.
    """
    kind = kinds.of(matter)
    writing = writing_of(kind)
    labels = {name: label_of(kind.model, name) for name in writing.fields}
    being_written = {*writing.states, *writing.locked}
    found: list[Version] = []
    rows = matter.history.select_related("history_user").order_by("history_id")
    for row in rows:
        texts = {label: _shown(row, name) for name, label in labels.items()}
        at = None if row.state in being_written else row.history_date
        last = found[-1] if found else None
        if last is not None and (row.text_version == last.number or texts == last.texts):
            found[-1] = replace(last, handed_in=last.handed_in or at)
        elif any(texts.values()):
            by = str(row.history_user) if row.history_user else ""
            found.append(Version(row.text_version, row.history_date, by, texts, at))
    return [one for one in found if one.handed_in] if handed_in else found


def _shown(row: Any, name: str) -> str:
    """A column in words: yes and no, a coded value by its name (the model's own, or ``<column>_label`` where rules name
    it), nothing as nothing."""
    value, model = getattr(row, name), getattr(type(row), "instance_type", type(row))
    if hasattr(model, f"{name}_label"):
        columns = (column.attname for column in model._meta.concrete_fields if hasattr(row, column.attname))
        # ``row.instance`` would ask for the columns that no version keeps.
        return str(getattr(model(**{column: getattr(row, column) for column in columns}), f"{name}_label"))
    if isinstance(value, bool):
        return "是" if value else "否"
    said = getattr(row, f"get_{name}_display", None)
    return str(said() if said else value) if value is not None else ""


def changes(before: Version, after: Version) -> dict[str, list[Piece]]:
    """What differs, column by column; columns that stayed are left out."""
    return {
        label: difference(before.texts.get(label, ""), text)
        for label, text in after.texts.items()
        if before.texts.get(label, "") != text
    }


def changed_since(matter: Any, number: int) -> dict[str, list[Piece]]:
    """What differs in the text as it stands from the version kept under this number, column by column; nothing where
    none was kept. One statement."""
    kind = kinds.of(matter)
    was = matter.history.filter(text_version=number).order_by("-history_id").first()
    if was is None:
        return {}
    pairs = {label_of(kind.model, name): (_shown(was, name), _shown(matter, name)) for name in writing_of(kind).fields}
    return {label: difference(old, new) for label, (old, new) in pairs.items() if old != new}


def difference(before: str, after: str) -> list[Piece]:
    """What became of ``before``: pieces in the order of the text.

    ``same`` and ``out`` together give ``before``, ``same`` and ``in`` give ``after``. Compared by sentences, and within
    a changed sentence by characters, so that what reads as one change is shown as one.
    """
    old, new = SENTENCE.findall(before), SENTENCE.findall(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        left, right = "".join(old[i:j]), "".join(new[k:m])
        if kind == "equal":
            pieces.append(Piece("same", left))
        elif left and right and len(left) + len(right) <= LONGEST:
            pieces += _by_characters(left, right)
        else:
            pieces += _replaced(left, right)
    return _joined(pieces)


def _by_characters(left: str, right: str) -> Iterator[Piece]:
    for kind, i, j, k, m in SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", left[i:j])
        else:
            yield from _replaced(left[i:j], right[k:m])


def _replaced(left: str, right: str) -> Iterator[Piece]:
    if left:
        yield Piece("out", left)
    if right:
        yield Piece("in", right)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind in one piece."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


@dataclass(frozen=True)
class HandedIn:
    """The text as its writers last handed it in: what others read while a returned one is being changed.

    ``columns`` are the text's, with ``text_version``; ``signature`` finds the row with the version signed
    (``text_version``) and when (``answered_at``), None where there is none. ``changing`` are the states in which a text
    that was handed in is being changed, ``is_writer`` says who reads it as it stands then.
    """

    columns: tuple[str, ...]
    signature: Callable[[Any], Any]
    changing: tuple[str, ...]
    is_writer: Callable[[Actor, Any], bool]

    def text(self, matter: Any) -> Any:
        """The matter with the text that was last signed and handed in; that version is in its history."""
        first = self.signature(matter)
        if first is None or first.text_version in (None, matter.text_version):
            return matter
        kept: Any = matter.history.filter(text_version=first.text_version).order_by("-history_id").first()
        return kept.instance if kept else matter

    def at(self, matter: Any) -> datetime | None:
        """When that text was handed in; ``submitted_at`` is the first time, which never changes."""
        first = self.signature(matter)
        return (first.answered_at if first else None) or matter.submitted_at

    def show(self, matter: Any, actor: Actor) -> None:
        """Put the text handed in into the row in memory, for those who do not write it, while it is being changed."""
        if matter.state not in self.changing or self.is_writer(actor, matter):
            return
        shown = self.text(matter)
        for name in self.columns:
            setattr(matter, name, getattr(shown, name))
