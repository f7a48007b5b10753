"""What goes over when a body is merged or ends: open works, matters on their way through it, signatures still needed.

Works that are done, matters that are closed and what was said in them stay with the body that did it.
"""

from typing import Any

from django.db.models import F, Q, QuerySet

from core.chinese import some_of
from core.models import Organisation
from core.organisations import moving
from core.organisations.handing_on import SHOWN, Desk, Handed
from core.organisations.moving import BodyColumn
from core.people.actors import Actor
from proposals.lifecycle import PROPOSAL, WITH_UNITS
from proposals.models import Assignment, Proposal, Signatory
from proposals.states import DONE, GONE, AssignmentState, ProposalState

#: Signatures that are, or may yet be, somebody's to give, to judge by or to be answered through.
SIGNING = (Signatory.State.INVITED, Signatory.State.AGREED)


def open_works() -> QuerySet[Assignment]:
    """Works with something left to do, on matters that have not ended: a draft may yet be sent to a joint unit."""
    asked = Q(state=AssignmentState.OPINION_GIVEN, proposal__state__in=WITH_UNITS, round=F("proposal__round"))
    rows = Assignment.objects.filter(asked | ~Q(state__in=DONE)).exclude(state__in=GONE)
    return rows.exclude(proposal__state__in=PROPOSAL.ends)


def open_proposals() -> QuerySet[Proposal]:
    return Proposal.objects.exclude(state__in=PROPOSAL.ends)


def open_signatures() -> QuerySet[Signatory]:
    """On matters that have not ended, and on those merged into them, whose proposers judge the main one."""
    going = Q(proposal__in=open_proposals().values("pk"))
    merged = Q(proposal__state=ProposalState.MERGED, proposal__merged_into__in=open_proposals().values("pk"))
    return Signatory.objects.filter(going | merged, state__in=SIGNING)


COLUMNS = (
    BodyColumn(
        "works", "unit", "承办单位", "件没有办结的承办件", open_works, "proposal", own=True,
        told=lambda work: f"（{work.get_role_display()}）",
    ),
    BodyColumn("work_channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_works, "proposal"),
    BodyColumn("channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_proposals),
    BodyColumn(
        "signatures", "organisation", "提案者", "件以其名义提出、没有办结的提案", open_signatures, "proposal",
        beside=lambda row: row.proposal.merged_into,
    ),
)  # fmt: skip


def objection(body: Organisation, successor: Organisation) -> str:
    """Where both have a part in one matter, somebody has to decide first which of the two goes on."""
    beside = Assignment.objects.working().filter(unit=successor)
    both = [
        _numbered(work.proposal)
        for work in open_works().filter(unit=body).select_related("proposal")
        if beside.filter(proposal=work.proposal_id, round=work.round).exists()
    ]
    ours = open_signatures().filter(organisation=body)
    signed = ours.filter(proposal__signatories__organisation=successor).select_related("proposal")
    both += [_numbered(row.proposal) for row in signed]
    if not both:
        return ""
    return f"两家同在一件提案上：{some_of(both, SHOWN, '件')}。请先由交办单位撤销或改办其中一家，再来办理。"


def _numbered(proposal: Proposal) -> str:
    """By number only: who keeps the directory need not be one who may read the matter."""
    return proposal.case_number or "未编号的一件"


def hand_on(body: Organisation, successor: Organisation, actor: Actor) -> Handed:
    return moving.hand_on(COLUMNS, body, successor, actor)


def hand_back(notes: Any, body: Organisation, successor: Organisation, actor: Actor) -> None:
    moving.hand_back(COLUMNS, notes, body, successor, actor)


DESK = Desk("proposals", lambda body: moving.waiting(COLUMNS, body), hand_on, hand_back, objection, (PROPOSAL.model,))
