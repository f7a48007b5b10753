"""What follows when a period has run out without a word (逾期视同), where the rule says so.

Where it says no, only the lights speak and the matter waits.
"""

from collections.abc import Callable
from typing import Any

from core import rulebook
from core.matters.deadlines import Silence, classes_of
from core.matters.engine import perform
from core.matters.lifecycle import lifecycle_of
from core.models import Clock
from core.people.actors import Actor


def follows(
    key: str,
    rule: str,
    *,
    waits: Callable[[Any], bool],
    on: Callable[[Any], Any] = lambda target: target,
    facts: Callable[[Any], dict[str, Any]] = lambda target: {},
) -> Silence:
    """The ``silence`` of a kind of clock: the program does the act ``key`` to what ``on`` makes of the clock's target.

    Only while ``waits(target)``, from the states in which that act may be done, and if ``rule`` says so on the day on
    which the period began: whoever was asked was asked under that rule. ``facts(target)`` is what the act is told.
    """

    def silence(clock: Clock, target: Any, actor: Actor) -> bool:
        thing = on(target)
        in_time = thing.state in lifecycle_of(thing).row(key).source
        if not in_time or not rulebook.value(rule, clock.started_on, classes_of(thing)) or not waits(target):
            return False
        perform(thing, key, actor, **facts(target))
        return True

    return silence
