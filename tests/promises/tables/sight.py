"""Who sees what at which stage, of one person of each post; by hand."""

OFFICE = {"clerk", "chair", "office_clerk", "leader"}
PRIVATE = {"shen"}
UNDER_REVIEW = {*OFFICE, "shen", "committee_clerk"}
PUBLIC = {*UNDER_REVIEW, "liaison_clerk", "editor", "signer"}
PASSED_ON = {*UNDER_REVIEW, "editor", "signer"}
CHANNEL = {*PUBLIC, "gov_office"}
UNITS = {*CHANNEL, "housing_clerk", "housing_head"}
SEES = {
    "drafted": PRIVATE, "invited": PRIVATE, "changed_while_cosigned": PRIVATE,
    "forwarded": PASSED_ON, "passed_on_anew": PASSED_ON,
    "submitted": UNDER_REVIEW, "recommended": UNDER_REVIEW, "filed": PUBLIC, "with_the_channel": CHANNEL,
}  # fmt: skip
#: Everything that units work on or answered is on file and open to the public.
EVERYTHING_ELSE = UNITS
#: Dates that members read on a matter that concerns them; the rest is between offices, units and the committee.
MEMBERS_READ = {
    "revise",
    "review",
    "handover",
    "assign",
    "first_contact",
    "promised",
    "reply",
    "follow_up",
    "passed_on",
}
OWN = {"cosign", "feedback"}
