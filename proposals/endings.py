"""What a working day begins with."""

from datetime import date

from core.clock.reminders.endings import every_working_day
from core.people.actors import Actor
from proposals.key_selection import open_key_selections


@every_working_day
def open_selections(day: date, actor: Actor) -> int:
    """遴选重点提案 begins on the first working day after a session has closed."""
    return len(open_key_selections(day, actor))
