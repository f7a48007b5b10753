"""How a digest (晨报) is grouped, and the line that announces it.

A matter is counted once among what waits for a person, under its most pressing date, and once among what is to be
urged.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.models import Reminder

LATE, TODAY, SOON, LATER, URGE = "late", "today", "soon", "later", "urge"
#: The groups of a digest in the order in which they are read, with the words of its title.
GROUPS = ((LATE, "已逾期"), (TODAY, "今天到期"), (SOON, "3日内到期"), (LATER, "以后到期"), (URGE, "需您督促"))
ORDER = tuple(group for group, _ in GROUPS)
SOON_DAYS = 3


def group_of(due: date, level: str, day: date) -> str:
    """The group of one reminder in the digest of ``day``; what is somebody else's is there to be urged."""
    if level != Reminder.Level.HOLDER:
        return URGE
    if due <= day:
        return LATE if due < day else TODAY
    return SOON if (due - day).days <= SOON_DAYS else LATER


def grouped(rows: Iterable[tuple[str, Any]]) -> dict[tuple[bool, Any], str]:
    """The group of each matter, from pairs (group of one date, matter): the key says whether it is to be urged, and
    which matter it is."""
    found: dict[tuple[bool, Any], str] = {}
    for group, matter in rows:
        key = (group == URGE, matter)
        former = found.get(key)
        if former is None or ORDER.index(group) < ORDER.index(former):
            found[key] = group
    return found


def dedupe_key(day: date) -> str:
    """What makes a second digest of the same day impossible."""
    return f"digest:{day:%Y-%m-%d}"


def title_of(day: date, counts: Mapping[str, int]) -> str:
    """“晨报 11月23日：已逾期2件，今天到期1件”; a group with nothing in it is left out."""
    return f"晨报 {day.month}月{day.day}日：{words_of(counts)}"


def words_of(counts: Mapping[str, int]) -> str:
    """“已逾期2件，今天到期1件”; empty where nothing is counted."""
    return "，".join(f"{label}{counts[group]}件" for group, label in GROUPS if counts.get(group))
