"""Conditions of lists that read who and when: the session (届次)."""

from django.utils import timezone

from core.lists import cached_choices
from core.matters.filters import Condition, Key
from members.models import Session


def sessions() -> list[tuple[str, str]]:
    """Sessions of the terms begun by today; kept apart for each day, so that a new term is there on its first."""
    today = timezone.localdate()
    rows = Session.objects.of_begun_terms(today).select_related("term").order_by("-opens_on")
    return cached_choices(f"sessions-{today}", lambda: ((row.pk, str(row)) for row in rows))()


def session(field: str = "session_id") -> Condition:
    """届次."""
    return Key("session", "届次", field, choices=sessions)
