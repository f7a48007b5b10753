"""A unit or a day chosen wrongly in handing a proposal out is corrected by whoever did (改办、调整答复期限)."""

from datetime import timedelta

import pytest

from core.clock.clocks import running_clock
from core.matters.lifecycle import Refused
from core.matters.papers import rendered
from core.models import Event, Notice, OpenTurn, Post
from tests.builders.acts import do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, draft, fresh
from tests.builders.pages import act, filed, handed, press, signed_in, today
from tests.builders.paper_measures import pages
from tests.builders.papers import papers, text_of
from tests.builders.stages import left_apart

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
WHY = "交办时选错了单位"


def test_the_unit_is_changed_in_one_act_before_and_after_it_signed(cast):
    c = cast
    proposal = filed_and_assigned(c)
    wrong = work(proposal, c.housing)
    do(wrong, "change_unit", c.gov_office, LATER, unit=c.school.pk, reason=WHY)
    now = work(proposal, c.school)
    assert (fresh(wrong).state, now.state, now.role, now.replaces) == ("revoked", "sent", "lead", wrong)
    reply = running_clock(now, "reply")
    assert reply.started_on == LATER and not running_clock(fresh(wrong), "reply")
    told = Notice.objects.get(recipient=c.housing_clerk, title__contains="您单位不再办理")
    assert told.body == WHY and told.url == "/proposals/assignments/"
    event = Event.objects.get(key="change_unit")
    assert "区住建局撤下，改由区教育局主办" in event.text and event.reason == WHY
    waits = set(OpenTurn.objects.filter(root_id=proposal.pk, key="sign").values_list("organisation", flat=True))
    assert waits == {c.school.pk, c.water.pk, c.finance.pk}
    sign(proposal, c.school, c.school_clerk, LATER)
    with pytest.raises(Refused, match="不能还是原单位"):
        do(now, "change_unit", c.gov_office, LATER, unit=c.school.pk, reason=WHY)
    do(now, "change_unit", c.gov_office, LATER, unit=c.housing.pk, reason="改回")
    assert work(proposal, c.housing).state == "sent"
    page = signed_in(c.gov_office).get(proposal.get_absolute_url()).content.decode()
    assert f"/proposals/assignments/{work(proposal, c.housing).pk}/do/change_unit/" in page


def test_no_sheet_is_printed_for_a_unit_that_was_withdrawn_and_the_others_name_who_has_it_now(cast):
    c = cast
    proposal = filed_and_assigned(c)
    do(work(proposal, c.housing), "change_unit", c.gov_office, LATER, unit=c.school.pk, reason=WHY)
    water = work(proposal, c.water)
    asked = {"ground": "not_our_duty", "reason": "不属本局职责", "suggests": c.housing.pk}
    do(water, "ask_return", c.water_clerk, LATER, **asked)
    form = signed_in(c.gov_office).get(f"{water.get_absolute_url()}do/accept_return/").context["form"]
    suggested = fresh(water).return_suggests_id
    assert form["unit"].value() == suggested and "不属本局职责" in form["unit"].help_text
    assert form["unit"].label == "新承办单位"
    found = papers(proposal, "assignment", c.gov_office)
    text = text_of(found)
    assert "区教育局" in text and "区住房和城乡建设局" not in text and "区住建局" not in text


def test_the_sheet_to_the_lead_unit_is_one_page(cast):
    c = cast
    (paper,) = papers(filed_and_assigned(c), "assignment", c.housing_clerk)
    printed = pages(rendered([paper], "pdf")[0])
    assert len(printed) == 1 and "回执" in printed[0].text


def test_another_day_is_set_for_the_reply_within_what_the_rule_allows(cast):
    c = cast
    proposal = filed_and_assigned(c)
    lead = work(proposal, c.housing)
    last = running_clock(lead, "reply").due
    do(lead, "sign", c.housing_clerk, handler_name="马宁", handler_phone="010-1", promised_on=last)
    day = MONDAY + timedelta(days=40)
    do(lead, "adjust_due", c.gov_office, LATER, due_on=day, reason="填错了日期")
    clock = running_clock(fresh(lead), "reply")
    assert clock.due == day and clock.started_on == MONDAY and "调整（按规定最迟" in clock.explanation
    assert fresh(lead).promised_on == day and running_clock(fresh(lead), "promised").due == day
    assert "改为" in Event.objects.get(key="adjust_due").text
    with pytest.raises(Refused, match="不晚于按规定的"):
        do(lead, "adjust_due", c.gov_office, LATER, due_on=last + timedelta(days=1), reason="再宽些")
    do(lead, "adjust_due", c.gov_office, LATER, due_on=last, reason="改回按规定")
    assert running_clock(fresh(lead), "reply").due == last
    told = Notice.objects.filter(title__contains="答复期限已调整")
    assert {one.recipient for one in told} >= {c.housing_clerk, c.shen}


def test_what_is_owed_to_those_left_out_has_another_day_too_and_stays_with_its_unit(cast):
    c = cast
    apart = left_apart(c)
    row = apart.owed.get()
    day = running_clock(row, "reply").due - timedelta(days=5)
    do(apart, "adjust_due", c.gov_office, due_on=day, reason="早些答复")
    assert running_clock(row, "reply").due == day
    with pytest.raises(Refused):
        do(apart, "change_unit", c.gov_office, unit=c.school.pk, reason=WHY)


def test_a_unit_for_which_nobody_can_sign_is_named_on_the_form_and_afterwards(cast):
    c = cast
    Post.objects.filter(role="unit_clerk", organisation=c.school).update(valid_to=today() - timedelta(days=1))
    proposal = filed(c, title="关于口袋公园的提案")
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    desk = signed_in(c.gov_office)
    form = desk.get(f"{proposal.get_absolute_url()}do/assign/").content.decode()
    assert form.count("（还没有经办人）") >= 1
    data = {"seen": fresh(proposal).revision, "lead": c.school.pk}
    told = desk.post(f"{proposal.get_absolute_url()}do/assign/", data, follow=True).content.decode()
    assert f"{c.school.brief}还没有经办人，无人签收" in told and "账号" in told


def test_a_reply_wanted_before_what_goes_before_it_is_remarked(cast):
    c = cast
    proposal = filed(c, title="关于食堂的提案")
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    desk = signed_in(c.gov_office)
    data = {"seen": fresh(proposal).revision, "lead": c.housing.pk, "joints": [c.water.pk],
            "due_on": today() + timedelta(days=3)}  # fmt: skip
    told = desk.post(f"{proposal.get_absolute_url()}do/assign/", data, follow=True).content.decode()
    assert "早于" in told and "会办意见" in told and "调整答复期限" in told


def test_what_the_channel_gives_back_leaves_the_offices_own_day_where_it_was(cast):
    c = cast
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    do(proposal, "recommend", c.clerk, outcome="file", category="city")
    do(proposal, "file", c.chair, category="city")
    first = running_clock(fresh(proposal), "handover")
    do(proposal, "hand_over", c.clerk, LATER, channel=c.gov.pk)
    do(proposal, "take_back", c.gov_office, LATER + timedelta(days=4), reason="应由区委督查室交办")
    again = running_clock(fresh(proposal), "handover")
    assert again.pk != first.pk and (again.due, again.started_on) == (first.due, first.started_on)


def test_the_button_on_the_page_does_it(cast):
    c = cast
    proposal = handed(c)
    one = work(proposal, c.housing)
    page = press(c.gov_office, one, "change_unit", unit=c.school.pk, reason=WHY)
    assert page.status_code == 302 and work(proposal, c.school)
