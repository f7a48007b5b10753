"""更正 of a list after its day: who was put on it (补列) or taken off it (撤列), as the events on the members tell."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from core.models import Event
from members.models import Mandate, Member, Term

ADDED, TAKEN_OFF = "补列", "撤列"
#: The events of these acts (``rejoining``, ``taking_off``), and of undoing one.
KEYS, UNDO = {"give_mandate": ADDED, "take_off_list": TAKEN_OFF}, "undo_step"


@dataclass(frozen=True)
class Correction:
    """Of whom, ``what`` was done, on which day, by whom and why; ``label`` is what the list marks the person with."""

    member: int
    name: str
    what: str
    on: date
    by: str
    reason: str

    @property
    def label(self) -> str:
        return f"更正{self.what}"


def of(term: Term) -> list[Correction]:
    """What was put right on the list of a term that has begun, the oldest first, without what was undone."""
    rows = Event.objects.filter(content_type=ContentType.objects.get_for_model(Member), key__in=(*KEYS, UNDO))
    found = list(rows.filter(at__date__gte=term.starts_on).order_by("pk"))
    undone = {event.facts.get("undoes") for event in found if event.key == UNDO}
    told = [event for event in found if event.key in KEYS and event.pk not in undone and _concerns(event, term)]
    names = dict(Member.objects.filter(pk__in=[event.object_id for event in told]).values_list("pk", "name"))
    return [
        Correction(
            event.object_id, names.get(event.object_id, ""), KEYS[event.key], timezone.localdate(event.at),
            event.actor_name, event.reason,
        )
        for event in told
    ]  # fmt: skip


def _concerns(event: Event, term: Term) -> bool:
    """Whether the act wrote or took away a mandate that the list of this term gives, not one added in mid-term."""
    for line in event.facts["rows"]:
        values = line["after"] or line["before"] or {}
        if line["model"] == Mandate._meta.label_lower and values.get("term_id") == term.pk:
            return values.get("gained") == Mandate.Gained.ORIGINAL
    return False
