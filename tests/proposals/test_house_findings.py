"""What people are told on the way: who reads what is written, whose decision it is, which title, what stopped."""

import importlib

import pytest
from django.apps import apps
from django.test import Client

from core.clock import clocks
from core.matters import batch_views, events
from core.matters.engine import act_form
from core.matters.lifecycle import LIFECYCLES, Refused
from core.models import Clock, Event, JobRun
from core.models.generic import aimed_at
from proposals.models import Proposal
from tests.builders.acts import contact, do, filed_and_assigned, sign, work
from tests.builders.cast import USERS, draft, fresh, who
from tests.builders.pages import act, answered, filed, handed, passed_on, press, signed_in, submitted

pytestmark = pytest.mark.django_db


def test_the_chair_reads_the_first_review_above_an_empty_box(cast):
    proposal = submitted(cast)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="事实清楚，建议立案")
    for key in ("file", "merge", "pass_on"):
        page = signed_in(cast.chair).get(f"/proposals/{proposal.pk}/do/{key}/")
        assert not page.context["form"]["text"].value()
        assert "事实清楚，建议立案" in page.content.decode()
    press(cast.chair, proposal, "file", category="city")
    assert fresh(proposal).reviews.get(step="decision").text == ""


def test_of_a_text_handed_in_again_the_earlier_advice_is_read_not_filled_in(cast):
    proposal = submitted(cast)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="建议过于笼统")
    do(proposal, "return_to_author", cast.clerk, reason="请写具体")
    do(proposal, "submit", cast.shen)
    page = signed_in(cast.clerk).get(f"/proposals/{proposal.pk}/do/recommend/")
    assert not page.context["form"]["text"].value()
    assert "修改以前的初审意见" in page.content.decode() and "建议过于笼统" in page.content.decode()


def test_every_text_of_an_act_says_who_reads_it(cast):
    filed_and_assigned(cast)
    passed_on(cast)
    for label, lifecycle in LIFECYCLES.items():
        thing = apps.get_model(label).objects.order_by("-pk").first()
        for row in lifecycle.rows:
            if row.system:
                continue
            form = act_form(thing, row.key, who(cast.clerk))
            for field in row.fields_for(thing, who(cast.clerk)):
                if field.kind == "text":
                    assert "看得到" in form.fields[field.name].help_text, (label, row.key, field.name)


def test_what_a_field_promises_of_its_readers_is_what_the_timeline_keeps(cast):
    """A judgement's comment names all who read it; of each audience the posts named are those who do."""
    proposal = answered(cast, handed(cast))
    told = act_form(proposal, "evaluate", who(cast.shen)).fields["comment"].help_text
    assert told.endswith("只有承办单位、提案委、办公室工作人员、督查室、领导看得到")
    act(cast.leader, proposal, "instruct", instruction="请抓紧")
    rows = Event.objects.filter(root_id=proposal.pk)
    for person, role in ((getattr(cast, USERS[role]), role) for role in USERS):
        user = who(person).user
        for audience in (Event.Audience.OFFICE, Event.Audience.UNIT):
            mine = rows.filter(audience=audience).exclude(actor=user)
            every = events.readable(mine, user).count() == mine.count() > 0
            assert every == (role in events.posts_reading(audience, "proposals")), (role, audience)


def test_the_signer_is_told_that_the_writer_reads_the_note(cast):
    text = passed_on(cast)
    do(text, "take_over", cast.editor, handled="编入第三期")
    page = signed_in(cast.signer).get(f"{text.get_absolute_url()}do/sign_passed_on/").content.decode()
    assert "包括写它的人" in page


def test_who_may_not_act_is_counted_out_and_starts_no_job(cast, monkeypatch):
    monkeypatch.setattr(batch_views, "AT_ONCE", 1)
    rows = [submitted(cast, title=f"关于{name}事的提案") for name in "甲乙"]
    ids = {"ids": [row.pk for row in rows]}
    asked = signed_in(cast.clerk).post("/proposals/batch/file/", ids)
    assert asked.context["possible"] == 0 and "不能办理“立案”" in asked.content.decode()
    answer_ = signed_in(cast.clerk).post("/proposals/batch/file/", {**ids, "go": "1", "category": "city"})
    assert answer_.status_code == 403 and not JobRun.objects.exists()


def test_a_date_that_fell_away_was_not_met(cast):
    text = passed_on(cast)
    do(text.source, "recall_passed_on", cast.chair, reason="误选")
    clock = Clock.objects.get(**aimed_at(text), kind="passed_on")
    assert clock.void and clocks.light(clock).words == "因撤回转送停止计时"
    other = filed(cast, title="关于路灯的提案")
    do(other, "hand_over", cast.clerk, channel=cast.gov.pk)
    do(other, "take_back", cast.gov_office, reason="应送党委督查室")
    stopped = {row.kind: row for row in Clock.objects.filter(**aimed_at(other)).exclude(stopped_at=None)}
    assert stopped["assign"].void and not stopped["review"].void and clocks.light(stopped["review"]).words == "按期办结"


