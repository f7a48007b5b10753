"""Whether a password is the person's own: read from what is stored, never judged by whoever confirms."""

from datetime import UTC, datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from core.models import Event, GrantRequest

EVER = datetime(1, 1, 2, tzinfo=UTC)


def proven() -> Case:
    """A condition on requests: the person changed the password after anybody else last gave one.

    Whoever gave the one-time password can sign in with it and change it in the person's name. So where the one who
    asks gave it, the change counts only from an address from which that administrator has not acted since.
    """
    chosen = Q(user__must_change_password=False)
    by_asker = Q(user__password_given_by=F("asked_by"))
    return Case(
        When(chosen & by_asker, then=Exists(_changes().exclude(ip=None).exclude(Exists(_asker_at_that_address())))),
        When(chosen, then=Exists(_changes())),
        default=False,
    )


def _changes() -> QuerySet[Event]:
    """The person's own changes of the password since one was last given."""
    given = Coalesce(OuterRef("user__password_given_at"), EVER)
    return Event.objects.filter(key="change_password", actor=OuterRef("user"), at__gt=given).order_by()


def _asker_at_that_address() -> QuerySet[Event]:
    asker, given = OuterRef(OuterRef("asked_by")), OuterRef(OuterRef("user__password_given_at"))
    return Event.objects.filter(actor=asker, ip=OuterRef("ip"), at__gte=given).order_by()


def is_proven(request: GrantRequest) -> bool:
    """The same of one request, as things are now; one statement."""
    return GrantRequest.objects.annotate(own=proven()).filter(pk=request.pk, own=True).exists()
