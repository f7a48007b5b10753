"""Handing a proposal to units; told in ``core.matters.assigning``."""

from core.matters.assigning import Assigning
from core.models import Role
from proposals import deadlines
from proposals.effects.countersigning import ROUND
from proposals.effects.telling import signatory_users
from proposals.models import Assignment, AssignmentState

ASSIGNING = Assigning(
    Assignment,
    "proposal",
    start_clocks=deadlines.UNIT_CLOCKS.start,
    round=ROUND,
    people=signatory_users,
    office=Role.PROPOSAL_CLERK,
    delivered=AssignmentState.DELIVERED,
)
