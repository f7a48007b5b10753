"""Every kind of clock of this line: its name and rule, whose it is, who sees it; and the starts that are not plain.

Numbers stand in the rule book. The rows are in the order of the process, as the supervision board lists the stages.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from core import rulebook
from core.chinese import long_date
from core.clock import clocks
from core.matters import owed
from core.matters.countersigning import awaits_own_countersign
from core.matters.deadlines import (
    ClockKind,
    SeenBy,
    Whose,
    begins_after,
    due_by_rule,
    rule_of,
    start_for,
    start_on,
    stop_for,
)
from core.matters.lifecycle import Act, Refused
from core.matters.silence import follows
from core.models import Clock, Role
from core.models.generic import aimed_at
from members.models import Session
from proposals.effects.extending import EXPLAINING
from proposals.effects.owing import OWING
from proposals.models import Assignment, Evaluation, KeySelection, OwedAnswer, Proposal, Signatory, UnitRole
from proposals.states import GONE

#: What a unit owes once it has signed for the matter; rights that lapse and its own promise are none of it.
OF_UNIT = ("countersign", "deliver", "joint_opinion", "reply", "first_contact")


def product_of(work: Assignment) -> str:
    """The kind of clock by which a unit's own product is due."""
    return "reply" if work.answers else "joint_opinion"


# ---- whose time ----


def clerk(_matter: Any) -> Whose:
    """The proposal committee's office."""
    return Whose(role=Role.PROPOSAL_CLERK)


def chair(_matter: Any) -> Whose:
    """The chair of the proposal committee."""
    return Whose(role=Role.PROPOSAL_CHAIR)


def channel_office(obj: Proposal | Assignment) -> Whose:
    """The supervision office through which the matter goes."""
    return Whose(body=obj.channel, watched_by=obj.channel)


def unit(work: Assignment) -> Whose:
    """The unit, watched by the supervision office through which the matter came to it."""
    return Whose(body=work.unit, watched_by=work.channel)


def signatory(obj: Any) -> Whose:
    """One proposer's own time (of a signature, or of the judgement asked of it); a body's is its clerks'."""
    row = obj if isinstance(obj, Signatory) else obj.signatory
    return Whose(person=row.member.user if row.member else None, body=row.body)


def first_proposer(proposal: Proposal) -> Whose:
    """The first proposer, as a member where there is no account; or the body that proposes."""
    leading = proposal.signatories.exclude(position=Signatory.Position.COSIGNER).select_related("member__user").first()
    if leading is None:
        return Whose(role=Role.MEMBER)
    found = signatory(leading)
    return found if found.body else replace(found, role=Role.MEMBER)


# ---- silence ----


def _still_asked(evaluation: Evaluation) -> bool:
    return evaluation.state == Evaluation.State.WAITING and evaluation.round == evaluation.proposal.round


#: 逾期未会签视为同意: on the joint unit's work, marked as silence.
CONSENT = follows("countersign_over", "proposal.countersign_silence", waits=awaits_own_countersign)
#: 评价期满登记为无反馈, never as 满意; a judgement that comes later still counts.
NO_ANSWER = follows(
    "feedback_over",
    "proposal.feedback_silence",
    waits=_still_asked,
    on=lambda evaluation: evaluation.proposal,
    facts=lambda evaluation: {"evaluation": evaluation.pk},
)

# ---- the table ----

