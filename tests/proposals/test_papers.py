"""The papers of a proposal say what the rows say, to those who may have them."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import strip_tags

from core.lifecycle import Forbidden, Refused
from core.models import Attachment, JobRun
from core.models.generic import about
from proposals import documents
from proposals.models import Proposal
from proposals.tasks import make_papers
from proposals.views import papers as views
from proposals.views.papers import chosen_ids, start_job
from tests.cast import MONDAY, draft, fresh, who
from tests.core.paper_measures import pages
from tests.proposals.test_whole_life import answer, contact, do, filed_and_assigned, sign, work

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=14)


def seen(proposal, user) -> Proposal:
    """The proposal as a page fetches it for this person."""
    return Proposal.objects.visible_to(who(user).user).for_page().get(pk=proposal.pk)


def papers(proposal, kind: str, user, unit=None):
    found = seen(proposal, user)
    one = next((w for w in found.assignments.all() if unit and w.unit_id == unit.pk), None)
    return documents.papers_of(documents.kind_of(kind), found, who(user, LATER), one)


def text_of(found) -> str:
    """What the papers say, without markup and white space (how they look is measured in tests/core)."""
    markup = "".join(render_to_string(paper.template, paper.context) for paper in found)
    return re.sub(r"\s+", "", unescape(strip_tags(markup)))


def answered(c, **more):
    """The housing bureau, with two joint units, has answered three proposers."""
    proposal = filed_and_assigned(c)
    clerks = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    for unit, user in ((c.housing, c.housing_clerk), *clerks):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=clerks, **more)
    return fresh(proposal)


# ---- 提案表 ----


def test_the_form_of_a_draft_has_its_text_and_empty_boxes_for_the_office(cast):
    c = cast
    text = text_of(papers(draft(c), "form", c.shen))
    assert "政协江岭区第十五届委员会第五次会议提案" in text
    assert "沈岚" in text and "农业界" in text
    assert "关于加快青山片区自来水管网建设的提案" in text
    for part in ("一、情况", "二、分析", "三、建议", "片区供水由三家小水厂分别承担"):
        assert part in text
    assert "审查人：" in text and "□√立案" not in text


def test_the_form_names_number_cosigners_review_and_units_once_there_are_any(cast):
    c = cast
    proposal = filed_and_assigned(c)
    text = text_of(papers(proposal, "form", c.clerk))
    assert "编号：第1号" in text and "收0001" in text and "城乡建设" in text
    assert "周正" in text and "何静" in text and "2026年3月2日署名" in text
    assert "□√委员联名" in text and "□√同意公开" in text and "□√立案" in text
    assert "严主任" in text and "区住建局" in text and "区水利局、区财政局" in text


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
    from proposals import services

    c = cast
    proposal = services.start_draft(actor=who(c.clerk), member=c.shen_member)
    services.save_draft(
        proposal=fresh(proposal), actor=who(c.clerk), title="关于修步道的提案", situation="一", analysis="二",
        suggestion="三", category="city", publish_consent=True,
    )  # fmt: skip
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
    from proposals import services

    c = cast
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    handed_in = fresh(proposal).text_hash
    do(proposal, "return_to_author", c.clerk, reason="请补充数字")
    services.save_draft(proposal=fresh(proposal), actor=who(c.shen), analysis="改过的分析", keep=True)
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
    assert "江岭区住房和城乡建设局：" in text and "区政协十五届五次会议第1号提案" in text
    assert "主办" in text and "区水利局、区财政局" in text
    assert "申退时限2026年3月9日" in text and "答复时限2026年6月2日" in text
    assert "交办单回执" in text and "沿此线裁下" in text
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
        "关于区政协十五届五次会议第1号提案的答复", "沈岚委员、何静委员、周正委员：", "收悉。现答复如下：",
        "一、已列入计划。", "2026年3月2日", "联系人：马宁，电话：010-1", "此件主动公开",
        "抄送：区政协提案委员会，区政府督查室，区水利局，区财政局。",
    ):  # fmt: skip
        assert words in text, words


def test_a_draft_reply_stays_among_the_units_and_is_marked(cast):
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "draft", c.housing_clerk, text="拟答复。", letter="A", is_public=True)
    for user in (c.housing_head, c.water_clerk, c.gov_office):
        assert "第1稿，尚未送达" in text_of(papers(proposal, "reply", user, c.housing))
    for user in (c.shen, c.clerk, c.lu):
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


def test_each_merged_proposal_is_answered_by_a_letter_of_its_own(cast):
    c = cast
    main = filed_and_assigned(c)
    other = draft(c, c.lu, title="关于改造青山老旧水管的提案")
    do(other, "submit", c.lu)
    do(other, "recommend", c.clerk, outcome="merge", category="city")
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
            rows = documents.offered(found, actor)
        assert [row["key"] for row in rows] == kinds, user
    assert rows[0]["pdf"] == f"/proposals/{proposal.pk}/documents/form.pdf"


@pytest.mark.parametrize("kind", list(documents.PAPERS))
def test_every_paper_is_a_word_file_too(cast, kind):
    import io

    import docx

    c = cast
    proposal = answered(c)
    body, mime = documents.rendered(papers(proposal, kind, c.clerk), "docx")
    assert mime.endswith("wordprocessingml.document")
    opened = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    words = "".join([*(p.text for p in opened.paragraphs), *cells])
    assert "青山片区" in words


@pytest.mark.parametrize("kind", list(documents.PAPERS))
def test_every_paper_prints_with_all_its_characters(cast, kind):
    c = cast
    c.shen_member.name = "喆堃𬱖"
    c.shen_member.save()
    body, mime = documents.rendered(papers(answered(c), kind, c.clerk), "pdf")
    printed = pages(body)
    assert mime == "application/pdf"
    assert not any(page.missing_glyphs for page in printed)
    assert "喆堃𬱖" in "".join(page.text for page in printed)


@pytest.mark.parametrize("kind", list(documents.PAPERS))
def test_a_paper_costs_the_same_few_statements_however_many_have_signed(cast, kind, django_assert_max_num_queries):
    c = cast
    proposal = answered(c)
    found, actor = seen(proposal, c.clerk), who(c.clerk, LATER)
    with django_assert_max_num_queries(6):
        documents.papers_of(documents.kind_of(kind), found, actor)


def test_an_unknown_paper_or_format_is_not_found(cast):
    with pytest.raises(documents.UnknownPaper):
        documents.kind_of("licence")
    with pytest.raises(documents.UnknownPaper):
        documents.rendered([], "odt")


def test_file_names_say_what_the_file_is_and_hold_no_path(cast):
    c = cast
    proposal = draft(c, title="关于“a/b\\c: d*”的提案")
    name = documents.file_name(documents.kind_of("form"), proposal, "pdf")
    assert name.startswith("提案表-关于") and name.endswith(".pdf")
    assert not set('/\\:*?"<>| ') & set(name)


# ---- as files ----


def asked(view, user, **kwargs):
    """The answer of ``view`` to this person's GET."""
    request = RequestFactory().get("/")
    request.user = who(user).user if user else AnonymousUser()
    return view(request, **kwargs)


