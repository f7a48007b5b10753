"""提案 and 承办件: what each row of the two tables sets off."""

from datetime import date, timedelta

from tests.builders.cast import MONDAY
from tests.builders.stages import JUDGED, LATER, a_ground
from tests.promises.effects import Does
from tests.promises.tables.proposals.refusals import may_explain

PAPER_CAME = date(2026, 2, 3)
TALKED = {"mode": "visit", "held_on": MONDAY, "with_whom": "沈岚", "content": "上门说明"}
SIGNED_FOR = {"handler_name": "马宁", "handler_phone": "010-1", "promised_on": MONDAY}


def of(person: str):
    """The signature of this member on the thing; 0, which is nobody's, where there is none."""

    def facts(cast, obj) -> dict:
        found = obj.signatories.filter(member=getattr(cast, f"{person}_member")).first()
        return {"signatory": found.pk if found else 0}

    return facts


PROPOSAL = (
    Does(
        "submit",
        "invited",
        "shen",
        tells="clerk he zhou",
        starts="review",
        stops="cosign",
        changes=(
            "proposal.receipt_number proposal.state proposal.submitted_at signatory.answered_at "
            "signatory.state signatory.text_version"
        ),
    ),
    Does(
        "invite",
        "drafted",
        "shen",
        lambda c, _: {"members": [c.zhou_member.pk, c.he_member.pk]},
        tells="he zhou",
        starts="cosign*2",
        changes="+signatory proposal.proposer_kind proposal.state",
    ),
    Does("send_round", "changed_while_cosigned", "shen", tells="he zhou", starts="cosign*2", changes="proposal.state"),
    Does(
        "edit_again",
        "invited",
        "shen",
        tells="zhou",
        stops="cosign",
        changes="proposal.state signatory.answered_at signatory.state signatory.text_version",
    ),
    Does(
        "agree_cosign",
        "invited",
        "he",
        tells="shen",
        stops="cosign",
        changes="signatory.answered_at signatory.answered_by_id signatory.state signatory.text_version",
    ),
    Does(
        "decline_cosign",
        "invited",
        "he",
        tells="shen",
        stops="cosign",
        changes="signatory.answered_at signatory.answered_by_id signatory.state signatory.text_version",
    ),
    Does(
        "unsign", "invited", "zhou", {"reason": "有不同意见"}, tells="shen", changes="signatory.remark signatory.state"
    ),
    Does("discard", "invited", "shen", tells="he zhou", stops="cosign", changes="proposal.state signatory.state"),
    Does(
        "withdraw",
        "filed",
        "shen",
        {"reason": "情况已变"},
        tells="clerk he zhou",
        stops="handover publish_list",
        changes="proposal.filed_at proposal.number proposal.state",
    ),
    Does(
        "correct_receipt",
        "entered",
        "clerk",
        {"received_on": PAPER_CAME, "reason": "录入时填错"},
        tells="shen",
        changes="proposal.received_on proposal.timing",
    ),
    Does(
        "recommend",
        "submitted",
        "clerk",
        {"outcome": "file", "category": "city", "text": "可立案"},
        tells="chair",
        changes="+reviewopinion proposal.state",
    ),
    Does(
        "file",
        "recommended",
        "chair",
        {"category": "economy"},
        tells="clerk he shen zhou",
        starts="handover publish_list",
        stops="review",
        changes="+reviewopinion proposal.category proposal.filed_at proposal.number proposal.state",
    ),
    Does(
        "return_to_author",
        "submitted",
        "clerk",
        {"reason": "请补充数据"},
        tells="he shen zhou",
        starts="revise",
        stops="review",
        changes="+reviewopinion proposal.state",
    ),
    Does(
        "not_file",
        "recommended",
        "chair",
        lambda c, _: {"ground": a_ground(c), "reason": "属个人诉求"},
        tells="he shen zhou",
        stops="review",
        changes="+reviewopinion proposal.nonfiling_ground proposal.state",
    ),
    Does(
        "merge",
        "recommended",
        "chair",
        lambda c, obj: {"main": a_main(obj)},
        events="merge proposal.merged_in",
        tells="finance_clerk gov_office he housing_clerk housing_head shen water_clerk water_head zhou",
        stops="review",
        starts="reply",
        changes="+owedanswer +reviewopinion proposal.merged_into_id proposal.state",
    ),
    Does(
        "pass_on",
        "recommended",
        "chair",
        {"passed_on_as": "opinion"},
        events="pass_on forwardedtext.received",
        tells="editor he shen zhou",
        starts="passed_on",
        stops="review",
        changes="+forwardedtext +reviewopinion proposal.passed_on_as proposal.state",
    ),
    Does(
        "pass_on",
        "recommended",
        "chair",
        {"passed_on_as": "letter"},
        events="pass_on forwardedtext.received",
        tells="he office_clerk shen zhou",
        starts="passed_on",
        stops="review",
        changes="+forwardedtext +reviewopinion proposal.passed_on_as proposal.state",
    ),
    Does(
        "undo_decision",
        "filed",
        "chair",
        {"reason": "立案有误"},
        tells="he shen zhou",
        starts="review",
        stops="handover publish_list",
        changes="proposal.filed_at proposal.number proposal.state",
    ),
    Does(
        "undo_decision",
        "merged",
        "chair",
        {"reason": "并错了"},
        events="undo_decision proposal.merged_out",
        tells="gov_office he housing_clerk housing_head shen zhou",
        starts="review",
        stops="reply",
        changes="owedanswer.ended_at proposal.merged_into_id proposal.state",
    ),
    Does(
        "recall_passed_on",
        "forwarded",
        "chair",
        {"reason": "应作为提案立案办理"},
        events="recall_passed_on forwardedtext.recalled",
        tells="editor he shen zhou",
        starts="review",
        stops="passed_on",
        changes="forwardedtext.state proposal.passed_on_as proposal.state",
    ),
    Does(
        "recall_passed_on",
        "passed_on_anew",
        "chair",
        {"reason": "应作为提案立案办理"},
        events="recall_passed_on forwardedtext.recalled",
        tells="he office_clerk shen zhou",
        starts="review",
        stops="passed_on",
        changes="forwardedtext.state proposal.passed_on_as proposal.state",
    ),
    Does("publish_list", "filed", "clerk", stops="publish_list", changes="proposal.listed_at"),
    Does(
        "hand_over",
        "filed",
        "clerk",
        lambda c, _: {"channel": c.gov.pk},
        tells="gov_office",
        starts="assign",
        stops="handover",
        changes="proposal.channel_id proposal.state",
    ),
    Does(
        "take_back",
        "with_the_channel",
        "gov_office",
        {"reason": "应由区委督查室交办"},
        tells="clerk",
        starts="handover",
        stops="assign",
        changes="proposal.state",
    ),
    Does(
        "assign",
        "with_the_channel",
        "gov_office",
        lambda c, _: {"lead": c.housing.pk, "joints": [c.water.pk]},
        tells="he housing_clerk housing_head shen water_clerk water_head zhou",
        starts="first_contact joint_opinion reply return*2 sign*2",
        stops="assign",
        changes="+assignment proposal.assigned_at proposal.state",
    ),
    Does(
        "add_unit",
        "handled",
        "gov_office",
        lambda c, _: {"unit": c.school.pk, "role": "joint"},
        tells="school_clerk",
        starts="joint_opinion return sign",
        changes="+assignment",
    ),
    Does("mark_key", "filed", "chair", tells="he shen zhou", changes="proposal.is_key"),
    Does("instruct", "handled", "leader", {"instruction": "请抓紧办理"}, tells="clerk gov_office"),
    Does(
        "evaluate",
        "judged_by_nobody",
        "shen",
        {"result": "satisfied", **JUDGED},
        tells="clerk",
        stops="feedback",
        changes=(
            "evaluation.answered_at evaluation.answered_by_id evaluation.answers evaluation.result evaluation.state"
        ),
    ),
    Does(
        "correct_judgement",
        "judged_by_two",
        "shen",
        {"result": "dissatisfied", "comment": "没有时间表", **JUDGED},
        tells="clerk",
        changes="evaluation.answered_at evaluation.comment evaluation.earlier evaluation.result",
        day=MONDAY + timedelta(days=1),
    ),
    Does(
        "enter_judgement",
        "judged_by_two",
        "clerk",
        lambda c, obj: {
            "evaluation": obj.evaluations.filter(state="waiting").values_list("pk", flat=True).first() or 0,
            "paper_dated": MONDAY,
            "result": "satisfied",
            **JUDGED,
        },
        tells="he",
        stops="feedback",
        changes=(
            "evaluation.answered_at evaluation.answered_by_id evaluation.answers evaluation.paper_dated "
            "evaluation.result evaluation.state"
        ),
    ),
    Does(
        "deny_contact",
        "talked_about",
        "shen",
        lambda _, obj: {
            "contact": obj.assignments.values_list("contacts", flat=True).exclude(contacts=None).first() or 0
        },
        tells="gov_office housing_clerk",
        changes="contactrecord.denied_at contactrecord.denied_by",
    ),
    Does(
        "undeny_contact",
        "denied",
        "shen",
        lambda _, obj: {
            "contact": obj.assignments.values_list("contacts", flat=True).exclude(contacts=None).first() or 0
        },
        tells="gov_office housing_clerk",
        changes="contactrecord.denied_at contactrecord.denied_by",
    ),
    Does("no_answer", "judged_by_nobody", "clerk", day=LATER, stops="feedback*3", changes="evaluation.state"),
    Does(
        "feedback_over",
        "judged_by_nobody",
        "",
        lambda _, obj: {"evaluation": obj.evaluations.filter(state="waiting").first().pk},
        day=LATER,
        stops="feedback",
        changes="evaluation.state",
    ),
    Does(
        "feedback_over",
        "judged_by_two",
        "",
        lambda _, obj: {"evaluation": obj.evaluations.filter(state="waiting").first().pk},
        day=LATER,
        tells="clerk",
        stops="feedback",
        changes="evaluation.state",
    ),
    Does("judge_left", "judged_by_nobody", "", of("zhou"), stops="feedback", changes="evaluation.state"),
    Does("judge_left", "judged_by_two", "", of("he"), tells="clerk", stops="feedback", changes="evaluation.state"),
    # A co-signer who leaves is not waited for; whoever has signed first follows a first proposer who leaves.
    Does("signer_left", "invited", "", of("he"), tells="shen", stops="cosign", changes="signatory.state"),
    Does(
        "signer_left",
        "invited",
        "",
        of("shen"),
        tells="zhou",
        changes="signatory.order signatory.position signatory.state",
    ),
    Does("signer_left", "sent_back", "", of("shen"), tells="he zhou", changes="signatory.order signatory.position"),
    Does("lapse_with_proposer", "drafted", "", of("shen"), changes="proposal.state"),
    Does(
        "lapse_with_proposer",
        "changed_while_cosigned",
        "",
        of("shen"),
        tells="he zhou",
        changes="proposal.state signatory.state",
    ),
    Does("urge_evaluation", "judged_by_nobody", "clerk", {"wording": "请您评价"}, tells="he shen zhou"),
    Does(
        "rehandle",
        "dissatisfied",
        "gov_office",
        {"reason": "请给出时间表"},
        tells="he housing_clerk housing_head shen zhou",
        starts="first_contact reply return sign",
        changes="+assignment proposal.round proposal.state",
    ),
    Does(
        "rehandle",
        "followed",
        "clerk",
        {"reason": "情况有变"},
        tells="he housing_clerk housing_head shen zhou",
        starts="first_contact reply return sign",
        stops="follow_up",
        changes="+assignment proposal.round proposal.state",
    ),
    Does("close", "content", "clerk", tells="he shen zhou", changes="proposal.closed_at proposal.state"),
    Does("follow", "content_with_a_plan", "clerk", tells="he shen zhou", starts="follow_up", changes="proposal.state"),
    Does(
        "close_after_talk",
        "dissatisfied_again",
        "clerk",
        {"held_on": MONDAY, "people": "周正", "reason": "已说明"},
        tells="he shen zhou",
        changes="proposal.closed_at proposal.state",
    ),
    Does(
        "record_follow_up",
        "followed",
        "housing_clerk",
        {"text": "管网已更新", "letter": "A"},
        tells="he shen zhou",
        stops="follow_up",
        changes="+followup proposal.follow_label proposal.follow_letter proposal.follow_meaning",
    ),
    Does(
        "record_follow_up",
        "followed",
        "clerk",
        {"text": "正在办", "letter": "B"},
        tells="he shen zhou",
        starts="follow_up",
        stops="follow_up",
        changes="+followup proposal.follow_label proposal.follow_letter proposal.follow_meaning",
    ),
    Does("finish_follow_up", "visited", "clerk", tells="he shen zhou", changes="proposal.closed_at proposal.state"),
)

