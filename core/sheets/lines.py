"""What a preview shows of one row, whatever sheet it is of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """One field that would differ, in words."""

    label: str
    old: str
    new: str


@dataclass
class SheetLine:
    """One line of a preview. ``beside`` stands below the name, the first of ``texts`` in full size and the others
    small; ``notes`` are to be looked at, ``reason`` says why the row is refused;
    ``choices`` (value, label) may be made for it, ``decided`` is the one that was, in words."""

    place: str
    name: str
    url: str = ""
    beside: str = ""
    texts: Sequence[str] = ()
    tags: Sequence[str] = ()
    changes: Sequence[Any] = ()
    notes: Sequence[str] = field(default_factory=list)
    reason: str = ""
    choices: Sequence[tuple[str, str]] = ()
    decided: str = ""

    def contains(self, query: str) -> bool:
        """Whether the words are anywhere on the line."""
        told = [self.name, self.place, self.beside, self.reason, *self.texts, *self.notes, *self.tags]
        return query in " ".join(told + [change.old + change.new for change in self.changes])
