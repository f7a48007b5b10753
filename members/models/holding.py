"""What is held from a day to a day; nothing of it is overwritten: the old one ends, and stays to be read."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from members.models.people import Mandate


class Held(models.Model):
    """Base of what has ``starts_on`` and ``ends_on`` (both days included, either may be open)."""

    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day, None while it is open."""
        return self.ends_on

    @property
    def is_over(self) -> bool:
        """The last day lies behind."""
        return self.last_day is not None and self.last_day < timezone.localdate()

    @property
    def is_held(self) -> bool:
        """In force today."""
        return self.is_held_on(timezone.localdate())

    def is_held_on(self, day: date) -> bool:
        """In force on that day."""
        return (self.last_day is None or day <= self.last_day) and (self.starts_on is None or self.starts_on <= day)


class HeldInMandate(Held):
    """Base of what is held as a member (``mandate``): it ends with the mandate, by the day alone."""

    if TYPE_CHECKING:
        mandate: models.ForeignKey[Mandate]

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """Its own, or that of the mandate where that comes first."""
        return min((day for day in (self.ends_on, self.mandate.left_on) if day), default=None)
