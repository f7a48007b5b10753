"""The morning's reminders (晨报): who is told of which deadline on which day, once, and never on a day of rest.

``ladder`` which steps a clock has · ``scan`` finds what is to be said today · ``people`` whom a step speaks to ·
``morning`` writes it all in one transaction · ``endings`` what follows when a period has run out · ``digest`` what a
person reads · ``recount`` keeps ``Clock.next_reminder`` in step with the rule.
"""

from datetime import date, time

#: Local times between which the worker does the morning's work; outside them nobody is disturbed.
BEGINS, ENDS = time(7, 30), time(20, 0)


def run(today: date) -> dict:
    """Do the work of the morning of ``today``; see ``core.clock.reminders.morning.run``."""
    from core.clock.reminders import morning  # clocks reads the ladder in this package, and the morning reads clocks

    return morning.run(today)
