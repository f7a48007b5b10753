"""批示 of leaders: what stands on a matter, and the matters on which a person has written one.

A line declares the act under this key, with a text field ``instruction``; the card of the page, the condition of lists
and the short list on leaders' homes follow from the event.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from core.models import Event, User

KEY = "instruct"


def among(events: Iterable[Event]) -> list[Event]:
    """Those of these events by which somebody wrote one, in their order."""
    return [event for event in events if event.key == KEY]


def given_by(rows: QuerySet, user: User) -> QuerySet:
    """Of these matters those on which this person has written one."""
    kind = ContentType.objects.get_for_model(rows.model)
    return rows.filter(pk__in=Event.objects.filter(actor=user, key=KEY, root_type=kind).values("root_id"))
