"""Why an act that a person may do is not done now: each guard of each row objects at least once."""

from core import rulebook
from core.matters.forwarding import made_of
from core.models import Clock, Rule
from members.models import Mandate, Member
from proposals.models import Assignment, ContactRecord
from tests.builders.acts import do
from tests.builders.cast import MONDAY, at
from tests.builders.stages import LATER
from tests.promises.grid import Refuses


def write(**columns):
    """The thing's own columns are other than a person would get by acting."""

    def change(_cast, obj) -> None:
        type(obj).objects.filter(pk=obj.pk).update(**columns)

    return change


def without_proposer(cast, proposal) -> None:
    """As staff enter it on behalf of a proposer whom they have not chosen yet."""
    proposal.signatories.all().delete()
    type(proposal).objects.filter(pk=proposal.pk).update(on_behalf=True, author=cast.clerk)


def term_is_over(_cast, proposal) -> None:
    type(proposal.session.term).objects.filter(pk=proposal.session.term_id).update(ends_on="2026-01-31")


def suspended(name: str):
    """The duties of this member are suspended (中止履职)."""

    def change(cast, _obj) -> None:
        mandate = Mandate.objects.get(member__user=getattr(cast, name))
        mandate.suspensions.create(starts_on="2026-01-01", reason="接受审查", decided_by="主席会议")

    return change


def no_accounts(_cast, proposal) -> None:
    """None of the proposers has an account."""
    Member.objects.filter(pk__in=proposal.signatories.values("member")).update(user=None)


def too_long(_cast, proposal) -> None:
    write(suggestion="好" * 5000)(_cast, proposal)


def short_parts(part: str):
    """A committee that allows a part of a proposal only some words."""

    def change(cast, proposal) -> None:
        of = {"situation": "短", "analysis": "短", "suggestion": "短", part: "水" * 21}
        write(**of)(cast, proposal)
        Rule.objects.filter(key="proposal.section_max").update(value=20)
        rulebook.forget()

    return change


def urged(key: str, by: str, **facts):
    def change(cast, obj) -> None:
        do(obj, key, getattr(cast, by), wording="请抓紧", **facts)

    return change


def text_taken_over(cast, proposal) -> None:
    do(made_of(proposal), "take_over", cast.editor, handled="编入第三期")


def main_answered(_cast, proposal) -> None:
    type(proposal).objects.filter(pk=proposal.merged_into_id).update(answered_at=at(LATER))


def at_once_again(key: str, by: str):
    def change(cast, obj) -> None:
        do(obj, key, getattr(cast, by))

    return change


def no_contact(_cast, assignment) -> None:
    assignment.contacts.all().delete()


def a_talk_is_looked_into(_cast, proposal) -> None:
    ContactRecord.objects.filter(assignment__proposal=proposal).update(denied_at=at(MONDAY), denied_by="沈岚")


def a_talk_was_denied(_cast, assignment) -> None:
    assignment.contacts.update(denied_at=at(MONDAY), denied_by="沈岚")


def no_reply(_cast, assignment) -> None:
    assignment.reply.countersigns.all().delete()
    assignment.reply.delete()


def was_looked_into(_cast, proposal) -> None:
    ContactRecord.objects.filter(assignment__proposal=proposal).update(stands=True)


def no_joint_units(_cast, assignment) -> None:
    others = Assignment.objects.filter(proposal=assignment.proposal_id).exclude(pk=assignment.pk)
    others.update(state="revoked")


def no_more_time(_cast, _assignment) -> None:
    Rule.objects.filter(key="proposal.extension_max").update(value=0)
    from core import rulebook

    rulebook.forget()


def explained_late(cast, assignment) -> None:
    may_explain(cast, assignment)
    reply_was_due(cast, assignment)


def may_explain(_cast, _assignment) -> dict[str, str]:
    """A committee that gives more time where the unit explains itself; with what it says."""
    Rule.objects.filter(key="proposal.explaining_extends").update(value=True)
    rulebook.forget()
    return {"reason": "须先勘测，年内答复"}


def reply_was_due(_cast, assignment) -> None:
    Clock.objects.filter(object_id=assignment.pk, kind="reply").update(due="2026-03-01")


