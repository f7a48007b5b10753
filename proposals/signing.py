"""How proposals are signed: the words, the office and the clock, for the kit in ``members/signing/``."""

from django.db.models import QuerySet

from core.models import Role
from members.signing.leaving import Signing
from proposals.models import Assignment, AssignmentState, Proposal
from proposals.states import GONE


def _at_work(proposal: Proposal) -> QuerySet[Assignment]:
    works = proposal.assignments.filter(round=proposal.round)
    return works.exclude(state__in=(*GONE, AssignmentState.DELIVERED)).select_related("unit")


SIGNING = Signing(
    first="第一提案人",
    signers="提案者",
    office=Role.PROPOSAL_CLERK,
    office_name="提案委",
    address="/proposals/",
    clock="cosign",
    works=_at_work,
)
