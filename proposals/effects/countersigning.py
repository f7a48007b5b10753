"""会签: how drafts go round among the units of a proposal; told in ``core.matters.countersigning``."""

from core.matters.countersigning import Countersigning
from proposals.states import AssignmentState

ROUND = Countersigning(AssignmentState.COUNTERSIGNING, matter="proposal")