#: Who was asked to sign is known to who asked and to those who look after proposals.
DESK = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR)
OFFICES, COMMITTEE, OWNER = SeenBy.OFFICES, SeenBy.COMMITTEE, SeenBy.OWNER
# fmt: off
CLOCKS = (
    ClockKind("cosign", "答复联名邀请", "proposal.cosign_days", since="邀请", of=signatory, seen_by=OWNER,
              meets=("agree_cosign", "decline_cosign"), lapses=True, of_party=True, desk=DESK),
    ClockKind("revise", "修改后再提交", "proposal.revise_days", since="退回", of=first_proposer,
              seen_by=OWNER, meets=("submit",), of_party=True),
    ClockKind("review", "审查", "proposal.review_days", since="提交", of=clerk, 
              meets=("recommend", "file", "not_file", "merge", "pass_on", "return_to_author")),
    ClockKind("handover", "送交办", "proposal.handover_days", since="立案", of=clerk, meets=("hand_over",)),
    ClockKind("publish_list", "公布立案目录", "proposal.publish_list_days", since="立案", of=clerk, seen_by=COMMITTEE,
              meets=("publish_list",), beside=True),
    ClockKind("key_select", "遴选重点提案", "proposal.key_select_days", since="大会闭幕", of=chair, seen_by=COMMITTEE,
              root="proposals.KeySelection"),
    ClockKind("assign", "交办", "proposal.assign_days", since="送交办", of=channel_office, meets=("assign",)),
    ClockKind("sign", "签收", "proposal.sign_days", since="交办", of=unit, seen_by=OFFICES, meets=("sign",)),
    ClockKind("return", "可申请退办", "proposal.return_days", since="交办", of=unit, seen_by=OFFICES,
              meets=("ask_return",), lapses=True),
    ClockKind("return_answer", "答复退办申请", "proposal.reassign_days", since="申请退办", of=channel_office,
              seen_by=OFFICES, meets=("accept_return", "refuse_return")),
    ClockKind("first_contact", "首次沟通", "proposal.first_contact_days", since="交办", of=unit,
              meets=("record_contact",)),
    ClockKind("joint_opinion", "会办意见", "proposal.joint_opinion_days", since="交办", of=unit, seen_by=OFFICES,
              meets=("give_opinion",)),
    ClockKind("countersign", "会签", "proposal.countersign_days", since="送会签", of=unit, seen_by=OFFICES,
              meets=("countersign", "object"), silence=CONSENT),
    ClockKind("promised", "单位承诺答复", "", since="签收", of=unit, meets=("deliver", "give_opinion")),
    ClockKind("extension_answer", "答复延期申请", "proposal.extension_answer_days", since="申请延期",
              of=channel_office, seen_by=OFFICES, meets=("grant_extension", "refuse_extension")),
    ClockKind("reply", "答复", "proposal.reply_months", since="交办", of=unit, meets=("deliver",)),
    ClockKind("check", "审核答复", "proposal.check_days", since="签发", of=channel_office, seen_by=OFFICES,
              meets=("pass_check", "return_reply")),
    ClockKind("deliver", "送达答复", "proposal.deliver_days", since="审核通过", of=unit, seen_by=OFFICES,
              meets=("deliver",)),
    ClockKind("feedback", "提案者评价", "proposal.feedback_days", since="收到答复和征询意见表", of=signatory,
              seen_by=OWNER, meets=("evaluate",), of_party=True, silence=NO_ANSWER),
    ClockKind("follow_up", "跟踪回访", "proposal.follow_up_months", since="转入跟踪办理", of=clerk,
              meets=("record_follow_up", "finish_follow_up")),
)
# fmt: on
_by_key = {kind.key: kind for kind in CLOCKS}
REPLY, PROMISED = _by_key["reply"], _by_key["promised"]
SECOND_REPLY = replace(REPLY, label="二次办理答复", rule="proposal.rehandle_days")
PROMISED_OPINION = replace(PROMISED, label="单位承诺提出意见")


# ---- the units' work ----


def start_unit_clocks(act: Act, work: Assignment) -> None:
    """Signing, returning, first contact and the unit's own product all run from the day the unit gets the matter.

    A work handed over again runs from the new unit's day, as convention D9 has it; see ``_begins``.
    """
    since = "改办" if work.replaces_id else ("二次交办" if work.round > 1 else "交办")
    start_for(act, work, "sign", **_begins(act, work, "sign", since))
    start_for(act, work, "return", **_begins(act, work, "return", since))
    if not work.answers:
        start_joint_opinion(act, work, since)
        return
    start_for(act, work, "first_contact", **_begins(act, work, "first_contact", since))
    begins = _begins(act, work, REPLY, since)
    reply = _start_reply(act, work, work, work.proposal, **begins)
    if work.role == UnitRole.LEAD:
        _hang_opinions_on(act, work, reply)
    for merged in work.proposal.merged.order_by("pk"):
        owe_answer(act, work, merged, **begins)


def owe_answer(act: Act, work: Assignment, merged: Proposal, **begins: Any) -> OwedAnswer:
    """Those behind a merged proposal are owed an answer too, within the time that their own proposal has."""
    row = OWING.owe(work, merged)
    _start_reply(act, work, row, merged, **begins)
    return row


