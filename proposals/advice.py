"""初审意见: what the first review proposes of the text as it stands, for those who decide on it."""

from proposals.models import Proposal, ReviewOpinion
from proposals.states import ProposalState

Outcome = ReviewOpinion.Outcome
TOLD = 80


def advice_on(proposal: Proposal) -> ReviewOpinion | None:
    """The last recommendation while the decision is awaited; what was said of an earlier text counts no more.

    Nor does the advice to pass the text on, once it was passed on and came back.
    """
    if proposal.state != ProposalState.RECOMMENDED:
        return None
    said = list(proposal.reviews.all())
    found = next((one for one in reversed(said) if one.step == ReviewOpinion.Step.RECOMMENDATION), None)
    came_back = found is not None and found.outcome == said[-1].outcome == Outcome.PASS_ON and found is not said[-1]
    return None if came_back else found


def advised(proposal: Proposal) -> str:
    """The outcome that is proposed; filing, where nothing else is."""
    found = advice_on(proposal)
    return found.outcome if found else Outcome.FILE


def words(proposal: Proposal) -> str:
    """“建议不予立案”; empty where there is no advice."""
    found = advice_on(proposal)
    return f"建议{found.get_outcome_display()}" if found else ""


def told(proposal: Proposal) -> list[tuple[str, str]]:
    """初审意见 with its outcome and its words, for whoever decides on many."""
    found = advice_on(proposal)
    if found is None:
        return []
    return [("初审意见", "，".join(filter(None, (f"建议{found.get_outcome_display()}", found.text[:TOLD]))))]
