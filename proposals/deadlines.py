"""Which rule gives which date. Numbers stand in the rule book; here: what starts, its name, and whose it is."""

from core import clocks, rulebook
from core.lifecycle import Act
from core.models import Clock, Role
from proposals.models import Assignment, Proposal, Signatory


def _start(act: Act, target, kind: str, label: str, key: str, since: str, **holder) -> Clock:
    """Start the clock ``kind`` from the day of the act by the rule ``key`` in force that day."""
    matter = target.matter if not isinstance(target, Signatory) else target.proposal
    return clocks.open_clock(
        target=target,
        root=matter,
        kind=kind,
        label=label,
        started_on=act.day,
        rule=rulebook.rule(key, act.day, matter.timing),
        start_label=since,
        at=act.at,
        **holder,
    )


def start_cosign(act: Act, signatory: Signatory) -> Clock:
    """An invited member's answer."""
    user = signatory.member.user if signatory.member else None
    rule = "proposal.cosign_days"
    return _start(act, signatory, "cosign", "答复联名邀请", rule, "邀请", holder_user=user, lapses=True)


def start_review(act: Act) -> None:
    _start(act, act.obj, "review", "审查", "proposal.review_days", "提交", holder_role=Role.PROPOSAL_CLERK)


def start_revision(act: Act) -> None:
    _start(act, act.obj, "revise", "修改后再提交", "proposal.revise_days", "退回", holder_role=Role.MEMBER)


def start_handover(act: Act) -> None:
    _start(act, act.obj, "handover", "送交办", "proposal.handover_days", "立案", holder_role=Role.PROPOSAL_CLERK)


def start_assigning(act: Act) -> None:
    office = act.obj.channel
    _start(act, act.obj, "assign", "交办", "proposal.assign_days", "送交办", holder_org=office)


def start_passed_on(act: Act) -> None:
    _start(act, act.obj, "passed_on", "处理转送件", "proposal.passed_on_days", "转送")


def start_unit_clocks(act: Act, work: Assignment) -> None:
    """Signing, returning, first contact and the unit's own product all run from the day the unit gets the matter.

    A work handed over again runs from the new unit's day (the old unit's time is not deducted).
    """
    unit = {"holder_org": work.unit}
    since = "改办" if work.replaces_id else ("二次交办" if work.round > 1 else "交办")
    _start(act, work, "sign", "签收", "proposal.sign_days", since, **unit)
    _start(act, work, "return", "可申请退办", "proposal.return_days", since, lapses=True, **unit)
    if not work.answers:
        _start(act, work, "joint_opinion", "会办意见", "proposal.joint_opinion_days", since, **unit)
        return
    _start(act, work, "first_contact", "首次沟通", "proposal.first_contact_days", since, **unit)
    if work.round > 1:
        _start(act, work, "reply", "二次办理答复", "proposal.rehandle_days", since, **unit)
    else:
        _start(act, work, "reply", "答复", "proposal.reply_months", since, **unit)


def start_promised(act: Act) -> None:
    """The day the unit itself promised stands beside the limit set by rule."""
    work = act.obj
    if work.promised_on:
        clocks.open_clock(
            target=work,
            kind="promised",
            label="单位承诺答复",
            started_on=act.day,
            unit="fixed_date",
            fixed=work.promised_on.isoformat(),
            start_label="签收",
            holder_org=work.unit,
            at=act.at,
        )


def start_return_answer(act: Act) -> None:
    work = act.obj
    _start(act, work, "return_answer", "答复退办申请", "proposal.reassign_days", "申请退办", holder_org=work.channel)


def start_countersign(act: Act, joint: Assignment) -> None:
    _start(act, joint, "countersign", "会签", "proposal.countersign_days", "送会签", holder_org=joint.unit)


def start_check(act: Act) -> None:
    work = act.obj
    _start(act, work, "check", "审核答复", "proposal.check_days", "签发", holder_org=work.channel)


def start_feedback(act: Act) -> None:
    _start(
        act,
        act.obj,
        "feedback",
        "提案者评价",
        "proposal.feedback_days",
        "收到答复和征询意见表",
        holder_role=Role.MEMBER,
    )


def start_follow_up(act: Act) -> None:
    _start(
        act,
        act.obj,
        "follow_up",
        "跟踪回访",
        "proposal.follow_up_months",
        "转入跟踪办理",
        holder_role=Role.PROPOSAL_CLERK,
    )


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


def stop_works(act: Act, works) -> None:
    for work in works:
        clocks.stop_clock(work, None, act.at, act.row.label)


def stop_cosigning(act: Act, proposal: Proposal) -> None:
    for signatory in proposal.signatories.all():
        clocks.stop_clock(signatory, "cosign", act.at, act.row.label)
