"""Handing a matter to units: lead, joint, separate or sole; returning, reassigning, adding, revoking."""

from django.db import IntegrityError, transaction

from core.delivery.notices import tell
from core.matters.deadlines import drop_all, stop_for
from core.matters.engine import perform
from core.matters.lifecycle import Act, Refused
from core.matters.unit_work import unit_users
from core.models import Organisation, Role
from core.people.actors import system_actor
from core.people.posts import users_in
from proposals import deadlines
from proposals.effects.countersigning import ROUND
from proposals.effects.telling import named, signatory_users
from proposals.models import Assignment, AssignmentState, Proposal, UnitRole
from proposals.states import GONE


def set_channel(act: Act) -> None:
    act.obj.channel = act.facts["channel"]
    act.obj.save(update_fields=["channel"])


def hand_to(act: Act, proposal: Proposal, unit: Organisation, role: str, **more) -> Assignment:
    """One unit's work, its clocks and its notice. A unit cannot work twice on the same matter in one round."""
    try:
        with transaction.atomic():
            work = Assignment.objects.create(
                proposal=proposal,
                unit=unit,
                role=role,
                round=proposal.round,
                channel=more.pop("channel", None) or proposal.channel,
                assigned_at=act.at,
                **more,
            )
    except IntegrityError:
        raise Refused(f"{unit}已在承办该件，不能重复交办。") from None
    deadlines.start_unit_clocks(act, work)
    title = f"{named(proposal)}交您单位{work.get_role_display()}，请签收"
    tell(unit_users(unit), title, act=act, url=work.get_absolute_url(), key=f"unit{unit.pk}")
    tell(unit_users(unit, Role.UNIT_HEAD), title, act=act, url=work.get_absolute_url(), key=f"unit{unit.pk}")
    return work


def assign(act: Act) -> None:
    """交办: one lead with joint units, or several separate units, or one sole unit."""
    proposal, facts = act.obj, act.facts
    lead, joints, separates = facts.get("lead"), list(facts.get("joints") or []), list(facts.get("separates") or [])
    chosen = [*([lead] if lead else []), *joints, *separates]
    if len({unit.pk for unit in chosen}) != len(chosen):
        raise Refused("同一家单位只能承担一种职责，请检查主办、会办和分办。")
    if bool(lead) == bool(separates):
        raise Refused("请选择一家主办单位（可加会办），或者选择分办单位，二者选一。")
    if joints and not lead:
        raise Refused("会办单位须有主办单位。")
    if len(separates) == 1:
        raise Refused("分办须有两家以上单位；只有一家时请填在主办栏，即为单办。")
    proposal.assigned_at = act.at
    proposal.save(update_fields=["assigned_at"])
    if lead:
        hand_to(act, proposal, lead, UnitRole.LEAD if joints else UnitRole.SOLE)
    for unit in joints:
        hand_to(act, proposal, unit, UnitRole.JOINT)
    for unit in separates:
        hand_to(act, proposal, unit, UnitRole.SEPARATE)


def add_unit(act: Act) -> None:
    """Another unit joins: a joint one makes a sole unit the lead."""
    proposal, role, unit = act.obj, act.facts["role"], act.facts["unit"]
    works = proposal.assignments.filter(round=proposal.round).exclude(state__in=GONE)
    has = set(works.values_list("role", flat=True))
    if role in {UnitRole.LEAD, UnitRole.SOLE} and has & {UnitRole.LEAD, UnitRole.SOLE, UnitRole.SEPARATE}:
        raise Refused("该件已有主办、单办或分办单位，不能再加主办；请选会办，或先改办。")
    if role == UnitRole.SEPARATE and has & {UnitRole.LEAD, UnitRole.SOLE}:
        raise Refused("该件已有主办或单办单位，不能再加分办单位；请选会办。")
    if role == UnitRole.JOINT:
        if UnitRole.SEPARATE in has:
            raise Refused("分办件各单位分别答复，不设会办；请选分办。")
        works.filter(role=UnitRole.SOLE).update(role=UnitRole.LEAD)
    hand_to(act, proposal, unit, role)


