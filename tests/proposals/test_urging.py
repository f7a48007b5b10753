"""催办: a word to those who are waited for, once a day from each office, kept in the story."""

from datetime import date, timedelta

import pytest

from core.matters import urging
from core.matters.engine import act_form, perform
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Notice
from tests.builders.acts import answer, circulated, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, fresh, who
from tests.builders.pages import JUDGED, signed_in

pytestmark = pytest.mark.django_db
WORDS = "请抓紧签收"
LATE = date(2026, 6, 8)


@pytest.fixture
def proposal(cast):
    return filed_and_assigned(cast)


@pytest.fixture
def evaluating(cast):
    """Answered on Monday; 沈岚 has judged, 周正 and 何静 have not."""
    c = cast
    proposal = filed_and_assigned(c)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=joint)
    do(proposal, "evaluate", c.shen, result="satisfied", **JUDGED)
    return fresh(proposal)


def told(key) -> set[str]:
    rows = Notice.objects.filter(event__key=key)
    assert all(row.kind == Notice.Kind.URGING for row in rows)
    return set(rows.values_list("recipient__username", flat=True))


def test_a_unit_that_has_not_signed_is_urged_by_the_office(cast, proposal):
    do(work(proposal, cast.housing), "urge_sign", cast.gov_office, wording=WORDS)
    assert told("urge_sign") == {"housing_clerk"}
    event = Event.objects.get(key="urge_sign")
    assert event.text == "催区住建局签收：请抓紧签收" and event.facts["wording"] == WORDS
    assert work(proposal, cast.housing).state == "sent"


def test_the_form_comes_with_a_polite_sentence_that_names_the_day(cast, proposal):
    lead = work(proposal, cast.housing)
    text = act_form(lead, "urge_sign", who(cast.gov_office)).fields["wording"].initial
    assert "第0001号" in text and "签收应于2026年3月5日前完成" in text
    sign(proposal, cast.housing, cast.housing_clerk)
    form = act_form(fresh(lead), "urge", who(cast.gov_office, LATE))
    assert "已于2026年3月23日到期" in form.fields["wording"].initial


def test_the_committees_own_wording_is_used_and_broken_marks_do_no_harm(cast, proposal, own_rule):
    own_rule("proposal.urge_sign_wording", "〔单位〕：请签收{〔案件〕。")
    form = act_form(work(proposal, cast.housing), "urge_sign", who(cast.gov_office))
    text = form.fields["wording"].initial
    assert text.startswith("区住建局：请签收{第0001号") and text.endswith("。")


def test_the_head_hears_once_the_time_is_over(cast, proposal):
    sign(proposal, cast.housing, cast.housing_clerk)
    do(work(proposal, cast.housing), "urge", cast.clerk, LATE, wording="请抓紧")
    assert told("urge") == {"housing_clerk", "housing_head"}
    assert Event.objects.get(key="urge").text == "催办区住建局：请抓紧"


def test_before_that_only_the_clerk_hears(cast, proposal):
    sign(proposal, cast.housing, cast.housing_clerk)
    do(work(proposal, cast.housing), "urge", cast.clerk, wording="请抓紧")
    assert told("urge") == {"housing_clerk"}


