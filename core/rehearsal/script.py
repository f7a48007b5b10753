"""What is rehearsed: the stages of one matter, told by its line of business in ``<app>/rehearsal.yaml``.

The file says what no program could guess: the words of the matter, who acts in which order, what is filled in. Whatever
else a form demands is filled in with its own suggestion, else with its first choice. In values, ``$today`` is the day,
``$unit`` and ``$channel`` are the handling unit and its supervision office, ``$first`` is the first choice, and ``$``
with a post is the name of whoever holds it. Stories begin with a text that is written (``core.matters.writing``).
"""

from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from core.matters import kinds
from core.matters.kinds import MatterKind


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


@dataclass(frozen=True)
class Move:
    """One act: ``by`` whom (a post) it is done, on which ``part`` (a model's label; the matter itself where empty).

    ``writes`` is the text that begins the matter; ``fields`` is what an act is given.
    """

    by: str
    does: str = ""
    part: str = ""
    writes: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One press: ``asks`` says beforehand who will do what."""

    title: str
    asks: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Script:
    """The whole matter. ``cast`` are the posts that act, each with a word of the body it is at home in, or none."""

    kind: str
    title: str
    cast: dict[str, str]
    stages: tuple[Stage, ...]

    @property
    def matter(self) -> MatterKind:
        return kinds.of(self.kind)


def every() -> list[Script]:
    """The stories of all lines that tell one, in the order of the apps."""
    return [script for config in apps.get_app_configs() if (script := read(Path(config.path) / "rehearsal.yaml"))]


def chosen(kind: str = "") -> Script | None:
    """The story of this kind of matter, else the first there is; None where no line of business brings one."""
    told = every()
    return next((one for one in told if one.kind == kind), told[0] if told and not kind else None)


@cache
def read(path: Path) -> Script | None:
    """The story in a file; None where there is no file."""
    if not path.exists():
        return None
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    stages = tuple(
        Stage(stage["title"], stage["asks"], tuple(Move(**move) for move in stage["moves"])) for stage in said["stages"]
    )
    return Script(said["kind"], said["title"], {role: word or "" for role, word in said["cast"].items()}, stages)