def keep_return_request(act: Act) -> None:
    work = act.obj
    work.return_ground = act.facts["ground"]
    work.return_reason = act.facts["reason"]
    work.return_suggests = act.facts.get("suggests")
    work.save(update_fields=["return_ground", "return_reason", "return_suggests"])


def reassign(act: Act) -> None:
    """改办: the new unit's clocks run from the day it receives the matter."""
    work, unit = act.obj, act.facts.get("unit")
    stop_for(act, work, "return_answer")
    drop_all(act)
    if unit is None and work.answers:
        raise Refused("答复单位退办时，请选择改由哪个单位办理。")
    if unit is not None and unit.pk == work.unit_id:
        raise Refused("改办单位不能还是原单位。")
    if unit is not None:
        channel = unit.supervised_by or work.channel
        hand_to(act, work.proposal, unit, work.role, replaces=work, channel=channel)
    tell(unit_users(work.unit), f"同意{named(work.proposal)}退办", act=act, url=work.get_absolute_url(), key="old")
    ROUND.let_go(act)
    if unit is not None:
        title = f"{named(work.proposal)}改由{unit.brief}{work.get_role_display()}"
        tell(signatory_users(work.proposal), title, act=act, url=work.proposal.get_absolute_url(), key="proposers")


def keep_unit(act: Act) -> None:
    """A refused return counts as signed for; the unit goes on under the clocks it had."""
    Assignment.objects.filter(pk=act.obj.pk, signed_at__isnull=True).update(signed_at=act.at)
    stop_for(act, act.obj, "sign")
    stop_for(act, act.obj, "return")


def revoke(act: Act) -> None:
    """An assignment taken back; the others go on."""
    work = act.obj
    tell(unit_users(work.unit), f"{named(work.proposal)}已撤销交办", act=act, url="/proposals/assignments/", key="old")
    leave_to_others(act)


def leave_to_others(act: Act) -> None:
    """Nothing of this work is waited for any more; a lead left alone becomes the sole unit."""
    work = act.obj
    drop_all(act)
    ROUND.let_go(act)
    left = work.proposal.assignments.filter(round=work.round).exclude(state__in=GONE)
    if not left.filter(role=UnitRole.JOINT).exists():
        left.filter(role=UnitRole.LEAD).update(role=UnitRole.SOLE)


def tell_lead(act: Act) -> None:
    """A joint unit's opinion goes to the lead unit, not to the proposer."""
    work = act.obj
    leads = work.proposal.assignments.filter(round=work.round, role=UnitRole.LEAD).exclude(state__in=GONE)
    for lead in leads.select_related("unit"):
        title = f"{work.unit.brief}已提交会办意见：{named(work.proposal)}"
        tell(unit_users(lead.unit), title, act=act, url=lead.get_absolute_url(), key="lead")


def copy_to_joint_units(act: Act) -> None:
    """The final reply is copied to the joint units and to the proposal committee's office."""
    work = act.obj
    joints = work.proposal.assignments.filter(round=work.round, role=UnitRole.JOINT).exclude(state__in=GONE)
    for joint in joints.select_related("unit"):
        title = f"{named(work.proposal)}答复已送达，抄送您单位"
        tell(unit_users(joint.unit), title, act=act, url=joint.get_absolute_url(), key="copy")
    title = f"{work.unit.brief}答复{named(work.proposal)}"
    tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=work.proposal.get_absolute_url(), key="copy")


def receive_if_complete(act: Act) -> None:
    """When every answering unit of the round has delivered, the proposal waits for the proposers' judgement."""
    # Held until the act is done: the last two replies must not overlook each other.
    proposal = Proposal.objects.select_for_update().get(pk=act.obj.proposal_id)
    works = proposal.assignments.filter(round=proposal.round).exclude(state__in=GONE)
    unanswered = works.exclude(role=UnitRole.JOINT).exclude(state=AssignmentState.DELIVERED)
    if not unanswered.exists() and works.exclude(role=UnitRole.JOINT).exists():
        perform(proposal, "receive_replies", system_actor(act.at))
