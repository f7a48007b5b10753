"""The life of a letter: how it begins, who may do what, who is waited for, what follows."""

from datetime import datetime

from django.db import transaction
from rules import predicate

from core import search
from core.matters.beginning import begin
from core.matters.deadlines import start, stop
from core.matters.fields import text
from core.matters.lifecycle import Act, Lifecycle, Transition
from core.matters.numbering import next_number
from core.matters.telling import tell_people
from core.matters.turns import WaitsFor as waits
from core.matters.turns import post
from core.models import Role, User
from core.people.actors import Actor
from tests.pretended_line.letters.models import Letter
from tests.pretended_line.letters.states import LetterState as S

ANSWER = text("answer", "答复", max_length=2000)
CLERK = post(Role.OFFICE_CLERK)


@transaction.atomic
def receive(title: str, body: str, writer: User, at: datetime) -> Letter:
    """A letter comes in."""
    letter = Letter.objects.create(title=title, body=body, writer=writer, received_at=at)
    begin(letter, Actor.of(writer, at=at), key="receive", label="来信")
    return letter


@predicate
def is_clerk(actor, _letter) -> bool:
    """办公室工作人员."""
    return actor.role == Role.OFFICE_CLERK


def writer(letter) -> list[User]:
    return [letter.writer]


def is_answered(letter, _actor) -> str | None:
    """Nothing goes to the archive without an answer."""
    return None if letter.answer else "还没有答复，不能归档。"


def number(act: Act) -> None:
    act.obj.number = next_number("letters.letter", str(act.day.year))
    act.obj.save(update_fields=["number"])
    search.index(act.obj)


def keep_answer(act: Act) -> None:
    act.obj.answer, act.obj.answered_at = act.facts["answer"], act.at
    act.obj.save(update_fields=["answer", "answered_at"])


# fmt: off
LETTER = Lifecycle("letters.Letter", "来信", S, initial=S.RECEIVED, ends=(S.CLOSED,), rows=(
    Transition("accept", "受理", (S.RECEIVED,), S.ACCEPTED, actor_may=is_clerk, batch=True,
       waits_for=waits(CLERK, "受理来信"), writes=(number,),
       effects=(start("letter_answer"), tell_people(writer, "已受理您的来信：{matter}"))),
    Transition("answer", "答复", (S.ACCEPTED,), S.ANSWERED, actor_may=is_clerk,
       waits_for=waits(CLERK, "答复来信"), fields=(ANSWER,), writes=(keep_answer,),
       effects=(stop("letter_answer"), tell_people(writer, "您的来信已答复：{matter}"))),
    Transition("close", "归档", (S.ACCEPTED, S.ANSWERED), S.CLOSED, actor_may=is_clerk, batch=True,
       waits_for=waits(CLERK, "归档", states=(S.ANSWERED,)), guards=(is_answered,)),
))
# fmt: on
