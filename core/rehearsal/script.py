"""What is rehearsed: the stages of one matter, registered by the line of business whose matter it is."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Told:
    """One act as it happened: who in which post, what, and what the event says."""

    who: str
    post: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Date:
    """One date that runs after a stage, with how it came about."""

    label: str
    due: str
    explanation: str
    who: str = ""


@dataclass
class Outcome:
    """What a stage left behind: its acts, how the matter stands, whose turn it is, which dates run."""

    acts: list[Told] = field(default_factory=list)
    state: str = ""
    turn: str = ""
    dates: list[Date] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)


@dataclass
class Walk:
    """What the stages pass on to each other: plain values by name, kept between the presses."""

    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One press: ``asks`` says beforehand who will do what."""

    title: str
    asks: str
    act: Callable[[Walk], Outcome]


@dataclass(frozen=True)
class Script:
    """The whole matter; ``prepare`` finds or makes the people who act, in the copy only, and says in sentences whom."""

    title: str
    prepare: Callable[[Walk], list[str]]
    stages: tuple[Stage, ...]


_registered: dict[str, Script] = {}


def register(script: Script) -> None:
    """Make this the matter that is rehearsed."""
    _registered["script"] = script


def registered() -> Script | None:
    """The script, None where no line of business brings one."""
    return _registered.get("script")
