"""Who may see which members, and which mandates count on a day."""

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from core.models import Role


class MandateQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "MandateQuerySet":
        """Mandates held on ``day`` (first and last day included)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MemberQuerySet":
        """The register is open to everybody who works in or with the committee; security posts see no business data."""
        post = user.post_in_use if user.is_authenticated else None
        if post is None or post.role in {Role.SECADMIN, Role.AUDITOR}:
            return self.none()
        return self

    def in_office(self, day: date | None = None) -> "MemberQuerySet":
        """Members who hold a mandate on ``day`` (default: today)."""
        from members.models import Mandate  # models use this module

        held = Mandate.objects.valid_on(day or timezone.localdate())
        return self.filter(pk__in=held.values("member"))

    def of_body(self, organisation) -> "MemberQuerySet":
        """Members of a sector, special committee, group or liaison office, past seats excluded."""
        return self.filter(
            Q(mandates__sector=organisation)
            | Q(mandates__seats__organisation=organisation, mandates__seats__ends_on__isnull=True)
        ).distinct()

    def for_list(self) -> "MemberQuerySet":
        """With everything a list row shows: current mandate, sector, seats, offices, parties."""
        from members.models import Mandate, Seat  # models use this module

        seats = Prefetch("seats", Seat.objects.select_related("organisation"))
        current = (
            Mandate.objects.select_related("term", "sector")
            .prefetch_related(seats, "offices")
            .order_by("-term__number", "-starts_on")
        )
        return self.prefetch_related("parties", Prefetch("mandates", current, to_attr="mandates_newest_first"))
