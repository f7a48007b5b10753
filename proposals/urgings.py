"""Urgings (催办) that happened: read from the events, for guards and pages, in one statement for a whole matter."""

from django.db.models import QuerySet

from core.models import Event
from core.models.generic import aimed_at, rooted_in

KEYS = ("urge_sign", "urge", "urge_evaluation")


def of(obj) -> list[Event]:
    """Urgings of this proposal, or of this unit's work, newest first.

    Reads what ``keep`` put on the matter; otherwise one statement for the whole matter, remembered on it.
    """
    matter = obj.matter
    if not hasattr(matter, "urgings"):
        matter.urgings = list(every(matter))
    where = aimed_at(obj)
    return [e for e in matter.urgings if (e.content_type_id, e.object_id) == (where["content_type"].pk, obj.pk)]


def every(matter) -> QuerySet[Event]:
    """All urgings in the matter, newest first."""
    return Event.objects.filter(**rooted_in(matter), key__in=KEYS).order_by("-at", "-id")


def forget(matter) -> None:
    """Ask the events again next time."""
    matter.__dict__.pop("urgings", None)


def keep(matter, events: list[Event]) -> None:
    """Remember those among ``events`` (the matter's whole timeline, newest first), so that nobody asks again."""
    matter.urgings = [event for event in events if event.key in KEYS]
