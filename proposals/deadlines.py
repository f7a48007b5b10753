"""Every kind of clock of this line: its name and rule, whose it is, who sees it; and the starts that are not plain.

Numbers stand in the rule book. The rows are in the order of the process, as the supervision board lists the stages.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from core import rulebook
from core.clock import clocks
from core.clock.clocks import last_clock
from core.matters.countersigning import awaits_own_countersign
from core.matters.deadlines import ClockKind, SeenBy, Whose, start_for, start_on, stop_for
from core.matters.following import Following
from core.matters.lifecycle import Act
from core.matters.silence import follows
from core.matters.unit_clocks import UnitClocks, of_channel, of_unit
from core.models import Clock, Role
from members.models import Session
from proposals.effects.extending import EXPLAINING
from proposals.effects.instructing import INSTRUCTING
from proposals.effects.owing import OWING
from proposals.models import Evaluation, KeySelection, Proposal, Signatory
from proposals.states import ProposalState

#: What a unit owes once it has signed for the matter; rights that lapse and its own promise are none of it.
OF_UNIT = ("countersign", "deliver", "joint_opinion", "reply", "first_contact")


# ---- whose time ----


def clerk(_matter: Any) -> Whose:
    """The proposal committee's office."""
    return Whose(role=Role.PROPOSAL_CLERK)


def chair(_matter: Any) -> Whose:
    """The chair of the proposal committee."""
    return Whose(role=Role.PROPOSAL_CHAIR)


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
    ClockKind("assign", "交办", "proposal.assign_days", since="送交办", of=of_channel, meets=("assign",)),
    ClockKind("sign", "签收", "proposal.sign_days", since="交办", of=of_unit, seen_by=OFFICES, meets=("sign",)),
    ClockKind("return", "可申请退办", "proposal.return_days", since="交办", of=of_unit, seen_by=OFFICES,
              meets=("ask_return",), lapses=True),
    ClockKind("return_answer", "答复退办申请", "proposal.reassign_days", since="申请退办", of=of_channel,
              seen_by=OFFICES, meets=("accept_return", "refuse_return")),
    ClockKind("first_contact", "首次沟通", "proposal.first_contact_days", since="交办", of=of_unit,
              meets=("record_contact",)),
    ClockKind("settle_talk", "核实沟通", "proposal.settle_talk_days", since="提出异议", of=of_channel, seen_by=OFFICES,
              meets=("settle_contact",)),
    ClockKind("joint_opinion", "会办意见", "proposal.joint_opinion_days", since="交办", of=of_unit, seen_by=OFFICES,
              meets=("give_opinion",)),
    ClockKind("countersign", "会签", "proposal.countersign_days", since="送会签", of=of_unit, seen_by=OFFICES,
              meets=("countersign", "object"), silence=CONSENT),
    ClockKind("promised", "单位承诺答复", "", since="签收", of=of_unit, meets=("deliver", "give_opinion")),
    ClockKind("extension_answer", "答复延期申请", "proposal.extension_answer_days", since="申请延期",
              of=of_channel, seen_by=OFFICES, meets=("grant_extension", "refuse_extension")),
    ClockKind("reply", "答复", "proposal.reply_months", since="交办", of=of_unit, meets=("deliver",)),
    ClockKind("check", "审核答复", "proposal.check_days", since="签发", of=of_channel, seen_by=OFFICES,
              meets=("pass_check", "return_reply")),
    ClockKind("deliver", "送达答复", "proposal.deliver_days", since="审核通过", of=of_unit, seen_by=OFFICES,
              meets=("deliver",)),
    ClockKind("feedback", "提案者评价", "proposal.feedback_days", since="收到答复和征询意见表", of=signatory,
              seen_by=OWNER, meets=("evaluate",), of_party=True, silence=NO_ANSWER),
    ClockKind("follow_up", "跟踪回访", "proposal.follow_up_months", since="转入跟踪办理", of=clerk,
              meets=("record_follow_up", "finish_follow_up")),
    INSTRUCTING.clock,
)
# fmt: on
_by_key = {kind.key: kind for kind in CLOCKS}
REPLY, PROMISED = _by_key["reply"], _by_key["promised"]
UNIT_CLOCKS = UnitClocks(
    reply=REPLY,
    second_reply=replace(REPLY, label="二次办理答复", rule="proposal.rehandle_days"),
    promised=PROMISED,
    promised_opinion=replace(PROMISED, label="单位承诺提出意见"),
    explaining=EXPLAINING,
    owing=OWING,
    duties=OF_UNIT,
)
FOLLOWING = Following(clock="follow_up", meanings="proposal.follow_meanings")


# ---- review ----


def review_again(act: Act) -> None:
    """审查 once more, from the day on which a decision was taken back, as the date itself says."""
    start_for(act, act.obj, "review", since=act.row.label)


# ---- handing over ----


def hand_over_on(act: Act) -> None:
    """送交办 goes on by the day that it had: what the channel gives back makes the office's own time no longer."""
    former = last_clock(act.obj, "handover")
    if former is None:
        start_for(act, act.obj, "handover")
        return
    begun = former.rule_value.get("start_label", "")
    start_for(act, act.obj, "handover", started_on=former.started_on, since=begun)


def go_on_unmerged(act: Act) -> None:
    """A merge taken back: what was filed before goes on to be handed over, anything else is reviewed once more."""
    again = hand_over_on if act.obj.state == ProposalState.FILED else review_again
    again(act)


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
