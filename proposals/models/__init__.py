"""Proposals (提案): who signs them, how they are reviewed, handled by units, answered and judged."""

from core.matters.grades import Meaning
from core.matters.unit_work import UnitRole
from proposals.models.handling import Assignment, ContactRecord, Countersign, Extension, FollowUp, OwedAnswer, Reply
from proposals.models.judging import Evaluation
from proposals.models.proposal import KIND_OF_BODY, Proposal, ReviewOpinion, Signatory, SuggestedUnit
from proposals.models.selection import KeySelection
from proposals.states import AssignmentState, ProposalState

__all__ = [
    "KIND_OF_BODY",
    "Assignment",
    "AssignmentState",
    "ContactRecord",
    "Countersign",
    "Evaluation",
    "Extension",
    "FollowUp",
    "KeySelection",
    "Meaning",
    "OwedAnswer",
    "Proposal",
    "ProposalState",
    "Reply",
    "ReviewOpinion",
    "Signatory",
    "SuggestedUnit",
    "UnitRole",
]
