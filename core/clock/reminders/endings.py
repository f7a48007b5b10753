"""What follows when a period has run out, and what a working day begins with; registered by the apps.

Apps keep their functions in ``<app>/endings.py``. Each call is a transaction of its own: a fault in one is logged and
reported, and keeps nobody else waiting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from core.models import Clock
from core.people.actors import Actor

logger = logging.getLogger(__name__)
Ending = Callable[[Clock, Any, Actor], object]
Duty = Callable[[date, Actor], object]
_endings: dict[str, Ending] = {}
_duties: dict[str, Duty] = {}


def when_over(*kinds: str):
    """Register what the program does when a running clock of these kinds is past its due day.

    The function gets the clock, its target and the program as actor (``actor.at`` is the moment, ``actor.today`` the
    day) and performs system acts. It is called on every working day until the clock has stopped, at most once a day;
    what it returns counts as done unless it is False.
    """

    def register(function: Ending) -> Ending:
        for kind in kinds:
            _endings[kind] = function
        return function

    return register


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
    """Do what the day begins with, then every ending that is due; returns what became of it.

    Finding the clocks takes one statement, and one for each kind of target.
    """
    autodiscover_modules("endings")
    outcome = Outcome()
    for name, duty in sorted(_duties.items()):
        done, _ = _guarded(outcome, f"每日事项 {name}", duty, today, actor)
        outcome.duties += done
    over = Clock.objects.filter(stopped_at__isnull=True, due__lt=today, kind__in=sorted(_endings))
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
    return _endings[clock.kind](clock, clock.target, actor)


def _guarded(outcome: Outcome, what: str, function: Callable, *given) -> tuple[bool, object]:
    try:
        with transaction.atomic():
            return True, function(*given)
    except Exception as error:
        logger.exception("%s", what)
        outcome.faults.append(f"{what}：{error}"[:300])
        return False, None
