"""What a row said before a change of bodies: papers and pages of the past are read by the day they bear."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime

from core.models.organisations import Organisation

NAMES = ("name", "short_name", "kind")


class Remembers(models.Model):
    """A row that bodies are moved in: what its columns held before each move is kept on it, the oldest first."""

    past = models.JSONField("移交前的记载", default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def keep(self, column: str, value: Any, at: datetime) -> None:
        """Remember, without saving, that ``column`` held ``value`` until ``at``; a body is kept with its names."""
        held: dict[str, Any] = {"column": column, "value": value, "until": at.isoformat()}
        if isinstance(value, Organisation):
            held |= {"value": value.pk, **{name: getattr(value, name) for name in NAMES}}
        self.past = [*self.past, held]

    def forget_last(self, column: str) -> None:
        """The last move of ``column`` is taken back: nothing was ever moved. Without saving."""
        last = max((place for place, held in enumerate(self.past) if held["column"] == column), default=None)
        self.past = [held for place, held in enumerate(self.past) if place != last]

    def held_on(self, column: str, moment: datetime | None) -> dict[str, Any] | None:
        """What was kept of ``column`` for that moment; None where it holds the same today, or no moment is given."""
        if moment is None:
            return None
        until = ((held, parse_datetime(held["until"])) for held in self.past if held["column"] == column)
        return next((held for held, end in until if end is not None and moment < end), None)

    def was(self, column: str, moment: datetime | None) -> Any:
        """The value of ``column`` at that moment."""
        held = self.held_on(column, moment)
        return held["value"] if held else getattr(self, column)

    def body_on(self, column: str, moment: datetime | None) -> Organisation:
        """The body in ``column`` at that moment, to be named and not to be saved; costs no statement."""
        held = self.held_on(column, moment)
        if held is None:
            return getattr(self, column)
        return _named(held)

    def last_body(self, column: str) -> Organisation | None:
        """The body in ``column`` before its last move; None where it never moved."""
        return next((_named(held) for held in reversed(self.past) if held["column"] == column), None)


def _named(held: dict[str, Any]) -> Organisation:
    return Organisation(pk=held["value"], **{name: held[name] for name in NAMES})
