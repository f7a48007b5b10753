"""The committee's process, on one page: the life of a proposal (提案), and the work of each unit on it (承办件).

Read a row as: WHO may DO this, FROM there TO here, PROVIDED these hold, having FILLED IN these; the act WRITES these,
THEN these follow. Pages, API, batch, the diagram in docs/lifecycle.md, to-do lists and tests read the same rows.
Local differences (days, grounds, letters, questions) are not here: they are rules with a date and a source.
"""

from core.lifecycle import Do, Lifecycle
from core.models import Event, Role
from proposals import deadlines, sentences
from proposals import facts as ask
from proposals.effects import assigning, countersigning, handling, judging, review, writing
from proposals.effects.telling import tell_channel, tell_proposers, tell_role, tell_unit
from proposals.models.states import AssignmentState as A
from proposals.models.states import ProposalState as P
from proposals.rules import conditions as when
from proposals.rules import people as who

OFFICE = Event.Audience.OFFICE
UNIT = Event.Audience.UNIT
staff = who.is_proposal_clerk | who.is_proposal_chair
WRITING = (P.DRAFT, P.COSIGNING, P.RETURNED)
BEFORE_UNITS = (P.SUBMITTED, P.RETURNED, P.RECOMMENDED, P.FILED, P.ASSIGNING)
WITH_UNITS = (P.HANDLING, P.REHANDLING)
complete = (when.has_a_proposer, when.text_is_complete, when.text_is_within_limits, when.session_takes_proposals)

