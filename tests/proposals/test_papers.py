"""The papers of a proposal say what the rows say, to those who may have them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.matters import drafts
from core.matters.engine import act_form
from core.matters.lifecycle import Forbidden, Refused
from core.matters.pages import page_of
from core.matters.papers import UnknownPaper, file_name, find, offered, papers_of, rendered
from core.models import Attachment, Organisation
from core.models.generic import about
from core.organisations import services
from proposals.documents import PAPERS
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, at, draft, fresh, who
from tests.builders.paper_measures import pages
from tests.builders.papers import LATER, answered, papers, seen, text_of

pytestmark = pytest.mark.django_db
KEYS = [paper.key for paper in PAPERS]


# ---- 提案表 ----


def test_the_form_of_a_draft_has_its_text_and_empty_boxes_for_the_office(cast):
    c = cast
    text = text_of(papers(draft(c), "form", c.shen))
    assert "政协江岭区第十五届委员会第五次会议提案" in text
    assert "沈岚" in text and "农业界" in text
    assert "关于加快青山片区自来水管网建设的提案" in text
    for part in ("情况：", "分析：", "建议：", "片区供水由三家小水厂分别承担"):
        assert part in text
    assert "审查人：" in text and "□√立案" not in text


def test_the_form_names_number_cosigners_review_and_units_once_there_are_any(cast):
    c = cast
    proposal = filed_and_assigned(c)
    text = text_of(papers(proposal, "form", c.clerk))
    assert "编号：第0001号" in text and "收0001" in text and "城乡建设" in text
    assert "周正" in text and "何静" in text and "2026年3月2日署名" in text
    assert "□√委员联名" in text and "□√同意公开" in text and "□√立案" in text
    assert "严主任" in text and "区住建局" in text and "区水利局、区财政局" in text


def test_the_form_names_units_and_sectors_as_they_were_called_on_its_day(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sector = c.shen_member.mandates.get().sector
    today, was = timezone.localdate(), c.housing.name
    for body, name in ((sector, "农业和农村界"), (c.housing, "区城乡建设管理局")):
        facts = {"actor": who(c.office_clerk, today), "reason": "机构改革", "seen": body.revision}
        services.rename(body, name=name, short_name="", **facts)
    text = text_of(papers(fresh(proposal), "form", c.clerk))
    assert "农业界" in text and "农业和农村界" not in text
    assert was in text and "区城乡建设管理局" not in text
    assert "农业和农村界" in text_of(papers(draft(c, c.lu, today, title="关于改名以后的事的提案"), "form", c.lu))


def test_what_went_out_before_a_rename_of_the_same_day_bears_the_former_name(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    was = c.housing.name
    after = replace(who(c.office_clerk), at=at(MONDAY) + timedelta(hours=3))
    services.rename(
        c.housing, name="区城乡建设管理局", short_name="", actor=after, reason="机构改革", seen=c.housing.revision
    )
    proposal = fresh(proposal)
    for kind in ("form", "assignment"):
        text = text_of(papers(proposal, kind, c.clerk))
        assert was in text and "区城乡建设管理局" not in text
    contact(proposal, c.housing, c.housing_clerk, MONDAY + timedelta(days=1))
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    for unit, user in joint:
        sign(proposal, unit, user)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, MONDAY + timedelta(days=1), joint=joint)
    assert "区城乡建设管理局" in text_of(papers(fresh(proposal), "reply", c.clerk))
    assert "区城乡建设管理局" in text_of(papers(fresh(proposal), "feedback", c.clerk))


def test_telephone_numbers_and_addresses_are_not_printed_for_strangers(cast):
    c = cast
    c.shen_member.phone, c.shen_member.address = "13812345678", "青山路9号"
    c.shen_member.save()
    proposal = filed_and_assigned(c)
    for user in (c.clerk, c.housing_clerk, c.gov_office, c.zhou):
        assert "13812345678" in text_of(papers(proposal, "form", user)), user
    stranger = text_of(papers(proposal, "form", c.lu))
    assert "13812345678" not in stranger and "青山路" not in stranger and "沈岚" in stranger


def test_attachments_are_listed_below_the_text(cast):
    c = cast
    proposal = draft(c)
    for name in ("管网图.pdf", "水压记录.xlsx"):
        Attachment.objects.create(**about(proposal), name=name, extension="pdf", mime="x", size=1, sha256="0")
    text = text_of(papers(proposal, "form", c.shen))
    assert "附件：1.管网图.pdf" in text and "2.水压记录.xlsx" in text


def test_a_proposal_entered_on_behalf_says_so(cast):
    c = cast
    proposal = drafts.start(PROPOSALS, who(c.clerk), member=c.shen_member)
    texts = {"title": "关于修步道的提案", "situation": "一", "analysis": "二", "suggestion": "三"}
    drafts.save(fresh(proposal), who(c.clerk), {**texts, "category": "city", "publish_consent": True})
    do(proposal, "submit", c.clerk)
    assert "由田文代为录入" in text_of(papers(proposal, "form", c.clerk))
    assert "田文（代提案者录入）" in text_of(papers(proposal, "receipt", c.shen))


# ---- 收件回执 ----


def test_the_receipt_has_number_time_proposers_subject_and_the_texts_fingerprint(cast):
    c = cast
    proposal = filed_and_assigned(c)
    text = text_of(papers(proposal, "receipt", c.zhou))
    for words in ("收0001", "2026年3月2日10:00", "沈岚、何静、周正", "平时提案", "江岭区", "区政协提案委员会"):
        assert words in text
    digest = proposal.text_hash[:16].upper()
    assert digest in text


def test_the_receipt_keeps_the_fingerprint_of_the_text_that_was_handed_in(cast):
    c = cast
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    handed_in = fresh(proposal).text_hash
    do(proposal, "return_to_author", c.clerk, reason="请补充数字")
    drafts.save(fresh(proposal), who(c.shen), {"analysis": "改过的分析"}, keep=True)
    assert fresh(proposal).text_hash != handed_in
    assert handed_in[:16].upper() in text_of(papers(proposal, "receipt", c.shen))


def test_no_receipt_before_submission_and_none_for_others(cast):
    c = cast
    proposal = draft(c)
    with pytest.raises(Refused, match="还没有提交"):
        papers(proposal, "receipt", c.shen)
    proposal = filed_and_assigned(c)
    for user in (c.lu, c.housing_clerk, c.gov_office):
        with pytest.raises(Forbidden):
            papers(proposal, "receipt", user)


# ---- 交办单 ----


def test_the_assignment_sheet_names_units_dates_and_has_a_slip_to_send_back(cast):
    c = cast
    proposal = filed_and_assigned(c)
    text = text_of(papers(proposal, "assignment", c.housing_clerk))
    assert "江岭区住房和城乡建设局：" in text and "区政协十五届五次会议第0001号提案" in text
    assert "主办" in text and "区水利局、区财政局" in text
    assert "申退时限2026年3月9日" in text and "答复时限2026年6月2日" in text
    assert "交办单回执" in text and "沿此线裁下" in text
    assert f"联系人{c.gov_office.full_name}" in text
    assert text.count("政协提案交办单") == 1, "a unit gets its own sheet only"


def test_the_office_prints_the_sheets_of_all_units_in_one_file(cast):
    c = cast
    found = papers(filed_and_assigned(c), "assignment", c.gov_office)
    text = text_of(found)
    assert len(found) == 3
    assert "会办意见2026年4月1日" in text
    only_water = papers(Proposal.objects.get(), "assignment", c.clerk, c.water)
    assert len(only_water) == 1 and "江岭区水利局：" in text_of(only_water)


def test_members_get_no_assignment_sheet(cast):
    c = cast
    with pytest.raises(Forbidden):
        papers(filed_and_assigned(c), "assignment", c.shen)
    with pytest.raises(Refused, match="还没有交办"):
        papers(draft(c), "assignment", c.shen)


# ---- 答复函 ----


def test_the_reply_letter_has_number_grade_signer_addressees_contact_and_copies(cast):
    c = cast
    proposal = answered(c)
    found = papers(proposal, "reply", c.shen)
    text = text_of(found)
    assert len(found) == 1
    reply = work(proposal, c.housing).reply
    for words in (
        "江岭区住房和城乡建设局", re.sub(r"\s", "", reply.document_number), "类别标识：B", "签发人：孟局",
        "关于区政协十五届五次会议第0001号提案的答复", "沈岚委员、何静委员、周正委员：", "收悉。现答复如下：",
        "一、已列入计划。", "2026年3月2日", "联系人：马宁，电话：010-1", "此件主动公开",
        "附件：政协提案办理情况征询意见表",
        "抄送：区政协提案委员会，区政府督查室，区水利局，区财政局。",
    ):  # fmt: skip
        assert words in text, words


def test_the_letter_names_the_leader_in_charge_beside_the_clerk(cast):
    c = cast
    Organisation.objects.filter(pk=c.housing.pk).update(head_name="孟繁川", head_phone="010-2")
    assert "分管领导：孟繁川，电话：010-2" in text_of(papers(answered(c), "reply", c.shen))


@pytest.mark.parametrize(
    ("head", "times", "doubted"),
    [
        ("尊敬的沈岚委员、何静委员、周正委员：\n", 0, ""),
        ("沈委员、周委员、何委员：", 0, ""),
        ("李委员：", 1, "李委员"),
        ("沈岚委员等：", 1, "沈岚委员等"),
        ("经研究，答复如下：", 1, ""),
    ],
)
def test_a_salutation_in_the_text_stands_once_in_the_letter_or_is_to_be_looked_at(cast, head, times, doubted):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    one = work(proposal, c.housing)
    do(one, "draft", c.housing_clerk, text=f"{head}你们提出的提案收悉。", letter="B", is_public=True)
    text = text_of(papers(proposal, "reply", c.housing_clerk, c.housing))
    assert text.count("沈岚委员、何静委员、周正委员：") == 1
    assert text.count(head.strip()) == times + head.strip().startswith("沈岚委员、何静")
    assert page_of(one, who(c.housing_clerk)).line_of(one).doubted_salutation == doubted
    client = Client()
    client.force_login(c.housing_clerk)
    form = client.get(f"{one.get_absolute_url()}do/draft/").content.decode()
    assert "称呼（沈岚委员" in form and f'href="{one.get_absolute_url()}documents/reply.pdf"' in form
    assert ("需核对" in form) == bool(doubted)


def test_a_unit_without_a_word_for_its_numbers_is_told_that_the_letter_goes_without(cast):
    c = cast
    one = work(filed_and_assigned(c), c.housing)
    assert "江建提〔" in act_form(one, "deliver", who(c.housing_clerk)).fields["document_number"].help_text
    type(c.housing).objects.filter(pk=c.housing.pk).update(document_word="")
    one = work(answered(c), c.housing)
    assert one.reply.document_number == ""
    assert "没有登记发文代字" in act_form(one, "deliver", who(c.housing_clerk)).fields["document_number"].help_text


def test_a_draft_reply_stays_inside_and_is_marked(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "draft", c.housing_clerk, text="拟答复。", letter="A", is_public=True)
    for user in (c.gov_office, c.clerk, c.water_clerk, c.leader, c.office_clerk):
        with pytest.raises(Forbidden):
            papers(proposal, "reply", user, c.housing)
    for user in (c.housing_head, c.housing_clerk):
        assert "第1稿，尚未送达" in text_of(papers(proposal, "reply", user, c.housing))
    for user in (c.shen, c.zhou, c.lu):
        with pytest.raises(Forbidden):
            papers(proposal, "reply", user, c.housing)


def test_a_reply_that_is_not_public_is_not_for_other_members(cast):
    c = cast
    proposal = answered(c)
    assert papers(proposal, "reply", c.lu, c.housing)
    reply = work(proposal, c.housing).reply
    reply.is_public = False
    reply.save()
    with pytest.raises(Forbidden):
        papers(proposal, "reply", c.lu, c.housing)
    assert papers(proposal, "reply", c.zhou, c.housing)


def test_a_joint_units_opinion_is_a_letter_to_the_lead_unit(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.water, c.water_clerk)
    with pytest.raises(Refused, match="还没有提出会办意见"):
        papers(proposal, "reply", c.water_clerk, c.water)
    do(work(proposal, c.water), "give_opinion", c.water_clerk, opinion="同意整合水厂。")
    text = text_of(papers(proposal, "reply", c.housing_clerk, c.water))
    assert (
        "江岭区水利局" in text and "的会办意见" in text and "区住房和城乡建设局：" in text and "同意整合水厂。" in text
    )
    with pytest.raises(Forbidden):
        papers(proposal, "reply", c.shen, c.water)
    with pytest.raises(Refused):  # of the whole matter, as it is sent to members, only what is for them
        papers(proposal, "reply", c.clerk)


def test_each_merged_proposal_is_answered_by_a_letter_of_its_own(cast):
    c = cast
    main = filed_and_assigned(c)
    other = draft(c, c.lu, title="关于改造青山老旧水管的提案")
    do(other, "submit", c.lu)
    do(other, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    do(other, "merge", c.chair, main=main.pk)
    clerks = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    for unit, user in ((c.housing, c.housing_clerk), *clerks):
        sign(main, unit, user)
    contact(main, c.housing, c.housing_clerk)
    answer(main, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=clerks)
    letters = papers(main, "reply", c.clerk)
    assert len(letters) == 2
    assert "沈岚委员、何静委员、周正委员：" in text_of(letters[:1])
    assert "陆远委员：" in text_of(letters[1:]) and "关于改造青山老旧水管的提案" in text_of(letters[1:])
    own = papers(main, "reply", c.lu)
    assert len(own) == 1 and "陆远委员：" in text_of(own)


# ---- 征询意见表 ----

GIVEN = {"q_contact": "上门走访或面商", "q_attitude": "满意", "q_relevance": "有针对性"}


def test_each_signatory_has_a_feedback_form_of_the_own_that_units_may_not_fill_in(cast):
    c = cast
    proposal = answered(c)
    all_forms = papers(proposal, "feedback", c.clerk)
    assert len(all_forms) == 3
    own = papers(proposal, "feedback", c.zhou)
    text = text_of(own)
    assert len(own) == 1 and "提案者周正" in text
    assert "承办单位不得代填" in text and "对办理结果" in text and "□√" not in text
    for question in ("办理前后是否与您沟通", "办理态度", "答复是否有针对性"):
        assert question in text


def test_answers_are_ticked_for_the_office_and_hidden_from_the_unit(cast):
    c = cast
    proposal = answered(c)
    do(proposal, "evaluate", c.zhou, LATER, result="dissatisfied", comment="没有时间表", **GIVEN)
    for user in (c.zhou, c.clerk, c.gov_office):
        text = text_of(papers(proposal, "feedback", user))
        assert "□√不满意" in text and "没有时间表" in text and "2026年3月16日" in text
    unit = papers(proposal, "feedback", c.housing_clerk)
    assert len(unit) == 3
    assert "□√" not in text_of(unit) and "没有时间表" not in text_of(unit)


def test_a_member_who_did_not_sign_gets_no_feedback_form(cast):
    c = cast
    proposal = answered(c)
    with pytest.raises(Forbidden):
        papers(proposal, "feedback", c.lu)
    with pytest.raises(Refused, match="暂无征询意见表"):
        papers(filed_and_assigned(c), "feedback", c.shen)


# ---- all kinds ----


def test_the_page_offers_exactly_what_the_person_may_have(cast, django_assert_num_queries):
    c = cast
    proposal = answered(c)
    expected = {
        c.shen: ["form", "receipt", "reply", "feedback"],
        c.lu: ["form", "reply"],
        c.housing_clerk: ["form", "assignment", "reply", "feedback"],
        c.clerk: ["form", "receipt", "assignment", "reply", "feedback"],
        c.gov_office: ["form", "assignment", "reply", "feedback"],
        c.leader: ["form", "receipt", "assignment", "reply", "feedback"],
    }
    for user, kinds in expected.items():
        found, actor = seen(proposal, user), who(user)
        with django_assert_num_queries(0):
            rows = offered(PAPERS, found, actor)
        assert [row.key for row in rows] == kinds, user
    assert rows[0].pdf == f"/proposals/{proposal.pk}/documents/form.pdf"


@pytest.mark.parametrize("kind", KEYS)
def test_every_paper_is_a_word_file_too(cast, kind):
    import io

    import docx

    c = cast
    proposal = answered(c)
    body, mime = rendered(papers(proposal, kind, c.clerk), "docx")
    assert mime.endswith("wordprocessingml.document")
    opened = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    words = "".join([*(p.text for p in opened.paragraphs), *cells])
    assert "青山片区" in words


@pytest.mark.parametrize("kind", KEYS)
def test_every_paper_prints_with_all_its_characters(cast, kind):
    c = cast
    c.shen_member.name = "喆堃𬱖"
    c.shen_member.save()
    body, mime = rendered(papers(answered(c), kind, c.clerk), "pdf")
    printed = pages(body)
    assert mime == "application/pdf"
    assert not any(page.missing_glyphs for page in printed)
    assert "喆堃𬱖" in "".join(page.text for page in printed)


@pytest.mark.parametrize("kind", KEYS)
def test_a_paper_costs_the_same_few_statements_however_many_have_signed(cast, kind, django_assert_max_num_queries):
    c = cast
    proposal = answered(c)
    found, actor = seen(proposal, c.clerk), who(c.clerk, LATER)
    with django_assert_max_num_queries(6):
        papers_of(find(PAPERS, kind), found, actor)


def test_an_unknown_paper_or_format_is_not_found(cast):
    with pytest.raises(UnknownPaper):
        find(PAPERS, "licence")
    with pytest.raises(UnknownPaper):
        rendered([], "odt")


def test_file_names_say_what_the_file_is_and_hold_no_path(cast):
    c = cast
    proposal = draft(c, title="关于“a/b\\c: d*”的提案")
    name = file_name(find(PAPERS, "form"), proposal, "pdf")
    assert name.startswith("提案表-关于") and name.endswith(".pdf")
    assert not set('/\\:*?"<>| ') & set(name)
