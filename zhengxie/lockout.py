"""Sign-in lockout: five failures close an account for thirty minutes; an address that many share has a higher limit."""

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings


class AccountAndAddressHandler(AxesDatabaseHandler):
    """axes knows one limit for all it counts; this one counts the failures of an address on a smaller scale."""

    def get_failures(self, request, credentials=None) -> int:
        """Failures on the account's scale: AXES_FAILURE_LIMIT is reached by either limit being reached."""
        by_account, by_address = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        scaled = by_address * settings.AXES_FAILURE_LIMIT // settings.AXES_ADDRESS_FAILURE_LIMIT
        return max(by_account, scaled)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """A success forgives the account alone; it must not wipe what the same address tried on other accounts."""
        by_account, _by_address = self.filter_user_attempts(request, credentials)
        return by_account.delete()[0]
