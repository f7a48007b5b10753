"""What follows when a period has run out without a word (逾期视同).

Both silences are rules: with ``proposal.countersign_silence`` or ``proposal.feedback_silence`` set to no, only the
lights speak and the matter waits.
"""

from core import rulebook
from core.matters.engine import perform
from core.models import Clock
from core.people.actors import Actor
from proposals.models import Assignment, AssignmentState, Countersign, Evaluation, ProposalState

ASKED = (
    AssignmentState.SENT,
    AssignmentState.SIGNED,
    AssignmentState.RETURN_ASKED,
    AssignmentState.OPINION_GIVEN,
)


def take_silence_for_consent(clock: Clock, work: Assignment, actor: Actor) -> bool:
    """逾期未会签视为同意: an act of the program on the joint unit's work, marked as silence, where the rule says so."""
    waiting = work.countersigns.filter(state=Countersign.State.WAITING)
    if work.state not in ASKED or not _says(clock, "proposal.countersign_silence") or not waiting.exists():
        return False
    perform(work, "countersign_over", actor)
    return True


def take_silence_for_no_answer(clock: Clock, evaluation: Evaluation, actor: Actor) -> bool:
    """评价期满登记为无反馈, never as 满意, where the rule says so; a judgement that comes later still counts."""
    proposal = evaluation.proposal
    asked = evaluation.state == Evaluation.State.WAITING and evaluation.round == proposal.round
    if not asked or proposal.state != ProposalState.EVALUATING or not _says(clock, "proposal.feedback_silence"):
        return False
    perform(proposal, "feedback_over", actor, evaluation=evaluation.pk)
    return True


def _says(clock: Clock, key: str) -> bool:
    """What the rule says on the day on which the period began: whoever was asked was asked under that rule."""
    return bool(rulebook.value(key, clock.started_on))
