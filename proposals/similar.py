"""相近的提案: what is held against each other, and what is told of a proposal that was found."""

from typing import Any

from django.utils import timezone

from core.chinese import some_of
from core.matters.likeness import Likeness
from core.models.roles import posts_that
from core.people.actors import Actor
from proposals.querysets import ProposalQuerySet
from proposals.states import ON_FILE, ProposalState

UNITS = posts_that(unit=True)


def _beside(proposal: Any, state: str) -> list[str]:
    works = [work for work in proposal.working_assignments if work.round == proposal.round and work.answers]
    units = some_of([work.unit.brief for work in works], 2, "家")
    return [part for part in (proposal.first_name, units, state) if part]


def told_of(proposal: Any) -> str:
    """“第0025号 关于…（沈岚，区教育局，办理中）”: a proposal among others to choose from."""
    return f"{proposal.case_number} {proposal.title}（{'，'.join(_beside(proposal, proposal.get_state_display()))}）"


def told(proposal: Any, actor: Actor) -> str:
    """“沈岚 · 区教育局 · 去年答复，B 正在解决”: from whom, who handles it, what came of it."""
    state = proposal.get_state_display()
    if proposal.answered_at:
        year = timezone.localtime(proposal.answered_at).year
        when = {actor.today.year: "今年", actor.today.year - 1: "去年"}.get(year, f"{year}年")
        result = f"，{proposal.result_letter} {proposal.result_label}" if proposal.result_label else ""
        state = f"{when}答复{result}"
    return " · ".join(_beside(proposal, state))


def heading(actor: Actor) -> str:
    """What stands over those found: a unit finds what it handles itself, to see how it answered before."""
    return "本单位办理的相近提案" if actor.is_in(*UNITS) else "相近的提案"


LIKENESS = Likeness(
    title="title",
    body=("situation", "analysis", "suggestion"),
    states=(*ON_FILE, ProposalState.SUBMITTED, ProposalState.RECOMMENDED),
    fetch=ProposalQuerySet.for_list,
    told=told,
    heading=heading,
    chosen_in={"merge": "main", "recommend": "main"},
)
