"""What goes over when a body is merged or ends: open works, matters on their way through it, signatures still needed.

Works that are done, matters that are closed and what was said in them stay with the body that did it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from core.chinese import some_of
from core.matters import events, turn_keeping
from core.models import Event, Organisation
from core.organisations.handing_on import SHOWN, Desk, Handed, Thing, Waiting
from core.people.actors import Actor
from proposals.lifecycle import PROPOSAL
from proposals.models import Assignment, Proposal, Signatory
from proposals.states import DONE, GONE

HANDED_ON = "hand_on"
#: Signatures that are, or may yet be, somebody's to give, to judge by or to be answered through.
SIGNING = (Signatory.State.INVITED, Signatory.State.AGREED)


def open_works() -> QuerySet[Assignment]:
    """Works with something left to do, on matters that have not ended."""
    return Assignment.objects.exclude(state__in=(*GONE, *DONE)).exclude(proposal__state__in=PROPOSAL.ends)


def open_proposals() -> QuerySet[Proposal]:
    return Proposal.objects.exclude(state__in=PROPOSAL.ends)


def open_signatures(body: Organisation) -> QuerySet[Signatory]:
    """The body's own, on matters that have not ended."""
    rows = Signatory.objects.filter(organisation=body, state__in=SIGNING)
    return rows.exclude(proposal__state__in=PROPOSAL.ends)


def waiting(body: Organisation) -> Iterable[Waiting]:
    """Open works, matters to be handed on, signatures."""
    works = open_works().filter(unit=body).select_related("proposal").order_by("pk")
    yield Waiting("件没有办结的承办件", works.count(), tuple(_work(one) for one in works[:SHOWN]))
    through = _through(body).order_by("pk")
    yield Waiting("件经其交办、没有办结的提案", through.count(), tuple(_proposal(one) for one in through[:SHOWN]))
    signed = open_proposals().filter(pk__in=open_signatures(body).values("proposal")).order_by("pk")
    yield Waiting("件以其名义提出、没有办结的提案", signed.count(), tuple(_proposal(one) for one in signed[:SHOWN]))


def _numbered(proposal: Proposal) -> str:
    """By number only: who keeps the directory need not be one who may read the matter."""
    return proposal.case_number or "未编号的一件"


def _through(body: Organisation) -> QuerySet[Proposal]:
    handed = open_works().filter(channel=body)
    return open_proposals().filter(Q(channel=body) | Q(pk__in=handed.values("proposal")))


def _work(work: Assignment) -> Thing:
    return Thing(work.proposal.matter_name, work.get_absolute_url(), work.get_state_display())


def _proposal(proposal: Proposal) -> Thing:
    return Thing(proposal.matter_name, proposal.get_absolute_url(), proposal.get_state_display())


def objection(body: Organisation, successor: Organisation) -> str:
    """Where both have a part in one matter, somebody has to decide first which of the two goes on."""
    beside = Assignment.objects.working().filter(unit=successor)
    both = [
        _numbered(work.proposal)
        for work in open_works().filter(unit=body).select_related("proposal")
        if beside.filter(proposal=work.proposal_id, round=work.round).exists()
    ]
    signed = open_signatures(body).filter(proposal__signatories__organisation=successor).select_related("proposal")
    both += [_numbered(row.proposal) for row in signed]
    if not both:
        return ""
    return f"两家同在一件提案上：{some_of(both, SHOWN, '件')}。请先由交办单位撤销或改办其中一家，再来办理。"


def hand_on(body: Organisation, successor: Organisation, actor: Actor) -> Handed:
    """Let the successor go on where the body stood: in the same state, under the same dates."""
    works = list(open_works().filter(unit=body).select_related("proposal"))
    by_channel = list(open_works().filter(channel=body).values_list("pk", flat=True))
    channels = list(open_proposals().filter(channel=body))
    signed = list(open_signatures(body).select_related("proposal"))
    notes = {
        "works": [one.pk for one in works],
        "work_channels": by_channel,
        "channels": [one.pk for one in channels],
        "signatures": [one.pk for one in signed],
    }
    touched = _moved(notes, body, successor, actor, f"“{body}”未办结的工作移交“{successor}”")
    return Handed(notes, touched)


def hand_back(notes: Any, body: Organisation, successor: Organisation, actor: Actor) -> None:
    """The same works, matters and signatures are the body's again."""
    _moved(notes, successor, body, actor, f"撤销移交，仍由“{body}”继续")


def _moved(
    notes: dict[str, list[int]], old: Organisation, new: Organisation, actor: Actor, why: str
) -> list[list[int]]:
    """Move what ``notes`` name from one body to the other; returns the matters, each with its event and its turns."""
    works = Assignment.objects.filter(pk__in=notes["works"], unit=old)
    rows: list[Event] = []
    matters: dict[int, Proposal] = {}
    for work in works.select_related("proposal"):
        text = f"{why}：承办单位由{old}变为{new}（{work.get_role_display()}）"
        rows.append(events.unsaved(work, actor=actor, key=HANDED_ON, label="承办单位变更", text=text))
        matters[work.proposal_id] = work.proposal
    works.update(unit=new, revision=F("revision") + 1)
    others = Assignment.objects.filter(pk__in=notes["work_channels"], channel=old).select_related("proposal")
    through = {one.proposal_id: one.proposal for one in others}
    others.update(channel=new)
    channels = Proposal.objects.filter(pk__in=notes["channels"], channel=old)
    through |= {one.pk: one for one in channels}
    channels.update(channel=new)
    for proposal in through.values():
        text = f"{why}：交办单位由{old}变为{new}"
        rows.append(events.unsaved(proposal, actor=actor, key=HANDED_ON, label="交办单位变更", text=text))
    signatures = Signatory.objects.filter(pk__in=notes["signatures"], organisation=old).select_related("proposal")
    signed = {row.proposal_id: row.proposal for row in signatures}
    signatures.update(organisation=new)
    for proposal in signed.values():
        text = f"{why}：提案者由{old}变为{new}"
        rows.append(events.unsaved(proposal, actor=actor, key=HANDED_ON, label="提案者变更", text=text))
    Event.objects.bulk_create(rows)
    matters |= through | signed
    for proposal in matters.values():
        turn_keeping.refresh(proposal, actor.at)
    return [[row.root_type_id, row.root_id] for row in {row.root_id: row for row in rows}.values()]


DESK = Desk("proposals", waiting, hand_on, hand_back, objection)
