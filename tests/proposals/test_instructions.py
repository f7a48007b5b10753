"""批示: a card on the page for the offices, quoted in notices, and listed for whoever wrote them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from core.matters.testing import cost, remember_rules
from core.models import Attachment, Clock, Event, Instruction, Notice
from proposals.models import Proposal
from tests.builders.acts import work
from tests.builders.cast import fresh
from tests.builders.pages import act, filed, handed, press, signed_in, today
from tests.builders.sheets import exported
from tests.builders.uploads import PDF

pytestmark = pytest.mark.django_db
WORDS = "请抓紧办理，月底前报结果。"
SIGN_IN = 2  # the session and its person, on every page


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


# ---- on the desks of those who follow one ----


def desk(user):
    return signed_in(user).get("/").context["instructed"]


def test_what_is_to_be_followed_stands_at_home_until_it_is_done_and_its_list_opens_there(cast):
    c = cast
    undated, dated, other = handed(c), handed(c, title="关于限期办的事的提案"), handed(c, title="关于别的事的提案")
    day = today() + timedelta(days=20)
    instructs(c, undated, followers=["unit", "channel", "office"])
    instructs(c, dated, followers=["unit"], due_on=day)
    for user in (c.housing_clerk, c.housing_head):
        assert [(one.matter.title, bool(one.light)) for one in desk(user).rows] == [
            (dated.title, True), (undated.title, False)], user  # fmt: skip
        home = signed_in(user).get("/").content.decode()
        assert "待落实批示" in home and WORDS in home and "未定期限" in home and c.leader.full_name in home
    for user in (c.gov_office, c.clerk):
        assert [one.matter.title for one in desk(user).rows] == [undated.title], user
    for user in (c.water_clerk, c.school_clerk, c.party_office, c.chair, c.office_clerk):
        assert not desk(user), user
        assert "待落实批示" not in signed_in(user).get("/").content.decode()
    shown = desk(c.housing_clerk)
    opened = signed_in(c.housing_clerk).get(shown.lists[0][1])
    assert {row.pk for row in opened.context["table"].rows} == {undated.pk, dated.pk}
    form = signed_in(c.housing_clerk).get(shown.rows[0].url)
    assert form.status_code == 200 and WORDS in form.content.decode()
    press(c.housing_clerk, undated, "answer_instruction", answer="已列入计划。")
    assert "已登记落实情况" in signed_in(c.housing_clerk).get("/").content.decode()
    press(c.housing_clerk, undated, "answer_instruction", answer="管网已更新。", finished="on")
    assert [one.matter.title for one in desk(c.housing_clerk).rows] == [dated.title]
    assert desk(c.gov_office), "what others are to follow waits on"
    assert other not in signed_in(c.housing_clerk).get("/proposals/?instruction=mine").context["table"].rows


def test_on_a_matter_that_was_taken_back_nobody_follows_anything(cast):
    proposal = handed(cast)
    instructs(cast, proposal)
    early = filed(cast, title="关于撤回的事的提案")
    instructs(cast, early)
    assert len(desk(cast.clerk).rows) == 2
    act(cast.shen, early, "withdraw", reason="情况已变")
    assert [one.matter.title for one in desk(cast.clerk).rows] == [proposal.title]
    asking = Notice.objects.filter(root_id=early.pk, asks="answer_instruction", closed_at=None)
    assert not asking.exists()


def test_lists_are_asked_how_instructions_stand_and_units_only_of_their_own(cast):
    c = cast
    units, office = handed(c), handed(c, title="关于提案委办的事的提案")
    instructs(c, units, followers=["unit"], due_on=today() + timedelta(days=9))
    instructs(c, office)
    act(c.clerk, office, "answer_instruction", answer="已办", finished=True)

    def found(user, asked):
        return {row.pk for row in signed_in(user).get(f"/proposals/?instruction={asked}").context["table"].rows}

    for user in (c.clerk, c.chair, c.office_clerk, c.leader, c.gov_office):
        assert found(user, "any") == {units.pk, office.pk}, user
        assert (found(user, "open"), found(user, "done")) == ({units.pk}, {office.pk}), user
    assert (found(c.leader, "given"), found(c.clerk, "given")) == ({units.pk}, set())
    assert (found(c.housing_clerk, "any"), found(c.housing_clerk, "mine")) == ({units.pk}, {units.pk})
    for user in (c.water_clerk, c.school_clerk, c.shen, c.lu, c.committee_clerk):
        assert not found(user, "any") and not found(user, "open"), user
    assert signed_in(c.housing_clerk).get("/api/v1/proposals/?instruction=open").json()["count"] == 1
    assert signed_in(c.lu).get("/api/v1/proposals/?instruction=open").json()["count"] == 0


def test_the_leaders_list_and_sheet_tell_the_instruction_and_its_own_date(cast):
    c = cast
    proposal = handed(c)
    day = today() + timedelta(days=40)
    instructs(c, proposal, followers=["unit"], due_on=day)
    (own,) = [one for one in signed_in(c.leader).get("/").context["lists"] if one.title == "我的批示"]
    assert WORDS in own.rows[0].excerpt and "待落实" in own.rows[0].excerpt
    assert WORDS in signed_in(c.leader).get("/").content.decode()
    (row,) = signed_in(c.leader).get("/proposals/?instructed=1").context["table"].rows
    assert (row.next_due, row.next_label) == (day, "落实批示"), "not the reply's, which is sooner"
    act(c.clerk, proposal, "enter_instruction", leader_name="县长周立新", given_on=today(), instruction="另办一事",
        due_on=today() + timedelta(days=2))  # fmt: skip
    (row,) = signed_in(c.leader).get("/proposals/?instructed=1").context["table"].rows
    assert row.next_due == day and row.told_instruction.startswith(f"批示：{WORDS}"), "nor another leader's"
    head, [line] = exported(signed_in(c.leader).get("/proposals/?instructed=1&export=xlsx"))
    told = dict(zip(head, line, strict=True))
    assert told["批示"] == WORDS and told["由谁落实"] == "区住建局" and told["落实状态"] == "待落实"
    assert told["落实期限"] == f"{day:%Y-%m-%d}" and told["作批示的领导"] == c.leader.full_name
    assert "批示" not in exported(signed_in(c.leader).get("/proposals/?export=xlsx"))[0]


# ---- whom notices ask ----


def asked(user):
    rows = Notice.objects.filter(recipient=user, asks="answer_instruction")
    return list(rows.order_by("pk").values_list("closed_as", flat=True))


def test_notices_ask_everybody_who_is_to_follow_it_until_it_is_done(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["unit", "office"])
    for user in (c.housing_clerk, c.housing_head, c.clerk):
        assert asked(user) == [""], user
        assert "需要您办" in signed_in(user).get("/notices/?doing=1").content.decode(), user
    assert asked(c.gov_office) == []
    act(c.housing_clerk, proposal, "answer_instruction", answer="已列入计划。")
    assert asked(c.housing_clerk) == [""]
    act(c.housing_clerk, proposal, "answer_instruction", answer="已更新。", finished=True)
    assert asked(c.housing_clerk) == asked(c.housing_head) == ["done"] and asked(c.clerk) == [""]
    instructs(c, proposal, followers=["channel"])
    act(c.leader, proposal, "withdraw_instruction", which=Instruction.objects.get(follower="channel").pk)
    assert asked(c.gov_office) == ["over"] and asked(c.clerk) == [""]


def test_another_unit_and_the_leader_are_told_that_it_passes_on(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["unit"], due_on=today() + timedelta(days=9))
    act(c.gov_office, work(proposal, c.housing), "change_unit", unit=c.school.pk, reason="选错单位")
    told = Notice.objects.get(recipient=c.school_clerk, title__contains="有领导批示，转由您单位落实")
    assert told.body == WORDS and told.asks == "answer_instruction" and "前登记落实情况" in told.title
    assert Notice.objects.filter(recipient=c.leader, title__contains="改由区教育局落实").count() == 1
    assert asked(c.housing_clerk) == ["over"]
    story = signed_in(c.leader).get(proposal.get_absolute_url()).content.decode()
    assert "批示转由区教育局落实，原由区住建局落实" in story
    assert [one.matter.title for one in desk(c.school_clerk).rows] == [proposal.title] and not desk(c.housing_clerk)


def test_a_co_unit_that_leads_from_now_on_follows_it_too(cast):
    c = cast
    proposal = handed(c, joints=[c.water])
    instructs(c, proposal, followers=["unit"])
    act(c.gov_office, work(proposal, c.housing), "change_unit", unit=c.water.pk, reason="应由水利局主办")
    assert Notice.objects.filter(recipient=c.water_head, title__contains="转由您单位落实").count() == 1
    assert desk(c.water_clerk) and not desk(c.housing_clerk)


def test_what_passes_among_joint_units_is_nobodys_instruction(cast):
    c = cast
    proposal = handed(c, joints=[c.water])
    instructs(c, proposal, followers=["unit"])
    act(c.gov_office, work(proposal, c.water), "change_unit", unit=c.school.pk, reason="选错单位")
    assert not Notice.objects.filter(title__contains="转由您单位落实").exists()
    assert not Event.objects.filter(key="instruction_passed").exists()


def test_a_unit_that_joins_is_told_and_one_that_is_taken_off_is_asked_no_more(cast):
    c = cast
    proposal = filed(c)
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    act(c.gov_office, proposal, "assign", separates=[c.housing.pk, c.water.pk])
    instructs(c, proposal, followers=["unit"], due_on=today() + timedelta(days=9))
    act(c.gov_office, proposal, "add_unit", unit=c.school.pk, role="separate")
    told = Notice.objects.get(recipient=c.school_clerk, title__contains="有领导批示，也由您单位落实")
    assert told.body == WORDS and told.asks == "answer_instruction" and WORDS in card(c.school_clerk, told.url)
    assert Notice.objects.filter(recipient=c.leader, title__contains="也由区教育局落实").count() == 1
    assert asked(c.housing_clerk) == asked(c.water_clerk) == [""], "who was told is not told again"
    act(c.gov_office, work(proposal, c.housing), "revoke", reason="选错单位")
    assert asked(c.housing_clerk) == ["over"] and asked(c.water_clerk) == [""]
    assert Clock.objects.get(kind="instruction", stopped_at=None).holder_org == c.water


def test_a_joint_unit_that_joins_follows_no_instruction(cast):
    proposal = handed(cast)
    instructs(cast, proposal, followers=["unit"])
    act(cast.gov_office, proposal, "add_unit", unit=cast.water.pk, role="joint")
    assert not asked(cast.water_clerk) and not Event.objects.filter(key="instruction_passed").exists()


def test_in_a_new_round_those_who_answer_again_are_not_told_anew(cast):
    c = cast
    proposal = filed(c)
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    act(c.gov_office, proposal, "assign", separates=[c.housing.pk, c.water.pk])
    instructs(c, proposal, followers=["unit"], due_on=today() + timedelta(days=9))
    Proposal.objects.filter(pk=proposal.pk).update(state="following")
    act(c.gov_office, proposal, "rehandle", reason="请再办", units=[c.water.pk])
    assert asked(c.housing_clerk) == ["over"] and asked(c.water_clerk) == [""]
    assert Clock.objects.get(kind="instruction", stopped_at=None).holder_org == c.water
    assert not Event.objects.filter(key="instruction_passed").exists()


# ---- on paper ----


def test_one_on_paper_is_entered_for_a_leader_with_its_day_and_picture(cast):
    c = cast
    proposal = handed(c)
    given = today() - timedelta(days=3)
    paper = {"leader": c.leader.pk, "given_on": given.isoformat(), "instruction": WORDS, "followers": ["unit"]}
    for user in (c.leader, c.gov_office, c.chair, c.housing_clerk):
        press(user, proposal, "enter_instruction", expect=403, **paper)
    scan = SimpleUploadedFile("批示件.pdf", PDF)
    press(c.office_clerk, proposal, "enter_instruction", **paper, scan=scan)
    row = Instruction.objects.get()
    assert (row.leader, row.by, row.day, row.event.actor) == (c.leader, str(c.leader), given, c.office_clerk)
    file = Attachment.objects.get()
    for user in (c.leader, c.clerk, c.housing_clerk):
        shown = card(user, proposal.get_absolute_url())
        assert WORDS in shown and "纸质批示" in shown and f"/attachments/{file.pk}/" in shown, user
        assert signed_in(user).get(f"/attachments/{file.pk}/").status_code == 200, user
    for user in (c.shen, c.lu, c.water_clerk):
        assert signed_in(user).get(f"/attachments/{file.pk}/").status_code == 404, user
    for user in (c.shen, c.lu):
        assert f"/attachments/{file.pk}/" not in signed_in(user).get(proposal.get_absolute_url()).content.decode(), user
    assert Notice.objects.filter(recipient=c.leader, title__contains="纸质批示已登记").count() == 1
    assert proposal in signed_in(c.leader).get("/proposals/?instructed=1").context["table"].rows
    press(c.leader, proposal, "withdraw_instruction")
    assert not signed_in(c.leader).get("/proposals/?instructed=1").context["table"].rows


def test_a_leader_without_an_account_is_named_and_the_day_is_that_of_the_paper(cast):
    c = cast
    proposal = handed(c)
    given = today() - timedelta(days=30)
    paper = {"given_on": given.isoformat(), "instruction": WORDS}
    refused = press(c.clerk, proposal, "enter_instruction", expect=400, **paper)
    assert "没有账号的填写姓名和职务" in refused.content.decode()
    early = press(c.clerk, proposal, "enter_instruction", expect=409, leader_name="县长周立新", due_on=given, **paper)
    assert "应在批示日期以后" in early.content.decode()
    tomorrow = paper | {"given_on": (today() + timedelta(days=1)).isoformat()}
    press(c.clerk, proposal, "enter_instruction", expect=400, leader_name="县长周立新", **tomorrow)
    due = given + timedelta(days=10)
    press(c.clerk, proposal, "enter_instruction", leader_name="县长周立新", due_on=due.isoformat(), **paper)
    shown = card(c.clerk, proposal.get_absolute_url())
    assert "县长周立新" in shown and f"{given.year}年{given.month}月{given.day}日" in shown and "逾期" in shown
    act(c.clerk, proposal, "answer_instruction", answer="已办", finished=True)
    press(c.office_clerk, proposal, "reopen_instruction", reason="县长说还要看现场")
    assert Instruction.objects.get().state == "open"


# ---- what a form says of it, and who reads what is written ----


def test_forms_say_truly_who_reads_what_is_written(cast):
    c = cast
    early, proposal = handed(c), handed(c, title="关于另一件事的提案")
    instructs(c, proposal, followers=["unit"])
    form = signed_in(c.leader).get(f"{early.get_absolute_url()}do/instruct/").content.decode()
    assert "请承办单位落实的，这家单位也看得到" in form and "只有提案委" not in form
    answer = signed_in(c.housing_clerk).get(f"{proposal.get_absolute_url()}do/answer_instruction/").content.decode()
    assert "本单位和提案委" in answer and "只有" not in answer
    instructs(c, early)
    of_office = signed_in(c.clerk).get(f"{early.get_absolute_url()}do/answer_instruction/").content.decode()
    assert "只有提案委" in of_office


def test_forms_show_the_instruction_in_full_and_choose_the_one_that_was_pressed(cast):
    c = cast
    proposal = handed(c)
    long = "请住建局、水利局会同属地抓紧摸清底数，分清轻重缓急，先易后难逐片推进，每两周报一次进展，年底前全部完成。"
    instructs(c, proposal)
    address = f"{proposal.get_absolute_url()}do/answer_instruction/"
    alone = signed_in(c.clerk).get(address)
    assert f"{c.leader.full_name}{today().year}年" in alone.content.decode() and WORDS in alone.content.decode()
    act(c.leader, proposal, "instruct", instruction=long, due_on=today() + timedelta(days=5))
    second = Instruction.objects.last()
    page = signed_in(c.clerk).get(f"{address}?which={second.pk}")
    assert long in page.content.decode() and page.context["form"]["which"].value() == second.pk
    assert f'value="{second.pk}" ' in page.content.decode() and "checked" in page.content.decode()
    refused = press(c.clerk, proposal, "answer_instruction", answer="已办", expect=400)
    assert "请选择“哪一件批示”" in refused.content.decode()
    press(c.clerk, proposal, "answer_instruction", which=second.pk, answer="已办", finished="on")
    assert Instruction.objects.get(pk=second.pk).state == "done"
    assert (
        long not in signed_in(c.leader).get(f"{proposal.get_absolute_url()}do/withdraw_instruction/").content.decode()
    )
    assert WORDS in signed_in(c.leader).get(f"{proposal.get_absolute_url()}do/withdraw_instruction/").content.decode()


def test_a_units_working_page_offers_the_account_and_tells_it(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["unit"])
    page = work(proposal, c.housing).get_absolute_url()
    row = Instruction.objects.get()
    for address in (page, proposal.get_absolute_url()):
        shown = signed_in(c.housing_clerk).get(address).content.decode()
        assert shown.count(f"{proposal.get_absolute_url()}do/answer_instruction/?which={row.pk}") == 1
        assert shown.count("do/answer_instruction/") == 1, "beside the instruction, and nowhere else"
    assert "do/answer_instruction/" not in card(c.gov_office, page), "the office does not follow it"
    act(c.housing_clerk, proposal, "answer_instruction", answer="管网已更新。")
    for user in (c.housing_clerk, c.housing_head):
        story = signed_in(user).get(page).context["page"].events
        assert [one.key for one in story if one.key == "answer_instruction"], user
    story = signed_in(c.water_clerk).get(proposal.get_absolute_url())
    assert story.status_code == 404 or "管网已更新" not in story.content.decode()


# ---- done, and not done after all ----


def test_all_that_was_told_stays_and_what_is_done_may_be_said_not_to_be(cast):
    c = cast
    proposal = handed(c)
    day = today() + timedelta(days=20)
    instructs(c, proposal, followers=["channel"], due_on=day)
    act(c.gov_office, proposal, "answer_instruction", answer="已开专题会。")
    act(c.gov_office, proposal, "answer_instruction", answer="已全部完成。", finished=True)
    shown = card(c.leader, proposal.get_absolute_url())
    assert shown.index("已开专题会。") < shown.index("已全部完成。") and "还不算落实" in shown
    assert "还不算落实" not in card(c.clerk, proposal.get_absolute_url())
    press(c.clerk, proposal, "reopen_instruction", reason="我来说", expect=403)
    press(c.leader, proposal, "reopen_instruction", expect=400)
    press(c.leader, proposal, "reopen_instruction", reason="第三条没有做。")
    row = Instruction.objects.get()
    assert (row.state, row.due_on) == ("open", day) and desk(c.gov_office)
    assert Clock.objects.get(kind="instruction", stopped_at=None).due == day
    told = Notice.objects.get(recipient=c.gov_office, title__contains="还不算落实")
    assert told.body == "第三条没有做。" and told.asks == "answer_instruction" and not told.closed_as
    assert "第三条没有做。" in card(c.gov_office, proposal.get_absolute_url())
    act(c.gov_office, proposal, "answer_instruction", answer="第三条已补做。", finished=True)
    later = day + timedelta(days=10)
    press(c.leader, proposal, "reopen_instruction", reason="再看一次。", due_on=later.isoformat())
    assert Clock.objects.get(kind="instruction", stopped_at=None).due == later == Instruction.objects.get().due_on


def test_whoever_follows_it_takes_the_end_back_on_the_same_day_only(cast):
    c = cast
    proposal = handed(c)
    instructs(c, proposal, followers=["unit"])
    act(c.housing_clerk, proposal, "answer_instruction", answer="点错了", finished=True)
    form = signed_in(c.housing_clerk).get(f"{proposal.get_absolute_url()}do/reopen_instruction/")
    assert "due_on" not in form.context["form"].fields, "the day is the leader's to set"
    press(c.housing_clerk, proposal, "reopen_instruction", reason="误点了办结")
    assert Notice.objects.filter(recipient=c.leader, title__contains="改为未落实").count() == 1
    act(c.housing_clerk, proposal, "answer_instruction", answer="完成", finished=True)
    row = Instruction.objects.get()
    Instruction.objects.filter(pk=row.pk).update(answered_at=row.answered_at - timedelta(days=1))
    press(c.housing_clerk, proposal, "reopen_instruction", reason="误点了办结", expect=409)
    press(c.leader, proposal, "reopen_instruction", reason="没有完成")


def test_those_written_before_keep_their_writer_and_their_account(cast):
    c = cast
    instructs(c, proposal := handed(c))
    act(c.clerk, proposal, "answer_instruction", answer="已办", finished=True)
    Instruction.objects.update(leader=None, leader_name="", accounts=[])
    import_module("core.migrations.0038_who_wrote_instructions_so_far").fill(apps, None)
    row = Instruction.objects.get()
    assert (row.leader, row.leader_name) == (c.leader, str(c.leader))
    assert [(one["text"], one["by"], one["state"]) for one in row.accounts] == [("已办", str(c.clerk), "done")]


def test_what_is_told_of_instructions_costs_the_same_for_one_and_for_many(cast, monkeypatch):
    c = cast
    remember_rules(monkeypatch)
    pages = [
        (name, url)
        for name in ("clerk", "gov_office", "housing_clerk")
        for url in ("/", "/proposals/?instruction=mine")
    ]
    pages += [("leader", "/"), ("leader", "/proposals/?instructed=1"), ("leader", "/proposals/?instruction=given")]
    clients = {name: signed_in(getattr(c, name)) for name in ("clerk", "gov_office", "housing_clerk", "leader")}
    counts = []
    for number in (1, 6):
        for place in range(number):
            proposal = handed(c, title=f"关于第{number}批第{place}件事的提案")
            instructs(c, proposal, followers=["unit", "channel", "office"], due_on=today() + timedelta(days=9))
        counts.append({page: cost(clients[page[0]], page[1]) for page in pages})
    assert counts[0] == counts[1]
    assert all(number <= (10 if url == "/" else 5) + SIGN_IN for (_, url), number in counts[0].items()), counts[0]
    for name, where in (
        ("clerk", ""),
        ("housing_clerk", ""),
        ("leader", ""),
        ("housing_clerk", "do/answer_instruction/"),
    ):
        found = cost(clients[name], f"{proposal.get_absolute_url()}{where}")
        assert found <= (10 if not where else 12) + SIGN_IN, (name, where, found)
