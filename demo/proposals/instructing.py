"""What became of leaders' instructions (批示): most old ones are done and told; of today's some run, one was on paper,
one was taken back. Nothing here draws by chance, so that the other stories stay as they are."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from core.matters.engine import perform
from core.matters.instructions import OPEN
from core.models import Instruction, Role
from core.models.generic import rooted_in
from demo.accounts import clerk_of
from demo.days import back, forward, moment
from demo.proposals.course import Course
from demo.writing import phrases

CLERK = ("proposal_clerk", Role.PROPOSAL_CLERK)
Who = tuple[str, str]


def told_of_key(story: Course) -> None:
    """The office has seen to what a leader wrote on a key proposal of the past, and told of it twice."""
    words = phrases()["instruction_answers"]
    _tell(story, CLERK, forward(story.days["contact"], 1), words[0])
    _tell(story, CLERK, forward(story.days["draft"], 4), words[1], finished=True)


def told_of_overdue(story: Course, at: date) -> None:
    """The office has passed on the first, of ``at`` the supervision office tells how far it is; the day is near."""
    _tell(story, CLERK, forward(story.days["contact"], 1), phrases()["instruction_answers"][0])
    _tell(story, (story.supervisor, Role.SUPERVISOR), forward(at, 1), phrases()["instruction_answers"][2])


def of_lead(story: Course, leader: str, day: date, due: date | None = None) -> None:
    """The unit that answers is to follow it, with a day or without."""
    _write(story, leader, day, phrases()["instructions"][0], hour=16, followers=["unit"], due_on=due)


def taken_back(story: Course, leader: str, day: date) -> None:
    """Written on the wrong proposal, and taken back the same afternoon."""
    _write(story, leader, day, phrases()["instructions"][2], hour=14)

    def withdraw(at: datetime) -> None:
        perform(story.proposal(), "withdraw_instruction", _actor(story, (leader, Role.LEADER), at), reason="批错了件")

    story.kit.at(moment(day, 15, 40), f"{story.text.name}: withdraw_instruction", withdraw)


def on_paper(story: Course, day: date) -> None:
    """A leader of the district writes on paper; the office enters it, the unit has told how far it is."""
    facts = {
        "leader_name": "区长 周立新", "given_on": back(day, 2), "followers": ["unit"],
        "instruction": phrases()["instructions_on_paper"][0],
    }  # fmt: skip

    def enter(at: datetime) -> None:
        perform(story.proposal(), "enter_instruction", _actor(story, ("office_clerk", Role.OFFICE_CLERK), at), **facts)

    story.kit.at(moment(day, 10, 15), f"{story.text.name}: enter_instruction", enter)
    unit = (clerk_of(story.lead), Role.UNIT_CLERK)
    _tell(story, unit, forward(day, 2), phrases()["instruction_answers"][3])


def _write(story: Course, leader: str, day: date, words: str, hour: int, **facts: Any) -> None:
    def write(at: datetime) -> None:
        perform(story.proposal(), "instruct", _actor(story, (leader, Role.LEADER), at), instruction=words, **facts)

    _happens(story, day, hour, "instruct", write)


def _tell(story: Course, who: Who, day: date, words: str, finished: bool = False) -> None:
    """As far as there is something to be told of that day."""

    def tell(at: datetime) -> None:
        proposal = story.proposal()
        if Instruction.objects.filter(**rooted_in(proposal), state__in=OPEN).exists():
            perform(proposal, "answer_instruction", _actor(story, who, at), answer=words, finished=finished)

    _happens(story, day, 17, "answer_instruction", tell)


def _happens(story: Course, day: date, hour: int, what: str, act: Callable[[datetime], None]) -> None:
    if day <= story.kit.days.last:
        story.kit.at(moment(day, hour, 25), f"{story.text.name}: {what}", act)


def _actor(story: Course, who: Who, at: datetime) -> Any:
    return story.kit.actor(*who, at)
