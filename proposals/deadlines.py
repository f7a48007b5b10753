"""Which rule gives which date. Numbers stand in the rule book; here: what starts, its name, and whose it is."""

from datetime import date

from core import rulebook
from core.clock import calendar, clocks, workdays
from core.matters.lifecycle import Act
from core.models import Clock, Role
from core.models.generic import aimed_at
from proposals.models import Assignment, Evaluation, KeySelection, Proposal, Signatory, UnitRole
from proposals.states import GONE

JOINT_OPINION = "proposal.joint_opinion_days"


def _start(act: Act, target, kind: str, label: str, key: str, since: str, **more) -> Clock:
    """Start the clock ``kind`` from the day of the act by the rule ``key`` in force that day.

    What a unit or an office owes is watched by the supervision office through which the matter goes.
    """
    matter = target.matter if not isinstance(target, Signatory) else target.proposal
    if more.get("holder_org") and "watched_by" not in more:
        more["watched_by"] = target.channel if isinstance(target, Assignment) else matter.channel
    return clocks.open_clock(
        target=target,
        root=matter,
        kind=kind,
        label=label,
        started_on=more.pop("started_on", act.day),
        rule=rulebook.rule(key, act.day, matter.timing),
        start_label=since,
        at=act.at,
        **more,
    )


# ---- the matter ----


def start_cosign(act: Act, signatory: Signatory) -> Clock:
    """An invited member's answer."""
    user = signatory.member.user if signatory.member else None
    rule = "proposal.cosign_days"
    return _start(act, signatory, "cosign", "答复联名邀请", rule, "邀请", holder_user=user, lapses=True)


def start_review(act: Act) -> None:
    _start(act, act.obj, "review", "审查", "proposal.review_days", "提交", holder_role=Role.PROPOSAL_CLERK)


def start_revision(act: Act) -> None:
    leading = act.obj.signatories.exclude(position=Signatory.Position.COSIGNER).select_related("member__user").first()
    holder = _time_of(leading) if leading else {}
    role = "" if holder.get("holder_org") else Role.MEMBER
    _start(act, act.obj, "revise", "修改后再提交", "proposal.revise_days", "退回", holder_role=role, **holder)


def start_handover(act: Act) -> None:
    _start(act, act.obj, "handover", "送交办", "proposal.handover_days", "立案", holder_role=Role.PROPOSAL_CLERK)


def start_publishing(act: Act) -> None:
    """公布立案目录: beside the matter's way, until the committee's office has published it in its list."""
    rule, clerk = "proposal.publish_list_days", Role.PROPOSAL_CLERK
    _start(act, act.obj, "publish_list", "公布立案目录", rule, "立案", holder_role=clerk)


def start_assigning(act: Act) -> None:
    office = act.obj.channel
    _start(act, act.obj, "assign", "交办", "proposal.assign_days", "送交办", holder_org=office)


def start_passed_on(act: Act) -> None:
    role = Role.OPINION_EDITOR if act.obj.passed_on_as == "opinion" else Role.OFFICE_CLERK
    _start(act, act.obj, "passed_on", "处理转送件", "proposal.passed_on_days", "转送", holder_role=role)


# ---- the units' work ----


def start_unit_clocks(act: Act, work: Assignment) -> None:
    """Signing, returning, first contact and the unit's own product all run from the day the unit gets the matter.

    A work handed over again runs from the new unit's day, as convention D9 has it; see ``_begins``.
    """
    since = "改办" if work.replaces_id else ("二次交办" if work.round > 1 else "交办")

    def start(kind: str, label: str, key: str, **more) -> Clock:
        begins, since_when = _begins(act, work, kind, key, since)
        return _start(act, work, kind, label, key, since_when, started_on=begins, holder_org=work.unit, **more)

    start("sign", "签收", "proposal.sign_days")
    start("return", "可申请退办", "proposal.return_days", lapses=True)
    if not work.answers:
        start_joint_opinion(act, work, since)
        return
    start("first_contact", "首次沟通", "proposal.first_contact_days")
    if work.round > 1:
        reply = start("reply", "二次办理答复", "proposal.rehandle_days")
    else:
        reply = start("reply", "答复", "proposal.reply_months")
    if work.role == UnitRole.LEAD:
        _hang_opinions_on(act, work, reply)