ASSIGNMENT = (
    Does(
        "sign",
        "sent",
        "housing_clerk",
        SIGNED_FOR,
        tells="he shen zhou",
        starts="promised",
        stops="sign",
        changes=(
            "assignment.handler_name assignment.handler_phone assignment.promised_on "
            "assignment.signed_at assignment.state"
        ),
    ),
    Does("urge_sign", "sent", "gov_office", {"wording": "请签收"}, tells="housing_clerk"),
    Does(
        "ask_return",
        "sent",
        "housing_clerk",
        {"ground": "not_our_duty", "reason": "不属本局职责"},
        tells="gov_office",
        starts="return_answer",
        stops="return sign",
        changes="assignment.return_ground assignment.return_reason assignment.state",
    ),
    Does(
        "accept_return",
        "return_asked",
        "gov_office",
        lambda c, _: {"unit": c.school.pk},
        tells="he housing_clerk school_clerk shen zhou",
        starts="first_contact reply return sign",
        stops="first_contact reply return_answer",
        changes="+assignment assignment.state",
    ),
    Does(
        "refuse_return",
        "return_asked",
        "gov_office",
        {"reason": "属你局职责"},
        tells="housing_clerk",
        starts="sign",
        stops="return_answer",
        changes="assignment.state",
    ),
    Does(
        "revoke",
        "asked_to_countersign",
        "gov_office",
        {"reason": "不须会办"},
        events="countersigned revoke",
        tells="housing_head water_clerk",
        stops="countersign joint_opinion return",
        changes="-countersign assignment.state",
    ),
    Does(
        "unite",
        "asked_to_countersign",
        "",
        {"reason": "“区水利局”并入“区财政局”，由其一并办理（会办）"},
        events="countersigned unite",
        tells="housing_head",
        stops="countersign joint_opinion return",
        changes="-countersign assignment.state",
    ),
    Does(
        "deliver",
        "passed_for_two",
        "housing_clerk",
        {"answers": []},
        events="deliver go_on",
        tells="clerk he shen zhou",
        stops="deliver reply",
        changes=(
            "+assignment assignment.delivered_at assignment.state owedanswer.work_id "
            "reply.delivered_at reply.document_number"
        ),
    ),
    # Nobody else is waited for: the matter goes on to be judged.
    Does(
        "fall_away",
        "left_apart",
        "",
        {"reason": "并错了"},
        events="fall_away proposal.receive_replies",
        tells="he housing_clerk shen zhou",
        starts="feedback*3",
        stops="reply",
        changes=(
            "+evaluation assignment.state proposal.answered_at proposal.result_label proposal.result_letter "
            "proposal.result_meaning proposal.state"
        ),
    ),
    Does("part", "with_the_head", "", {"reason": "撤销“区水利局”的移交"}, changes="assignment.state"),
    Does(
        "sign_again",
        "passed",
        "",
        {"reason": "“区水利局”的工作移交“区住房和城乡建设局”"},
        tells="housing_clerk housing_head",
        stops="deliver",
        changes="assignment.state reply.checked_at reply.checked_by_id reply.signed_at reply.signed_by_id",
    ),
    Does("signature_stands", "with_the_head", "", {"reason": "撤销“区水利局”的移交"}, changes="assignment.state"),
    Does(
        "record_contact",
        "signed",
        "housing_clerk",
        TALKED,
        tells="shen",
        stops="first_contact",
        changes="+contactrecord",
    ),
    Does(
        "settle_contact",
        "talk_denied",
        "gov_office",
        {"stands": "no", "reason": "只打过一次电话，没有打通"},
        tells="he housing_clerk shen zhou",
        starts="first_contact",
        changes="contactrecord.stands",
    ),
    Does(
        "give_opinion",
        "signed_by_joint_unit",
        "water_clerk",
        {"opinion": "同意"},
        tells="housing_clerk",
        stops="joint_opinion return",
        changes="assignment.delivered_at assignment.opinion assignment.opinion_at assignment.state",
    ),
    Does(
        "draft",
        "signed",
        "housing_clerk",
        {"text": "一、已办。", "letter": "A", "is_public": True},
        stops="return",
        changes="+reply assignment.state",
    ),
    Does(
        "send_countersign",
        "lead_drafted",
        "housing_clerk",
        tells="finance_clerk water_clerk",
        starts="countersign*2",
        changes="+countersign assignment.state",
    ),
    Does(
        "countersign",
        "asked_to_countersign",
        "water_clerk",
        events="countersign countersigned",
        tells="housing_clerk housing_head",
        stops="countersign",
        changes="assignment.state countersign.answered_at countersign.answered_by_id countersign.state",
    ),
    Does(
        "object",
        "asked_to_countersign",
        "water_clerk",
        {"comment": "没有资金"},
        events="countersign_failed object",
        tells="housing_clerk",
        stops="countersign",
        changes=(
            "assignment.state countersign.answered_at countersign.answered_by_id "
            "countersign.comment countersign.state reply.must_change"
        ),
    ),
    Does(
        "countersign_over",
        "asked_to_countersign",
        "",
        day=LATER,
        events="countersign_over countersigned",
        tells="housing_clerk housing_head water_clerk",
        stops="countersign",
        changes="assignment.state countersign.answered_at countersign.by_silence countersign.state",
    ),
    Does(
        "recall_countersign",
        "circulating",
        "housing_clerk",
        {"reason": "再改一改"},
        tells="finance_clerk water_clerk",
        stops="countersign*2",
        changes="-countersign assignment.state",
    ),
    Does("submit_reply", "reply_drafted", "housing_clerk", tells="housing_head", changes="assignment.state"),
    Does(
        "sign_off",
        "with_the_head",
        "housing_head",
        tells="gov_office",
        starts="check",
        changes="assignment.state reply.signed_at reply.signed_by_id",
    ),
    Does(
        "send_back",
        "with_the_head",
        "housing_head",
        {"reason": "请补充数字"},
        tells="housing_clerk",
        changes="assignment.state reply.must_change",
    ),
    Does(
        "pass_check",
        "being_checked",
        "gov_office",
        {"letter": "A", "grade_reason": "已办结"},
        tells="housing_clerk",
        starts="deliver",
        stops="check",
        changes=(
            "assignment.state reply.checked_at reply.checked_by_id reply.grade_reason reply.label "
            "reply.letter reply.meaning"
        ),
    ),
    Does(
        "return_reply",
        "being_checked",
        "gov_office",
        {"reason": "没有回应建议"},
        tells="housing_clerk",
        stops="check",
        changes="assignment.state reply.must_change",
    ),
    Does(
        "deliver",
        "passed",
        "housing_clerk",
        events="deliver proposal.receive_replies",
        tells="clerk he shen zhou",
        starts="feedback*3",
        stops="deliver reply",
        changes=(
            "+evaluation assignment.delivered_at assignment.state proposal.answered_at "
            "proposal.result_label proposal.result_letter proposal.result_meaning proposal.state "
            "reply.delivered_at reply.document_number"
        ),
    ),
    Does(
        "correct_number",
        "delivered",
        "housing_clerk",
        {"document_number": "江建提〔2026〕19号", "reason": "编号有误"},
        tells="he shen zhou",
        changes="reply.document_number",
    ),
    Does(
        "ask_extension",
        "signed",
        "housing_clerk",
        {"reason": "须先勘测"},
        tells="gov_office",
        starts="extension_answer",
        changes="+extension",
    ),
    Does(
        "explain",
        "signed",
        "housing_clerk",
        may_explain,
        tells="gov_office he shen zhou",
        moves="reply",
    ),
    Does(
        "grant_extension",
        "extension_asked",
        "gov_office",
        {"answer": "同意"},
        tells="clerk he housing_clerk shen zhou",
        stops="extension_answer",
        moves="reply",
        changes=("extension.answer extension.answered_at extension.answered_by_id extension.due_after extension.state"),
    ),
    Does(
        "refuse_extension",
        "extension_asked",
        "gov_office",
        {"reason": "请按期办"},
        tells="housing_clerk",
        stops="extension_answer",
        changes="extension.answer extension.answered_at extension.answered_by_id extension.state",
    ),
    Does("urge", "signed", "gov_office", {"wording": "请抓紧"}, tells="housing_clerk"),
)


def a_main(proposal) -> int:
    """A matter of the same session that units work on."""
    others = type(proposal).objects.filter(session=proposal.session_id, state="handling")
    return others.order_by("pk").values_list("pk", flat=True)[0]


DOES = {"proposals.Proposal": PROPOSAL, "proposals.Assignment": ASSIGNMENT}