def _start_reply(act: Act, work: Assignment, target: Any, proposal: Proposal, **begins: Any) -> Clock:
    """The reply that the work owes, of its own (``target``) or to those behind a merged proposal."""
    kind = SECOND_REPLY if work.round > 1 else REPLY
    second = EXPLAINING.said(act.day, proposal) if kind is REPLY else {}
    if day := _set_day(act, work.proposal, proposal):
        last = due_by_rule(REPLY, act.day, proposal)
        said = {"set_by": f"交办时定（按规定最迟{long_date(last)}）"}
        kind, begins = replace(kind, rule=""), {"fixed": day, "since": begins["since"]}
        return start_for(act, target, OWING.limit(kind, target), **begins, said=second | said)
    return start_for(act, target, OWING.limit(kind, target), **begins, said=second)


def _set_day(act: Act, proposal: Proposal, answered: Proposal) -> date | None:
    """The earlier day that whoever hands it out sets for the reply; None for the one by rule, as of one merged that is
    due before it anyway."""
    day = act.facts.get("due_on")
    if day is None or day == (last := due_by_rule(REPLY, act.day, proposal)):
        return None
    if not act.day < day < last:
        raise Refused(f"答复期限应在今天以后，不晚于按规定的{long_date(last)}。")
    return day if answered == proposal or day < due_by_rule(REPLY, act.day, answered) else None


def _begins(act: Act, work: Assignment, kind: str | ClockKind, since: str) -> dict[str, Any]:
    """From which day the period of a unit runs, and how that day is called."""
    return begins_after(work.replaces, kind, act.day, work.proposal, since)


def start_joint_opinion(act: Act, work: Assignment, since: str) -> None:
    """会办意见: from the day the unit got the matter, or so many days before the lead unit's reply is due.

    In the second case the clock hangs on the lead unit's and moves with it when that is extended.
    """
    rule = rule_of("joint_opinion", act.day, work.proposal)
    if rule is None or rule.value.get("unit") != "days_before":
        start_for(act, work, "joint_opinion", **_begins(act, work, "joint_opinion", since))
        return
    reply = _reply_of_lead(work)
    if reply:
        since = "主办单位答复期限"
        start_for(act, work, "joint_opinion", since=since, started_on=reply.due, anchor=reply)


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
        start_for(act, work, PROMISED if work.answers else PROMISED_OPINION, fixed=work.promised_on)


def next_of_unit(work: Assignment) -> Clock | None:
    """The unit's own duty that ends first, as urgings speak of it."""
    return owed.first_running(work, OF_UNIT)


# ---- review ----


def review_again(act: Act) -> None:
    """审查 once more, from the day on which a decision was taken back, as the date itself says."""
    start_for(act, act.obj, "review", since=act.row.label)


# ---- follow-up ----


def start_follow_up(act: Act) -> None:
    """跟踪回访: from the day the matter is followed, then from each visit that leaves it open to the next one."""
    start_for(act, act.obj, "follow_up", since="" if act.row.key == "follow" else "上次回访")


def next_visit(act: Act) -> None:
    """An effect of a recorded visit: the time to the next one, or none where nothing is left to follow."""
    if act.obj.follow_meaning in rulebook.value("proposal.follow_meanings", act.day):
        start_follow_up(act)
    else:
        stop_for(act, act.obj, "follow_up")


# ---- the selection of key proposals ----


def key_selection_due(session: Session) -> date:
    """Until when the key proposals of a session that has closed are to be chosen, by the rule in force that day."""
    rule = rulebook.rule(_by_key["key_select"].rule, session.closes_on)
    return clocks.due_date(session.closes_on, rule=rule).due


def start_key_selection(selection: KeySelection) -> Clock:
    """遴选重点提案: the committee's time to choose, from the day on which the session closed."""
    return start_on(selection, "key_select", selection.session.closes_on)


# ---- stopping ----


def stop_judging(act: Act) -> None:
    """Nobody is asked to judge any more, and no visit is due; 公布立案目录 is another duty and runs on."""
    for evaluation in act.obj.evaluations.all():
        stop_for(act, evaluation, "feedback")
    stop_for(act, act.obj, "follow_up")
