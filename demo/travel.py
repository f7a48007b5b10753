"""Lets the past of the demo happen in the past: what the database stamps by itself carries the moment of the story.

Acts of the engine take their moment from the actor; ``auto_now_add`` columns, histories and today's rules read
``django.utils.timezone.now``. While a story is told, that clock shows the story's moment.
"""

from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


class Traveller:
    """The moment that ``timezone.now`` answers; ``to`` sets it."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def to(self, moment: datetime) -> None:
        self.moment = moment


@contextmanager
def time_travel(start: datetime):
    """While open, the clock of this process stands where the yielded traveller is; afterwards it is the real one."""
    real, traveller = timezone.now, Traveller(start)
    timezone.now = lambda: traveller.moment
    try:
        yield traveller
    finally:
        timezone.now = real
