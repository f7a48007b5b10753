"""初审意见: what the first review proposes of the text as it stands, for those who decide on it."""

from proposals.models import Proposal, ReviewOpinion
from proposals.states import ProposalState

Outcome = ReviewOpinion.Outcome


def advice_on(proposal: Proposal) -> ReviewOpinion | None:
    """The last recommendation while the decision is awaited; what was said of an earlier text counts no more."""
    if proposal.state != ProposalState.RECOMMENDED:
        return None
    found = [one for one in proposal.reviews.all() if one.step == ReviewOpinion.Step.RECOMMENDATION]
    return found[-1] if found else None


def advised(proposal: Proposal) -> str:
    """The outcome that is proposed; filing, where nothing else is."""
    found = advice_on(proposal)
    return found.outcome if found else Outcome.FILE


def words(proposal: Proposal) -> str:
    """“建议不予立案”; empty where there is no advice."""
    found = advice_on(proposal)
    return f"建议{found.get_outcome_display()}" if found else ""
