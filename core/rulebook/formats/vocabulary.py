"""Words of the neutral vocabulary of deadlines: which of our keys a rule's id means, which class a class word means."""

import re

from core import rulebook

#: Ids of deadlines and the key that holds them. Ids are read without the words of their class (reply_session_cppcc).
KEYS = {
    "proposal.cosign_days": "cosign cosign_answer joint_signing cosign_invitation",
    "proposal.review_days": "review examination filing_review screening filing file",
    "proposal.handover_days": "handover hand_over transfer handing_over",
    "proposal.assign_days": "assign assignment assigning dispatch",
    "proposal.assignment_meeting_days": "assignment_meeting assign_meeting assigning_meeting",
    "proposal.revise_days": "revise revision rework",
    "proposal.sign_days": "sign sign_receipt receipt signing sign_for accept acceptance acknowledge",
    "proposal.return_days": "return return_window return_request objection objection_window object refuse send_back "
    "adjustment adjustment_request return_to_sender",
    "proposal.reassign_days": "objection_answer return_answer reassign reassignment adjustment_answer "
    "answer_to_objection answer_objection return_decision objection_decision readjust",
    "proposal.first_contact_days": "first_contact contact communication first_communication first_talk first_meeting",
    "proposal.joint_opinion_days": "joint_opinion joint_reply joint_answer co_opinion assist_opinion joint_handling",
    "proposal.countersign_days": "countersign countersignature counter_sign",
    "proposal.reply_months": "reply answer reply_limit reply_deadline handling handle reply_final",
    "proposal.reply_cap": "cap reply_cap latest latest_reply final_cap overall_cap max_limit",
    "proposal.check_days": "check reply_check check_reply supervisor_check",
    "proposal.deliver_days": "deliver delivery send_reply reply_delivery reply_sending",
    "proposal.feedback_days": "feedback evaluation member_feedback evaluate opinion_form feedback_form",
    "proposal.rehandle_days": "second_reply rehandle rehandling second_handling re_reply second_answer reply_again",
    "proposal.follow_up_months": "follow_up revisit follow_up_visit",
    "proposal.passed_on_days": "passed_on pass_on forwarding",
    "proposal.publish_list_days": "publish_list list_publication publish_filed list_published filed_list publication",
    "proposal.key_select_days": "key_select key_selection select_key key_proposals key_proposal_selection",
    "proposal.leader_item_days": "leader_item_notice leader_item leader_notice head_item head_item_notice",
    "proposal.extension_answer_days": "extension_answer extension_decision answer_extension",
    "opinion.answer_days": "opinion_answer opinion_reply",
    "consultation.notice_days": "consultation_notice",
    "consultation.material_days": "consultation_material",
    "consultation.topic_material_days": "topic_material",
    "consultation.minutes_days": "minutes consultation_minutes",
    "meeting.notice_days": "meeting_notice",
    "meeting.leave_days": "leave_request meeting_leave leave",
}
BY_ID = {name: key for key, names in KEYS.items() for name in names.split()}
EXTENSIONS = {"extension", "extend", "extended", "prolongation", "reply_extension", "extension_reply", "postponement"}
CAPS = {name for name, key in BY_ID.items() if key == "proposal.reply_cap"}
REPLY, REPLY_CAP = "proposal.reply_months", "proposal.reply_cap"
NOT_REPLIES = re.compile(r"reply_(publi|open|copy|copied|form|due|report)")

TIME = {"session": "session", "interim": "interim", "plenary": "session", "intersession": "interim"}
OWN_BODY = {"cppcc"}
OTHER_BODIES = {"npc", "party", "parties", "deputy", "deputies", "congress"}
ROLES = {"lead", "joint", "unit", "head", "office", "member", "members", "proposer", "supervisor", "sole", "separate"}
STATES = {"dissatisfied", "merged", "filed", "assigned", "replied", "returned", "objected", "unsatisfied"}
EVERY = {"all", "any", "every", "proposal", "proposals"}
JOINERS = {"and", "or"}
CLASS_WORDS = {*TIME, *OWN_BODY, *OTHER_BODIES, *ROLES, *STATES, *EVERY, *JOINERS}
VERSION = re.compile(r"v?\d+|new|old|former")
#: Matters of the session by their nature: “filed at the session” says nothing more there.
OF_THE_SESSION = {"proposal.publish_list_days", "proposal.key_select_days", "proposal.assignment_meeting_days"}

UNITS = {
    "day": "days", "calendar_day": "days", "calendar_days": "days", "natural_days": "days",
    "working_day": "working_days", "workday": "working_days", "workdays": "working_days",
    "business_days": "working_days", "month": "months", "calendar_months": "months", "days_ahead": "days_before",
}  # fmt: skip


def words_of(name: str) -> list[str]:
    """The parts of an id or a class word: lead_and_joint → lead, joint."""
    return [word for word in re.split(r"[_\-\s/+,]+", name.lower()) if word and word not in JOINERS]


def stem(rule_id: str, matter_class: str = "") -> str:
    """The id without the words of its class and without a version: reply_session_cppcc → reply."""
    own = {*CLASS_WORDS, *words_of(matter_class)}
    parts = rule_id.split("_")
    while len(parts) > 1 and (parts[-1].lower() in own or VERSION.fullmatch(parts[-1].lower())):
        parts.pop()
    return "_".join(parts)


def key_of(name: str) -> str:
    """The key of the catalogue that a rule of this id (already a ``stem``) belongs to; a local one where none does."""
    if name in BY_ID:
        return BY_ID[name]
    if name.startswith("reply_") and not NOT_REPLIES.match(name):
        return REPLY
    return rulebook.LOCAL + name


def class_of(matter_class: str, key: str) -> tuple[str, bool]:
    """How the class is held for ``key``: our class (empty = every one), and whether it is one we do not know.

    Classes that the key implies already (joint units, the office, filed at the session) are every class.
    """
    words = words_of(matter_class)
    times = {TIME[word] for word in words if word in TIME}
    strange = [word for word in words if word not in CLASS_WORDS or word in OTHER_BODIES]
    if strange:
        return matter_class, True
    if len(times) == 1 and not (key in OF_THE_SESSION and times == {"session"}):
        return times.pop(), key.startswith(rulebook.LOCAL)
    return "", False
