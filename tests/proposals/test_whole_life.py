"""One proposal's whole life, act by act, through the engine."""

from datetime import date, timedelta

import pytest

from core.matters.engine import perform
from core.matters.events import timeline
from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.matters.whose_turn import next_act
from core.models import Clock, Event, Notice
from proposals.models import Proposal
from tests.builders.acts import answer, circulated, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, draft, fresh, who

pytestmark = pytest.mark.django_db


def test_whole_life_with_decline_dissatisfaction_second_handling_and_follow_up(cast):
    c = cast
    proposal = filed_and_assigned(c)
    assert (proposal.state, proposal.number, proposal.case_number) == ("handling", 1, "第0001号")
    sign(proposal, c.housing, c.housing_clerk)
    sign(proposal, c.water, c.water_clerk)
    finance = work(proposal, c.finance)
    do(finance, "ask_return", c.finance_clerk, ground="not_our_duty", reason="不涉及资金", suggests=c.school.pk)
    do(finance, "accept_return", c.gov_office, unit=c.school.pk)
    assert fresh(finance).state == "returned"
    sign(proposal, c.school, c.school_clerk)
    do(work(proposal, c.water), "give_opinion", c.water_clerk, opinion="同意整合水厂")
    contact(proposal, c.housing, c.housing_clerk)
    joint = ((c.water, c.water_clerk), (c.school, c.school_clerk))
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=joint)
    proposal = fresh(proposal)
    assert (proposal.state, proposal.result_letter, proposal.result_meaning) == ("evaluating", "B", "planned")
    given = {"q_contact": "上门走访或面商", "q_attitude": "满意", "q_relevance": "有针对性"}
    do(proposal, "evaluate", c.shen, result="satisfied", **given)
    do(proposal, "evaluate", c.zhou, result="dissatisfied", comment="没有时间表", **given)
    do(proposal, "evaluate", c.he, result="basically", **given)
    with pytest.raises(Refused, match="不满意"):
        do(proposal, "follow", c.clerk)
    do(proposal, "rehandle", c.gov_office, reason="请给出时间表")
    proposal = fresh(proposal)
    assert (proposal.state, proposal.round) == ("rehandling", 2)
    later = MONDAY + timedelta(days=14)
    sign(proposal, c.housing, c.housing_clerk, later, round=2)
    contact(proposal, c.housing, c.housing_clerk, later, round=2)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, later, round=2)
    proposal = fresh(proposal)
    assert proposal.state == "evaluating"
    assert [e.signatory.name for e in proposal.evaluations.filter(round=2)] == ["周正"]
    do(proposal, "evaluate", c.zhou, later, result="satisfied", **given)
    do(proposal, "follow", c.clerk, later)
    do(proposal, "record_follow_up", c.housing_clerk, date(2026, 11, 2), text="管网已更新完成", letter="A")
    do(proposal, "finish_follow_up", c.clerk, date(2026, 11, 3))
    proposal = fresh(proposal)
    assert (proposal.state, proposal.result_letter, proposal.follow_letter) == ("closed", "B", "A")
    story = list(timeline(proposal, c.clerk).values_list("key", flat=True))
    assert story.count("evaluate") == 4 and story.count("deliver") == 2 and "accept_return" in story
    assert not Clock.objects.filter(
        stopped_at__isnull=True, root_id=proposal.pk, kind__in=["reply", "feedback"]
    ).exists()


def test_no_reply_without_contact_and_key_proposals_need_a_face_to_face_talk(cast):
    c = cast
    proposal = filed_and_assigned(c)
    do(proposal, "mark_key", c.chair)
    sign(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "draft", c.housing_clerk, text="稿", letter="A", is_public=True)
    with pytest.raises(Refused, match="还没有与提案者的沟通记录"):
        do(work(proposal, c.housing), "send_countersign", c.housing_clerk)
    do(
        work(proposal, c.housing), "record_contact", c.housing_clerk,
        mode="phone", held_on=MONDAY, with_whom="沈岚", content="电话沟通",
    )  # fmt: skip
    with pytest.raises(Refused, match="当面"):
        do(work(proposal, c.housing), "send_countersign", c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "send_countersign", c.housing_clerk)


def test_refused_acts_leave_nothing_behind(cast):
    c = cast
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    events, notices = Event.objects.count(), Notice.objects.count()
    with pytest.raises(Forbidden):
        do(proposal, "recommend", c.shen, outcome="file", category="city")
    with pytest.raises(Refused, match="初审意见"):
        do(proposal, "file", c.chair, category="city")
    with pytest.raises(InvalidFacts) as invalid:
        do(proposal, "recommend", c.clerk, outcome="nonsense")
    assert "outcome" in invalid.value.errors
    with pytest.raises(Refused, match="待审查"):
        do(proposal, "submit", c.shen)
    assert (Event.objects.count(), Notice.objects.count()) == (events, notices)
    assert fresh(proposal).state == "submitted"


def test_a_returned_unit_restarts_the_clocks_of_the_new_one(cast):
    c = cast
    proposal = filed_and_assigned(c)
    finance = work(proposal, c.finance)
    do(finance, "ask_return", c.finance_clerk, ground="not_our_duty", reason="不属本局职责")
    later = date(2026, 3, 5)
    do(finance, "accept_return", c.gov_office, later, unit=c.school.pk)
    clock = Clock.objects.get(object_id=work(proposal, c.school).pk, kind="sign", stopped_at=None)
    assert clock.started_on == later
    assert "改办" in clock.explanation


