"""Taking turns: ours, the floor, ours, the floor; the ratio is taken round by round, its median counts."""

import gc
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection, transaction

Piece = Callable[[], Any]


@dataclass(frozen=True)
class Goal:
    """What is wanted: at most so many times the floor, at most so many statements."""

    ratio: float | None = None
    statements: int | None = None

    def __str__(self) -> str:
        parts = [f"≤ {self.ratio:g}x"] if self.ratio is not None else []
        return ", ".join(parts + ([f"≤ {self.statements} SQL"] if self.statements is not None else []))

    def met(self, ratio: float, statements: int) -> bool | None:
        """Whether it is; None where nothing is wanted (figures for orientation)."""
        if self.ratio is None and self.statements is None:
            return None
        fast = self.ratio is None or ratio <= self.ratio
        return fast and (self.statements is None or statements <= self.statements)


@dataclass(frozen=True)
class Measure:
    """One measured thing: medians in milliseconds, the ratio's median with its range over the rounds."""

    name: str
    label: str
    median_ms: float
    floor_ms: float
    floor: str
    ratio: float
    ratio_min: float
    ratio_max: float
    statements: int
    floor_statements: int
    goal: str
    met: bool | None
    note: str = ""

    def as_json(self) -> dict:
        """With the figures rounded as they deserve."""
        told = dict(vars(self))
        for name in ("median_ms", "floor_ms"):
            told[name] = round(told[name], 3)
        for name in ("ratio", "ratio_min", "ratio_max"):
            told[name] = round(told[name], 2)
        return told


@dataclass
class Bench:
    """Collects measures; ``only`` limits them by name, ``rounds`` is how often each pair takes turns."""

    only: str
    rounds: int
    say: Callable[[str], None]
    measures: list[Measure] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        """Whether this one is asked for."""
        return self.only in name

    def pair(
        self,
        name: str,
        label: str,
        ours: Piece,
        floor: Piece,
        *,
        against: str,
        goal: Goal | None = None,
        most_rounds: int | None = None,
        undo: bool = False,
        scale: float = 1,
        note: str = "",
    ) -> None:
        """Measure ``ours`` against ``floor``. ``undo`` takes back what each writes; ``scale`` multiplies our time,
        where only a part of the work was done."""
        if not self.wants(name):
            return
        goal = goal or Goal()
        rounds = max(1, min(self.rounds, most_rounds or self.rounds))
        statements, floor_statements = counted(ours, undo), counted(floor, undo)
        repeats, floor_repeats = _repeats(ours, undo), _repeats(floor, undo)
        times, floors = [], []
        for _ in range(rounds):
            times.append(_timed(ours, repeats, undo) * scale)
            floors.append(_timed(floor, floor_repeats, undo))
        ratios = [one / other for one, other in zip(times, floors, strict=True)]
        ratio = median(ratios)
        made = Measure(
            name=name,
            label=label,
            median_ms=median(times) * 1000,
            floor_ms=median(floors) * 1000,
            floor=against,
            ratio=ratio,
            ratio_min=min(ratios),
            ratio_max=max(ratios),
            statements=statements,
            floor_statements=floor_statements,
            goal=str(goal),
            met=goal.met(ratio, statements),
            note=note,
        )
        self.measures.append(made)
        self.say(f"{label}: {made.median_ms:.1f} ms, {ratio:.2f}x")

    def skip(self, name: str, why: str) -> None:
        """Say why something is not measured."""
        if self.wants(name):
            self.skipped.append({"name": name, "why": why})
            self.say(f"{name}: {why}")


def counted(piece: Piece, undo: bool = False) -> int:
    """How many statements it sends, savepoints left out; run once before, so that what is read once is known."""
    with undoing(undo):
        piece()
    number = 0

    def count(execute, sql, params, many, context):
        nonlocal number
        number += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, params, many, context)

    with undoing(undo), connection.execute_wrapper(count):
        piece()
    return number


@contextmanager
def undoing(undo: bool):
    """A savepoint that is rolled back, or nothing."""
    with ExitStack() as stack:
        if undo:
            stack.enter_context(transaction.atomic())
        yield
        if undo:
            transaction.set_rollback(True)


AT_LEAST = 0.02  # seconds: shorter pieces are repeated within a round


def _repeats(piece: Piece, undo: bool) -> int:
    once = _timed(piece, 1, undo)
    return max(1, min(20, int(AT_LEAST / once))) if once else 20


def _timed(piece: Piece, repeats: int, undo: bool) -> float:
    gc.collect()
    total = 0.0
    for _ in range(repeats):
        with undoing(undo):
            begin = time.perf_counter()
            piece()
            total += time.perf_counter() - begin
    return total / repeats
