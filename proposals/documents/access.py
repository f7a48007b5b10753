"""Who may have which paper, beyond seeing the proposal: drafts, telephone numbers and answers are not for everybody."""

from core.matters.draft_readers import reads_draft
from core.matters.unit_work import UNIT_POSTS as UNIT
from core.matters.unit_work import is_channel, is_own_work, works_beside
from core.models import Role
from core.people.actors import Actor
from proposals.models import Assignment, AssignmentState, Proposal
from proposals.permissions import is_answered, is_party_to

CHECKS = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR)
OFFICE = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK)


def is_office(actor: Actor) -> bool:
    """政协 staff who run the proposals' affairs; leaders read."""
    return actor.is_in(*OFFICE, Role.LEADER)


def sees_contact_data(actor: Actor, proposal: Proposal) -> bool:
    """Telephone numbers and addresses are for the office, those who handle the matter, and the proposers."""
    return is_office(actor) or actor.is_in(Role.SUPERVISOR, *UNIT) or is_party_to(actor, proposal)


def may_have_receipt(actor: Actor, proposal: Proposal) -> bool:
    return is_office(actor) or is_party_to(actor, proposal)


def may_have_assignment_sheet(actor: Actor, work: Assignment) -> bool:
    return is_office(actor) or is_channel(actor, work) or is_own_work(actor, work)


def may_have_reply(actor: Actor, work: Assignment) -> bool:
    """A draft is for few (``core.matters.draft_readers``); delivered, it goes to those it answers, and to the offices.

    Others who see a published proposal get replies that were declared public. A joint unit's opinion stays inside.
    """
    out = work.state == AssignmentState.DELIVERED
    if work.answers and not out and hasattr(work, "reply"):
        return reads_draft(actor, work, CHECKS)
    if is_own_work(actor, work) or is_channel(actor, work) or works_beside(actor, work):
        return True
    if not work.answers:
        return is_office(actor) and bool(work.opinion_at)
    return is_office(actor) or (out and (is_answered(actor, work) or work.reply.is_open()))


def may_have_feedback(actor: Actor, proposal: Proposal) -> bool:
    """Signatories get their own form; the office and the channel all; a unit blank ones to send with its reply."""
    return is_office(actor) or is_party_to(actor, proposal) or actor.is_in(Role.SUPERVISOR, *UNIT)


def sees_answers(actor: Actor) -> bool:
    """What each signatory answered is not shown to the units that were judged."""
    return is_office(actor) or actor.is_in(Role.SUPERVISOR)
