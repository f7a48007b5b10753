"""Who may do what from where, on a matter that everybody of the cast has to do with.

The proposal: 沈岚 wrote it, 周正 has signed, 何静 is invited; all three are asked to judge; it goes through the
government's supervision office; the housing bureau answered it. Entered on behalf of 沈岚 by 白洁, it is these two who
write, hand in and withdraw it, and none of the other posts that enter proposals for others. The units' works: the
housing bureau's (lead) and the water bureau's (joint), both through the same office.
"""

from core.models import Organisation
from proposals.models import Assignment, Proposal, Signatory
from tests.builders.acts import work
from tests.promises.grid import Grid, May

ON_FILE = "filed assigning handling evaluating rehandling following closed merged"
EXTENDABLE = "signed return_asked drafted countersigning signing checking checked"
LEAD, JOINT = "housing_clerk", "water_clerk"
BOTH = f"{LEAD} {JOINT}"
CHANNEL, STAFF = "gov_office", "clerk chair"
WRITER = "shen"

PROPOSAL = (
    May("submit", "draft cosigning returned", WRITER),
    May("invite", "draft cosigning", WRITER),
    May("send_round", "draft", WRITER),
    May("ask_again", "returned", WRITER),
    May("edit_again", "cosigning", WRITER),
    May("agree_cosign", "cosigning returned", "he"),
    May("decline_cosign", "cosigning returned", "he"),
    May("unsign", "cosigning returned", "zhou"),
    May("discard", "draft cosigning", WRITER),
    May("withdraw", "submitted returned recommended filed assigning", WRITER),
    May("recommend", "submitted", "clerk"),
    May("file", "submitted recommended", "chair"),
    May("return_to_author", "submitted recommended", STAFF),
    May("not_file", "submitted recommended", "chair"),
    May("merge", "submitted recommended filed", "chair"),
    May("pass_on", "submitted recommended", "chair"),
    May("undo_decision", "filed not_filed", "chair"),
    May("unmerge", "merged", "chair"),
    May("recall_passed_on", "passed_on", "chair"),
    May("text_given_back", "passed_on"),
    May("publish_list", ON_FILE, STAFF),
    May("hand_over", "filed", STAFF),
    May("take_back", "assigning", f"{STAFF} {CHANNEL}"),
    May("assign", "assigning", CHANNEL),
    May("add_unit", "handling rehandling", CHANNEL),
    May("mark_key", "filed assigning handling", "chair"),
    May("instruct", "filed assigning handling evaluating rehandling following", "leader"),
    May("enter_instruction", "filed assigning handling evaluating rehandling following", "clerk office_clerk"),
    May("withdraw_instruction", "filed assigning handling evaluating rehandling following"),
    May("answer_instruction", "filed assigning handling evaluating rehandling following closed"),
    May("reopen_instruction", "filed assigning handling evaluating rehandling following closed"),
    May("receive_replies", "handling rehandling"),
    May("deny_contact", "handling rehandling evaluating", WRITER),
    May("undeny_contact", "handling rehandling evaluating"),
    May("evaluate", "handling evaluating rehandling", "shen zhou he"),
    May("correct_judgement", "handling evaluating rehandling"),
    May("enter_judgement", "evaluating", "clerk"),
    May("no_answer", "evaluating", STAFF),
    May("feedback_over", "handling evaluating rehandling"),
    May("judge_left", "handling evaluating rehandling"),
    May("correct_receipt", "submitted returned recommended"),
    May("signer_left", "draft cosigning returned"),
    May("lapse_with_proposer", "draft cosigning returned"),
    May("urge_evaluation", "evaluating", f"{STAFF} {CHANNEL}"),
    May("rehandle", "evaluating following closed", f"clerk {CHANNEL}"),
    May("close", "evaluating", STAFF),
    May("follow", "evaluating", STAFF),
    May("close_after_talk", "evaluating", STAFF),
    May("record_follow_up", "following", f"{STAFF} {LEAD}"),
    May("finish_follow_up", "following", STAFF),
    May("undo_finish", "closed", STAFF),
)

#: Entered at the proposer's request: whoever entered it does what the proposer does; signing and judging stay hers.
WRITERS = f"{WRITER} office_clerk"
BY_WHEN_ENTERED = {"deny_contact": WRITER, "correct_receipt": "clerk office_clerk"}
ENTERED = tuple(
    May(row.key, row.states, BY_WHEN_ENTERED.get(row.key, WRITERS if row.by == WRITER else row.by)) for row in PROPOSAL
)

