"""The text as the proposer last handed it in: what others read while a returned proposal is being changed."""

from datetime import datetime
from typing import Any

from core.people.actors import Actor
from proposals.models import Proposal, Signatory
from proposals.permissions import is_party_to
from proposals.states import ProposalState

TEXT = ("title", "situation", "analysis", "suggestion", "text_version")


def submitted_text(proposal: Proposal) -> Any:
    """The proposal with the text that the first proposer last signed and handed in.

    A proposal returned for changes may already read differently; the version signed is in its history.
    """
    first = _first(proposal)
    if first is None or first.text_version in (None, proposal.text_version):
        return proposal
    kept: Any = proposal.history.filter(text_version=first.text_version).order_by("-history_id").first()
    return kept.instance if kept else proposal


def last_submitted_at(proposal: Proposal) -> datetime | None:
    """When that text was handed in; ``submitted_at`` is the first time, which never changes."""
    first = _first(proposal)
    return (first.answered_at if first else None) or proposal.submitted_at


def show_as_handed_in(proposal: Proposal, actor: Actor) -> None:
    """Put the text handed in into the row in memory, for those who do not write it and while it is being changed."""
    if proposal.state != ProposalState.RETURNED or is_party_to(actor, proposal):
        return
    shown = submitted_text(proposal)
    for name in TEXT:
        setattr(proposal, name, getattr(shown, name))


def _first(proposal: Proposal) -> Signatory | None:
    """The first proposer or the collective body."""
    leading = [s for s in proposal.signatories.all() if s.position != Signatory.Position.COSIGNER]
    return min((s for s in leading if s.state == Signatory.State.AGREED), key=lambda s: (s.order, s.pk), default=None)