def _begins(act: Act, work: Assignment, kind: str, key: str, since: str) -> tuple[date, str]:
    """From which day the period of a unit runs, and how that day is called.

    Reassigned: the day on which the new unit receives the matter, or, where convention D9 keeps the old unit's time,
    the day on which that began. A date that the rule names (D6) is no period: reassignment does not move it.
    """
    former = None
    if work.replaces_id:
        former = Clock.objects.filter(**aimed_at(work.replaces), kind=kind).order_by("-id").first()
    if former is None:
        return act.day, since
    rule = rulebook.rule(key, act.day, work.proposal.timing)
    if rule.value.get("unit") == "fixed_date":
        return former.started_on, former.rule_value.get("start_label", since)
    begins = workdays.start_after_reassignment(former.started_on, act.day, calendar.current().conventions)
    return begins, since if begins == act.day else former.rule_value.get("start_label", since)


def start_joint_opinion(act: Act, work: Assignment, since: str) -> None:
    """会办意见: from the day the unit got the matter, or so many days before the lead unit's reply is due.

    In the second case the clock hangs on the lead unit's and moves with it when that is extended.
    """
    unit = {"holder_org": work.unit}
    if not _counts_back(act, work.proposal):
        begins, since = _begins(act, work, "joint_opinion", JOINT_OPINION, since)
        _start(act, work, "joint_opinion", "会办意见", JOINT_OPINION, since, started_on=begins, **unit)
        return
    reply = _reply_of_lead(work)
    if reply:
        _start(
            act, work, "joint_opinion", "会办意见", JOINT_OPINION, "主办单位答复期限",
            started_on=reply.due, anchor=reply, **unit,
        )  # fmt: skip


def _counts_back(act: Act, proposal: Proposal) -> bool:
    return rulebook.value(JOINT_OPINION, act.day, proposal.timing).get("unit") == "days_before"


def _reply_of_lead(work: Assignment) -> Clock | None:
    leads = Assignment.objects.filter(proposal=work.proposal_id, round=work.round, role=UnitRole.LEAD)
    lead = leads.exclude(state__in=GONE).first()
    return Clock.objects.filter(**aimed_at(lead), kind="reply").order_by("-id").first() if lead else None


def _hang_opinions_on(act: Act, lead: Assignment, reply: Clock) -> None:
    """After a change of the lead unit, opinions still owed count back from the new unit's limit."""
    joints = Assignment.objects.filter(proposal=lead.proposal_id, round=lead.round, role=UnitRole.JOINT)
    for joint in joints.exclude(state__in=GONE).select_related("unit", "channel", "proposal"):
        running = clocks.running_clock(joint, "joint_opinion")
        if running and running.anchor_id and running.anchor_id != reply.pk:
            start_joint_opinion(act, joint, "改办")


def start_promised(act: Act) -> None:
    """The day the unit itself promised stands beside the limit set by rule."""
    work = act.obj
    if work.promised_on:
        clocks.open_clock(
            target=work,
            kind="promised",
            label="单位承诺答复" if work.answers else "单位承诺提出意见",
            started_on=act.day,
            unit="fixed_date",
            fixed=work.promised_on.isoformat(),
            start_label="签收",
            holder_org=work.unit,
            watched_by=work.channel,
            at=act.at,
        )


def start_return_answer(act: Act) -> None:
    work = act.obj
    _start(act, work, "return_answer", "答复退办申请", "proposal.reassign_days", "申请退办", holder_org=work.channel)


def start_extension_answer(act: Act) -> None:
    work, rule = act.obj, "proposal.extension_answer_days"
    _start(act, work, "extension_answer", "答复延期申请", rule, "申请延期", holder_org=work.channel)


