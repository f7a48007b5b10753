"""One answer for the proposers of every proposal that is merged (并案); told in ``core.matters.owed``."""

from core.matters.owed import Owing
from proposals.effects.telling import own_signers
from proposals.guards import those_merged_were_contacted
from proposals.models import Evaluation, OwedAnswer, Proposal


def discontent(proposal: Proposal) -> set[int]:
    """The proposals whose proposers judged the present round 不满意."""
    rows = Evaluation.objects.filter(proposal=proposal, round=proposal.round, result=Evaluation.Result.DISSATISFIED)
    return set(rows.values_list("signatory__proposal", flat=True))


OWING = Owing(OwedAnswer, "proposal", own_signers, those_merged_were_contacted, discontent)
