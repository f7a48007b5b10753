"""What the clock and impatience bring to proposals: key selections, time asked for, units urged."""

from functools import partial

from django.utils import timezone

from core.matters.urging import proposed_words
from core.models import Role
from core.people.actors import Actor
from demo.accounts import clerk_of
from demo.days import back, forward, moment
from demo.kit import Kit
from demo.proposals.course import Course
from demo.writing import phrases
from members.models import Session
from proposals import key_selection
from proposals.models import KeySelection, Proposal

SELECT_AFTER = 30  # working days


def select_keys(kit: Kit, number: int) -> None:
    """遴选重点提案 of a session begins on the working day after its close and ends when the chair says so."""
    closed = kit.days.sessions[number][1]
    begins, ends = forward(closed, 1), forward(closed, SELECT_AFTER)
    if begins > kit.days.last:
        return
    kit.at(moment(begins, 8), "open_key_selections", lambda at: key_selection.open_key_selections(begins))
    if ends <= kit.days.last:
        kit.at(moment(ends, 11), "finish_key_selection", partial(_finish_selection, kit, number))


def _finish_selection(kit: Kit, number: int, at) -> None:
    session = Session.objects.of_current_term(timezone.localdate(at)).get(number=number)
    if Proposal.objects.filter(session=session, is_key=True).exists():
        key_selection.finish_key_selection(
            actor=kit.actor("proposal_chair", Role.PROPOSAL_CHAIR, at),
            selection=KeySelection.objects.get(session=session),
            note="主席会议已审议通过",
        )


# -- more time, and urging ---------------------------------------------------------------------------------------------


def ask_more_time(story: Course, reason: int, ago: int = 0, answer: str = "") -> None:
    """The lead unit asks for an extension ``ago`` working days before the last; ``answer`` grants or refuses it."""
    day, unit, words = back(story.kit.days.last, ago), story.lead, phrases()
    story.work_act(
        "draft", unit, "ask_extension", clerk_of(unit), Role.UNIT_CLERK, day, reason=words["extension_reasons"][reason]
    )
    if not answer:
        return
    said = {"answer": words["extension_grant"]} if answer == "grant_extension" else {}
    said = said or {"reason": words["extension_refusal"]}
    story.work_act("draft", unit, answer, story.supervisor, Role.SUPERVISOR, forward(day, 1), **said)


def urge(story: Course, key: str, ago: int, who: str = "", role: str = Role.SUPERVISOR) -> None:
    """催签收, 催办 or 催评价, ``ago`` working days before the last one, in the words of the rule book."""
    day, who = back(story.kit.days.last, ago), who or story.supervisor

    def actor() -> Actor:
        return story.kit.actor(who, role, timezone.now())

    if key == "urge_evaluation":
        story.act("check", key, who, role, day, wording=lambda: proposed_words(story.proposal(), key, actor()))
    else:
        work = partial(story.work, story.lead)
        story.work_act("check", story.lead, key, who, role, day, wording=lambda: proposed_words(work(), key, actor()))
