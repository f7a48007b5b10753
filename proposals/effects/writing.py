"""Inviting co-signers, signing, submitting."""

from core import search
from core.matters.lifecycle import Act, Refused
from core.matters.numbering import next_number
from members.models import Member
from members.services.terms import current_session
from members.signing.asking import Asking
from proposals import receipt
from proposals.effects.telling import own_signers
from proposals.models import Proposal, Signatory
from proposals.signing import SIGNING

ASKING = Asking(SIGNING, "件提案", own_signers)


def is_joint(act: Act) -> None:
    """A proposal to which members are invited is no single member's."""
    proposal = act.obj
    if proposal.proposer_kind == Proposal.ProposerKind.INDIVIDUAL:
        proposal.proposer_kind = Proposal.ProposerKind.JOINT
        proposal.save(update_fields=["proposer_kind"])


def _to_the_running_term(act: Act) -> None:
    """A draft of a term that has ended is handed in to the new one; who is no longer a member has not signed it."""
    proposal, today = act.obj, act.actor.today
    if proposal.session.term.last_day is None or proposal.session.term.last_day >= today:
        return
    proposal.session = current_session(today)
    left = proposal.signatories.filter(position=Signatory.Position.COSIGNER).exclude(
        member__in=Member.objects.in_office(today)
    )
    left.update(state=Signatory.State.LAPSED)


def submit(act: Act) -> None:
    """Receipt number, 大会提案 or 平时提案 by the session's cut-off, unanswered invitations lapse, signers fixed."""
    proposal = act.obj
    if proposal.receipt_number is None:
        _to_the_running_term(act)
    session = proposal.session
    if proposal.receipt_number is None:
        proposal.receipt_number = next_number("proposal.receipt", str(session.pk))
        proposal.timing = receipt.timing_of(proposal, act.at)
        proposal.submitted_at = act.at
    ASKING.close_round(act)
    proposal.signatories.exclude(position=Signatory.Position.COSIGNER).update(
        state=Signatory.State.AGREED, answered_at=act.at, text_version=proposal.text_version
    )
    if proposal.proposer_kind in {Proposal.ProposerKind.INDIVIDUAL, Proposal.ProposerKind.JOINT}:
        agreed = proposal.signatories.filter(position=Signatory.Position.COSIGNER, state=Signatory.State.AGREED)
        kinds = Proposal.ProposerKind
        proposal.proposer_kind = kinds.JOINT if agreed.exists() else kinds.INDIVIDUAL
    proposal.save(update_fields=["session", "receipt_number", "timing", "submitted_at", "proposer_kind"])
    search.index(proposal)


def correct_receipt(act: Act) -> None:
    """Another day of receipt for what was entered on behalf of others; whether it is 大会提案 follows from that."""
    proposal = act.obj
    if told := receipt.objection(act.facts["received_on"], proposal.session, act.day):
        raise Refused(told)
    proposal.received_on = act.facts["received_on"]
    proposal.timing = receipt.timing_of(proposal, act.at)
    proposal.save(update_fields=["received_on", "timing"])
