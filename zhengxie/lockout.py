"""Wrong passwords make one wait, and lock nobody out: the counting that axes does for ``core.people.guesses``."""

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum

from core.people import devices, guesses


class WaitingHandler(AxesDatabaseHandler):
    """Counts by the name and where it is typed: a device on which the person has signed in before, else an address.

    Whoever has not failed there before is heard, so that a stranger keeps nobody out; the wait grows with every further
    failure. Many failures of one name, or from one address, make the wait begin earlier; very many leave only devices
    on which the person has signed in before, so that no number of addresses makes guessing endless.
    """

    def get_failures(self, request, credentials=None) -> int:
        """On the scale of axes, where AXES_FAILURE_LIMIT means that a wait is running."""
        found = self.found(request, credentials)
        if found.waits_until(request.axes_attempt_time):
            return settings.AXES_FAILURE_LIMIT
        return settings.AXES_FAILURE_LIMIT - max(found.limit - found.failures, 1)

    def found(self, request, credentials=None) -> guesses.Found:
        """The failures that count for whoever asks. Three statements."""
        name, now = get_client_username(request, credentials), request.axes_attempt_time
        here = self._here(request, name).filter(attempt_time__gt=now - guesses.DAY)
        by_name, with_name = _lately(now, username=name)
        by_address, from_address = _lately(now, ip_address=request.axes_ip_address)
        return guesses.Found.of(
            here.values_list("failures_since_start", "attempt_time"),
            by_name=by_name,
            by_address=by_address,
            shut_until=None if devices.known(request, name) else guesses.shut(with_name, from_address),
        )

    def user_login_failed(self, sender, credentials, request=None, **kwargs) -> None:
        """Count it where it was typed: axes keeps a row for each name, address and device."""
        if request is not None:
            request.axes_user_agent = devices.known(request, get_client_username(request, credentials))
        super().user_login_failed(sender, credentials, request, **kwargs)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """A success forgives what failed in the same place, and nothing that somebody tried elsewhere."""
        return self._here(request, get_client_username(request, credentials)).delete()[0]

    @staticmethod
    def _here(request, name: str | None) -> QuerySet[AccessAttempt]:
        device = devices.known(request, name)
        rows = AccessAttempt.objects.filter(username=name, user_agent=device)
        return rows if device else rows.filter(ip_address=request.axes_ip_address)


def _lately(now: datetime, **where: Any) -> tuple[int, guesses.Strangers]:
    """Everybody's failures of the last hour, and strangers' of the last day."""
    strangers = ~Q(user_agent__startswith=devices.MARKED)
    found = AccessAttempt.objects.filter(attempt_time__gt=now - guesses.DAY, **where).aggregate(
        hour=Sum("failures_since_start", filter=Q(attempt_time__gt=now - guesses.HOUR)),
        day=Sum("failures_since_start", filter=strangers),
        last=Max("attempt_time", filter=strangers),
    )
    return found["hour"] or 0, guesses.Strangers(found["day"] or 0, found["last"])
