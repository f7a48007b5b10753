"""Drafts are their writers', undelivered replies the offices', and what is said inside stays inside."""

import pytest

from core.matters import drafts
from core.matters.engine import perform
from core.matters.pages import page_of
from core.models import Notice
from tests.builders.acts import work
from tests.builders.cast import draft, who
from tests.builders.pages import JUDGED, act, answered, drafted, handed, signed_in, submitted, today

pytestmark = pytest.mark.django_db
INSIDE = ("clerk", "chair", "gov_office", "housing_clerk", "housing_head", "water_clerk")
OUTSIDE = ("shen", "lu", "committee_clerk")


def html(user, url, status=200):
    response = signed_in(user).get(url)
    assert response.status_code == status, (user, response.status_code)
    return response.content.decode()


def test_a_draft_is_in_nobody_elses_list(cast):
    draft(cast, title="关于还没写完的事的提案")
    for name in (*INSIDE, "lu", "committee_clerk", "leader"):
        assert "关于还没写完的事的提案" not in html(getattr(cast, name), "/proposals/"), name
    assert "关于还没写完的事的提案" in html(cast.shen, "/proposals/")


def test_an_undelivered_reply_is_the_units_own_until_it_leaves_the_unit(cast):
    proposal = handed(cast, joints=(cast.water,))
    act(cast.water_clerk, work(proposal, cast.water), "sign", handler_name="江水", handler_phone="2")
    lead = drafted(cast, proposal)

    def readers():
        everybody = (*INSIDE, "water_head", "office_clerk", "leader", *OUTSIDE)
        pages = {name: html(getattr(cast, name), proposal.get_absolute_url()) for name in everybody}
        return {name for name, page in pages.items() if "一、已更新管网。" in page}

    own, asked = {"housing_clerk", "housing_head"}, {"water_clerk", "water_head"}
    assert readers() == own
    act(cast.housing_clerk, lead, "send_countersign")
    assert readers() == own | asked
    act(cast.water_clerk, work(proposal, cast.water), "object", comment="请写清楚期限")
    assert readers() == own | asked, "of the draft that they were asked about"
    act(cast.housing_clerk, lead, "draft", text="一、已更新管网。年内完成。", letter="A", is_public=True)
    assert readers() == own
    act(cast.housing_clerk, lead, "send_countersign")
    act(cast.water_clerk, work(proposal, cast.water), "countersign")
    act(cast.housing_head, lead, "sign_off")
    assert readers() == own | asked | {"gov_office", "clerk", "chair"}
    for name in OUTSIDE:
        assert "起草答复" not in html(getattr(cast, name), proposal.get_absolute_url()), name
        assert html(getattr(cast, name), work(proposal, cast.housing).get_absolute_url(), status=403)


def test_a_delivered_reply_reaches_the_proposers_and_where_public_everybody(cast):
    proposal = answered(cast, handed(cast))
    for name in ("shen", "lu", "clerk"):
        assert "一、已更新管网。" in html(getattr(cast, name), proposal.get_absolute_url()), name


def test_recommendations_and_instructions_are_the_offices_own(cast):
    proposal = handed(cast)
    act(cast.leader, proposal, "instruct", instruction="请抓紧办理，不得拖延")
    for name in ("clerk", "gov_office"):
        assert "请抓紧办理，不得拖延" in html(getattr(cast, name), proposal.get_absolute_url()), name
    for name in ("shen", "lu", "housing_clerk"):
        page = html(getattr(cast, name), proposal.get_absolute_url())
        assert "请抓紧办理" not in page and "初审意见" not in page and "建议立案" not in page, name


def test_joint_opinions_and_return_reasons_stay_between_the_units(cast):
    proposal = handed(cast, joints=(cast.water, cast.finance))
    act(cast.water_clerk, work(proposal, cast.water), "sign", handler_name="江水", handler_phone="2")
    act(cast.water_clerk, work(proposal, cast.water), "give_opinion", opinion="我局认为水源不足")
    act(cast.finance_clerk, work(proposal, cast.finance), "ask_return", ground="not_our_duty", reason="财政没有这笔钱")
    assert "我局认为水源不足" in html(cast.housing_clerk, proposal.get_absolute_url())
    page = html(cast.shen, proposal.get_absolute_url())
    assert "我局认为水源不足" not in page and "财政没有这笔钱" not in page


