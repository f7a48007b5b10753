"""会签: every joint unit's word on the lead unit's draft, before it may go to the head for signature."""

from typing import Any

from core.delivery.notices import tell
from core.matters.deadlines import start_for, stop_for
from core.matters.engine import perform
from core.matters.lifecycle import Act, Refused
from core.people.actors import system_actor
from proposals.effects.telling import named, unit_users
from proposals.guards import joint_works
from proposals.models import Assignment, AssignmentState, Countersign


def send_round(act: Act) -> None:
    """One waiting countersign per joint unit that has not yet agreed with the present draft."""
    work = act.obj
    reply = work.reply
    for joint in joint_works(work):
        _, asked = Countersign.objects.get_or_create(reply=reply, assignment=joint, draft_number=reply.draft_number)
        if not asked:
            continue
        start_for(act, joint, "countersign")
        title = f"{named(work.proposal)}答复稿请会签"
        tell(unit_users(joint.unit), title, act=act, url=joint.get_absolute_url(), key=f"unit{joint.unit_id}")
    check_countersigned(act, work)


def _answer(act: Act, state: str) -> None:
    work = act.obj
    waiting = Countersign.objects.filter(assignment=work, state=Countersign.State.WAITING)
    key = waiting.values_list("reply__assignment", flat=True).first()
    lead: Any = _held(key) if key else None
    changed = waiting.update(
        state=state, comment=act.facts.get("comment") or "", answered_at=act.at, answered_by=act.actor.user
    )
    if not changed:
        raise Refused("这份答复稿已经会签过了。")
    stop_for(act, work, "countersign")
    word = "同意会签" if state == Countersign.State.AGREED else "会签有不同意见"
    title = f"{work.unit.brief}{word}：{named(work.proposal)}"
    tell(unit_users(lead.unit), title, act=act, url=lead.get_absolute_url(), body=act.facts.get("comment") or "")
    check_countersigned(act, lead)


def agree_by_silence(act: Act) -> None:
    """逾期未答复，视为同意: marked as silence, never as the unit's own word; both units are told, and it goes on."""
    work = act.obj
    waiting = Countersign.objects.filter(assignment=work, state=Countersign.State.WAITING)
    leads = [_held(pk) for pk in set(waiting.values_list("reply__assignment", flat=True))]
    if not waiting.update(state=Countersign.State.AGREED, by_silence=True, answered_at=act.at):
        raise Refused("这份答复稿已经会签过了。")
    stop_for(act, work, "countersign")
    title = f"您单位逾期未会签，视为同意：{named(work.proposal)}"
    tell(unit_users(work.unit), title, act=act, url=work.get_absolute_url(), key="joint")
    for lead in leads:
        title = f"{work.unit.brief}逾期未会签，视为同意：{named(work.proposal)}"
        tell(unit_users(lead.unit), title, act=act, url=lead.get_absolute_url(), key="lead")
        check_countersigned(act, lead)


def _held(lead: int) -> Assignment:
    """The lead unit's work, kept until the act is done: the last two answers must not overlook each other."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("proposal", "unit", "reply")
    return rows.get(pk=lead)


def agree(act: Act) -> None:
    _answer(act, Countersign.State.AGREED)


def object_to(act: Act) -> None:
    _answer(act, Countersign.State.OBJECTED)


def check_countersigned(act: Act, lead: Assignment) -> None:
    """Once nobody is waited for, the draft goes on to the head, or back to drafting if somebody objected."""
    lead = _held(lead.pk)
    if lead.state != AssignmentState.COUNTERSIGNING:
        return
    answers = list(lead.reply.countersigns.filter(draft_number=lead.reply.draft_number))
    if any(a.state == Countersign.State.WAITING for a in answers):
        return
    objected = any(a.state == Countersign.State.OBJECTED for a in answers)
    perform(lead, "countersign_failed" if objected else "countersigned", system_actor(act.at))


def recall(act: Act) -> None:
    """The lead unit takes its draft back; nobody is asked about it any more."""
    waiting = act.obj.reply.countersigns.filter(state=Countersign.State.WAITING).select_related("assignment__unit")
    for countersign in waiting:
        stop_for(act, countersign.assignment, "countersign")
        title = f"{named(act.obj.proposal)}答复稿已撤回，不必会签"
        joint = countersign.assignment
        tell(unit_users(joint.unit), title, act=act, url=joint.get_absolute_url(), key=f"unit{joint.unit_id}")
    waiting.delete()
