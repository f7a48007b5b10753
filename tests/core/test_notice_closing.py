"""A notice that asks for an act follows the turn: 已办 once it is done, 不须再办 where the turn passed by."""

from datetime import timedelta

import pytest

from core.delivery.notices import unread_count
from core.models import Notice
from tests.builders.acts import do, filed_and_assigned, work
from tests.builders.cast import MONDAY, draft
from tests.builders.pages import passed_on, signed_in, submitted

pytestmark = pytest.mark.django_db


def of(user, words: str) -> Notice:
    return Notice.objects.get(recipient=user, title__contains=words)


def test_what_was_asked_for_and_done_reads_as_done_and_is_not_counted(cast):
    proposal = submitted(cast)
    asked = of(cast.clerk, "请审查")
    assert (asked.asks, asked.closed_as) == ("recommend", "") and unread_count(cast.clerk) == 1
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="建议立案")
    asked.refresh_from_db()
    assert asked.closed_as == "done" and asked.closed_at and unread_count(cast.clerk) == 0
    page = signed_in(cast.clerk).get("/notices/").content.decode()
    assert "已办" in page and "未读：" not in page
    assert "请审查" not in signed_in(cast.clerk).get("/notices/?unread=1").content.decode()


def test_a_turn_that_passed_by_needs_nothing_any_more(cast):
    proposal = submitted(cast)
    do(proposal, "withdraw", cast.shen, reason="另行提出")
    assert of(cast.clerk, "请审查").closed_as == "over"


def test_who_declines_has_answered_and_who_did_not_answer_needs_no_more(cast):
    proposal = draft(cast)
    do(proposal, "invite", cast.shen, members=[cast.zhou_member.pk, cast.he_member.pk])
    do(proposal, "decline_cosign", cast.zhou)
    assert (of(cast.zhou, "邀您联名").closed_as, of(cast.he, "邀您联名").closed_as) == ("done", "")
    do(proposal, "submit", cast.shen)
    assert of(cast.he, "邀您联名").closed_as == "over"


def test_who_opens_an_invitation_that_is_over_reads_what_became_of_it(cast):
    proposal = draft(cast)
    do(proposal, "invite", cast.shen, members=[cast.he_member.pk])
    asked, browser = of(cast.he, "邀您联名"), signed_in(cast.he)
    assert browser.post(f"/notices/{asked.pk}/")["Location"] == proposal.get_absolute_url()
    do(proposal, "submit", cast.shen, MONDAY + timedelta(days=1))
    page = browser.post(f"/notices/{asked.pk}/", follow=True)
    assert page.status_code == 200 and page.redirect_chain[-1][0] == "/notices/"
    assert "不须再办：3月3日已提交，您现在的岗位看不到这件提案。" in page.content.decode()


def test_each_unit_closes_its_own(cast):
    proposal = filed_and_assigned(cast)
    do(work(proposal, cast.water), "sign", cast.water_clerk, handler_name="马宁", handler_phone="010-1")
    assert of(cast.water_clerk, "请签收").closed_as == "done"
    assert of(cast.finance_clerk, "请签收").closed_as == "" and of(cast.finance_clerk, "请签收").asks == "sign"


def test_what_comes_back_asks_anew(cast):
    text = passed_on(cast)
    do(text, "take_over", cast.editor, handled="编入第三期")
    do(text, "send_back_text", cast.signer, reason="请写明时间")
    assert of(cast.signer, "待签发").closed_as == "done"
    assert of(cast.editor, "请修改").asks == "take_over" and of(cast.editor, "请修改").closed_as == ""