def test_a_pdf_opens_in_the_browser_under_its_chinese_name(cast):
    c = cast
    answer = asked(views.proposal_paper, c.shen, pk=draft(c).pk, kind="form", extension="pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''" + quote("提案表"))
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]


def test_a_word_file_is_saved_under_its_chinese_name(cast):
    c = cast
    pk = work(filed_and_assigned(c), c.water).pk
    answer = asked(views.assignment_paper, c.water_clerk, pk=pk, kind="assignment", extension="docx")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''" + quote("交办单-第0001号-区水利局"))
    assert answer.content.startswith(b"PK")


def test_a_strangers_proposal_or_work_is_not_found(cast):
    c = cast
    proposal = filed_and_assigned(c)
    secret = draft(c)
    for user in (c.lu, c.school_clerk, c.party_office, c.auditor):
        with pytest.raises(Http404):
            asked(views.proposal_paper, user, pk=secret.pk, kind="form", extension="pdf")
    for user in (c.school_clerk, c.party_office, c.auditor):
        with pytest.raises(Http404):
            asked(views.assignment_paper, user, pk=work(proposal, c.water).pk, kind="reply", extension="pdf")
    with pytest.raises(Http404):
        asked(views.proposal_paper, c.shen, pk=proposal.pk, kind="licence", extension="pdf")


def test_nobody_gets_a_paper_without_signing_in(cast):
    answer = asked(views.proposal_paper, None, pk=draft(cast).pk, kind="form", extension="pdf")
    assert answer.status_code == 302 and "login" in answer["Location"]


@pytest.fixture
def as_user(client):
    """Signs a person in and gives the browser."""

    def sign_in(user):
        client.force_login(who(user).user)
        return client

    return sign_in


def test_papers_are_found_at_their_addresses(cast, as_user):
    c = cast
    proposal = answered(c)
    assert as_user(c.shen).get(f"/proposals/{proposal.pk}/documents/reply.pdf").content.startswith(b"%PDF")
    pk = work(proposal, c.housing).pk
    assert as_user(c.housing_clerk).get(f"/proposals/assignments/{pk}/documents/reply.docx").content.startswith(b"PK")
    assert as_user(c.school_clerk).get(f"/proposals/{proposal.pk}/documents/form.pdf").status_code == 404
    assert as_user(c.shen).get(f"/proposals/{proposal.pk}/documents/form.exe").status_code == 404


