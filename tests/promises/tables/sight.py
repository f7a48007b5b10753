"""Who sees what at which stage, of one person of each post and of three strangers; by hand."""

#: 陆远 signed nothing, the school bureau handles nothing, the party's office gets nothing to assign.
STRANGERS = ("lu", "school_clerk", "party_office")

OFFICE = {"clerk", "chair", "office_clerk", "leader"}
EDITORS = {"editor", "signer"}
WRITER = {"shen"}
#: 毕然 follows what the members of the own special committee hand in.
UNDER_REVIEW = {*OFFICE, *WRITER, "committee_clerk"}
PASSED_ON = {*UNDER_REVIEW, *EDITORS}
#: On file with the proposers' consent: every member and every office of the committee.
PUBLIC = {*PASSED_ON, "liaison_clerk", "lu"}
CHANNEL = {*PUBLIC, "gov_office"}
UNITS = {*CHANNEL, "housing_clerk", "housing_head"}
#: Revoked: for those who handed it out, as if the unit had never had it.
REVOKED = {*OFFICE, "gov_office"}
#: What was passed on belongs to the desk that handles it and the office; whoever wrote it sees what became of it.
TEXT = {*OFFICE, *EDITORS, *WRITER}

#: By kind and stage; ``OTHERWISE`` is said of every stage that is not named.
OTHERWISE = ""
SEES = {
    "proposals.Proposal": {
        "drafted": WRITER, "given_up": WRITER, "invited": WRITER, "changed_while_cosigned": WRITER,
        "submitted": UNDER_REVIEW, "entered": UNDER_REVIEW, "sent_back": UNDER_REVIEW,
        "changed_after_return": UNDER_REVIEW, "recommended": UNDER_REVIEW, "refused": UNDER_REVIEW,
        "withdrawn": UNDER_REVIEW, "forwarded": PASSED_ON,
        "passed_on_anew": PASSED_ON, "filed": PUBLIC, "entered_and_filed": PUBLIC,
        "with_the_channel": CHANNEL, OTHERWISE: UNITS,
    },
    # Given back by the housing bureau, the work is seen by it and by the school bureau, which handles it now.
    "proposals.Assignment": {"given_back": {*UNITS, "school_clerk"}, "revoked": REVOKED, OTHERWISE: UNITS},
    "opinions.ForwardedText": {OTHERWISE: TEXT},
}  # fmt: skip


def seen_by(label: str, stage: str) -> set[str]:
    """Who sees the thing of this stage; nobody, where the table says nothing."""
    stages = SEES.get(label, {})
    return stages.get(stage, stages.get(OTHERWISE, set()))


#: What has dates and a page of its own and is no matter: who opens the page, who may act there, with which refusal.
BESIDE = {"proposals.KeySelection": (OFFICE, {"chair"}, "还没有列为重点提案的件")}

#: Who reads which dates. Members read, on a matter that they may open, what concerns them;
EVERYBODY_READS = {
    "review", "handover", "assign", "first_contact", "promised", "reply", "follow_up", "passed_on",
}  # fmt: skip
#: what offices and units owe each other is theirs;
OFFICES_READ = {
    "sign", "return", "return_answer", "joint_opinion", "countersign", "extension_answer", "check", "deliver",
    "settle_talk",
}  # fmt: skip
#: what the committee owes itself is its own;
COMMITTEE_READS = {"publish_list", "key_select"}
#: what a leader has asked for is the committee's, and the own of whichever body is to follow it;
FOLLOWED = {"instruction"}
#: and a proposer's own time is read by that proposer (and by whoever may urge).
OWN = {"cosign", "feedback", "revise"}
#: Of these, who was asked to sign is known to the desk that looks after proposals, and to no other office.
AT_THE_DESK = {"cosign"}
