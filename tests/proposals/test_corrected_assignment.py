"""A unit or a day chosen wrongly in handing a proposal out is corrected by whoever did (改办、调整答复期限)."""

from datetime import timedelta

import pytest

from core.clock.clocks import running_clock
from core.matters.lifecycle import Refused
from core.matters.papers import rendered
from core.models import Event, Notice, OpenTurn, Post
from tests.builders.acts import answer, circulated, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, body, draft, fresh
from tests.builders.pages import act, drafted, filed, handed, press, signed_in, today
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
    assert told.body == WHY and told.url == wrong.get_absolute_url()
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


def test_the_sheet_stays_one_page_however_long_it_takes_to_say_how_the_day_was_counted(cast):
    c = cast
    proposal = filed_and_assigned(c)
    lead = work(proposal, c.housing)
    do(lead, "adjust_due", c.gov_office, LATER, due_on=MONDAY + timedelta(days=40), reason="早些答复")
    (paper,) = papers(proposal, "assignment", c.housing_clerk)
    (printed,) = pages(rendered([paper], "pdf")[0])
    assert "调整（按规定最迟" in printed.text and "交办单回执" in printed.text


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
    assert form.count("（还没有经办人和负责人）") >= 1
    data = {"seen": fresh(proposal).revision, "lead": c.school.pk}
    told = desk.post(f"{proposal.get_absolute_url()}do/assign/", data, follow=True).content.decode()
    assert f"{c.school.brief}还没有经办人，无人签收" in told and "账号" in told


def test_a_unit_that_nobody_signs_off_for_is_named_before_and_its_clerk_is_told(cast):
    c = cast
    Post.objects.filter(role="unit_head", organisation=c.housing).update(valid_to=today() - timedelta(days=1))
    proposal = filed(c, title="关于口袋公园的提案")
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    desk, where = signed_in(c.gov_office), f"{proposal.get_absolute_url()}do/assign/"
    assert f"{c.housing.name}（还没有负责人）" in desk.get(where).content.decode()
    told = desk.post(where, {"seen": fresh(proposal).revision, "lead": c.housing.pk}, follow=True).content.decode()
    assert f"{c.housing.brief}还没有负责人，由它起草的答复无人签发" in told
    own = drafted(c, proposal)
    sent = signed_in(c.housing_clerk).post(
        f"{own.get_absolute_url()}do/submit_reply/", {"seen": own.revision}, follow=True
    )
    assert "本单位还没有负责人，答复无人签发" in sent.content.decode()


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


# ---- to a unit that works on the matter already ----


def told_titles(user) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("-pk").values_list("title", flat=True))


def test_a_joint_unit_that_the_lead_suggests_leads_from_now_on_and_keeps_what_it_did(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.water, c.water_clerk)
    lead, joint = work(proposal, c.housing), work(proposal, c.water)
    do(joint, "give_opinion", c.water_clerk, opinion="建议先做管网普查")
    do(lead, "ask_return", c.housing_clerk, ground="not_our_duty", reason="主责在水利", suggests=c.water.pk)
    form = signed_in(c.gov_office).get(f"{lead.get_absolute_url()}do/accept_return/").context["form"]
    assert form["unit"].value() == c.water.pk and "现为该件的会办单位，选它即由会办改为主办" in form["unit"].help_text
    do(lead, "accept_return", c.gov_office, LATER, unit=c.water.pk)
    now = fresh(joint)
    assert (now.state, now.role, now.replaces_id, now.opinion) == ("signed", "lead", lead.pk, "建议先做管网普查")
    assert now.signed_at and not now.delivered_at and not running_clock(now, "sign")
    assert running_clock(now, "reply").started_on == LATER and running_clock(now, "first_contact")
    assert not running_clock(now, "joint_opinion") and not running_clock(fresh(lead), "reply")
    assert fresh(lead).state == "returned" and proposal.assignments.count() == 3, "no second work of one unit"
    assert any("改由您单位主办，不再会办，请起草答复" in one for one in told_titles(c.water_clerk))
    assert any("改由您单位主办" in one for one in told_titles(c.water_head))
    assert any(f"改由{c.water.brief}主办（原为{c.housing.brief}）" in one for one in told_titles(c.finance_clerk))
    events = {event.key: event for event in Event.objects.filter(root_id=proposal.pk, at__date=LATER)}
    assert f"改由{c.water}主办（原为会办）" in events["accept_return"].text
    assert events["take_lead_again"].actor == c.gov_office and "由会办改为主办" in events["take_lead_again"].text
    beside = signed_in(c.finance_clerk).get(work(proposal, c.finance).get_absolute_url()).content.decode()
    assert f"改由{c.water}主办（原为会办）" in beside, "in what happened, on the page of each that works beside"
    do(now, "draft", c.water_clerk, LATER, text="一、已列入计划。", letter="A", is_public=True)