def test_a_unit_whose_return_is_refused_goes_on_where_it_was(cast):
    c, later = cast, date(2026, 3, 4)
    proposal = filed_and_assigned(c)
    sign(proposal, c.water, c.water_clerk)
    for unit, user in ((c.finance, c.finance_clerk), (c.water, c.water_clerk)):
        do(work(proposal, unit), "ask_return", user, ground="not_our_duty", reason="不属本局职责")
        do(work(proposal, unit), "refuse_return", c.gov_office, later, reason="属你局职责")
    finance, water = work(proposal, c.finance), work(proposal, c.water)
    assert (finance.state, finance.signed_at, water.state) == ("sent", None, "signed")
    told = Notice.objects.filter(event__key="refuse_return").values_list("recipient__username", "title")
    assert {name: "签收" in title for name, title in told} == {
        c.finance_clerk.username: True, c.water_clerk.username: False,
    }  # fmt: skip
    clock = Clock.objects.get(object_id=finance.pk, kind="sign", stopped_at=None)
    assert clock.started_on == later and "不同意退办" in clock.explanation
    assert not Clock.objects.filter(object_id=water.pk, kind="sign", stopped_at=None).exists()
    with pytest.raises(InvalidFacts, match="经办人"):
        do(finance, "sign", c.finance_clerk, later, handler_name="", handler_phone="")
    with pytest.raises(Refused, match="申请退办的期限已过"):
        do(finance, "ask_return", c.finance_clerk, later, ground="not_our_duty", reason="不属本局职责")
    do(finance, "sign", c.finance_clerk, later, handler_name="钱理", handler_phone="010-3")
    assert fresh(finance).handler_name == "钱理"


def test_merged_proposals_keep_their_proposers_who_judge_the_main_reply(cast):
    c = cast
    main = filed_and_assigned(c)
    other = draft(c, c.lu, title="关于改造青山老旧水管的提案")
    do(other, "submit", c.lu)
    do(other, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    do(other, "merge", c.chair, main=main.pk)
    sign(main, c.housing, c.housing_clerk)
    sign(main, c.water, c.water_clerk)
    sign(main, c.finance, c.finance_clerk)
    contact(main, c.housing, c.housing_clerk)
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    answer(main, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=joint, letter="A")
    main = fresh(main)
    assert {e.signatory.name for e in main.evaluations.all()} == {"沈岚", "周正", "何静", "陆远"}
    assert Proposal.objects.visible_to(who(c.lu).user).filter(pk=main.pk).exists()
    do(main, "evaluate", c.lu, result="satisfied", q_contact="没有沟通", q_attitude="满意", q_relevance="有针对性")
    assert main.evaluations.get(signatory__member=c.lu_member).result == "satisfied"


def test_the_second_of_two_people_reads_the_sentence(cast):
    c = cast
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    first, second = fresh(proposal), fresh(proposal)
    perform(first, "return_to_author", who(c.chair), reason="请补充数据")
    with pytest.raises(Refused, match=f"该件已被{c.chair.full_name}退回修改，没有提出初审意见，请刷新后再看"):
        perform(second, "recommend", who(c.clerk), outcome="file", category="city")
    assert not Event.objects.filter(key="recommend").exists()


def test_an_objection_sends_the_draft_back_and_it_must_change_before_it_goes_round_again(cast):
    c = cast
    proposal, lead = circulated(c)
    do(work(proposal, c.water), "countersign", c.water_clerk)
    do(work(proposal, c.finance), "object", c.finance_clerk, comment="资金没有着落")
    assert fresh(lead).state == "drafted"
    with pytest.raises(Refused, match="有不同意见"):
        do(lead, "send_countersign", c.housing_clerk)
    do(lead, "draft", c.housing_clerk, text="第二稿", letter="B", is_public=True)
    do(lead, "send_countersign", c.housing_clerk)
    do(work(proposal, c.water), "countersign", c.water_clerk)
    with pytest.raises(Refused, match="还没有送来"):
        do(work(proposal, c.water), "countersign", c.water_clerk)
    do(work(proposal, c.finance), "countersign", c.finance_clerk)
    assert fresh(lead).state == "signing"
    do(lead, "send_back", c.housing_head, reason="请补充数字")
    do(lead, "send_countersign", c.housing_clerk)
    assert fresh(lead).state == "signing", "a draft everybody already agreed with keeps nobody waiting"


def test_after_an_objection_or_a_return_the_next_step_is_a_new_draft(cast):
    c = cast
    proposal = filed_and_assigned(c)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    lead = work(proposal, c.housing)

    def next_key():
        return next_act(fresh(lead), who(c.housing_clerk))

    assert next_key() == "draft"
    do(lead, "draft", c.housing_clerk, text="第一稿", letter="A", is_public=True)
    assert next_key() == "send_countersign"
    do(lead, "send_countersign", c.housing_clerk)
    do(work(proposal, c.water), "object", c.water_clerk, comment="请补充")
    do(work(proposal, c.finance), "countersign", c.finance_clerk)
    assert next_key() == "draft"
    do(lead, "draft", c.housing_clerk, text="第二稿", letter="A", is_public=True)
    assert next_key() == "send_countersign"


def test_the_clock_for_signing_stops_while_a_return_is_being_decided(cast):
    c = cast
    proposal = filed_and_assigned(c)
    finance = work(proposal, c.finance)
    do(finance, "ask_return", c.finance_clerk, ground="not_our_duty", reason="不属本局职责")
    running = set(
        Clock.objects.filter(object_id=finance.pk, stopped_at=None, holder_org=c.finance).values_list("kind", flat=True)
    )
    assert "sign" not in running and "return" not in running
