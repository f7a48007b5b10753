"""What is open of proposals: rows in which bodies and people still have something to do, or may yet be asked."""

from django.db.models import F, Q, QuerySet

from proposals.lifecycle import PROPOSAL, WITH_UNITS
from proposals.models import Assignment, Evaluation, Proposal, Signatory
from proposals.states import DONE, GONE, AssignmentState, ProposalState

#: Signatures that are, or may yet be, somebody's to give, to judge by or to be answered through.
SIGNING = (Signatory.State.INVITED, Signatory.State.AGREED)


def open_works() -> QuerySet[Assignment]:
    """Works with something left to do, on matters that have not ended: a draft may yet be sent to a joint unit."""
    asked = Q(state=AssignmentState.OPINION_GIVEN, proposal__state__in=WITH_UNITS, round=F("proposal__round"))
    rows = Assignment.objects.filter(asked | ~Q(state__in=DONE)).exclude(state__in=GONE)
    return rows.exclude(proposal__state__in=PROPOSAL.ends)


def open_proposals() -> QuerySet[Proposal]:
    """Proposals that have not ended."""
    return Proposal.objects.exclude(state__in=PROPOSAL.ends)


def open_signatures() -> QuerySet[Signatory]:
    """On matters that have not ended, and on those merged into them, whose proposers judge the main one."""
    going = Q(proposal__in=open_proposals().values("pk"))
    merged = Q(proposal__state=ProposalState.MERGED, proposal__merged_into__in=open_proposals().values("pk"))
    return Signatory.objects.filter(going | merged, state__in=SIGNING)


def open_judgements() -> QuerySet[Evaluation]:
    """Judgements on matters that have not ended, given or not."""
    return Evaluation.objects.filter(proposal__in=open_proposals())
