"""催办: a word from the office to those who are waited for, and to nobody else."""

from django.utils import timezone

from core.clock.clocks import running_clock
from core.delivery.notices import tell
from core.matters.lifecycle import Act, Refused
from core.models import Notice, Role
from proposals import urgings
from proposals.effects.telling import evaluation_users, named, unit_users
from proposals.guards import was_not_urged_today
from proposals.models import AssignmentState
from proposals.urge_text import next_duty


def once_a_day(act: Act) -> None:
    """Asked again once the row is held: two people of one office who press at the same moment urge once."""
    urgings.forget(act.obj.matter)
    sentence = was_not_urged_today(act.obj, act.actor)
    if sentence:
        raise Refused(sentence)


def urge_to_sign(act: Act) -> None:
    _urge_unit(act, "请尽快签收", running_clock(act.obj, "sign"))


def urge_unit(act: Act) -> None:
    _urge_unit(act, "催办", next_duty(act.obj))


def _urge_unit(act: Act, word: str, clock) -> None:
    """The unit's clerk; its head too once the time has run out, or where the head's own signature is waited for."""
    work = act.obj
    people = unit_users(work.unit)
    late = clock is not None and timezone.localdate(act.at) > clock.due
    if late or work.state == AssignmentState.SIGNING:
        people += unit_users(work.unit, Role.UNIT_HEAD)
    _tell(act, people, f"{word}：{named(work.proposal)}")


def urge_signatories(act: Act) -> None:
    """Only those who have not judged."""
    waiting = [e for e in act.obj.evaluations.all() if e.round == act.obj.round and e.state == "waiting"]
    _tell(act, evaluation_users(waiting), f"请您评价：{named(act.obj)}的办理情况")


def _tell(act: Act, people, title: str) -> None:
    url, body = act.obj.get_absolute_url(), act.facts["wording"]
    tell(people, title, act=act, url=url, body=body, kind=Notice.Kind.URGING)
