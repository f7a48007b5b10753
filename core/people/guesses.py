"""How long one waits after wrong passwords: longer with every one, by the name and where it was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONGEST = timedelta(minutes=30)
#: So many failures are let pass where a name, or an address, has very many of them.
FEW = 2


def wait(failures: int, limit: int) -> timedelta:
    """A minute after ``limit`` failures, then two, four … up to half an hour."""
    return min(timedelta(minutes=2 ** min(failures - limit, 10)), LONGEST)


@dataclass(frozen=True)
class Found:
    """The failures of a name in one place: how many, the last one, and how many are let pass before one waits."""

    failures: int
    last: datetime | None
    limit: int

    @classmethod
    def of(cls, here: Iterable[tuple[int, datetime]], *, by_name: int = 0, by_address: int = 0) -> "Found":
        """``here``: failures in the place, each row with its last; the others count everybody's of the last hour."""
        rows = list(here)
        many = by_name >= settings.AXES_NAME_FAILURE_LIMIT or by_address >= settings.AXES_ADDRESS_FAILURE_LIMIT
        limit = FEW if many else settings.AXES_FAILURE_LIMIT
        return cls(sum(n for n, _ in rows), max((at for _, at in rows), default=None), limit)

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when no password is tried; None where one may be typed at once."""
        if self.last is None or self.failures < self.limit:
            return None
        until = self.last + wait(self.failures, self.limit)
        return until if until > now else None