P, A = "proposals.Proposal", "proposals.Assignment"
UNDECIDED = "还没有初审意见"
WAITED_FOR = "尚未评价"
REFUSES = (
    # ---- writing and review ----
    Refuses("has_a_proposer", "submit", "drafted", "clerk", "还没有提案者", without_proposer),
    Refuses("text_is_complete", "submit", "drafted", "shen", "还没有填写：分析", write(analysis="")),
    Refuses("title_is_within_limits", "submit", "drafted", "shen", "案由有", write(title=f"关于{'水' * 150}的提案")),
    Refuses("title_has_its_form", "submit", "drafted", "shen", "请写成", write(title="供水")),
    Refuses("body_is_within_limits", "submit", "drafted", "shen", "正文有", write(situation="水" * 20_000)),
    *(
        Refuses(f"{part}_is_within_limits", "submit", "drafted", "shen", "字，超过20字", short_parts(part))
        for part in ("situation", "analysis", "suggestion")
    ),
    Refuses("session_takes_proposals", "submit", "drafted", "shen", "届满", term_is_over),
    Refuses("proposer_may_act", "submit", "drafted", "shen", "中止履职期间", suspended("shen")),
    Refuses("proposer_may_act", "invite", "drafted", "shen", "中止履职期间", suspended("shen")),
    Refuses("signer_may_act", "agree_cosign", "invited", "he", "不能提交和署名", suspended("he")),
    Refuses("is_individual", "invite", "drafted", "shen", "不征集联名", write(proposer_kind="sector")),
    Refuses("has_a_proposer", "invite", "drafted", "clerk", "还没有提案者", without_proposer),
    Refuses("text_is_complete", "invite", "drafted", "shen", "还没有填写：建议", write(suggestion="")),
    Refuses("is_individual", "send_round", "drafted", "shen", "不征集联名", write(proposer_kind="sector")),
    Refuses("text_is_complete", "send_round", "drafted", "shen", "还没有填写：案由", write(title="")),
    Refuses("a_signature_is_outdated", "ask_again", "sent_back", "shen", "可以直接提交"),
    Refuses("text_is_complete", "ask_again", "changed_after_return", "shen", "还没有填写：案由", write(title="")),
    Refuses("proposer_may_act", "ask_again", "changed_after_return", "shen", "中止履职期间", suspended("shen")),
    Refuses("proposer_may_act", "send_round", "drafted", "shen", "中止履职期间", suspended("shen")),
    Refuses("was_recommended", "file", "submitted", "chair", UNDECIDED),
    Refuses("was_recommended", "not_file", "submitted", "chair", UNDECIDED),
    Refuses("was_recommended_or_filed", "merge", "submitted", "chair", UNDECIDED),
    Refuses("was_recommended", "pass_on", "submitted", "chair", UNDECIDED),
    Refuses("main_is_not_answered", "unmerge", "merged", "chair", "已经答复", main_answered),
    Refuses("text_is_not_taken_over", "recall_passed_on", "forwarded", "chair", "请信息编辑", text_taken_over),
    Refuses("is_not_yet_listed", "publish_list", "filed", "clerk", "已于", at_once_again("publish_list", "clerk")),
    Refuses("not_yet_key", "mark_key", "filed", "chair", "已是重点提案", write(is_key=True)),
    # ---- judgement ----
    Refuses("somebody_has_not_judged", "no_answer", "content", "clerk", "都已评价", day=LATER),
    Refuses("feedback_time_is_over", "no_answer", "judged_by_nobody", "clerk", "届满后才能登记无反馈"),
    Refuses("somebody_has_not_judged", "urge_evaluation", "content", "clerk", "都已评价"),
    Refuses("somebody_is_there", "urge_evaluation", "judged_by_nobody", "clerk", "没有账号，平台上催不到", no_accounts),
    Refuses("somebody_has_not_judged_here", "enter_judgement", "content", "clerk", "都已在平台上评价"),
    Refuses("was_not_urged_today", "urge_evaluation", "judged_by_nobody", "clerk", "已经催过",
            urged("urge_evaluation", "clerk")),
    Refuses("everyone_has_judged_if_asked", "rehandle", "judged_by_two", "gov_office", f"何静{WAITED_FOR}"),
    Refuses("rounds_are_left", "rehandle", "dissatisfied", "gov_office", "每件最多二次交办2次，该件已二次交办2次",
            write(round=3)),
    Refuses("everyone_has_judged", "close", "judged_by_two", "clerk", f"何静{WAITED_FOR}"),
    Refuses("nobody_is_dissatisfied", "close", "dissatisfied", "clerk", "周正对办理结果不满意"),
    Refuses("result_needs_no_follow_up", "close", "content_with_a_plan", "clerk", "应转入跟踪办理"),
    *(
        Refuses("denials_are_settled", key, "content", "clerk", "督查室还没有核实", a_talk_is_looked_into)
        for key in ("close", "follow", "close_after_talk")
    ),
    Refuses("everyone_has_judged", "follow", "judged_by_two", "clerk", f"何静{WAITED_FOR}"),
    Refuses("nobody_is_dissatisfied", "follow", "dissatisfied_again", "clerk", "请组织面谈后办结"),
    Refuses("result_needs_follow_up", "follow", "content", "clerk", "不须跟踪办理"),
    Refuses("everyone_has_judged", "close_after_talk", "judged_by_two", "clerk", f"何静{WAITED_FOR}"),
    Refuses("second_round_left_someone_dissatisfied", "close_after_talk", "dissatisfied", "clerk", "只有二次办理后"),
    Refuses("has_follow_up", "finish_follow_up", "followed", "clerk", "还没有跟踪办理记录"),
    Refuses("finished_today", "undo_finish", "closed", "clerk", "不是跟踪办结的"),
    Refuses("finished_today", "undo_finish", "finished", "clerk", "只能在当天撤回", day=LATER),
    # ---- the units' works ----
    Refuses("was_not_urged_today", "urge_sign", "sent", "gov_office", "已经催过", urged("urge_sign", "gov_office")),
    Refuses("is_within_return_window", "ask_return", "signed", "housing_clerk", "届满，视为接受", day=LATER),
    Refuses("is_not_owed_apart", "revoke", "left_apart", "gov_office", "另行答复并案提案者"),
    Refuses("is_not_owed_apart", "change_unit", "left_apart", "gov_office", "另行答复并案提案者"),
    Refuses("has_limit", "adjust_due", "signed_by_joint_unit", "gov_office", "没有正在计算的答复期限"),
    Refuses("none_is_open", "adjust_due", "extension_asked", "gov_office", "还没有答复"),
    Refuses("is_not_the_only_answer", "revoke", "sent", "gov_office", "唯一的答复单位"),
    Refuses("has_joint_units", "send_countersign", "lead_drafted", "housing_clerk", "没有会办单位", no_joint_units),
    Refuses("has_draft", "send_countersign", "lead_drafted", "housing_clerk", "还没有答复稿", no_reply),
    *(
        Refuses("no_talk_is_denied", key, stage, by, "沈岚说2026年3月2日的沟通没有这回事", a_talk_was_denied)
        for key, stage, by in (
            ("send_countersign", "lead_drafted", "housing_clerk"), ("submit_reply", "reply_drafted", "housing_clerk"),
            ("sign_off", "with_the_head", "housing_head"), ("pass_check", "being_checked", "gov_office"),
            ("deliver", "passed", "housing_clerk"),
        )
    ),
    Refuses("own_denial_is_open", "undeny_contact", "denied", "shen", "已经核实", was_looked_into),
    Refuses("a_talk_is_denied", "settle_contact", "signed", "gov_office", "没有待核实的沟通记录"),
    Refuses("judgement_may_be_corrected", "correct_judgement", "judged_by_two", "shen", "不能再更正", day=LATER),
    Refuses("proposer_was_contacted", "send_countersign", "lead_drafted", "housing_clerk", "沟通记录", no_contact),
    Refuses("draft_met_no_objection", "send_countersign", "objected_to", "housing_clerk", "有不同意见"),
    Refuses("countersign_is_waiting", "countersign", "opinion_given", "water_clerk", "还没有送来待会签"),
    Refuses("countersign_is_waiting", "object", "opinion_given", "water_clerk", "还没有送来待会签"),
    Refuses("countersign_is_waiting", "countersign_over", "opinion_given", "", "还没有送来待会签", day=LATER),
    Refuses("has_draft", "submit_reply", "reply_drafted", "housing_clerk", "还没有答复稿", no_reply),
    Refuses("needs_no_countersign", "submit_reply", "lead_drafted", "housing_clerk", "须先送会办单位（区水利局"),
    Refuses("proposer_was_contacted", "submit_reply", "reply_drafted", "housing_clerk", "沟通记录", no_contact),
    Refuses("answers_itself", "explain", "signed_by_joint_unit", "water_clerk", "会办单位不直接答复"),
    Refuses("is_offered", "explain", "signed", "housing_clerk", "答复期限不因向提案者作出说明而延长"),
    Refuses("is_in_time", "explain", "signed", "housing_clerk", "期满之后向提案者作出说明不再延长期限", explained_late),
    Refuses("answers_itself", "ask_extension", "signed_by_joint_unit", "water_clerk", "会办单位不直接答复"),
    Refuses("none_is_open", "ask_extension", "extension_asked", "housing_clerk", "还没有答复"),
    Refuses("is_in_time", "ask_extension", "signed", "housing_clerk", "已于", reply_was_due),
    Refuses("some_are_left", "ask_extension", "signed", "housing_clerk", "答复不能延期", no_more_time),
    Refuses("is_asked", "grant_extension", "signed", "gov_office", "没有待答复的延期申请"),
    Refuses("is_asked", "refuse_extension", "signed", "gov_office", "没有待答复的延期申请"),
    Refuses("unit_is_to_act", "urge", "opinion_given", "gov_office", "没有要该单位办的事"),
    Refuses("was_not_urged_today", "urge", "signed", "gov_office", "已经催过", urged("urge", "gov_office")),
)  # fmt: skip