LEAD_WORK = (
    May("sign", "sent", LEAD),
    May("urge_sign", "sent", f"{STAFF} {CHANNEL}"),
    May("ask_return", "sent signed", f"{LEAD} housing_head"),
    May("accept_return", "return_asked", CHANNEL),
    May("refuse_return", "return_asked", CHANNEL),
    May("revoke", "sent signed return_asked", CHANNEL),
    May("change_unit", "sent signed drafted countersigning signing", CHANNEL),
    May("adjust_due", "sent signed drafted countersigning signing checking checked", CHANNEL),
    May("take_lead", "sent signed"),
    May("take_lead_again", "opinion_given"),
    May("go_on", "sent"),
    May("fall_away", EXTENDABLE),
    May("unite", f"sent opinion_given {EXTENDABLE}"),
    May("part", "united drafted signing"),
    May("sign_again", "checking checked"),
    May("signature_stands", "signing"),
    May("record_contact", "signed drafted countersigning signing checking checked opinion_given", LEAD),
    May("settle_contact", f"delivered opinion_given {EXTENDABLE}", CHANNEL),
    May("give_opinion", "signed"),
    May("draft", "signed drafted", LEAD),
    May("send_countersign", "drafted", LEAD),
    May("countersign", "signed opinion_given"),
    May("object", "signed opinion_given"),
    May("countersign_over", "sent signed return_asked opinion_given"),
    May("countersigned", "countersigning"),
    May("countersign_failed", "countersigning"),
    May("recall_countersign", "countersigning", LEAD),
    May("submit_reply", "drafted", LEAD),
    May("sign_off", "signing", "housing_head"),
    May("send_back", "signing", "housing_head"),
    May("pass_check", "checking", CHANNEL),
    May("return_reply", "checking", CHANNEL),
    May("deliver", "checked", LEAD),
    May("correct_number", "delivered", f"{LEAD} {CHANNEL}"),
    May("ask_extension", "signed drafted countersigning signing", f"{LEAD} housing_head"),
    May("explain", "signed drafted countersigning signing", f"{LEAD} housing_head"),
    May("grant_extension", EXTENDABLE, CHANNEL),
    May("refuse_extension", EXTENDABLE, CHANNEL),
    May("urge", "signed drafted signing checked opinion_given", f"{STAFF} {CHANNEL}"),
)

#: A joint unit gives its opinion and countersigns; it neither drafts nor answers.
JOINT_INSTEAD = {
    "sign": JOINT, "ask_return": "water_clerk water_head", "record_contact": JOINT, "give_opinion": JOINT, "draft": "",
    "send_countersign": "", "countersign": JOINT, "object": JOINT, "recall_countersign": "", "submit_reply": "",
    "sign_off": "", "send_back": "", "deliver": "", "correct_number": CHANNEL,
    "ask_extension": "water_clerk water_head", "explain": "water_clerk water_head",
}  # fmt: skip
JOINT_WORK = tuple(May(row.key, row.states, JOINT_INSTEAD.get(row.key, row.by)) for row in LEAD_WORK)


def everybodys_proposal(cast, stages) -> Proposal:
    """See above; its state is then written by the grid itself."""
    proposal = stages["judged_by_nobody"]
    proposal.signatories.filter(member=cast.he_member).update(state=Signatory.State.INVITED)
    return proposal


def entered_proposal(cast, stages) -> Proposal:
    proposal = everybodys_proposal(cast, stages)
    Proposal.objects.filter(pk=proposal.pk).update(on_behalf=True, author=cast.office_clerk)
    return proposal


def lead_work(cast, stages) -> Assignment:
    return stages["circulating"]


def joint_work(cast, stages) -> Assignment:
    return work(stages["circulating"].proposal, Organisation.objects.get(pk=cast.water.pk))


MAY = {
    "proposals.Proposal": Grid(
        "proposals.Proposal", PROPOSAL, everybodys_proposal, lambda proposal: not proposal.on_behalf
    ),
    "proposals.Proposal entered on behalf": Grid(
        "proposals.Proposal", ENTERED, entered_proposal, lambda proposal: proposal.on_behalf
    ),
    "proposals.Assignment lead": Grid("proposals.Assignment", LEAD_WORK, lead_work, lambda one: one.answers),
    "proposals.Assignment joint": Grid("proposals.Assignment", JOINT_WORK, joint_work, lambda one: not one.answers),
}