def test_the_head_hears_where_the_heads_signature_is_waited_for(cast):
    c = cast
    proposal, lead = circulated(c)
    with pytest.raises(Refused, match="会签中"):
        do(lead, "urge", c.gov_office, wording="请抓紧")
    do(work(proposal, c.water), "urge", c.gov_office, wording="请会签")
    for unit, user in ((c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        do(work(proposal, unit), "countersign", user)
    do(lead, "urge", c.gov_office, wording="请签发")
    assert told("urge") == {"water_clerk", "housing_clerk", "housing_head"}


def test_a_joint_unit_that_gave_its_opinion_is_urged_only_while_a_draft_lies_with_it(cast, proposal):
    c = cast
    sign(proposal, c.water, c.water_clerk)
    joint = work(proposal, c.water)
    do(joint, "give_opinion", c.water_clerk, opinion="同意")
    with pytest.raises(Refused, match="没有要该单位办的事"):
        do(joint, "urge", c.gov_office, wording="请抓紧")


def test_one_office_urges_once_a_day_and_another_may_still(cast, proposal):
    c, lead = cast, work(proposal, cast.housing)
    do(lead, "urge_sign", c.gov_office, wording=WORDS)
    with pytest.raises(Refused, match="郑督今天10:00已经催过，同一单位一天只催一次"):
        do(lead, "urge_sign", c.gov_office, wording=WORDS)
    do(lead, "urge_sign", c.clerk, wording=WORDS)
    with pytest.raises(Refused, match="田文今天"):
        do(lead, "urge_sign", c.chair, wording=WORDS)
    do(lead, "urge_sign", c.gov_office, MONDAY + timedelta(days=1), wording=WORDS)
    assert Event.objects.filter(key="urge_sign").count() == 3


def test_two_of_one_office_who_press_at_the_same_moment_urge_once(cast, proposal):
    lead, slow = work(proposal, cast.housing), who(cast.clerk)
    assert urging.was_not_urged_today(lead, slow) is None  # asked, and remembered, before the other was through
    do(lead, "urge_sign", cast.chair, wording=WORDS)
    with pytest.raises(Refused, match="一天只催一次"):
        perform(lead, "urge_sign", slow, wording=WORDS)
    assert Event.objects.filter(key="urge_sign").count() == 1


def test_the_wrong_person_does_not_urge(cast, proposal):
    c, lead = cast, work(proposal, cast.housing)
    for user in (c.party_office, c.shen, c.housing_clerk, c.water_clerk, c.leader, c.office_clerk):
        with pytest.raises(Forbidden):
            do(lead, "urge_sign", user, wording=WORDS)
    assert not Notice.objects.filter(kind=Notice.Kind.URGING).exists()


def test_the_wrong_state_says_so(cast, proposal):
    lead = work(proposal, cast.housing)
    with pytest.raises(Refused, match="待签收"):
        do(lead, "urge", cast.gov_office, wording=WORDS)
    sign(proposal, cast.housing, cast.housing_clerk)
    with pytest.raises(Refused, match="办理中"):
        do(lead, "urge_sign", cast.gov_office, wording=WORDS)


def test_urging_does_not_disturb_somebody_who_is_writing(cast, proposal):
    sign(proposal, cast.housing, cast.housing_clerk)
    lead = work(proposal, cast.housing)
    do(lead, "urge", cast.gov_office, wording=WORDS)
    assert fresh(lead).revision == lead.revision


def test_only_signatories_who_have_not_judged_are_urged(cast, evaluating):
    do(evaluating, "urge_evaluation", cast.clerk, wording="请您评价")
    assert told("urge_evaluation") == {"zhou", "he"}
    event = Event.objects.get(key="urge_evaluation")
    assert event.text == "催何静、周正评价：请您评价" and event.audience == Event.Audience.OFFICE
    with pytest.raises(Refused, match="一天只催一次"):
        do(evaluating, "urge_evaluation", cast.chair, wording="请您评价")
    do(evaluating, "urge_evaluation", cast.gov_office, wording="请您评价")
    for user in (cast.zhou, cast.housing_clerk, cast.party_office):
        with pytest.raises(Forbidden):
            do(evaluating, "urge_evaluation", user, wording="请您评价")


def test_nobody_is_urged_when_everybody_has_judged(cast, evaluating):
    for user in (cast.zhou, cast.he):
        do(evaluating, "evaluate", user, result="satisfied", **JUDGED)
    with pytest.raises(Refused, match="各位提案者都已评价"):
        do(evaluating, "urge_evaluation", cast.clerk, wording="请您评价")


def test_pages_say_how_often_to_those_it_concerns(cast, proposal):
    c, lead = cast, work(proposal, cast.housing)
    do(lead, "urge_sign", c.gov_office, wording=WORDS)
    do(lead, "urge_sign", c.clerk, wording=WORDS)
    for user in (c.gov_office, c.clerk, c.housing_clerk):
        html = signed_in(user).get(lead.get_absolute_url()).content.decode()
        assert "已催办 2 次" in html and WORDS in html
    for user in (c.shen, c.water_clerk):
        html = signed_in(user).get(proposal.get_absolute_url()).content.decode()
        assert "已催办" not in html
    assert WORDS not in signed_in(c.shen).get(proposal.get_absolute_url()).content.decode()


def test_many_works_are_urged_in_one_go_each_with_its_own_sentence(cast, proposal):
    c = cast
    ids = [work(proposal, unit).pk for unit in (c.housing, c.water)]
    client = signed_in(c.gov_office)
    listed = client.get("/proposals/assignments/").content.decode()
    assert "/proposals/assignments/batch/urge_sign/" in listed
    asked = client.post("/proposals/assignments/batch/urge_sign/", {"ids": ids}).content.decode()
    assert "留空则各件用自己原有的" in asked
    long = "催" * 301
    again = client.post("/proposals/assignments/batch/urge_sign/", {"ids": ids, "go": "1", "wording": long})
    assert again.status_code == 400 and long in again.content.decode()
    done = client.post("/proposals/assignments/batch/urge_sign/", {"ids": ids, "go": "1", "wording": ""})
    assert done.status_code == 200
    texts = set(Event.objects.filter(key="urge_sign").values_list("text", flat=True))
    assert len(texts) == 2 and all("请尽快签收" in text for text in texts)
    twice = client.post("/proposals/assignments/batch/urge_sign/", {"ids": ids, "go": "1", "wording": ""})
    assert "一天只催一次" in twice.content.decode()


def test_urging_sent_again_tells_that_it_was_done_and_repeats_no_text(cast, proposal):
    client, sent = signed_in(cast.gov_office), {"ids": work(proposal, cast.housing).pk, "go": "1", "once": "one-form"}
    words = "请贵单位尽快签收，并在规定时间内与提案者取得联系，说明办理的打算。" * 2
    for _ in range(2):
        page = client.post("/proposals/assignments/batch/urge_sign/", sent | {"wording": words}).content.decode()
    assert "催签收" in page and "没有再办一次" in page and "先前已办好 1 件" in page
    assert "。。" not in page and "取得联系" not in page
