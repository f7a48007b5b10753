"""Handing a proposal to units; told in ``core.matters.assigning``."""

from core.matters.assigning import Assigning
from core.models import Role
from proposals import deadlines
from proposals.effects.countersigning import ROUND
from proposals.effects.owing import OWING
from proposals.effects.telling import own_signers
from proposals.models import Assignment, AssignmentState

ASSIGNING = Assigning(
    Assignment,
    "proposal",
    start_clocks=deadlines.UNIT_CLOCKS.start,
    round=ROUND,
    again=OWING.again,
    people=own_signers,
    office=Role.PROPOSAL_CLERK,
    delivered=AssignmentState.DELIVERED,
)