def last_reply_day(clock: Clock, proposal: Proposal) -> date:
    """The day beyond which no extension goes (答复最迟期限): counted from the same start as the clock itself."""
    cap = rulebook.rule("proposal.reply_cap", clock.started_on, proposal.timing)
    return clocks.due_date(clock.started_on, rule=cap).due


def start_countersign(act: Act, joint: Assignment) -> None:
    _start(act, joint, "countersign", "会签", "proposal.countersign_days", "送会签", holder_org=joint.unit)


def start_check(act: Act) -> None:
    work = act.obj
    _start(act, work, "check", "审核答复", "proposal.check_days", "签发", holder_org=work.channel)


def start_delivery(act: Act) -> None:
    work = act.obj
    _start(act, work, "deliver", "送达答复", "proposal.deliver_days", "审核通过", holder_org=work.unit)


# ---- judgement and follow-up ----


def start_feedback(act: Act, evaluation: Evaluation) -> Clock:
    """Each signatory's own time to judge; a body's is its clerks'."""
    return _start(
        act,
        evaluation,
        "feedback",
        "提案者评价",
        "proposal.feedback_days",
        "收到答复和征询意见表",
        **_time_of(evaluation.signatory),
    )


def _time_of(signatory: Signatory) -> dict:
    """A proposer's own time; a body's is its clerks'."""
    user = signatory.member.user if signatory.member_id else None
    return {"holder_user": user, "holder_org": signatory.organisation, "watched_by": None}


def start_follow_up(act: Act) -> None:
    """跟踪回访: from the day the matter is followed, then from each visit that leaves it open to the next one."""
    since = "转入跟踪办理" if act.row.key == "follow" else "上次回访"
    rule, clerk = "proposal.follow_up_months", Role.PROPOSAL_CLERK
    _start(act, act.obj, "follow_up", "跟踪回访", rule, since, holder_role=clerk)


def next_visit(act: Act) -> None:
    """An effect of a recorded visit: the time to the next one, or none where nothing is left to follow."""
    if act.obj.follow_meaning in rulebook.value("proposal.follow_meanings", act.day):
        start_follow_up(act)
    else:
        clocks.stop_clock(act.obj, "follow_up", act.at, act.row.label)


# ---- the selection of key proposals ----


def key_selection_period(session) -> dict:
    """遴选重点提案 of a session: so long from the day it closed, by the rule in force that day."""
    rule = rulebook.rule("proposal.key_select_days", session.closes_on)
    return {"started_on": session.closes_on, "rule": rule, "start_label": "大会闭幕"}


def start_key_selection(selection: KeySelection) -> Clock:
    """The committee's time to choose, held by the chair of the proposal committee."""
    period, chair = key_selection_period(selection.session), Role.PROPOSAL_CHAIR
    return clocks.open_clock(target=selection, kind="key_select", label="遴选重点提案", holder_role=chair, **period)


# ---- stopping ----


def stop(*kinds: str):
    """An effect that stops these clocks of the acted-on thing because the act was done."""

    def effect(act: Act) -> None:
        for kind in kinds:
            clocks.stop_clock(act.obj, kind, act.at, act.row.label)

    effect.__name__ = f"stop_{'_'.join(kinds)}"
    return effect


def stop_all(act: Act) -> None:
    """Nothing runs any more on a matter that has ended."""
    clocks.stop_clock(act.obj, None, act.at, act.row.label)


def stop_judging(act: Act) -> None:
    """Nobody is asked to judge any more, and no visit is due; 公布立案目录 is another duty and runs on."""
    for evaluation in act.obj.evaluations.all():
        clocks.stop_clock(evaluation, "feedback", act.at, act.row.label)
    clocks.stop_clock(act.obj, "follow_up", act.at, act.row.label)


def stop_works(act: Act, works) -> None:
    for work in works:
        clocks.stop_clock(work, None, act.at, act.row.label)


def stop_cosigning(act: Act, proposal: Proposal) -> None:
    for signatory in proposal.signatories.all():
        clocks.stop_clock(signatory, "cosign", act.at, act.row.label)
