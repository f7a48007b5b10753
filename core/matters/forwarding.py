"""Handing a text from one line of business to another (转送) without either knowing the other.

The line that takes texts registers itself as the desk; the line that gives one away asks ``forward`` within its own
act. What becomes of the text is the desk's matter, which leads back to where it came from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.matters.lifecycle import Act


@dataclass(frozen=True)
class Forwarded:
    """A text on its way: ``source`` the matter it stood in, ``way`` what it becomes, ``people`` who wrote it."""

    source: Any
    way: str
    title: str
    text: str
    people: str


@dataclass(frozen=True)
class Desk:
    """Who takes forwarded texts: ``receive(act, forwarded)`` makes a matter of one, ``find(source)`` gives it back.

    ``find`` takes the matter that a text came from and gives None where nothing became of it.
    """

    receive: Callable[[Act, Forwarded], Any]
    find: Callable[[Any], Any | None]


_desks: list[Desk] = []


def register(desk: Desk) -> None:
    """Let this desk take every forwarded text; there is one on the site."""
    _desks[:] = [desk]


def forward(act: Act, text: Forwarded) -> Any:
    """Give ``text`` to the desk, in the transaction of ``act``; returns the matter that was made of it."""
    if not _desks:
        raise LookupError("no line of business takes forwarded texts")
    return _desks[0].receive(act, text)


def made_of(source: Any) -> Any | None:
    """What became of a matter whose text was forwarded; one statement."""
    return _desks[0].find(source) if _desks else None
