"""The clocks of a matter: whose they are, who watches them, what starts and what stops them."""

from datetime import date

import pytest

from core import search
from core.clock.calendar import current
from core.clock.workdays import add_months
from core.matters.lifecycle import Forbidden, Refused
from core.models import Clock, Event
from proposals.models import Proposal
from tests.builders.acts import contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.pages import JUDGED, signed_in

pytestmark = pytest.mark.django_db


def running(obj, kind) -> Clock | None:
    return Clock.objects.filter(object_id=obj.pk, kind=kind, stopped_at=None).first()


@pytest.fixture
def filed(cast):
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city")
    do(proposal, "file", cast.chair, category="city")
    return fresh(proposal)


@pytest.fixture
def sole(cast, filed):
    """The housing bureau alone works on it."""
    do(filed, "hand_over", cast.clerk, channel=cast.gov.pk)
    do(filed, "assign", cast.gov_office, lead=cast.housing.pk)
    return fresh(filed)


def to_the_end(c, proposal, letter="B"):
    """Signed, talked, drafted, signed off, checked."""
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    lead = work(proposal, c.housing)
    do(lead, "draft", c.housing_clerk, text="已列入计划", letter=letter, is_public=True)
    do(lead, "submit_reply", c.housing_clerk)
    do(lead, "sign_off", c.housing_head)
    do(lead, "pass_check", c.gov_office, letter=letter)
    return fresh(lead)


def test_what_units_and_offices_owe_is_watched_by_the_matters_own_office(cast):
    """Also where the directory names another office for the unit."""
    c = cast
    c.housing.supervised_by = c.party
    c.housing.save()
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    owed = Clock.objects.filter(root_id=proposal.pk, holder_org__isnull=False)
    assert {clock.watched_by for clock in owed} == {c.gov}
    others = Clock.objects.filter(root_id=proposal.pk, holder_org=None)
    assert {clock.watched_by for clock in others} == {None}


# ---- 公布立案目录 ----


def test_filing_starts_the_time_to_publish_and_publishing_stops_it(cast, filed):
    clock = running(filed, "publish_list")
    assert (clock.started_on, clock.due, clock.holder_role) == (MONDAY, date(2026, 3, 17), "proposal_clerk")
    do(filed, "publish_list", cast.clerk, date(2026, 3, 6))
    assert running(filed, "publish_list") is None
    assert fresh(filed).listed_at.date() == date(2026, 3, 6) and fresh(filed).state == "filed"
    assert Event.objects.get(key="publish_list").label == "公布立案目录"
    with pytest.raises(Refused, match="已于2026年3月6日列入公布的立案目录"):
        do(filed, "publish_list", cast.chair)


def test_only_the_proposal_committee_publishes_and_only_what_is_filed(cast, filed):
    for user in (cast.gov_office, cast.shen, cast.office_clerk, cast.leader):
        with pytest.raises(Forbidden):
            do(filed, "publish_list", user)
    other = draft(cast, cast.zhou, title="关于另一件事的提案")
    do(other, "submit", cast.zhou)
    with pytest.raises(Refused, match="待审查"):
        do(other, "publish_list", cast.clerk)


def test_publishing_stays_due_whatever_becomes_of_the_matter(cast, sole):
    lead = to_the_end(cast, sole, "A")
    do(lead, "deliver", cast.housing_clerk)
    do(sole, "evaluate", cast.shen, result="satisfied", **JUDGED)
    do(sole, "close", cast.clerk)
    assert running(sole, "publish_list") is not None
    do(sole, "publish_list", cast.clerk)
    assert not Clock.objects.filter(root_id=sole.pk, stopped_at=None).exists()


def test_a_decision_taken_back_takes_the_listing_back(cast, filed):
    do(filed, "publish_list", cast.clerk)
    do(filed, "undo_decision", cast.chair, reason="发现重复")
    assert fresh(filed).listed_at is None


def test_a_number_that_was_taken_back_finds_nothing_any_more(cast, filed):
    called = filed.case_number
    assert list(search.narrow(Proposal.objects.all(), called)) == [filed]
    do(filed, "undo_decision", cast.chair, reason="发现重复")
    assert list(search.narrow(Proposal.objects.all(), called)) == []


def test_publishing_is_the_offices_affair_alone(cast, sole):
    late = date(2026, 11, 2)
    Clock.objects.filter(root_id=sole.pk, kind="publish_list").update(due=late)
    for user, sees in ((cast.clerk, True), (cast.chair, True), (cast.shen, False), (cast.gov_office, False)):
        html = signed_in(user).get(sole.get_absolute_url()).content.decode()
        assert ("公布立案目录" in html) is sees, user
    for user, sees in ((cast.clerk, True), (cast.gov_office, False), (cast.housing_clerk, False)):
        Clock.objects.filter(root_id=sole.pk).exclude(kind="publish_list").update(due=date(2099, 1, 1))
        html = signed_in(user).get("/proposals/?light=late").content.decode()
        assert (sole.title in html) is sees, user