def test_the_office_changes_to_a_joint_unit_which_works_alone_where_it_was_the_only_one(cast):
    c = cast
    proposal = filed_and_assigned(c)
    do(work(proposal, c.finance), "revoke", c.gov_office, reason="不须会办")
    lead, joint = work(proposal, c.housing), work(proposal, c.water)
    do(lead, "change_unit", c.gov_office, LATER, unit=c.water.pk, reason=WHY)
    now = fresh(joint)
    assert (now.state, now.role) == ("sent", "sole") and running_clock(now, "sign").started_on == LATER
    assert "改由区水利局单办（原为会办）" in Event.objects.get(key="change_unit").text
    assert any("改由您单位单办，不再会办，请签收" in one for one in told_titles(c.water_clerk))
    waits = set(OpenTurn.objects.filter(root_id=proposal.pk, key="sign").values_list("organisation", flat=True))
    assert waits == {c.water.pk}


def test_what_joint_units_still_owe_counts_from_the_day_of_the_one_that_leads_now(cast, own_rule):
    c = cast
    own_rule("proposal.joint_opinion_days", {"n": 10, "unit": "days_before"})
    proposal = filed_and_assigned(c)
    do(work(proposal, c.housing), "change_unit", c.gov_office, LATER, unit=c.water.pk, reason=WHY)
    opinion = running_clock(work(proposal, c.finance), "joint_opinion")
    assert opinion.anchor == running_clock(work(proposal, c.water), "reply")


def test_where_a_unit_cannot_take_over_it_is_said_what_can_be_done(cast):
    c = cast
    proposal = filed_and_assigned(c)
    lead, water, finance = (work(proposal, unit) for unit in (c.housing, c.water, c.finance))
    do(water, "ask_return", c.water_clerk, ground="not_our_duty", reason="不属本局职责", suggests=c.finance.pk)
    with pytest.raises(Refused, match="现为“申请退办”，请先办完这一步，再改由它主办"):
        do(lead, "change_unit", c.gov_office, unit=c.water.pk, reason=WHY)
    assert fresh(lead).state == "sent" and running_clock(lead, "reply"), "nothing happened"
    form = signed_in(c.gov_office).get(f"{water.get_absolute_url()}do/accept_return/").context["form"]
    assert form["unit"].value() is None and "会办单位可以不另改办" in form["unit"].help_text
    assert "区财政局现为该件的会办单位，不必再选" in form["unit"].help_text
    with pytest.raises(Refused, match="现为该件的会办单位，不能重复交办。不另改办的，请不选单位"):
        do(water, "accept_return", c.gov_office, unit=c.finance.pk)
    with pytest.raises(Refused, match="请用“撤销交办”"):
        do(finance, "change_unit", c.gov_office, unit=c.housing.pk, reason=WHY)
    do(water, "accept_return", c.gov_office)
    assert any("区水利局不再会办" in one for one in told_titles(c.housing_clerk))