def test_dates_stopped_before_are_told_apart_by_the_migration(cast):
    text = passed_on(cast)
    do(text.source, "recall_passed_on", cast.chair, reason="误选")
    Clock.objects.update(void=False)
    migration = importlib.import_module("core.migrations.0017_notices_close_and_void_clocks")
    migration.tell_void_from_met(apps, None)
    assert set(Clock.objects.filter(void=True).values_list("kind", "stop_reason")) == {("passed_on", "撤回转送")}


def test_the_title_of_a_returned_text_is_kept_back_in_lists_as_in_the_text(cast):
    proposal = submitted(cast, title="关于停车难的提案")
    do(proposal, "return_to_author", cast.clerk, reason="请补充数据")
    Proposal.objects.filter(pk=proposal.pk).update(title="关于充电难的提案", text_version=9)
    for user, title in ((cast.clerk, "停车难"), (cast.leader, "停车难"), (cast.shen, "充电难")):
        client = signed_in(user)
        found = [row["title"] for row in client.get("/api/v1/proposals/").json()["results"]]
        assert found == [f"关于{title}的提案"], user
        page = client.get("/proposals/").content.decode()
        assert title in page and ("充电难" in page) == (title == "充电难"), user
    assert "充电难" not in signed_in(cast.clerk).get("/calendar/?view=list").content.decode()


def test_a_returned_text_waits_for_its_own_writers_only(cast):
    proposal = draft(cast)
    do(proposal, "invite", cast.shen, members=[cast.zhou_member.pk])
    do(proposal, "agree_cosign", cast.zhou)
    do(proposal, "submit", cast.shen)
    do(proposal, "return_to_author", cast.clerk, reason="请补充数据")
    kinds_of = {}
    for name in ("shen", "zhou", "clerk"):
        page = signed_in(getattr(cast, name)).get(f"/proposals/{proposal.pk}/").context["page"]
        kinds_of[name] = {clock.kind for clock in page.seen_clocks}
    assert "revise" in kinds_of["shen"] & kinds_of["clerk"] and "revise" not in kinds_of["zhou"]


def test_home_says_that_an_opinion_desk_counts_a_part(cast):
    assert "本次会议提案中您能查看的" in signed_in(cast.editor).get("/").content.decode()
    assert "中您能查看的" not in signed_in(cast.clerk).get("/").content.decode()


def test_page_list_and_interface_say_alike_that_the_handling_is_to_be_changed(cast):
    text = passed_on(cast)
    do(text, "take_over", cast.editor, handled="编入第三期")
    do(text, "recall_handling", cast.editor)
    client: Client = signed_in(cast.editor)
    for address in (text.get_absolute_url(), "/opinions/forwarded/"):
        page = client.get(address).content.decode()
        assert "处理情况待修改" in page and "待接收处理</span>" not in page
    row = client.get("/api/v1/forwarded-texts/").json()["results"][0]
    assert row["state_label"] == "处理情况待修改"


# ---- what only the doing shows ----


def checked(c):
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    lead = work(proposal, c.housing)
    do(lead, "draft", c.housing_clerk, text="已列入计划。", letter="A", is_public=True)
    return proposal, lead


def test_another_grade_needs_its_reason(cast):
    _, lead = checked(cast)
    type(lead).objects.filter(pk=lead.pk).update(state="checking")
    with pytest.raises(Refused, match="请填写改等理由"):
        do(lead, "pass_check", cast.gov_office, letter="B")
    do(lead, "pass_check", cast.gov_office, letter="B", grade_reason="尚在办理")
    assert (fresh(lead).reply.letter, fresh(lead).reply.grade_reason) == ("B", "尚在办理")


def test_a_talk_is_not_older_than_the_matter_nor_a_promise(cast):
    proposal = filed_and_assigned(cast)
    lead = work(proposal, cast.housing)
    with pytest.raises(Refused, match="承诺日不能早于今天"):
        do(lead, "sign", cast.housing_clerk, handler_name="马宁", handler_phone="1", promised_on="2026-01-01")
    sign(proposal, cast.housing, cast.housing_clerk)
    with pytest.raises(Refused, match="沟通日期早于交办日期"):
        do(
            lead,
            "record_contact",
            cast.housing_clerk,
            mode="visit",
            held_on="2026-01-01",
            with_whom="沈岚",
            content="谈",
        )


def test_a_recommendation_not_to_file_names_its_ground(cast):
    proposal = submitted(cast)
    with pytest.raises(Refused, match="请选择依据"):
        do(proposal, "recommend", cast.clerk, outcome="not_file", category="city")


def test_a_unit_is_handed_a_matter_once(cast):
    proposal = filed_and_assigned(cast)
    with pytest.raises(Refused, match="已在承办该件"):
        do(proposal, "add_unit", cast.gov_office, unit=cast.water.pk, role="joint")
    with pytest.raises(Refused, match="不能再加主办"):
        do(proposal, "add_unit", cast.gov_office, unit=cast.school.pk, role="lead")
