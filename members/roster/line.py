"""One row of a table and what it is."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Heading:
    """A group's heading: which field it sets for the rows below, and to what."""

    field: str
    text: str


@dataclass
class Line:
    """One row of a table with what it is: ``data`` or a key of ``words.IGNORED``.

    ``more`` are the rows that go on with a member's, ``unsure`` whether one of them may be something else;
    ``names`` are those of a line that lists nothing else, ``offices`` what the words before each make of these people,
    ``said`` what a line above or below says of this member (``said_of_rows``).
    """

    index: int
    kind: str
    heading: Heading | None = None
    filled: list[int] = field(default_factory=list)
    more: list[int] = field(default_factory=list)
    unsure: bool = False
    names: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    said: Any = None
