"""How a digest (晨报) is grouped, and the line that announces it."""

from collections.abc import Mapping
from datetime import date

from core.models import Reminder

LATE, TODAY, SOON, LATER, URGE = "late", "today", "soon", "later", "urge"
#: The groups of a digest in the order in which they are read, with the words of its title.
GROUPS = ((LATE, "已逾期"), (TODAY, "今天到期"), (SOON, "3日内到期"), (LATER, "3日后到期"), (URGE, "需您督促"))
SOON_DAYS = 3


def group_of(due: date, level: str, day: date) -> str:
    """The group of one reminder in the digest of ``day``; what is somebody else's is there to be urged."""
    if level != Reminder.Level.HOLDER:
        return URGE
    if due <= day:
        return LATE if due < day else TODAY
    return SOON if (due - day).days <= SOON_DAYS else LATER


def dedupe_key(day: date) -> str:
    """What makes a second digest of the same day impossible."""
    return f"digest:{day:%Y-%m-%d}"


def title_of(day: date, counts: Mapping[str, int]) -> str:
    """“晨报 11月23日：已逾期2件，今天到期1件”; a group with nothing in it is left out."""
    parts = [f"{label}{counts[group]}件" for group, label in GROUPS if counts.get(group)]
    return f"晨报 {day.month}月{day.day}日：{'，'.join(parts)}"
