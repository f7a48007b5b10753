"""Conditions of lists that read who and when: the session (届次)."""

from core.lists import cached_choices
from core.matters.filters import Condition, Key
from members.models import Session


def _sessions() -> list[tuple[int, str]]:
    return [(row.pk, str(row)) for row in Session.objects.select_related("term").order_by("-opens_on")]


sessions = cached_choices("sessions", _sessions)


def session(field: str = "session_id") -> Condition:
    """届次."""
    return Key("session", "届次", field, choices=sessions)
