"""How long one waits after wrong passwords: longer with every one, by the name and where it was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONGEST, SHORTEST = timedelta(minutes=30), timedelta(minutes=1)
#: So many failures are let pass where a name, or an address, has very many of them.
FEW = 2


def wait(failures: int, limit: int) -> timedelta:
    """A minute after ``limit`` failures, then two, four … up to half an hour."""
    return min(timedelta(minutes=2 ** min(failures - limit, 10)), LONGEST)


@dataclass(frozen=True)
class Strangers:
    """Failures of the last day on devices where the name has never signed in: how many, and the last one."""

    failures: int = 0
    last: datetime | None = None

    @classmethod
    def of(cls, rows: Iterable[tuple[int, datetime]]) -> "Strangers":
        """Of rows of failures, each with its last."""
        known = list(rows)
        return cls(sum(n for n, _ in known), max((at for _, at in known), default=None))

    def shut_until(self, ceiling: int, each: timedelta) -> datetime | None:
        """From the ceiling on, strangers together are heard once in ``each``: until when no more."""
        return self.last + each if self.last and self.failures >= ceiling else None


def shut(name: Strangers, address: Strangers) -> datetime | None:
    """Until when no stranger is heard with this name, or from this address, wherever else it was tried."""
    ends = (
        name.shut_until(settings.AXES_NAME_CEILING, LONGEST),
        address.shut_until(settings.AXES_ADDRESS_CEILING, SHORTEST),
    )
    return max((end for end in ends if end), default=None)


@dataclass(frozen=True)
class Found:
    """The failures of a name in one place: how many, the last one, and how many are let pass before one waits.

    ``shut_until``: where so many strangers guess from so many places that only devices known to the name are heard.
    """

    failures: int
    last: datetime | None
    limit: int
    shut_until: datetime | None = None

    @classmethod
    def of(
        cls,
        here: Iterable[tuple[int, datetime]],
        *,
        by_name: int = 0,
        by_address: int = 0,
        shut_until: datetime | None = None,
    ) -> "Found":
        """``here``: failures in the place, each row with its last; the others count everybody's of the last hour."""
        rows = list(here)
        many = by_name >= settings.AXES_NAME_FAILURE_LIMIT or by_address >= settings.AXES_ADDRESS_FAILURE_LIMIT
        limit = FEW if many else settings.AXES_FAILURE_LIMIT
        return cls(sum(n for n, _ in rows), max((at for _, at in rows), default=None), limit, shut_until)

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when no password is tried; None where one may be typed at once."""
        ends = [self.shut_until] if self.shut_until else []
        if self.last and self.failures >= self.limit:
            ends.append(self.last + wait(self.failures, self.limit))
        return max((end for end in ends if end > now), default=None)

    def is_shut(self, now: datetime) -> bool:
        """Whether strangers are not heard, whatever they did in this place."""
        return bool(self.shut_until and self.shut_until > now)