# fmt: off
PROPOSAL = Lifecycle("proposals.Proposal", "提案", P, initial=P.DRAFT,
    ends=(P.CLOSED, P.NOT_FILED, P.MERGED, P.PASSED_DONE, P.WITHDRAWN), rows=(
    # -- writing and signing ------------------------------------------------------------------------------------
    Do("submit", "提交", WRITING, P.SUBMITTED, who=who.is_proposer, awaited=True,
       provided=complete, doing=(writing.submit,), says=sentences.submitted,
       then=(deadlines.stop("revise"), deadlines.start_review, writing.tell_receipt,
             tell_role(Role.PROPOSAL_CLERK, "收到{case}，请审查"))),
    Do("invite", "邀请联名", (P.DRAFT, P.COSIGNING), P.COSIGNING, who=who.is_proposer,
       provided=(when.is_individual, when.has_a_proposer, when.text_is_complete),
       filled_in=(ask.INVITEES, ask.REMARK), says=sentences.invited, then=(writing.invite,)),
    Do("send_round", "再送联名人", (P.DRAFT,), P.COSIGNING, who=who.is_proposer, quiet=True,
       provided=(when.is_individual, when.text_is_complete), then=(writing.send_round_again,)),
    Do("edit_again", "修改文稿", (P.COSIGNING,), P.DRAFT, who=who.is_proposer, quiet=True,
       confirm="修改后，已署名的委员需要重新署名。", then=(writing.ask_signers_again,)),
    Do("agree_cosign", "同意署名", (P.COSIGNING,), None, who=who.is_invited, awaited=True, repeatable=True,
       filled_in=(ask.REMARK,), then=(writing.agree,)),
    Do("decline_cosign", "不署名", (P.COSIGNING,), None, who=who.is_invited, repeatable=True,
       filled_in=(ask.REMARK,), then=(writing.decline,)),
    Do("unsign", "撤回署名", (P.COSIGNING,), None, who=who.has_agreed, repeatable=True, quiet=True,
       filled_in=(ask.REASON,), then=(writing.withdraw_signature,)),
    Do("discard", "放弃草稿", (P.DRAFT, P.COSIGNING), P.WITHDRAWN, who=who.is_proposer, quiet=True,
       confirm="放弃后不能再提交这份草稿。", then=(deadlines.stop_all,)),
    Do("withdraw", "撤案", BEFORE_UNITS, P.WITHDRAWN, who=who.is_proposer, quiet=True, filled_in=(ask.REASON,),
       confirm="撤案须在交办之前，撤案后各联名人会收到通知。", doing=(review.unnumber,),
       then=(deadlines.stop_all, tell_proposers("{case}已撤案", with_reason=True),
             tell_role(Role.PROPOSAL_CLERK, "{case}已由提案者撤案"))),
    # -- review -------------------------------------------------------------------------------------------------
    Do("recommend", "提出初审意见", (P.SUBMITTED,), P.RECOMMENDED, who=who.is_proposal_clerk, awaited=True,
       audience=OFFICE, filled_in=(ask.OUTCOME, ask.GROUND_IF_ANY, ask.CATEGORY, ask.REVIEW_TEXT),
       says=sentences.recommended, then=(review.recommend, tell_role(Role.PROPOSAL_CHAIR, "{case}待审定"))),
    Do("file", "立案", (P.SUBMITTED, P.RECOMMENDED), P.FILED, who=who.is_proposal_chair, awaited=True, batch=True,
       provided=(when.was_recommended,), filled_in=(ask.CATEGORY, ask.REVIEW_TEXT), doing=(review.number,),
       says=sentences.filed,
       then=(review.decide("file"), deadlines.stop("review"), deadlines.start_handover,
             tell_proposers("{case}已立案"), tell_role(Role.PROPOSAL_CLERK, "{case}已立案，请送交办"))),
    Do("return_to_author", "退回修改", (P.SUBMITTED, P.RECOMMENDED), P.RETURNED, who=staff, filled_in=(ask.REASON,),
       then=(review.decide("return"), deadlines.stop("review"), deadlines.start_revision,
             tell_proposers("{case}请修改后再提交", with_reason=True))),
    Do("not_file", "不予立案", (P.SUBMITTED, P.RECOMMENDED), P.NOT_FILED, who=who.is_proposal_chair, batch=True,
       provided=(when.was_recommended,), filled_in=(ask.GROUND, ask.REASON), says=sentences.not_filed,
       then=(review.set_ground, review.decide("not_file"), deadlines.stop_all,
             tell_proposers("{case}未予立案", with_reason=True))),
    Do("merge", "并案", (P.SUBMITTED, P.RECOMMENDED, P.FILED), P.MERGED, who=who.is_proposal_chair,
       provided=(when.was_recommended_or_filed,), filled_in=(ask.MAIN, ask.REVIEW_TEXT), says=sentences.merged,
       then=(review.merge, review.decide("merge"), deadlines.stop_all, tell_proposers("{case}已并案办理"))),
    Do("pass_on", "转送", (P.SUBMITTED, P.RECOMMENDED), P.PASSED_ON, who=who.is_proposal_chair, batch=True,
       provided=(when.was_recommended,), filled_in=(ask.PASS_ON_AS, ask.REVIEW_TEXT), says=sentences.passed_on,
       then=(review.pass_on, review.decide("pass_on"), deadlines.stop_all, deadlines.start_passed_on,
             review.tell_passed_on)),
    Do("undo_decision", "撤回审定", (P.FILED, P.NOT_FILED), P.RECOMMENDED, who=who.is_proposal_chair, quiet=True,
       filled_in=(ask.REASON,), doing=(review.unnumber, review.clear_decision),
       then=(deadlines.stop_all, deadlines.start_review, tell_proposers("{case}的审定结论已撤回", with_reason=True))),
    Do("take_over", "接收处理", (P.PASSED_ON,), P.PASSED_TAKEN, who=who.takes_passed_on, awaited=True,
       audience=OFFICE, filled_in=(ask.HANDLED_HOW,), then=(tell_role(Role.OPINION_SIGNER, "{case}转送件待签发"),)),
    Do("sign_passed_on", "签发", (P.PASSED_TAKEN,), P.PASSED_DONE, who=who.signs_passed_on, awaited=True,
       filled_in=(ask.NOTE,), then=(deadlines.stop_all, tell_proposers("您的意见已经处理：{case}"))),
    # -- handing to units ---------------------------------------------------------------------------------------
    Do("hand_over", "送交办", (P.FILED,), P.ASSIGNING, who=staff, awaited=True, batch=True,
       filled_in=(ask.CHANNEL,), doing=(assigning.set_channel,), says=sentences.handed_over,
       then=(deadlines.stop("handover"), deadlines.start_assigning, tell_channel("{case}请交办"))),
    Do("take_back", "退回重定渠道", (P.ASSIGNING,), P.FILED, who=staff | who.is_channel_office, quiet=True,
       filled_in=(ask.REASON,),
       then=(deadlines.stop("assign"), deadlines.start_handover,
             tell_role(Role.PROPOSAL_CLERK, "{case}退回，请重定交办渠道"))),
    Do("assign", "交办", (P.ASSIGNING,), P.HANDLING, who=who.is_channel_office, awaited=True, batch=True,
       filled_in=(ask.LEAD, ask.JOINTS, ask.SEPARATES), says=sentences.assigned,
       then=(deadlines.stop("assign"), assigning.assign, tell_proposers("{case}已交办"))),
    Do("add_unit", "增加承办单位", WITH_UNITS, None, who=who.is_channel_office, quiet=True,
       filled_in=(ask.NEW_UNIT, ask.ROLE), says=sentences.unit_added, then=(assigning.add_unit,)),
    Do("mark_key", "列为重点提案", (P.FILED, P.ASSIGNING, P.HANDLING), None, who=who.is_proposal_chair, quiet=True,
       provided=(when.not_yet_key,), filled_in=(ask.NOTE,), doing=(judging.mark_key,),
       then=(tell_proposers("{case}列为重点提案"),)),
    Do("instruct", "批示", (P.FILED, P.ASSIGNING, P.HANDLING, P.EVALUATING, P.REHANDLING, P.FOLLOWING), None,
       who=who.is_leader, repeatable=True, audience=OFFICE, filled_in=(ask.INSTRUCTION,),
       then=(tell_role(Role.PROPOSAL_CLERK, "领导对{case}作出批示"), judging.tell_instruction)),
    # -- judgement, second handling, closing, follow-up -------------------------------------------------------------
    Do("receive_replies", "收齐答复", WITH_UNITS, P.EVALUATING, who=None, system=True,
       doing=(judging.take_result,), then=(judging.ask_for_judgement,)),
    Do("evaluate", "评价答复", (P.EVALUATING,), None, who=who.is_asked_to_judge, awaited=True, repeatable=True,
       audience=UNIT, filled_in=ask.evaluation_questions, says=sentences.judged,
       then=(judging.judge, tell_role(Role.PROPOSAL_CLERK, "{case}收到评价"))),
    Do("no_answer", "登记无反馈", (P.EVALUATING,), None, who=staff, quiet=True,
       provided=(when.somebody_has_not_judged, when.feedback_time_is_over),
       then=(judging.record_no_answer, deadlines.stop("feedback"))),
    Do("rehandle", "二次交办", (P.EVALUATING, P.FOLLOWING, P.CLOSED), P.REHANDLING,
       who=who.is_proposal_clerk | who.is_channel_office, awaited=when.awaits_second_handling,
       filled_in=(ask.REASON, ask.REHANDLE_UNITS, ask.REHANDLE_JOINTS), says=sentences.rehandled,
       provided=(when.everyone_has_judged_if_asked,), then=(deadlines.stop_all, judging.start_second_round)),
    Do("close", "办结", (P.EVALUATING,), P.CLOSED, who=staff, awaited=when.awaits_closing, batch=True,
       provided=(when.everyone_has_judged, when.nobody_is_dissatisfied, when.result_needs_no_follow_up),
       doing=(judging.close,), then=(deadlines.stop_all, tell_proposers("{case}已办结"))),
    Do("follow", "转入跟踪办理", (P.EVALUATING,), P.FOLLOWING, who=staff, awaited=when.awaits_following, batch=True,
       provided=(when.everyone_has_judged, when.nobody_is_dissatisfied, when.result_needs_follow_up),
       then=(deadlines.stop_all, deadlines.start_follow_up, tell_proposers("{case}转入跟踪办理"))),
    Do("close_after_talk", "面谈后办结", (P.EVALUATING,), P.CLOSED, who=staff, quiet=True,
       awaited=when.awaits_talk, provided=(when.everyone_has_judged, when.second_round_left_someone_dissatisfied),
       filled_in=(ask.TALK_DAY, ask.TALK_PEOPLE, ask.REASON), says=sentences.talked, doing=(judging.close,),
       then=(deadlines.stop_all, tell_proposers("{case}经面谈后办结", with_reason=True))),
    Do("record_follow_up", "登记跟踪进展", (P.FOLLOWING,), None, who=staff | who.answered_here, awaited=True,
       repeatable=True, filled_in=(ask.FOLLOW_TEXT, ask.FOLLOW_LETTER), says=sentences.followed,
       then=(judging.record_follow_up, tell_proposers("{case}有新的办理进展"))),
    Do("finish_follow_up", "跟踪办结", (P.FOLLOWING,), P.CLOSED, who=staff, provided=(when.has_follow_up,),
       doing=(judging.close,), then=(deadlines.stop_all, tell_proposers("{case}跟踪办结"))),
))

