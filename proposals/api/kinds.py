"""How the two kinds of matter stand in the interface."""

from core.matters.api_kind import MatterApi
from proposals.api.serializers import ProposalDetail, ProposalRow
from proposals.api.work_serializers import AssignmentDetail, AssignmentRow
from proposals.api.writing import ChangedDraftSerializer, NewDraftSerializer
from proposals.models import AssignmentState, Countersign, Evaluation, Meaning, ProposalState, Signatory, UnitRole

PROPOSALS_API = MatterApi(
    path="proposals",
    row=ProposalRow,
    detail=ProposalDetail,
    new_draft=NewDraftSerializer,
    changed_draft=ChangedDraftSerializer,
    orderings={
        "number": ("session__opens_on", "number", "pk"),
        "submitted_at": ("submitted_at", "pk"),
        "filed_at": ("filed_at", "pk"),
    },
    enums={
        "ProposalState": ProposalState,
        "SignatoryState": Signatory.State,
        "EvaluationState": Evaluation.State,
        "Meaning": Meaning,
    },
)
ASSIGNMENTS_API = MatterApi(
    path="assignments",
    row=AssignmentRow,
    detail=AssignmentDetail,
    orderings={
        "assigned_at": ("assigned_at", "pk"),
        "number": ("proposal__session__opens_on", "proposal__number", "pk"),
    },
    enums={"AssignmentState": AssignmentState, "UnitRole": UnitRole, "CountersignState": Countersign.State},
)
