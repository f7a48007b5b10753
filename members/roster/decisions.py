"""What a person has decided about one file, so far: statements, spellings, single values, doubts that are none."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from members.roster.result import Doubt, RosterRow

DISTINCT = "distinct"
"""The value that says: not the same person as the row above with that name and post."""
SKIP = "skip"
"""The value that says: this row is not to be imported."""

EXIT = "exit"
"""The value that says how and when this row's person has left: the way and the last day, as ``moved|2026-03-31``."""

SAME_AS = "same_as"
"""The value that names the member in office who is meant by this row."""
NOBODY = "new"
"""In the place of that member: none of those of that name, somebody new."""
SAME_ROW = "same_row"
"""The value that names, by its key, the row of the file whose person this row is about."""


@dataclass
class Decisions:
    """By key: ``statements`` apply or not, ``spellings`` by field the body chosen (empty: one of its own), ``values``
    by row the fields corrected, ``accepted`` the doubts that were looked at and found right, ``before``
    what was answered on the roster before this one."""

    statements: Mapping[str, bool] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    before: Mapping[str, Any] = field(default_factory=dict)
    no_statements: bool = False

    def applies(self, statement_key: str) -> bool:
        """Whether a statement is applied: unless somebody said no."""
        return not self.no_statements and self.statements.get(statement_key, True)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Decisions":
        """From what is kept with the upload (``RosterImport.decisions``)."""
        return cls(
            statements=kept.get("statements", {}),
            spellings=kept.get("spellings", {}),
            values=kept.get("values", {}),
            accepted=frozenset(kept.get("accepted", ())),
            before=kept.get("before", {}),
        )


def doubt_key(row_key: str, doubt: Doubt) -> str:
    """Names one doubt about one row; another text in the cell is another doubt."""
    told = "|".join((row_key, doubt.key, doubt.field, doubt.written))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def ask_about(row: RosterRow, doubt: Doubt, accepted: Collection[str]) -> None:
    """Put a doubt on the row: to be looked at, or as settled where somebody has found it right."""
    (row.settled if doubt_key(row.key, doubt) in accepted else row.doubts).append(doubt)