def test_a_refusal_is_a_page_with_the_sentence_and_the_right_status(cast, as_user):
    c = cast
    proposal = draft(c)
    early = as_user(c.shen).get(f"/proposals/{proposal.pk}/documents/receipt.pdf")
    assert early.status_code == 409 and "还没有提交" in early.content.decode()
    proposal = filed_and_assigned(c)
    wrong = as_user(c.housing_clerk).get(f"/proposals/{proposal.pk}/documents/receipt.pdf")
    assert wrong.status_code == 403 and "不能取得" in wrong.content.decode()


def test_chosen_proposals_are_printed_by_a_job(cast, as_user, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    proposals = [filed_and_assigned(c), filed_and_assigned(c)]
    browser = as_user(c.clerk)
    answer = browser.post("/proposals/papers/?kind=form", {"ids": [p.pk for p in proposals]})
    job = JobRun.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.total, job.params["ids"], job.params["kind"]) == (2, [p.pk for p in proposals], "form")
    make_papers(job.pk)
    assert b"".join(browser.get(f"/jobs/{job.pk}/file/").streaming_content).startswith(b"%PDF")


def test_printing_nothing_or_too_much_is_refused_with_a_sentence(cast, as_user):
    browser = as_user(cast.clerk)
    for ids, sentence in (("", "请先勾选要打印的提案。"), (",".join(map(str, range(1, 302))), "一次最多打印300件")):
        refused = browser.post("/proposals/papers/?kind=form", {"ids": ids})
        assert refused["Location"] == "/proposals/"
        assert sentence in "".join(str(said) for said in get_messages(refused.wsgi_request))
    assert not JobRun.objects.exists()
    assert browser.post("/proposals/papers/?kind=x", {"ids": "1"}).status_code == 404


# ---- many as one job ----


def three_assigned(c) -> list[Proposal]:
    return [filed_and_assigned(c) for _ in range(3)]


def test_a_job_prints_many_papers_into_one_file_with_progress(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    proposals = three_assigned(c)
    job = start_job(who(c.gov_office).user, documents.kind_of("assignment"), [p.pk for p in proposals])
    assert (job.state, job.total) == ("queued", 3)
    make_papers(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.message) == ("done", 3, "")
    text = re.sub(r"\s+", "", "".join(page.text for page in pages(job.result.read())))
    assert text.count("政协提案交办单") == 9
    assert job.result_name.startswith("交办单-") and "交办单" not in job.result.name


def test_a_job_prints_only_what_its_owner_may_have_and_says_what_it_left_out(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    signed, hidden = answered(c), draft(c, c.lu)
    job = start_job(who(c.shen).user, documents.kind_of("feedback"), [signed.pk, filed_and_assigned(c).pk, hidden.pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert "有2件没有打印" in job.message and "暂无征询意见表" in job.message
    assert len(pages(job.result.read())) == 1


def test_a_job_with_nothing_to_print_ends_with_a_sentence(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    job = start_job(who(c.shen).user, documents.kind_of("receipt"), [draft(c).pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "没有可以打印的收件回执" in job.message and not job.result


def test_a_cancelled_or_finished_job_is_left_alone(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    proposal = filed_and_assigned(c)
    job = start_job(who(c.clerk).user, documents.kind_of("form"), [proposal.pk])
    JobRun.objects.filter(pk=job.pk).update(state=JobRun.State.CANCELLED)
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled" and not job.result and not list(tmp_path.rglob("*.pdf"))


def test_a_job_cut_off_begins_anew(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    job = start_job(who(c.clerk).user, documents.kind_of("form"), [filed_and_assigned(c).pk])
    row = JobRun.objects.filter(pk=job.pk)
    row.update(state=JobRun.State.RUNNING, heartbeat_at=timezone.now())
    make_papers(job.pk)
    assert row.get().state == "running", "another worker is at it"
    row.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    make_papers(job.pk)
    assert (row.get().state, row.get().done) == ("done", 1)


def test_a_job_that_breaks_says_so_and_tells_no_internals(cast, settings, tmp_path, monkeypatch):
    c = cast
    settings.MEDIA_ROOT = tmp_path

    def broken(*_args, **_more):
        raise RuntimeError("secret path /x/y")

    monkeypatch.setattr("proposals.tasks.merge", broken)
    job = start_job(who(c.clerk).user, documents.kind_of("form"), [filed_and_assigned(c).pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "请稍后重新提交" in job.message and "secret" not in job.message


def test_ticked_numbers_are_read_once_each_and_rubbish_is_left_out():
    assert chosen_ids(["3", "1,2", "x", "3", " 4 ", "", "9" * 30, "-1"]) == [3, 1, 2, 4]