def separate(c):
    proposal = filed(c, title="关于口袋公园的提案")
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    act(c.gov_office, proposal, "assign", separates=[c.housing.pk, c.water.pk])
    return proposal


@pytest.mark.parametrize("way", ["accept_return", "revoke"])
def test_once_the_last_that_had_not_answered_is_let_go_the_matter_goes_on(cast, way):
    c = cast
    proposal = separate(c)
    sign(proposal, c.housing, c.housing_clerk, today())
    contact(proposal, c.housing, c.housing_clerk, today())
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, today())
    water = work(proposal, c.water)
    assert fresh(proposal).state == "handling"
    if way == "revoke":
        act(c.gov_office, water, "revoke", reason="不须另办")
    else:
        act(c.water_clerk, water, "ask_return", ground="not_our_duty", reason="住建局已办", suggests=c.housing.pk)
        act(c.gov_office, water, "accept_return")
    assert fresh(proposal).state == "evaluating"


def test_those_who_work_beside_a_unit_hear_who_joins_and_who_goes(cast):
    c = cast
    proposal = filed(c, title="关于口袋公园的提案")
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    act(c.gov_office, proposal, "assign", lead=c.housing.pk)
    act(c.gov_office, proposal, "add_unit", unit=c.water.pk, role="joint")
    assert "增加区水利局会办，您单位由单办改为主办" in told_titles(c.housing_clerk)[0]
    act(c.gov_office, work(proposal, c.water), "change_unit", unit=c.finance.pk, reason=WHY)
    assert "改由区财政局会办（原为区水利局）" in told_titles(c.housing_clerk)[0]
    act(c.gov_office, work(proposal, c.housing), "change_unit", unit=c.school.pk, reason=WHY)
    assert "改由区教育局主办（原为区住建局）" in told_titles(c.finance_clerk)[0]
    act(c.gov_office, work(proposal, c.finance), "revoke", reason="不须会办")
    assert "区财政局不再会办" in told_titles(c.school_clerk)[0] and "改为单办" in told_titles(c.school_clerk)[0]


def test_a_unit_that_joins_is_asked_about_the_draft_and_no_letter_goes_past_it(cast):
    c = cast
    proposal, lead = circulated(c)
    do(proposal, "add_unit", c.gov_office, unit=c.school.pk, role="joint")
    for unit, user in ((c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        do(work(proposal, unit), "countersign", user)
    school = work(proposal, c.school)
    assert fresh(lead).state == "countersigning" and running_clock(school, "countersign")
    sign(proposal, c.school, c.school_clerk)
    do(school, "countersign", c.school_clerk)
    assert fresh(lead).state == "signing"
    other = body("区文旅局", "unit", supervised_by=c.gov)
    with pytest.raises(Refused, match="正待签发"):
        do(proposal, "add_unit", c.gov_office, unit=other.pk, role="joint")
    do(lead, "sign_off", c.housing_head)
    with pytest.raises(Refused, match="已经签发"):
        do(proposal, "add_unit", c.gov_office, unit=other.pk, role="joint")
    assert not proposal.assignments.filter(unit=other).exists()


def test_the_notice_of_what_was_taken_away_leads_to_what_became_of_it(cast):
    c = cast
    proposal = filed_and_assigned(c)
    wrong = work(proposal, c.housing)
    do(wrong, "change_unit", c.gov_office, LATER, unit=c.school.pk, reason=WHY)
    told = Notice.objects.get(recipient=c.housing_clerk, title__contains="您单位不再办理")
    for address in (told.url, proposal.get_absolute_url()):
        page = signed_in(c.housing_clerk).get(address)
        said = page.content.decode()
        assert page.status_code == 404 and f"{proposal.case_number}已不由您单位办理" in said
        assert "改由区教育局主办" in said and WHY in said
        stranger = signed_in(c.party_office).get(address)
        assert stranger.status_code == 404 and "已不由您单位办理" not in stranger.content.decode()
