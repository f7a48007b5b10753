"""批示: a card on the page for the offices, quoted in notices, and listed for whoever wrote them."""

from datetime import timedelta

import pytest

from core.models import Clock, Instruction, Notice
from tests.builders.acts import work
from tests.builders.cast import fresh
from tests.builders.pages import act, handed, press, signed_in, today

pytestmark = pytest.mark.django_db
WORDS = "请抓紧办理，月底前报结果。"


@pytest.fixture
def instructed(cast):
    proposal = handed(cast)
    act(cast.leader, proposal, "instruct", instruction=WORDS)
    return proposal


def card(user, url):
    html = signed_in(user).get(url).content.decode()
    _, found, rest = html.partition('id="instructions-title"')
    return rest.partition("</section>")[0] if found else ""


def test_the_page_shows_what_was_said_by_whom_and_when(cast, instructed):
    for user in (cast.clerk, cast.gov_office, cast.leader):
        shown = card(user, instructed.get_absolute_url())
        assert WORDS in shown and cast.leader.full_name in shown and "<time" in shown, user
    assert WORDS in card(cast.gov_office, work(instructed, cast.housing).get_absolute_url())
    for user in (cast.shen, cast.lu, cast.housing_clerk):
        assert not card(user, instructed.get_absolute_url()), user


def test_both_notices_quote_it(cast, instructed):
    told = Notice.objects.filter(title__contains="作出批示")
    assert {notice.recipient for notice in told} == {cast.clerk, cast.gov_office}
    assert {notice.body for notice in told} == {WORDS}


def test_a_leader_finds_the_own_ones_on_the_home_and_in_the_list(cast, instructed):
    handed(cast, title="关于另一件事的提案")
    leader = signed_in(cast.leader)
    (own,) = [one for one in leader.get("/").context["lists"] if one.title == "我的批示"]
    assert [line.title for line in own.rows] == [instructed.title]
    opened = leader.get(own.url)
    assert [row.pk for row in opened.context["table"].rows] == [instructed.pk]
    assert "我的批示" in opened.content.decode()
    assert leader.get("/api/v1/proposals/?instructed=true").json()["count"] == 1
    assert leader.get("/api/v1/proposals/?instructed=false").json()["count"] == 1


def test_what_others_said_is_not_found_by_asking_for_it(cast, instructed):
    for user in (cast.clerk, cast.shen, cast.lu):
        client = signed_in(user)
        assert client.get("/api/v1/proposals/?instructed=true").json()["count"] == 0, user
        assert "我的批示" not in client.get("/proposals/").content.decode(), user


def instructs(c, proposal, **more):
    act(c.leader, proposal, "instruct", instruction=WORDS, **more)


def test_whoever_is_to_follow_it_reads_it_with_its_day_and_registers_what_was_done(cast):
    c = cast
    proposal = handed(c)
    day = today() + timedelta(days=20)
    form = signed_in(c.leader).get(f"{proposal.get_absolute_url()}do/instruct/").context["form"]
    assert [key for key, _ in form.fields["followers"].choices] == ["office", "channel", "unit"]
    instructs(c, proposal, followers=["unit", "channel"], due_on=day)
    for user in (c.housing_clerk, c.gov_office):
        shown = card(user, proposal.get_absolute_url())
        assert WORDS in shown and "待落实" in shown and f"{day.month}月{day.day}日" in shown, user
        told = Notice.objects.get(recipient=user, title__contains="作出批示")
        assert "前登记落实情况" in told.title and told.body == WORDS
    assert not card(c.water_clerk, proposal.get_absolute_url()) and not card(c.shen, proposal.get_absolute_url())
    clocks = {clock.holder_org: clock for clock in Clock.objects.filter(kind="instruction")}
    assert set(clocks) == {c.housing, c.gov} and {clock.due for clock in clocks.values()} == {day}
    press(c.housing_clerk, proposal, "answer_instruction", answer="已列入本月计划。")
    assert Clock.objects.filter(kind="instruction", stopped_at=None).count() == 2, "progress is not yet the end"
    press(c.housing_clerk, proposal, "answer_instruction", answer="管网已更新。", finished="on")
    assert not Clock.objects.filter(kind="instruction", stopped_at=None, holder_org=c.housing).exists()
    told = list(Notice.objects.filter(recipient=c.leader).order_by("pk").values_list("title", "body"))
    assert [body for _, body in told] == ["已列入本月计划。", "管网已更新。"] and "已落实：区住建局" in told[1][0]
    shown = card(c.leader, proposal.get_absolute_url())
    assert "管网已更新。" in shown and "已办结" in shown and "待落实" in shown
    press(c.housing_clerk, proposal, "answer_instruction", answer="再说一次", expect=409)
    press(c.shen, proposal, "answer_instruction", answer="我来说", expect=403)
    mine = signed_in(c.leader).get("/proposals/?instructed=1").content.decode()
    assert WORDS in mine and f"限{day.year}年{day.month}月{day.day}日" in mine and "已办结" in mine


def test_the_leader_takes_one_back_until_something_was_registered(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["channel"], due_on=today() + timedelta(days=9))
    press(c.leader, proposal, "withdraw_instruction", reason="写错了件")
    assert Instruction.objects.get().state == "withdrawn"
    assert not Clock.objects.filter(kind="instruction", stopped_at=None).exists()
    assert Notice.objects.filter(recipient=c.gov_office, title__contains="已撤回，不必落实").count() == 1
    assert "已撤回" in card(c.leader, proposal.get_absolute_url())
    assert proposal not in signed_in(c.leader).get("/proposals/?instructed=1").context["table"].rows
    instructs(c, proposal)
    press(c.gov_office, proposal, "answer_instruction", answer="不是给我的", expect=403)
    press(c.clerk, proposal, "answer_instruction", answer="已转督查室")
    press(c.leader, proposal, "withdraw_instruction", expect=409)
    instructs(c, proposal)
    instructs(c, proposal)
    form = signed_in(c.clerk).get(f"{proposal.get_absolute_url()}do/answer_instruction/").context["form"]
    assert form.fields["which"].queryset.count() == 3, "each by itself where there are several"
    past = signed_in(c.leader).post(f"{proposal.get_absolute_url()}do/instruct/", {
        "instruction": WORDS, "due_on": today().isoformat(), "seen": fresh(proposal).revision})  # fmt: skip
    assert past.status_code == 409 and "应在今天以后" in past.content.decode()


def test_another_unit_in_its_place_follows_what_units_were_to_follow(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["unit"], due_on=today() + timedelta(days=9))
    act(c.gov_office, work(proposal, c.housing), "change_unit", unit=c.school.pk, reason="选错单位")
    assert WORDS in card(c.school_clerk, proposal.get_absolute_url())
    assert Clock.objects.get(kind="instruction", stopped_at=None).holder_org == c.school
