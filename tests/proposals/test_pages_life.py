"""A whole life through the pages: two joint units, a return, a dissatisfied co-signer, a second round, follow-up."""

import re
from datetime import timedelta

import pytest

from core.chinese import long_date
from core.clock.clocks import running_clock
from proposals.models import Proposal
from tests.builders.acts import work
from tests.builders.cast import draft, fresh
from tests.builders.pages import JUDGED, answered, handed, press, signed_in, today

pytestmark = pytest.mark.django_db


def sees(user, url, *words, status=200):
    """The page opens for ``user`` and says these words."""
    response = signed_in(user).get(url)
    html = response.content.decode()
    assert response.status_code == status, html[:2000]
    for word in words:
        assert word in html, word
    return html


def test_a_whole_life_through_the_pages(cast):
    c = cast
    proposal = draft(c)
    url = proposal.get_absolute_url()
    sees(c.shen, url, "继续写", "检查并提交", "邀请联名")
    sees(c.shen, f"{url}do/invite/", "周正（农业界）", "何静（农业界）")
    press(c.shen, proposal, "invite", members=[c.zhou_member.pk, c.he_member.pk])
    sees(c.zhou, url, "沈岚委员邀您联名", ">署名<", "不署名")
    press(c.zhou, proposal, "agree_cosign", remark="很有必要")
    press(c.he, proposal, "agree_cosign")
    html = sees(c.shen, f"{url}check/", "内容齐全，可以提交")
    assert "还没有填写" not in html
    response = press(c.shen, proposal, "submit")
    assert response.url == f"{url}receipt/"
    sees(c.shen, response.url, "已收到您的提案", "0001", "保存收件回执")
    seen = sees(c.clerk, f"{url}receipt/", "收件回执", "结果告知提案者")
    assert "已收到您的" not in seen and "告诉您" not in seen
    seen = sees(c.clerk, url, "轮到您：", "提出初审意见")
    assert not re.search(r"第 \d+ (稿|次提交)", seen)
    press(c.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
    press(c.chair, proposal, "file", category="city", text="同意立案")
    press(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    sees(c.gov_office, f"{url}do/assign/", "主办", "会办", "分办")
    press(c.gov_office, proposal, "assign", lead=c.housing.pk, joints=[c.water.pk, c.finance.pk])
    finance = work(proposal, c.finance)
    press(c.finance_clerk, finance, "ask_return", ground="not_our_duty", reason="不涉及资金", suggests=c.school.pk)
    sees(c.gov_office, url, "答复区财政局的退办申请", "不涉及资金")
    press(c.gov_office, finance, "accept_return", unit=c.school.pk)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.school, c.school_clerk)):
        press(user, work(proposal, unit), "sign", handler_name="经办", handler_phone="010-2")
    press(c.water_clerk, work(proposal, c.water), "give_opinion", opinion="同意整合水厂")
    housing = work(proposal, c.housing)
    press(
        c.housing_clerk, housing, "record_contact",
        mode="visit", held_on=today().isoformat(), with_whom="沈岚", content="上门说明",
    )  # fmt: skip
    sees(c.housing_clerk, f"{housing.get_absolute_url()}do/draft/", "逐条回应", "更新老旧管网", "同意整合水厂")
    press(c.housing_clerk, housing, "draft", text="一、已列入计划。", letter="B", is_public="on")
    press(c.housing_clerk, housing, "send_countersign")
    sees(c.water_clerk, f"{work(proposal, c.water).get_absolute_url()}do/countersign/", "已列入计划")
    press(c.water_clerk, work(proposal, c.water), "countersign")
    press(c.school_clerk, work(proposal, c.school), "countersign")
    assert "已列入计划" not in sees(c.shen, url)
    press(c.housing_head, housing, "sign_off")
    press(c.gov_office, housing, "pass_check", letter="B")
    press(c.housing_clerk, housing, "deliver")
    sees(c.shen, url, "已列入计划", "评价答复")
    sees(c.shen, f"{url}do/evaluate/", "请您本人填写", "上门走访或面商")
    press(c.shen, proposal, "evaluate", result="satisfied", **JUDGED)
    press(c.zhou, proposal, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    press(c.he, proposal, "evaluate", result="basically", **JUDGED)
    press(c.clerk, proposal, "follow", expect=409)
    press(c.gov_office, proposal, "rehandle", reason="请给出时间表")
    assert fresh(proposal).state == "rehandling"
    sees(c.housing_clerk, url, "二次办理", "第一次办理", "没有时间表")
    proposal = answered(c, proposal, "B", round=2)
    press(c.zhou, proposal, "evaluate", result="satisfied", **JUDGED)
    press(c.clerk, proposal, "follow")
    press(c.housing_clerk, proposal, "record_follow_up", text="管网已更新完成", letter="A")
    sees(c.shen, url, "跟踪结果：", "管网已更新完成")
    press(c.clerk, proposal, "finish_follow_up")
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.state, proposal.result_letter, proposal.follow_letter) == ("closed", "B", "A")
    sees(c.shen, url, "已办结", "经过")


def test_following_ends_when_asked_once_more_and_goes_on_when_that_was_a_mistake(cast):
    c = cast
    proposal = answered(c, handed(c), "B")
    press(c.shen, proposal, "evaluate", result="satisfied", **JUDGED)
    press(c.clerk, proposal, "follow")
    press(c.clerk, proposal, "record_follow_up", text="正在铺设", letter="B")
    visit, url = running_clock(proposal, "follow_up"), proposal.get_absolute_url()
    own = sees(c.shen, url).split("zx-one-date")[1][:80]
    assert f"跟踪回访：{long_date(visit.due)}" in own and "个工作日" not in own, "a day of next year says so"
    sees(c.clerk, f"{url}do/finish_follow_up/", "不再回访", f"{long_date(visit.due)}还要回访", "请写明为什么")
    press(c.clerk, proposal, "finish_follow_up", expect=400)
    press(c.clerk, proposal, "finish_follow_up", reason="并入城区管网改造")
    assert fresh(proposal).closed_at and running_clock(proposal, "follow_up") is None
    press(c.chair, proposal, "undo_finish", reason="点错了")
    assert (fresh(proposal).state, fresh(proposal).closed_at) == ("following", None)
    assert running_clock(proposal, "follow_up") == visit
    press(c.clerk, proposal, "record_follow_up", text="已完成", letter="A")
    press(c.clerk, proposal, "finish_follow_up")
    sees(c.clerk, url, "已办结", "do/undo_finish/")
    Proposal.objects.filter(pk=proposal.pk).update(closed_at=fresh(proposal).closed_at - timedelta(days=1))
    assert "do/undo_finish/" not in sees(c.clerk, url, "已办结")
