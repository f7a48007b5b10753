"""Proposals that may be the same: those on file that the writer may see."""

from dataclasses import dataclass, field

from core.search.similar import similar_in
from proposals.models import Proposal
from proposals.states import ON_FILE

KINDS = ("提案", "建议")


@dataclass
class Candidate:
    """An earlier matter and the words it shares."""

    proposal: Proposal
    words: list[str] = field(default_factory=list)


def similar_to(title: str, user, *, leave_out: int | None = None) -> list[Candidate]:
    """Filed matters that this person may see and that share words with the title, best first."""
    seen = Proposal.objects.visible_to(user).filter(state__in=ON_FILE).exclude(pk=leave_out)
    found = similar_in(seen, title, KINDS)
    rows = Proposal.objects.defer("situation", "analysis", "suggestion").select_related("session__term").in_bulk(found)
    return [Candidate(rows[pk], words) for pk, words in found.items() if pk in rows]
