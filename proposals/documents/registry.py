"""The papers of a proposal: 提案表, 收件回执, 交办单, 答复函, 征询意见表. Who may have them is said in ``access``."""

from core.matters.papers import PaperKind
from core.models import Role
from proposals.documents import access, sources
from proposals.models import Assignment, AssignmentState, Proposal

HANDLED_BY = (*access.OFFICE, Role.SUPERVISOR)
BEFORE_DELIVERY = (AssignmentState.CHECKED, AssignmentState.DELIVERED)


def _not_submitted(proposal: Proposal) -> str | None:
    return None if proposal.receipt_number else "提案还没有提交，没有收件回执。"


def _withdrawn(work: Assignment) -> str | None:
    """A unit to which the matter was handed wrongly, or that gave it back, has nothing to sign for."""
    gone = work.state in (AssignmentState.REVOKED, AssignmentState.RETURNED)
    return f"{work.unit.brief}{work.get_state_display()}，没有交办单。" if gone else None


def _not_written(work: Assignment) -> str | None:
    if work.answers:
        return None if hasattr(work, "reply") else f"{work.unit.brief}还没有答复稿。"
    return None if work.opinion else f"{work.unit.brief}还没有提出会办意见。"


def _nothing_to_judge(proposal: Proposal) -> str | None:
    if any(e.round == proposal.round for e in proposal.evaluations.all()):
        return None
    if any(w.answers and w.round == proposal.round and w.state in BEFORE_DELIVERY for w in proposal.assignments.all()):
        return None
    return "还没有经审核的答复，暂无征询意见表。"


def _works(proposal: Proposal) -> list[Assignment]:
    """The units' works of the present round."""
    return [work for work in proposal.assignments.all() if work.round == proposal.round]


def _answering(proposal: Proposal) -> list[Assignment]:
    """Of these the ones whose letters go to the proposers; joint units' opinions stay inside, each on its own page."""
    return [work for work in _works(proposal) if work.answers]


PAPERS = (
    PaperKind(
        "form", "提案表", lambda _a, _p: True, lambda _p: None, sources.form_papers,
        many_for=access.OFFICE,
    ),
    PaperKind(
        "receipt", "收件回执", access.may_have_receipt, _not_submitted, sources.receipt_papers, many_for=access.OFFICE
    ),
    PaperKind(
        "assignment", "交办单", access.may_have_assignment_sheet, _withdrawn, sources.UNITS.sheets,
        parts=_works, no_parts="提案还没有交办，没有交办单。", many_for=HANDLED_BY,
    ),
    PaperKind(
        "reply", "答复函", access.may_have_reply, _not_written, sources.UNITS.letters,
        parts=_answering, no_parts="提案还没有交办，没有答复函。", many_for=HANDLED_BY,
    ),
    PaperKind(
        "feedback", "征询意见表", access.may_have_feedback, _nothing_to_judge, sources.feedback_papers,
        many_for=HANDLED_BY,
    ),
)  # fmt: skip
