"""What is held from a day to a day; nothing of it is overwritten: the old one ends, and stays to be read."""

from datetime import date

from django.db import models
from django.utils import timezone


class Held(models.Model):
    """Base of what has ``starts_on`` and ``ends_on`` (both days included, either may be open)."""

    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """The last day lies behind."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def is_held(self) -> bool:
        """In force today."""
        return self.is_held_on(timezone.localdate())

    def is_held_on(self, day: date) -> bool:
        """In force on that day."""
        return (self.ends_on is None or day <= self.ends_on) and (self.starts_on is None or self.starts_on <= day)
