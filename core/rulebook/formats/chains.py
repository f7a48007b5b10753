"""Versions of one key and class, one after the other: where each ends, and what may not be put into the chain.

Pure. A version ends the day before the next one begins; an end of its own (``to``) is only what the regulation names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

State = Literal["past", "in_force", "pending", "expired"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """One version: its first day, the end it names (None = none), its value."""

    start: date
    to: date | None
    value: Any


@dataclass(frozen=True)
class Standing:
    """How a version stands on a day; ``ends`` is its last day, None = open."""

    ends: date | None
    state: State


def same(one: Span, other: Span) -> bool:
    """Whether both are the very same version."""
    return (one.start, one.to, one.value) == (other.start, other.to, other.value)


def until_next(chain: Iterable[Span], new: Span, coming: Iterable[date]) -> list[Span]:
    """``chain`` as far as it bears on ``new`` where further versions will begin on the days ``coming``.

    What stands behind the next of these is that version's neighbour, not this one's.
    """
    following = min((day for day in coming if day > new.start), default=None)
    return [span for span in chain if following is None or span.start <= following]


def objections(chain: Iterable[Span], new: Span) -> list[str]:
    """Why ``new`` cannot stand in ``chain``, as sentences; a version already there (``same``) is no objection."""
    chain = sorted(chain, key=lambda span: span.start)
    twin = next((span for span in chain if span.start == new.start), None)
    if twin is not None:
        if same(twin, new):
            return []
        return [f"自{_day(new.start)}起已有另一取值，同一天不能有两个取值。请核对施行日期，或先撤回尚未施行的那一版。"]
    before = next((span for span in reversed(chain) if span.start < new.start), None)
    after = next((span for span in chain if span.start > new.start), None)
    found = []
    if new.to is not None and new.to < new.start:
        found.append(f"截止日期{_day(new.to)}早于施行日期{_day(new.start)}，请核对。")
    if before is not None:
        found += _between(before, new)
    if after is not None:
        found += _between(new, after)
    return found


def _between(earlier: Span, later: Span) -> list[str]:
    """Overlap or gap between two neighbours, where the earlier names its end."""
    if earlier.to is None:
        return []
    named = f"自{_day(earlier.start)}起的一版写明施行至{_day(earlier.to)}"
    if earlier.to >= later.start:
        return [f"{named}，与自{_day(later.start)}起的一版重叠。请核对日期。"]
    if earlier.to + DAY < later.start:
        gap = f"{_day(earlier.to + DAY)}至{_day(later.start - DAY)}"
        return [f"{named}，下一版自{_day(later.start)}起，{gap}没有规定。请核对日期。"]
    return []


def faults(chain: Iterable[Span]) -> list[str]:
    """Overlaps and gaps in a whole chain."""
    ordered = sorted(chain, key=lambda span: span.start)
    return [sentence for pair in pairwise(ordered) for sentence in _between(*pair)]


def standings(chain: list[Span], on: date) -> list[Standing]:
    """How each version of ``chain`` (oldest first) stands on ``on``, in the same order.

    ``expired``: the newest begun, but the end it names is over.
    """
    found = []
    for number, span in enumerate(chain):
        follower = chain[number + 1].start - DAY if number + 1 < len(chain) else None
        ends = min((day for day in (span.to, follower) if day), default=None)
        if span.start > on:
            state: State = "pending"
        elif follower is not None and follower < on:
            state = "past"
        else:
            state = "expired" if span.to is not None and span.to < on else "in_force"
        found.append(Standing(ends, state))
    return found


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
