"""The steps that a proposal makes (进程)."""

from django.utils import timezone

from core.matters.progress import Progress, Step, by_event
from proposals.models import Proposal
from proposals.states import ProposalState as P


def note(proposal: Proposal) -> str:
    """How long the units have been at work; nothing where the state says enough."""
    match proposal.state:
        case P.HANDLING | P.REHANDLING:
            since = timezone.localdate(proposal.assigned_at) if proposal.assigned_at else timezone.localdate()
            again = "二次 · " if proposal.state == P.REHANDLING else ""
            return f"{again}第 {(timezone.localdate() - since).days + 1} 天"
        case P.FOLLOWING:
            return "跟踪中"
    return ""


PROGRESS = Progress(
    steps=(
        Step("提交", (P.DRAFT, P.COSIGNING, P.RETURNED), made="submitted_at"),
        Step("审查", (P.SUBMITTED, P.RECOMMENDED), made=by_event("file", "not_file", "merge", "pass_on")),
        Step("立案", (P.FILED,), made="filed_at"),
        Step("交办", (P.ASSIGNING,), made="assigned_at"),
        Step("办理", (P.HANDLING, P.REHANDLING), made="answered_at"),
        Step("评价", (P.EVALUATING,), made=by_event("evaluate", otherwise="answered_at")),
        Step("办结", (P.FOLLOWING,), made="closed_at"),
    ),
    endings={
        P.NOT_FILED: "不予立案",
        P.MERGED: "已并案",
        P.PASSED_ON: "转送",
        P.WITHDRAWN: "已撤案",
    },
    note=note,
    not_in=(P.DRAFT, P.COSIGNING),
)
