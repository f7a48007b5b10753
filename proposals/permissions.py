"""Who may: predicates named as questions, over (actor, proposal) or (actor, assignment); nothing is stored on rows.

Below them: who is waited for (``core.matters.turns.Holder``), as the transitions name it.
"""

from collections.abc import Iterable
from dataclasses import replace

from rules import predicate

from core.matters.answered import answered_by
from core.matters.turns import Holder, of_person
from core.matters.unit_work import channel_office, is_channel_office, is_unit_clerk, is_unit_head, unit_clerk, unit_head  # noqa: F401
from core.models import Role
from core.organisations.succession import stands_for
from members.signing.standing import (  # noqa: F401
    first_signer,
    has_agreed,
    holders_of,
    invited,
    is_invited,
    own_signature,
    own_signatures,
    signature_of,
)
from proposals.models import ContactRecord, Signatory
from proposals.states import AssignmentState

#: Judgements that may be given, in this order; one whose time ran out may come late.
TO_JUDGE = ("waiting", "no_answer")
ENTERS_ON_BEHALF = (Role.PROPOSAL_CLERK, Role.OFFICE_CLERK, Role.LIAISON, Role.COMMITTEE_CLERK)


def own_judgement(actor, proposal, *states):
    """The judgement asked of the actor in this round that is in one of these states, in their order."""
    signed = {signature.pk for signature in own_signatures(actor, proposal)}
    mine = [e for e in proposal.evaluations.all() if e.signatory_id in signed and e.round == proposal.round]
    return next((e for state in states for e in mine if e.state == state), None)


def is_party_to(actor, proposal) -> bool:
    """A signatory of the proposal or of one merged into it, or the person who entered it."""
    return _stands_behind(actor, proposal) or own_signature(actor, proposal) is not None


def is_answered(actor, work) -> bool:
    """Behind a proposal that this unit's letter answers: where several are merged, not every letter is for all."""
    return any(_stands_behind(actor, one) for one in answered_by(work))


def _stands_behind(actor, proposal) -> bool:
    """A signatory of this very proposal, or the person who entered it."""
    entered = bool(actor.user) and proposal.author_id == actor.user.pk
    return entered or signature_of(actor, proposal) is not None


@predicate
def is_proposer(actor, proposal) -> bool:
    """First proposer, or whoever writes for the collective body; the clerk who entered it on behalf counts too."""
    first = signature_of(actor, proposal, Signatory.Position.FIRST, Signatory.Position.COLLECTIVE)
    return first is not None or enters_on_behalf.test(actor, proposal)


@predicate
def enters_on_behalf(actor, proposal) -> bool:
    """Staff who entered the proposal at the proposer's request (marked so)."""
    return bool(
        proposal.on_behalf and actor.user and proposal.author_id == actor.user.pk and actor.is_in(*ENTERS_ON_BEHALF)
    )


@predicate
def corrects_receipt(actor, proposal) -> bool:
    """Of what was entered on behalf of others: whoever entered it, and 提案委工作人员."""
    return proposal.on_behalf and (enters_on_behalf.test(actor, proposal) or actor.role == Role.PROPOSAL_CLERK)


@predicate
def is_asked_to_judge(actor, proposal) -> bool:
    """A signatory of this proposal, or of one merged into it, who has not judged this round."""
    return own_judgement(actor, proposal, "waiting") is not None


@predicate
def may_judge(actor, proposal) -> bool:
    """A signatory asked to judge this round, also one whose time ran out (无反馈): no member's voice is lost."""
    return own_judgement(actor, proposal, *TO_JUDGE) is not None


def talks_with(actor, proposal) -> list[ContactRecord]:
    """Talks that a unit at the matter says it had with this person in this round, and that nobody has denied."""
    talks = [talk for talk in _said_of(actor, proposal) if talk.denied_at is None]
    return [talk for talk in talks if talk.assignment.state not in talk.assignment.gone]


def _said_of(actor, proposal) -> list[ContactRecord]:
    works = [work for work in proposal.assignments.all() if work.round == proposal.round]
    talks = [talk for work in works for talk in work.contacts.all() if talk.talked_with]
    signed = {signature.pk for signature in own_signatures(actor, proposal)} if talks else set()
    return [talk for talk in talks if signed & set(talk.talked_with)]


def own_denials(actor, proposal) -> list[ContactRecord]:
    """Talks of this round of which this person has said that they never were."""
    return [talk for talk in _said_of(actor, proposal) if talk.denied_at and talk.denied_by == actor.name[:60]]


def denials_to_take_back(actor, proposal) -> list[ContactRecord]:
    """Those of them that the office has not looked into yet."""
    return [talk for talk in own_denials(actor, proposal) if talk.is_denied]


@predicate
def has_denied(actor, proposal) -> bool:
    """Whoever said of a talk that it never was."""
    return bool(own_denials(actor, proposal))


@predicate
def was_talked_with(actor, proposal) -> bool:
    """Whoever a unit says that it talked with."""
    return bool(talks_with(actor, proposal))


@predicate
def has_judged(actor, proposal) -> bool:
    """A signatory who has judged this round."""
    return own_judgement(actor, proposal, "given") is not None


@predicate
def is_proposal_clerk(actor, _obj) -> bool:
    """提案委工作人员."""
    return actor.role == Role.PROPOSAL_CLERK


@predicate
def is_proposal_chair(actor, _obj) -> bool:
    """提案委主任."""
    return actor.role == Role.PROPOSAL_CHAIR


@predicate
def is_leader(actor, _obj) -> bool:
    """领导."""
    return actor.role == Role.LEADER


@predicate
def answered_here(actor, proposal) -> bool:
    """A clerk of a unit that answered this proposal."""
    return actor.role == Role.UNIT_CLERK and any(
        work.answers and work.delivered_at and stands_for(actor.organisation_id, work.unit)
        for work in proposal.assignments.all()
    )


# ---- who is waited for ----


def proposers(proposal) -> Iterable[Holder]:
    """First proposer or collective body; the clerk who entered it on their behalf as well."""
    for signatory in proposal.signatories.all():
        if signatory.position != Signatory.Position.COSIGNER:
            yield from holders_of(signatory)
    if proposal.on_behalf:
        yield from of_person(str(proposal.author), proposal.author_id, *ENTERS_ON_BEHALF)


def judges(proposal) -> Iterable[Holder]:
    """Signatories, also of proposals merged into this one, who are asked to judge this round and have not."""
    for evaluation in proposal.evaluations.all():
        if evaluation.round == proposal.round and evaluation.state == "waiting":
            yield from (_by_own_name(holder, evaluation, proposal) for holder in holders_of(evaluation.signatory))


def _by_own_name(holder: Holder, evaluation, proposal) -> Holder:
    """Whoever signed a proposal that was merged knows it by its own number and title."""
    if evaluation.signatory.proposal_id == proposal.pk:
        return holder
    own = evaluation.signatory.proposal
    return replace(holder, number=own.case_number, title=f"{own.title}（并入{proposal.case_number}）")


def those_at_work(assignment) -> list[Holder]:
    """The unit's clerk; its head too where the head's own signature is waited for."""
    return [*unit_clerk(assignment), *(unit_head(assignment) if assignment.state == AssignmentState.SIGNING else [])]
