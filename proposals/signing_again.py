"""A reply that the old unit's head has signed and nobody has sent yet: whoever goes on with the work signs it anew."""

from typing import Any

from core.clock import clocks
from core.matters.engine import perform
from core.models import Organisation
from core.people.actors import Actor
from proposals.models import Assignment, AssignmentState, Reply

SIGNED = (AssignmentState.CHECKING, AssignmentState.CHECKED)
HELD = ("signed_by", "signed_at", "checked_by", "checked_at")


def ask(works: list[int], body: Organisation, successor: Organisation, actor: Actor) -> list[dict[str, Any]]:
    """Of these works, bring those with a signed reply back to the head; returns what ``restore`` needs."""
    notes = []
    for work in _works(works).filter(state__in=SIGNED):
        held = Reply.objects.filter(assignment=work).values(*HELD).get()
        kept = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in held.items()}
        notes.append({"work": work.pk, "held": kept, "clocks": clocks.running_keys(work)})
        words = f"“{body}”的工作移交“{successor}”，答复须由“{successor}”重新签发"
        perform(work, "sign_again", actor, because=body, reason=words)
    return notes


def restore(notes: list[dict[str, Any]], body: Organisation, actor: Actor) -> None:
    """The work is with ``body`` again, and so is its signature."""
    kept = {one["work"]: one for one in notes}
    for work in _works(list(kept)):
        perform(work, "signature_stands", actor, because=body, reason=f"撤销“{body}”的移交，原签发有效")
        Reply.objects.filter(assignment=work).update(**kept[work.pk]["held"])
        clocks.run_again(kept[work.pk]["clocks"])


def _works(keys: list[int]):
    return Assignment.objects.filter(pk__in=keys).select_related("unit", "channel", "proposal", "reply").order_by("pk")
