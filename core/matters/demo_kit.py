"""What the demo committee (演示委员会) lends a line of business: people, days, and a list of acts to come.

A line brings ``<app>/demo.py`` with ``tell(kit: DemoKit)``. The demo stands above the lines; this is all they know of
it. Whatever an act does, it does through the engine, as the actor that the kit gives, at the moment it is told.
"""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Protocol

from core.people.actors import Actor


class DemoKit(Protocol):
    """The demo's seed, its people by user name, its bodies by short name, and its calendar."""

    rng: Random

    def actor(self, username: str, role: str, at: datetime) -> Actor:
        """This person in the post of that role."""

    def at(self, moment: datetime, told: str, act: Callable[[datetime], None]) -> None:
        """Let ``act`` happen at ``moment``, in the past; ``told`` says what it is, should it fail."""

    def workday(self, count: int) -> date:
        """The working day ``count`` working days from today; negative: ago. Nothing happens later than the last one."""

    def pk(self, body: str) -> int:
        """The key of an organisation of the demo."""

    def some_member(self) -> str:
        """The user name of an ordinary member, another one each time."""
