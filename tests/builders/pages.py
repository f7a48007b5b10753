"""Driving the pages as people do: sign in, open, press, fill in."""

from django.test import Client
from django.utils import timezone

from core.matters.engine import perform
from opinions.models import ForwardedText
from proposals.models import Assignment, Proposal
from tests.builders.acts import named, work
from tests.builders.cast import draft, fresh, who
from tests.builders.replay import replayed

JUDGED = {"q_contact": "上门走访或面商", "q_attitude": "满意", "q_relevance": "有针对性"}
TALK = {"mode": "visit", "with_whom": "沈岚", "content": "上门说明"}


def signed_in(user, **more) -> Client:
    """A browser in which ``user`` has signed in."""
    client = Client(**more)
    client.force_login(user)
    return client


def press(user, obj, key, *, expect=302, seen=None, **fields):
    """Post one act as the page does, with the revision the page was showing."""
    obj = fresh(obj)
    data = {"seen": obj.revision if seen is None else seen, **fields}
    response = signed_in(user).post(f"{obj.get_absolute_url()}do/{key}/", data)
    assert response.status_code == expect, (key, response.status_code, response.content.decode()[:3000])
    return response


@replayed
def act(user, obj, key, **facts):
    """One act through the engine today, for what a test needs before it begins."""
    perform(fresh(obj), key, who(user, today()), **facts)


@replayed
def submitted(c, user=None, **texts) -> Proposal:
    """A proposal that waits for review."""
    user = user or c.shen
    proposal = draft(c, user, day=today(), **texts)
    act(user, proposal, "submit")
    return fresh(proposal)


@replayed
def filed(c, user=None, **texts) -> Proposal:
    """A proposal with its number."""
    proposal = submitted(c, user, **texts)
    act(c.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
    act(c.chair, proposal, "file", category="city", text="同意")
    return fresh(proposal)


@replayed
def passed_on(c, way="opinion", **texts) -> ForwardedText:
    """What became of a proposal of 沈岚 that the chair has passed on, on MONDAY."""
    proposal = submitted(c, **texts)
    perform(proposal, "recommend", who(c.clerk), outcome="pass_on", category="city")
    perform(fresh(proposal), "pass_on", who(c.chair), passed_on_as=way, text="反映的情况值得重视")
    return ForwardedText.objects.get(source=proposal)


@replayed
def handed(c, user=None, *, joints=(), **texts) -> Proposal:
    """A proposal that the housing bureau works on, with joint units where given."""
    proposal = filed(c, user, **texts)
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    act(c.gov_office, proposal, "assign", lead=c.housing.pk, joints=[unit.pk for unit in joints])
    return fresh(proposal)


@replayed
def drafted(c, proposal, letter="A", round=1) -> Assignment:
    """Signed for, talked, drafted by the housing bureau."""
    unit = c.housing_clerk
    act(unit, work(proposal, c.housing, round), "sign", handler_name="马宁", handler_phone="010-1")
    talk = TALK | {"with_whom": named(proposal), "held_on": today()}
    act(unit, work(proposal, c.housing, round), "record_contact", **talk)
    public = proposal.publish_consent is not False
    act(unit, work(proposal, c.housing, round), "draft", text="一、已更新管网。", letter=letter, is_public=public)
    return work(proposal, c.housing, round)


@replayed
def answered(c, proposal, letter="A", round=1) -> Proposal:
    """Drafted, signed off, checked, delivered by the housing bureau."""
    drafted(c, proposal, letter, round)
    act(c.housing_clerk, work(proposal, c.housing, round), "submit_reply")
    act(c.housing_head, work(proposal, c.housing, round), "sign_off")
    act(c.gov_office, work(proposal, c.housing, round), "pass_check", letter=letter)
    at_work = work(proposal, c.housing, round)
    act(c.housing_clerk, at_work, "deliver", answers=[row.pk for row in at_work.owed.filter(ended_at=None)])
    return fresh(proposal)


def today():
    """The local day on which pages act."""
    return timezone.localdate()
