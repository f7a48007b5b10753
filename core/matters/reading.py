"""Reading the dates of matters: which are over, and how the nearest one of a list's row stands."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from core.clock import clocks
from core.models import Clock


def is_over(clock: Clock) -> bool:
    """Stopped by an act, or a right that lapsed unused."""
    return clock.stopped_at is not None or (clock.lapses and clock.due < timezone.localdate())


def next_light(row: Any) -> clocks.Light | None:
    """The light of the nearest date of a list's row (``next_due``, ``next_label``, ``next_kind``); None: nothing runs.

    The words name the date: “答复 还剩3天”.
    """
    if row.next_due is None:
        return None
    light = clocks.light(Clock(due=row.next_due, kind=row.next_kind))
    return replace(light, words=f"{row.next_label} {light.words}")
