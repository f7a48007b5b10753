"""The shape of the hand-written grid: who may do what from where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.builders.cast import MONDAY


@dataclass(frozen=True)
class May:
    """One row: from these states these people (names of the cast) may do it, and nobody else, from nowhere else.

    ``by`` says who may on the prepared thing of the grid; nobody for acts of the program.
    """

    key: str
    states: str
    by: str = ""


@dataclass(frozen=True)
class Grid:
    """Who may do what on the things of one kind that are ``alike``; ``prepare`` gives one of them.

    A kind has one grid, or several where the same act is another person's on another thing.
    """

    label: str
    rows: tuple[May, ...]
    prepare: Callable[[Any, Any], Any]
    alike: Callable[[Any], bool] = lambda _thing: True


@dataclass(frozen=True)
class Refuses:
    """One objection: on the thing at ``stage``, changed as ``change`` says, ``by`` reads these words."""

    guard: str
    key: str
    stage: str
    by: str
    words: str
    change: Callable[[Any, Any], None] | None = None
    day: date = field(default=MONDAY)


#: Everybody of the cast who acts in the grid.
PEOPLE = (
    "shen", "zhou", "he", "lu", "housing_clerk", "housing_head", "water_clerk", "water_head", "finance_clerk",
    "school_clerk", "clerk", "chair", "office_clerk", "committee_clerk", "liaison_clerk", "gov_office", "party_office",
    "editor", "signer", "leader", "sysadmin", "secadmin", "auditor",
)  # fmt: skip
