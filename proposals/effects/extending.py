"""延期: a request before the limit, decided by the office that handed the matter over; everybody sees both days."""

from core import rulebook
from core.chinese import long_date
from core.clock import clocks
from core.clock.workdays import PeriodError
from core.delivery.notices import tell
from core.matters.lifecycle import Act, Refused
from core.models import Role
from core.people.posts import users_in
from proposals import deadlines
from proposals.effects.telling import named, signatory_users, unit_users
from proposals.models import Extension


def ask(act: Act) -> None:
    """Keep the request with the length that the rule gives on the day it is made."""
    work, clock = act.obj, clocks.running_clock(act.obj, "reply")
    length = rulebook.value("proposal.extension_length", act.day, work.proposal.timing)
    Extension.objects.create(
        assignment=work,
        reason=act.facts["reason"],
        n=length["n"],
        unit=length["unit"],
        due_before=clock.due,
        asked_on=act.day,
        asked_at=act.at,
        asked_by=act.actor.user,
    )


def grant(act: Act) -> None:
    """One longer period from the same start, cut by the last possible day; what hangs on it moves with it."""
    work, request = act.obj, _request(act)
    clock = clocks.running_clock(work, "reply")
    if clock is None:
        raise Refused("该件的答复期限已经停止计算，不能再延期。")
    last = deadlines.last_reply_day(clock, work.proposal)
    longer = {"asked_on": request.asked_on, "cap": last, "actor": act.actor}
    try:
        clock = clocks.extend_clock(clock, request.n, request.unit, **longer)
    except PeriodError as error:
        raise Refused(f"{error}答复最迟期限为{long_date(last)}。") from None
    request.due_after = clock.due
    _answer(act, request, Extension.State.GRANTED)


def refuse(act: Act) -> None:
    _answer(act, _request(act), Extension.State.REFUSED)


def tell_granted(act: Act) -> None:
    """The unit, the proposers, and the proposal committee's office (报提案委) read the former day and the new one."""
    work = act.obj
    granted = work.extensions.filter(state=Extension.State.GRANTED).last()
    days = f"{long_date(granted.due_before)}延至{long_date(granted.due_after)}"
    body = f"理由：{granted.reason}"[:400]
    unit = f"同意延期：{named(work.proposal)}答复期限由{days}"
    tell(unit_users(work.unit), unit, act=act, url=work.get_absolute_url(), body=granted.answer[:400], key="unit")
    others = f"{work.unit.brief}延期答复{named(work.proposal)}，由{days}"
    matter = work.proposal.get_absolute_url()
    tell(signatory_users(work.proposal), others, act=act, url=matter, body=body, key="proposers")
    tell(users_in(Role.PROPOSAL_CLERK), others, act=act, url=matter, body=body, key="committee")


def _request(act: Act) -> Extension:
    return act.obj.extensions.get(state=Extension.State.ASKED)


def _answer(act: Act, request: Extension, answer: str) -> None:
    request.answer = act.facts.get("answer") or act.facts.get("reason") or ""
    request.answered_at, request.answered_by = act.at, act.actor.user
    changed = Extension.objects.filter(pk=request.pk, state=Extension.State.ASKED).update(
        state=answer,
        answer=request.answer,
        answered_at=act.at,
        answered_by=act.actor.user,
        due_after=request.due_after,
    )
    if not changed:
        raise Refused("这份延期申请已经答复过了。")
