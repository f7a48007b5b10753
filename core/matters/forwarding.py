"""Handing a text from one line of business to another (转送), and back, without either knowing the other.

The line that takes texts registers itself as the desk; the line that gives one away asks ``forward`` within its own
act. What becomes of the text is the desk's matter, which leads back to where it came from. A text that went astray
comes back in one of two ways, each within the act by which it does: its giver asks ``recall``; the desk asks
``give_back``, for which the giver has registered what is to follow.
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


#: What follows, within an act, from a text's coming back: of the act and of the matter that the text came from.
ComesBack = Callable[[Act, Any], object]


@dataclass(frozen=True)
class Desk:
    """Who takes forwarded texts: ``receive(act, forwarded)`` makes a matter of one, ``find(source)`` gives it back.

    ``find`` takes the matter that a text came from and gives the last that became of it, None where nothing did.
    ``recall(act, source)`` ends that one, the act's ``reason`` being why; ``objection(source)`` is the sentence that
    says why it is too late for that, who has the text, and what can be done; None while it is not.
    """

    receive: Callable[[Act, Forwarded], Any]
    find: Callable[[Any], Any | None]
    recall: ComesBack
    objection: Callable[[Any], str | None]


_desks: list[Desk] = []
_givers: dict[str, ComesBack] = {}


def register(desk: Desk) -> None:
    """Let this desk take every forwarded text; there is one on the site."""
    _desks[:] = [desk]


def register_giver(label: str, takes_again: ComesBack) -> None:
    """Say what follows for a matter of this kind (the model's label) when the desk gives its text back."""
    _givers[label] = takes_again


def forward(act: Act, text: Forwarded) -> Any:
    """Give ``text`` to the desk, in the transaction of ``act``; returns the matter that was made of it."""
    if not _desks:
        raise LookupError("no line of business takes forwarded texts")
    return _desks[0].receive(act, text)


def made_of(source: Any) -> Any | None:
    """What became of a matter whose text was forwarded, the last time; one statement."""
    return _desks[0].find(source) if _desks else None


def objection_to_recall(source: Any) -> str | None:
    """Why whoever gave the text of ``source`` away cannot take it back any more; None while that is possible."""
    return _desks[0].objection(source) if _desks else None


def recall(act: Act, source: Any) -> None:
    """Take the text of ``source`` back from the desk, in the transaction of ``act``, which says the ``reason``."""
    if _desks:
        _desks[0].recall(act, source)


def give_back(act: Act, source: Any) -> None:
    """The desk's way back: let ``source`` go on where its text came from; ``act``, on the text, says the ``reason``."""
    _givers[source._meta.label](act, source)