def test_the_list_offers_publishing_in_bulk(cast, filed):
    client = signed_in(cast.clerk)
    assert "/proposals/batch/publish_list/" in client.get("/proposals/").content.decode()
    client.post("/proposals/batch/publish_list/", {"ids": [filed.pk], "go": "1"})
    assert fresh(filed).listed_at is not None


# ---- the reply ----


def test_a_checked_reply_is_to_be_delivered_within_days(cast, sole):
    lead = to_the_end(cast, sole)
    clock = running(lead, "deliver")
    assert (clock.due, clock.holder_org) == (date(2026, 3, 5), cast.housing)
    do(lead, "deliver", cast.housing_clerk, date(2026, 3, 4))
    assert running(lead, "deliver") is None and running(lead, "reply") is None


def test_the_promise_stands_beside_the_limit_on_both_pages(cast, sole):
    c, lead = cast, work(sole, cast.housing)
    with pytest.raises(Refused, match="承诺日不能晚于答复期限2026年6月2日"):
        do(lead, "sign", c.housing_clerk, handler_name="马宁", handler_phone="1", promised_on=date(2026, 6, 3))
    do(lead, "sign", c.housing_clerk, handler_name="马宁", handler_phone="1", promised_on=date(2026, 4, 30))
    for user in (c.shen, c.gov_office, c.clerk):
        html = signed_in(user).get(sole.get_absolute_url()).content.decode()
        assert "单位承诺" in html and "2026年4月30日" in html and "规定期限" in html and "2026年6月2日" in html
    html = signed_in(c.housing_clerk).get(lead.get_absolute_url()).content.decode()
    assert "单位承诺" in html and "规定期限" in html


def test_after_an_extension_the_pages_show_both_days_and_why(cast, sole):
    c, lead = cast, work(sole, cast.housing)
    sign(sole, c.housing, c.housing_clerk)
    do(lead, "ask_extension", c.housing_clerk, reason="需等待省厅批复")
    office = signed_in(c.gov_office).get(sole.get_absolute_url()).content.decode()
    assert "同意延期" in office and "需等待省厅批复" in office
    member = signed_in(c.shen).get(sole.get_absolute_url()).content.decode()
    assert "需等待省厅批复" not in member, "a request not yet granted is between the unit and its office"
    do(lead, "grant_extension", c.gov_office)
    for user in (c.shen, c.clerk, c.housing_clerk):
        html = signed_in(user).get(sole.get_absolute_url()).content.decode()
        for words in ("需等待省厅批复", "2026年6月2日", "2026年7月2日"):
            assert words in html, (user, words)
    shown = signed_in(c.shen).get(f"/api/v1/assignments/{lead.pk}/").json()["extensions"]
    assert [(row["due_before"], row["due_after"]) for row in shown] == [("2026-06-02", "2026-07-02")]


def test_the_promise_of_a_joint_unit_is_bound_by_its_own_limit(cast):
    proposal = filed_and_assigned(cast)
    joint = work(proposal, cast.water)
    facts = {"handler_name": "江水", "handler_phone": "1"}
    with pytest.raises(Refused, match="承诺日不能晚于会办意见期限2026年4月1日"):
        do(joint, "sign", cast.water_clerk, promised_on=date(2026, 4, 2), **facts)
    do(joint, "sign", cast.water_clerk, promised_on=date(2026, 3, 20), **facts)
    do(joint, "give_opinion", cast.water_clerk, opinion="同意")
    assert running(joint, "promised") is None


# ---- following up ----


def test_each_visit_that_leaves_the_matter_open_starts_the_time_to_the_next(cast, sole):
    c, lead = cast, to_the_end(cast, sole)
    do(lead, "deliver", c.housing_clerk)
    do(sole, "evaluate", c.shen, result="satisfied", **JUDGED)
    do(sole, "follow", c.clerk)
    first = running(sole, "follow_up")
    visit = date(2026, 9, 1)
    do(sole, "record_follow_up", c.clerk, visit, text="完成一半", letter="B")
    second = running(sole, "follow_up")
    assert (second.round, second.started_on) == (first.round + 1, visit) and "上次回访" in second.explanation
    assert second.due == current().roll(add_months(visit, 12), "next")
    do(sole, "record_follow_up", c.clerk, date(2026, 10, 12), text="全部完成", letter="A")
    assert running(sole, "follow_up") is None


def test_second_handling_runs_under_its_own_rule(cast, sole, own_rule):
    c, lead = cast, to_the_end(cast, sole)
    do(lead, "deliver", c.housing_clerk)
    do(sole, "evaluate", c.shen, result="dissatisfied", comment="没有时间表", **JUDGED)
    do(sole, "rehandle", c.gov_office, reason="请给出时间表")
    again = running(work(sole, c.housing, 2), "reply")
    assert (again.label, again.due, again.watched_by) == ("二次办理答复", date(2026, 4, 1), c.gov)


def test_the_home_page_names_the_own_date(cast, sole):
    """A supervisor's queue does not show what the proposal committee owes."""
    lead = to_the_end(cast, sole)
    do(lead, "deliver", cast.housing_clerk)
    html = signed_in(cast.shen).get("/").content.decode()
    assert "评价答复" in html and Proposal.objects.waiting_for(who(cast.shen).user).get() == sole
