"""What follows when a period has run out, and what a working day begins with.

The first is the ``silence`` of a kind of clock (``core.matters.deadlines``); functions for the second are in
``<app>/endings.py``. Each call is a transaction of its own: a fault in one is logged and reported, and keeps nobody
else waiting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from core.matters.deadlines import clock_kind, clock_kinds
from core.models import Clock
from core.people.actors import Actor

logger = logging.getLogger(__name__)
Duty = Callable[[date, Actor], object]
_duties: dict[str, Duty] = {}


def every_working_day(function: Duty) -> Duty:
    """Register what is to be looked at on every working day, before the reminders: (day, the program as actor)."""
    _duties[f"{function.__module__}.{function.__qualname__}"] = function
    return function


@dataclass
class Outcome:
    """What was done, and one sentence for each fault."""

    done: int = 0
    duties: int = 0
    faults: list[str] = field(default_factory=list)


def perform(today: date, actor: Actor) -> Outcome:
    """Do what the day begins with, then what follows on each silence; returns what became of it.

    Finding the clocks takes one statement, and one for each kind of target.
    """
    autodiscover_modules("endings")
    outcome = Outcome()
    for name, duty in sorted(_duties.items()):
        done, _ = _guarded(outcome, f"每日事项 {name}", duty, today, actor)
        outcome.duties += done
    ending = sorted(kind.key for kind in clock_kinds() if kind.silence)
    over = Clock.objects.filter(stopped_at__isnull=True, due__lt=today, kind__in=ending)
    for clock in over.order_by("due", "id").prefetch_related("target", "root"):
        if clock.target is None:
            continue
        what = f"期限 {clock.pk}（{clock.label} {clock.due:%Y-%m-%d}）"
        done, answer = _guarded(outcome, what, _end, clock, actor)
        outcome.done += done and answer is not False
    return outcome


def _end(clock: Clock, actor: Actor) -> object:
    """Unless an earlier ending of this morning has stopped it (the last countersign ends the round)."""
    if not Clock.objects.filter(pk=clock.pk, stopped_at__isnull=True).exists():
        return False
    silence = clock_kind(clock.kind).silence
    return silence(clock, clock.target, actor) if silence else False


def _guarded(outcome: Outcome, what: str, function: Callable, *given) -> tuple[bool, object]:
    try:
        with transaction.atomic():
            return True, function(*given)
    except Exception as error:
        logger.exception("%s", what)
        outcome.faults.append(f"{what}：{error}"[:300])
        return False, None
