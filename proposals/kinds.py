"""The two kinds of matter of this line: the proposal (提案), and each unit's work on it (承办件)."""

from django.db.models import QuerySet

from core.chinese import some_of
from core.matters.answered import continues, first_answered
from core.matters.kinds import MatterKind, MatterSearch
from core.matters.lifecycle import Transition
from core.matters.turns import Todo
from core.models import Role
from core.models.roles import posts_that
from members.signing.finding import SignedBy
from members.signing.invitation import what_became
from proposals import advice
from proposals.api.kinds import ASSIGNMENTS_API, PROPOSALS_API
from proposals.deadlines import CLOCKS
from proposals.descriptions import JUDGED
from proposals.documents import PAPERS
from proposals.effects.assigning import ASSIGNING
from proposals.effects.instructing import INSTRUCTING
from proposals.effects.telling import signatory_users
from proposals.figures import HOME
from proposals.lifecycle import ASSIGNMENT, PROPOSAL
from proposals.meeting import MEETING
from proposals.models import KIND_OF_BODY, Assignment, Proposal, Reply, Signatory
from proposals.page import ProposalPage
from proposals.querysets import ProposalQuerySet
from proposals.reading import assignment_for_page, proposal_for_page
from proposals.similar import LIKENESS
from proposals.states import ProposalState
from proposals.tables import AssignmentTable, ProposalTable
from proposals.work_page import AssignmentPage
from proposals.writing import WRITING

HANDLERS = (
    Role.UNIT_CLERK, Role.UNIT_HEAD, Role.SUPERVISOR, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK,
    Role.LEADER,
)  # fmt: skip
READERS = (
    Role.MEMBER, *HANDLERS, Role.COMMITTEE_CLERK, Role.LIAISON, Role.OPINION_EDITOR, Role.OPINION_SIGNER,
)  # fmt: skip


ended_invitation = what_became(Signatory, "proposal")


def todo_of_proposal(proposal: Proposal, row: Transition) -> Todo:
    """A text being written leads to its page; everything else to the act."""
    named = {"number": proposal.case_number, "title": str(proposal), "mark": "重点" if proposal.is_key else ""}
    if row.key == "submit":
        verb = {"cosigning": "看联名", "returned": "退回修改"}.get(proposal.state, "接着写")
        return Todo(**named, context=_writing_words(proposal), verb=verb, url=proposal.get_absolute_url())
    if row.key == "agree_cosign":  # the invitation stands open on the page, beside the text and with both answers
        named["url"] = proposal.get_absolute_url()
    names = [s.name for s in proposal.signatories.all() if s.state in ("agreed", "invited")]
    # An act that waits once everybody has judged is called for by the same words that stand on the proposal.
    judged = proposal.state == "evaluating" and row.key != "evaluate"
    early = "已答复您" if row.key == "evaluate" and proposal.state != "evaluating" else ""
    state = JUDGED if judged else early or advice.words(proposal) or proposal.get_state_display()
    return Todo(**named, context=f"{state} · {some_of(names, 1, '人')}")


def _writing_words(proposal: Proposal) -> str:
    if proposal.state == "returned":
        return "请按退回意见改好后再提交"
    asked = [s for s in proposal.signatories.all() if s.position == "cosigner"]
    if not asked:
        return "草稿"
    agreed = sum(s.state == "agreed" for s in asked)
    return f"已邀{len(asked)}人联名，{agreed}人同意"


def todo_of_work(work: Assignment, row: Transition) -> Todo:
    """Requests of the unit say what is asked; the office reads them on the work's page before it answers."""
    proposal = work.proposal if work.answers_own else first_answered(work)
    named = {"number": proposal.case_number, "title": str(proposal), "mark": "重点" if work.proposal.is_key else ""}
    if row.key == "accept_return":
        words = f"{work.unit.brief}申请退办：{work.return_reason[:40]}"
        return Todo(**named, context=words, verb="答复退办", url=work.get_absolute_url())
    if row.key == "grant_extension":
        asked = next(e for e in work.extensions.all() if e.state == "asked")
        words = f"{work.unit.brief}申请延期{asked.length}：{asked.reason[:40]}"
        return Todo(**named, context=words, verb="答复延期", url=work.get_absolute_url())
    again = (" · 二次办理" if work.round > 1 else "") + (" · 另行答复" if continues(work) else "")
    words = f"{work.get_state_display()} · {work.unit.brief} · {work.get_role_display()}{again}"
    return Todo(**named, context=words)


def proposals_for_batch(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What acts on many ask of each: what the review proposes, who judged, which units are suggested."""
    return rows.select_related("session__term").prefetch_related(
        "reviews", "evaluations__signatory__member", "suggested_units__unit"
    )


def as_received(proposal: Proposal) -> tuple[int, int, int]:
    """Numbers are given in the order in which the texts came in, whatever was ticked first."""
    return proposal.session_id, proposal.receipt_number or 0, proposal.pk


PROPOSALS = MatterKind(
    PROPOSAL,
    parts=lambda proposal: proposal.assignments.all(),
    fetch_for_turns=ProposalQuerySet.for_turns,
    todo=todo_of_proposal,
    readers=READERS,
    page=ProposalPage,
    whole=proposal_for_page,
    batch_rows=proposals_for_batch,
    batch_order=as_received,
    sheets=(MEETING,),
    papers=PAPERS,
    writing=WRITING,
    likeness=LIKENESS,
    menu="履职业务",
    icon="bi-file-text",
    order=10,
    clocks=CLOCKS,
    of_unit_url=lambda unit: f"/proposals/?unit={unit.pk}",
    brief=("title", "number", "receipt_number", "state", "submitted_at"),
    search=MatterSearch(
        numbers=("number", "receipt_number"),
        signs="第收号",
        signed={"收": "receipt_number", "第": "number"},
        texts=("situation", "analysis", "suggestion"),
        unsettled=(ProposalState.RETURNED,),
        replies=lambda user: Reply.objects.sent_to(user),
        replied="assignment__proposal",
        people=SignedBy(Signatory, "proposal", tuple(KIND_OF_BODY)),
    ),
    home=HOME,
    table=ProposalTable,
    people=signatory_users,
    left=lambda user, pk: ended_invitation(user, pk) or ASSIGNING.left_matter(user, pk),
    api=PROPOSALS_API,
    instructions_office=INSTRUCTING.office,
)
ASSIGNMENTS = MatterKind(
    ASSIGNMENT,
    part_of="proposals.Proposal",
    todo=todo_of_work,
    readers=HANDLERS,
    page=AssignmentPage,
    whole=assignment_for_page,
    table=AssignmentTable,
    api=ASSIGNMENTS_API,
    batch_rows=lambda rows: rows.select_related("proposal__session__term", "unit"),
    path="assignments/",
    url_name="assignment",
    menu="履职业务",
    icon="bi-inboxes",
    order=20,
    own_first=posts_that(unit=True),
    left=ASSIGNING.left_work,
)