def test_what_stands_beside_an_acts_form_is_what_the_person_reads_on_the_page(cast):
    """Panels take talks, opinions and countersigns of the line of the work, which knows who reads."""
    proposal = handed(cast, joints=(cast.water,))
    drafted(cast, proposal)
    act(cast.water_clerk, work(proposal, cast.water), "sign", handler_name="江水", handler_phone="2")
    act(cast.water_clerk, work(proposal, cast.water), "give_opinion", opinion="我局认为水源不足")
    act(cast.housing_clerk, work(proposal, cast.housing), "send_countersign")
    lead, joint = work(proposal, cast.housing), work(proposal, cast.water)
    for name, inside, talks in (("gov_office", 1, 1), ("water_clerk", 1, 1), ("shen", 0, 1), ("lu", 0, 0)):
        actor = who(getattr(cast, name))
        line = page_of(lead, actor).line_of(lead)
        assert len(line.said_of_reply) == inside and bool(page_of(joint, actor).line_of(joint).opinion) == inside, name
        assert len(line.contacts) == talks, name


def test_each_judges_alone_members_see_totals_units_see_results_without_the_answers(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.shen, proposal, "submit")
    act(cast.clerk, proposal, "recommend", outcome="file", category="city")
    act(cast.chair, proposal, "file", category="city")
    act(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)
    act(cast.gov_office, proposal, "assign", lead=cast.housing.pk)
    answered(cast, proposal)
    act(cast.shen, proposal, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    url = proposal.get_absolute_url()
    page = html(cast.zhou, url)
    assert "不满意 1 人" in page and "没有时间表" not in page
    page = html(cast.housing_clerk, url)
    assert "没有时间表" in page and "上门走访或面商" not in page
    assert "上门走访或面商" in html(cast.clerk, url)


def test_how_somebody_judged_is_not_found_out_by_filtering(cast):
    proposal = handed(cast)
    answered(cast, proposal)
    act(cast.shen, proposal, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    url = proposal.get_absolute_url()
    found = {}
    for name in ("shen", "lu", "housing_clerk", "gov_office", "clerk", "chair", "leader", "office_clerk"):
        browser = signed_in(getattr(cast, name))
        assert browser.get(url).status_code == 200, name
        page = browser.get("/proposals/?judged=dissatisfied").context["table"].rows
        api = browser.get("/api/v1/proposals/?judged=dissatisfied").json()
        found[name] = ([one.pk for one in page] == [proposal.pk], api["count"])
        assert ("不满意 1 人" in html(getattr(cast, name), url)) == found[name][0], name
    assert found.pop("lu") == (False, 0), "who may read the text alone learns nothing of the judgement"
    assert set(found.values()) == {(True, 1)}


def test_telephone_numbers_are_for_those_who_handle_the_matter(cast):
    cast.shen_member.phone = "13800000001"
    cast.shen_member.save()
    proposal = handed(cast)
    for name in ("housing_clerk", "clerk", "gov_office", "shen"):
        assert "13800000001" in html(getattr(cast, name), proposal.get_absolute_url()), name
    assert "13800000001" not in html(cast.lu, proposal.get_absolute_url())


def test_who_declined_to_sign_is_known_to_the_proposer_and_the_office_only(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    act(cast.he, proposal, "decline_cosign")
    page = html(cast.zhou, proposal.get_absolute_url())
    assert f'href="/members/{cast.he_member.pk}/"' not in page
    assert "未同意" in html(cast.shen, proposal.get_absolute_url())


def test_the_receipt_is_for_the_proposers_and_the_office(cast):
    proposal = submitted(cast)
    assert "已收到您的提案" in html(cast.shen, f"/proposals/{proposal.pk}/receipt/")
    act(cast.clerk, proposal, "recommend", outcome="file", category="city")
    act(cast.chair, proposal, "file", category="city")
    html(cast.lu, f"/proposals/{proposal.pk}/receipt/", status=403)


def test_a_draft_that_was_given_up_stays_with_its_writers(cast):
    proposal = draft(cast, title="关于没有提交的事的提案")
    act(cast.shen, proposal, "discard")
    for name in (*INSIDE, "lu", "committee_clerk", "leader", "office_clerk", "liaison_clerk"):
        user = getattr(cast, name)
        assert "关于没有提交的事的提案" not in html(user, "/"), name
        assert "关于没有提交的事的提案" not in signed_in(user).get("/proposals/").content.decode(), name
        assert signed_in(user).get(proposal.get_absolute_url()).status_code == 404, name
    own = html(cast.shen, proposal.get_absolute_url())
    assert "关于没有提交的事的提案" in own and "草稿已作废" in own and "已撤案" not in own


def test_who_had_signed_and_who_was_asked_hear_who_gave_the_draft_up(cast):
    proposal = draft(cast, title="关于没有提交的事的提案")
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.shen, proposal, "discard")
    for user, follows in ((cast.zhou, "您的署名不再有效"), (cast.he, "您不必再答复")):
        notice = Notice.objects.get(recipient=user, title__contains="放弃了")
        assert "沈岚放弃了《关于没有提交的事的提案》" in notice.title and follows in notice.title
        assert html(user, notice.url)
    assert signed_in(cast.he).get(proposal.get_absolute_url()).status_code == 404, "who never signed is no writer"
    assert html(cast.zhou, proposal.get_absolute_url())


def test_what_happened_names_nobody_who_was_asked_in_vain(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    act(cast.he, proposal, "decline_cosign")
    act(cast.shen, proposal, "submit")
    assert Notice.objects.filter(recipient=cast.zhou, title__contains="您不必再答复联名邀请").count() == 1
    assert not Notice.objects.filter(recipient=cast.he, title__contains="您不必再答复联名邀请").exists()
    act(cast.clerk, proposal, "recommend", outcome="file", category="city")
    act(cast.chair, proposal, "file", category="city")
    for name in ("lu", "editor", "committee_clerk"):
        page = html(getattr(cast, name), proposal.get_absolute_url())
        assert "不署名" not in page and cast.he_member.name not in page and "邀请" not in page, name
    assert "不署名" in html(cast.clerk, proposal.get_absolute_url())


def test_the_opinion_desk_reads_neither_marks_nor_advice_on_proposals(cast):
    proposal = answered(cast, handed(cast))
    act(cast.shen, proposal, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    page = html(cast.editor, proposal.get_absolute_url())
    assert "评价：不满意" not in page and "初审意见" not in page
    assert "评价：不满意" in html(cast.clerk, proposal.get_absolute_url())


def test_a_returned_text_is_read_as_it_was_handed_in_until_it_is_handed_in_again(cast):
    proposal = submitted(cast)
    act(cast.clerk, proposal, "return_to_author", reason="请补充数字")
    proposal.refresh_from_db()
    drafts.save(proposal, who(cast.shen, today()), {"analysis": "还没有写完的分析"}, keep=True)
    url = proposal.get_absolute_url()
    assert "还没有写完的分析" in html(cast.shen, url)
    for name in ("clerk", "chair", "leader"):
        assert "还没有写完的分析" not in html(getattr(cast, name), url), name
        client = signed_in(getattr(cast, name))
        assert "还没有写完的分析" not in client.get(f"/api/v1{url}").content.decode(), name
        assert not client.get("/api/v1/proposals/", {"q": "还没有写完的分析"}).json()["results"], name
    perform(proposal, "submit", who(cast.shen, today(), hour=15))
    assert "还没有写完的分析" in html(cast.clerk, url)
    proposal.refresh_from_db()
    receipt = html(cast.shen, f"{url}receipt/")
    assert "15:00" in receipt and "第一次提交" in receipt
