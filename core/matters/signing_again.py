"""A reply that the old unit's head has signed and nobody has sent yet: whoever goes on with the work signs it anew.

A line's table of units' works has two rows for it, done by the program: one brings the work back to the head, the
other (``back``) to where it stood.
"""

from dataclasses import dataclass
from typing import Any

from core.clock import clocks
from core.matters.engine import perform
from core.matters.lifecycle import Lifecycle
from core.models import Organisation
from core.people.actors import Actor

HELD = ("signed_by", "signed_at", "checked_by", "checked_at")


@dataclass(frozen=True)
class SigningAgain:
    """For the works ``model``, ruled by ``lifecycle``; ``matter`` is their link to the matter, fetched along."""

    model: Any
    lifecycle: Lifecycle
    matter: str
    again: str = "sign_again"
    stands: str = "signature_stands"

    def ask(self, works: list[int], body: Organisation, successor: Organisation, actor: Actor) -> list[dict[str, Any]]:
        """Of these works, bring those with a signed reply back to the head; returns what ``restore`` needs."""
        notes = []
        for work in self._works(works).filter(state__in=self.lifecycle.row(self.again).source):
            held = _reply_of(work).values(*HELD).get()
            kept = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in held.items()}
            notes.append({"work": work.pk, "held": kept, "clocks": clocks.running_keys(work)})
            words = f"“{body}”的工作移交“{successor}”，答复须由“{successor}”重新签发"
            perform(work, self.again, actor, because=body, reason=words)
        return notes

    def restore(self, notes: list[dict[str, Any]], body: Organisation, actor: Actor) -> None:
        """The work is with ``body`` again, and so is its signature."""
        kept = {one["work"]: one for one in notes}
        for work in self._works(list(kept)):
            perform(work, self.stands, actor, because=body, reason=f"撤销“{body}”的移交，原签发有效")
            _reply_of(work).update(**kept[work.pk]["held"])
            clocks.run_again(kept[work.pk]["clocks"])

    def _works(self, keys: list[int]) -> Any:
        rows = self.model._default_manager.filter(pk__in=keys)
        return rows.select_related("unit", "channel", self.matter, "reply").order_by("pk")


def _reply_of(work: Any) -> Any:
    return type(work.reply)._default_manager.filter(pk=work.reply.pk)