ASSIGNMENT = Lifecycle("proposals.Assignment", "承办件", A, initial=A.SENT,
    ends=(A.DELIVERED, A.OPINION_GIVEN, A.RETURNED, A.REVOKED), rows=(
    # -- taking it on, or not -----------------------------------------------------------------------------------
    Do("sign", "签收", (A.SENT,), A.SIGNED, who=who.is_unit_clerk, awaited=True, batch=True,
       filled_in=(ask.HANDLER, ask.HANDLER_PHONE, ask.PROMISED), doing=(handling.sign_for,), says=sentences.signed_for,
       then=(deadlines.stop("sign"), tell_proposers("{case}承办单位已签收"))),
    Do("ask_return", "申请退办", (A.SENT, A.SIGNED), A.RETURN_ASKED, who=who.is_unit_clerk | who.is_unit_head,
       audience=UNIT, provided=(when.is_within_return_window,),
       filled_in=(ask.RETURN_GROUND, ask.REASON, ask.RETURN_SUGGESTS), says=sentences.return_asked,
       doing=(assigning.keep_return_request,),
       then=(deadlines.start_return_answer, tell_channel("{unit}申请退办{case}，请答复"))),
    Do("accept_return", "同意退办并改办", (A.RETURN_ASKED,), A.RETURNED, who=who.is_channel_office, awaited=True,
       filled_in=(ask.NEW_UNIT_IF_ANY, ask.NOTE), says=sentences.reassigned, then=(assigning.reassign,)),
    Do("refuse_return", "不同意退办", (A.RETURN_ASKED,), A.SIGNED, who=who.is_channel_office, awaited=True,
       audience=UNIT, filled_in=(ask.REASON,),
       then=(deadlines.stop("return_answer"), assigning.keep_unit, tell_unit("不同意{case}退办，请继续办理"))),
    Do("revoke", "撤销交办", (A.SENT, A.SIGNED, A.RETURN_ASKED), A.REVOKED, who=who.is_channel_office, quiet=True,
       provided=(when.is_not_the_only_answer,), filled_in=(ask.REASON,), audience=UNIT, then=(assigning.revoke,)),
    # -- talking, joint opinion, drafting ---------------------------------------------------------------------------
    Do("record_contact", "登记沟通", (A.SIGNED, A.DRAFTED, A.COUNTERSIGNING, A.SIGNING, A.OPINION_GIVEN), None,
       who=who.is_unit_clerk, awaited=when.awaits_contact, repeatable=True,
       says=sentences.contacted,
       filled_in=(ask.CONTACT_MODE, ask.CONTACT_DAY, ask.CONTACT_WITH, ask.CONTACT_PEOPLE, ask.CONTACT_TEXT),
       doing=(handling.record_contact,),
       then=(deadlines.stop("first_contact"), tell_proposers("承办单位登记了与您的沟通：{case}"))),
    Do("give_opinion", "提交会办意见", (A.SIGNED,), A.OPINION_GIVEN, who=who.is_joint_clerk,
       awaited=when.awaits_joint_opinion,
       audience=UNIT, filled_in=(ask.OPINION,), doing=(handling.give_opinion,), says=sentences.by_unit("提交会办意见"),
       then=(deadlines.stop("joint_opinion"), assigning.tell_lead)),
    Do("draft", "起草答复", (A.SIGNED, A.DRAFTED), A.DRAFTED, who=who.is_answering_clerk,
       awaited=when.awaits_first_draft, audience=UNIT,
       filled_in=(ask.REPLY_TEXT, ask.LETTER, ask.IS_PUBLIC, ask.REPLY_CONTACT, ask.REPLY_PHONE),
       doing=(handling.keep_draft,), says=sentences.drafted),
    # -- countersigning -----------------------------------------------------------------------------------------
    Do("send_countersign", "送会签", (A.DRAFTED,), A.COUNTERSIGNING, who=who.is_answering_clerk,
       awaited=when.awaits_countersigning, audience=UNIT,
       provided=(when.has_joint_units, when.has_draft, when.proposer_was_contacted, when.draft_met_no_objection),
       says=sentences.by_unit("送会办单位会签"), then=(countersigning.send_round,)),
    Do("countersign", "同意会签", (A.SIGNED, A.OPINION_GIVEN), None, who=who.is_joint_clerk,
       awaited=when.awaits_own_countersign, audience=UNIT, repeatable=True, filled_in=(ask.COMMENT,),
       provided=(when.countersign_is_waiting,), says=sentences.by_unit("同意会签"), then=(countersigning.agree,)),
    Do("object", "不同意会签", (A.SIGNED, A.OPINION_GIVEN), None, who=who.is_joint_clerk, audience=UNIT,
       repeatable=True, provided=(when.countersign_is_waiting,), filled_in=(ask.OBJECTION,),
       says=sentences.by_unit("会签提出不同意见"), then=(countersigning.object_to,)),
    Do("countersigned", "会签完成", (A.COUNTERSIGNING,), A.SIGNING, who=None, system=True, audience=UNIT,
       then=(tell_unit("{case}答复稿待签发", Role.UNIT_HEAD),)),
    Do("countersign_failed", "会签未一致", (A.COUNTERSIGNING,), A.DRAFTED, who=None, system=True, audience=UNIT,
       then=(tell_unit("{case}会签有不同意见，请协商修改"),)),
    Do("recall_countersign", "撤回会签", (A.COUNTERSIGNING,), A.DRAFTED, who=who.is_answering_clerk, audience=UNIT,
       quiet=True, filled_in=(ask.REASON,), then=(countersigning.recall,)),
    # -- signing off, checking, delivering ----------------------------------------------------------------------
    Do("submit_reply", "送签发", (A.DRAFTED,), A.SIGNING, who=who.is_answering_clerk,
       awaited=when.awaits_signature, audience=UNIT,
       provided=(when.has_draft, when.needs_no_countersign, when.proposer_was_contacted),
       says=sentences.by_unit("送负责人签发"), then=(tell_unit("{case}答复稿待签发", Role.UNIT_HEAD),)),
    Do("sign_off", "签发", (A.SIGNING,), A.CHECKING, who=who.is_answering_head, awaited=True, audience=UNIT,
       doing=(handling.sign_off,), says=sentences.by_unit("负责人签发"),
       then=(deadlines.start_check, tell_channel("{unit}的{case}答复请审核"))),
    Do("send_back", "退回修改", (A.SIGNING,), A.DRAFTED, who=who.is_answering_head, audience=UNIT,
       filled_in=(ask.REASON,), then=(tell_unit("{case}答复稿请修改"),)),
    Do("pass_check", "审核通过", (A.CHECKING,), A.CHECKED, who=who.is_channel_office, awaited=True, audience=UNIT,
       filled_in=(ask.LETTER, ask.GRADE_REASON), says=sentences.checked,
       then=(handling.pass_check, deadlines.stop("check"), tell_unit("{case}答复审核通过，请送达"))),
    Do("return_reply", "退回重办", (A.CHECKING,), A.DRAFTED, who=who.is_channel_office, audience=UNIT,
       filled_in=(ask.REASON,), then=(deadlines.stop("check"), tell_unit("{case}答复退回重办"))),
    Do("deliver", "送达答复", (A.CHECKED,), A.DELIVERED, who=who.is_answering_clerk, awaited=True,
       filled_in=(ask.DOCUMENT_NUMBER,), doing=(handling.deliver,), says=sentences.by_unit("送达答复"),
       then=(deadlines.stop_all, tell_proposers("{case}承办单位已答复"), assigning.copy_to_joint_units,
             assigning.receive_if_complete)),
))
# fmt: on
