"""Acts through the engine, so that tests read as a story; and matters brought to a stage by them."""

from core.matters.engine import perform
from proposals.models import Assignment
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.replay import replayed


@replayed
def do(obj, key, user, day=MONDAY, **facts) -> None:
    """One act by one person on a freshly read object."""
    perform(fresh(obj), key, who(user, day), **facts)


@replayed
def filed_and_assigned(c, day=MONDAY):
    """A co-signed proposal handed to the housing bureau (lead) with water and finance as joint units."""
    proposal = draft(c, day=day)
    do(proposal, "invite", c.shen, day, members=[c.zhou_member.pk, c.he_member.pk])
    do(proposal, "agree_cosign", c.zhou, day)
    do(proposal, "agree_cosign", c.he, day)
    do(proposal, "submit", c.shen, day)
    do(proposal, "recommend", c.clerk, day, outcome="file", category="city", text="建议立案")
    do(proposal, "file", c.chair, day, category="city")
    do(proposal, "hand_over", c.clerk, day, channel=c.gov.pk)
    do(proposal, "assign", c.gov_office, day, lead=c.housing.pk, joints=[c.water.pk, c.finance.pk])
    return fresh(proposal)


def work(proposal, unit, round=1):
    return Assignment.objects.working().get(proposal=proposal, unit=unit, round=round)


@replayed
def sign(proposal, unit, user, day=MONDAY, round=1):
    do(work(proposal, unit, round), "sign", user, day, handler_name="马宁", handler_phone="010-1")


def named(proposal) -> str:
    """With whom a unit writes down that it talked: 沈岚 where she has signed, else all who have; and those merged."""
    names = [one.name for one in proposal.signatories.filter(state="agreed")]
    beside = [one.name for other in proposal.merged.all() for one in other.signatories.filter(state="agreed")]
    return "、".join((["沈岚"] if "沈岚" in names else names) + beside)


@replayed
def contact(proposal, unit, user, day=MONDAY, round=1):
    do(
        work(proposal, unit, round), "record_contact", user, day,
        mode="visit", held_on=day, with_whom=named(proposal), content="上门说明办理打算",
    )  # fmt: skip


@replayed
def answer(proposal, unit, clerk, head, office, day=MONDAY, letter="B", round=1, joint=()):
    """Draft, countersign where there are joint units, sign off, check, deliver."""
    do(work(proposal, unit, round), "draft", clerk, day, text="一、已列入计划。", letter=letter, is_public=True)
    if joint:
        do(work(proposal, unit, round), "send_countersign", clerk, day)
        for joint_unit, user in joint:
            do(work(proposal, joint_unit, round), "countersign", user, day)
    else:
        do(work(proposal, unit, round), "submit_reply", clerk, day)
    do(work(proposal, unit, round), "sign_off", head, day)
    do(work(proposal, unit, round), "pass_check", office, day, letter=letter)
    at_work = work(proposal, unit, round)
    do(at_work, "deliver", clerk, day, answers=[row.pk for row in at_work.owed.filter(ended_at=None)])


@replayed
def circulated(c):
    """A proposal whose lead unit has sent its first draft round to the joint units; with the lead unit's work."""
    proposal = filed_and_assigned(c)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    lead = work(proposal, c.housing)
    do(lead, "draft", c.housing_clerk, text="第一稿", letter="A", is_public=True)
    do(lead, "send_countersign", c.housing_clerk)
    return proposal, lead
