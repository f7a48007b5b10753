"""What the committee is called, for pages, papers and messages (本级政协的名称).

The stored row decides; a database without one speaks as the settings say (``COMMITTEE_NAME`` …).
"""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.models import Committee

FRESH_SECONDS = 30


@dataclass(frozen=True)
class Identity:
    """Names and level of the committee; ``is_stored`` where its own row says them, ``is_set_up`` when it has said that
    the first days are over."""

    name: str
    full_name: str
    region: str
    level: str = ""
    is_stored: bool = False
    is_set_up: bool = True

    @property
    def is_beginning(self) -> bool:
        """Whether the committee was started here and has not yet said that its first days are over."""
        return self.is_stored and not self.is_set_up

    @property
    def here(self) -> str:
        """How people of the place call it: 区, 县, 市 …"""
        return self.region[-1:] or "区"

    def local(self, name: str) -> str:
        """“江岭区政协” as units of the same district write it: 区政协."""
        place = self.region[:-1]
        return name.removeprefix(place) if place and len(name) > len(place) + 1 else name

    def official(self, name: str) -> str:
        """“区教育局” as a letterhead writes it: 江岭区教育局. Names that do not begin with 区, 县 or 市 stay."""
        return self.region[:-1] + name if self.region and name.startswith(self.region[-1]) else name


_cache: dict[str, Any] = {"at": None, "identity": None}


def forget(**_: object) -> None:
    """Drop what is remembered; the next question reads the row again."""
    _cache["at"] = None


def current() -> Identity:
    """The committee's names, read in one statement at most every half minute per process."""
    now = time.monotonic()
    if _cache["at"] is None or not 0 <= now - _cache["at"] < FRESH_SECONDS:
        _cache.update(at=now, identity=_of(Committee.objects.first()))
    return _cache["identity"]


def remembered() -> Identity:
    """The names as last read, without asking the database."""
    return _cache["identity"] or _of(None)


def _of(row: Committee | None) -> Identity:
    if row is None:
        return Identity(settings.COMMITTEE_NAME, settings.COMMITTEE_FULL_NAME, settings.COMMITTEE_REGION)
    return Identity(row.name, row.full_name, row.region, row.level, is_stored=True, is_set_up=row.set_up_at is not None)
