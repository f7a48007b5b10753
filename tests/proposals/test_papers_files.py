"""Papers as files at their addresses, and many of them printed by one job."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import Http404, QueryDict
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from core import jobs
from core.matters import paper_views
from core.matters.papers import find
from core.matters.tasks import make_papers
from core.models import JobRun
from core.text import keys_of
from proposals import tasks as old_names
from proposals.documents import PAPERS
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.acts import filed_and_assigned, work
from tests.builders.cast import draft, who
from tests.builders.paper_measures import pages
from tests.builders.papers import answered

pytestmark = pytest.mark.django_db


# ---- as files ----


def asked(name, user, **kwargs):
    """The answer of the page of that name to this person's GET."""
    url = reverse(f"proposals:{name}", kwargs=kwargs)
    request = RequestFactory().get(url)
    request.user = who(user).user if user else AnonymousUser()
    return resolve(url).func(request, **kwargs)


def start_job(user, key, ids) -> JobRun:
    """A job that prints one kind of paper of these proposals."""
    return paper_views.start_job(user, PROPOSALS, find(PAPERS, key), ids)


def test_a_pdf_opens_in_the_browser_under_its_chinese_name(cast):
    c = cast
    answer = asked("paper", c.shen, pk=draft(c).pk, kind="form", extension="pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''" + quote("提案表"))
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]


def test_a_word_file_is_saved_under_its_chinese_name(cast):
    c = cast
    pk = work(filed_and_assigned(c), c.water).pk
    answer = asked("assignment-paper", c.water_clerk, pk=pk, kind="assignment", extension="docx")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''" + quote("交办单-第0001号-区水利局"))
    assert answer.content.startswith(b"PK")


def test_a_strangers_proposal_or_work_is_not_found(cast):
    c = cast
    proposal = filed_and_assigned(c)
    secret = draft(c)
    for user in (c.lu, c.school_clerk, c.party_office, c.auditor):
        with pytest.raises(Http404):
            asked("paper", user, pk=secret.pk, kind="form", extension="pdf")
    for user in (c.school_clerk, c.party_office, c.auditor):
        with pytest.raises(Http404):
            asked("assignment-paper", user, pk=work(proposal, c.water).pk, kind="reply", extension="pdf")
    with pytest.raises(Http404):
        asked("paper", c.shen, pk=proposal.pk, kind="licence", extension="pdf")


def test_nobody_gets_a_paper_without_signing_in(cast):
    answer = asked("paper", None, pk=draft(cast).pk, kind="form", extension="pdf")
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
    job = start_job(who(c.gov_office).user, "assignment", [p.pk for p in proposals])
    assert (job.state, job.total) == ("queued", 3)
    make_papers(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.message) == ("done", 3, "")
    text = re.sub(r"\s+", "", "".join(page.text for page in pages(job.result.read())))
    assert text.count("政协提案交办单") == 9
    assert job.result_name.startswith("交办单-") and "交办单" not in job.result.name


@pytest.mark.parametrize("kind", [paper.key for paper in PAPERS])
def test_every_paper_is_printed_of_many_matters(cast, settings, tmp_path, kind):
    settings.MEDIA_ROOT = tmp_path
    owner = cast.clerk if kind in ("form", "receipt") else cast.gov_office
    job = start_job(who(owner).user, kind, [answered(cast).pk, filed_and_assigned(cast).pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and pages(job.result.read())


def test_whoever_may_have_several_kinds_finds_them_under_one_name(as_user, cast):
    filed_and_assigned(cast)
    for user, kinds in ((cast.clerk, 5), (cast.gov_office, 3), (cast.leader, 0), (cast.shen, 0)):
        page = as_user(user).get("/proposals/?view=all").content.decode()
        assert page.count("/proposals/papers/?kind=") == kinds, user
        assert ("打印文书" in page) == bool(kinds)


def test_a_job_prints_only_what_its_owner_may_have_and_says_what_it_left_out(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    signed, hidden = answered(c), draft(c, c.lu)
    job = start_job(who(c.shen).user, "feedback", [signed.pk, filed_and_assigned(c).pk, hidden.pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert "有2件没有打印" in job.message and "暂无征询意见表" in job.message
    assert len(pages(job.result.read())) == 1


def test_a_job_with_nothing_to_print_ends_with_a_sentence(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    job = start_job(who(c.shen).user, "receipt", [draft(c).pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "没有可以打印的收件回执" in job.message and not job.result


def test_a_cancelled_or_finished_job_is_left_alone(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    proposal = filed_and_assigned(c)
    job = start_job(who(c.clerk).user, "form", [proposal.pk])
    JobRun.objects.filter(pk=job.pk).update(state=JobRun.State.CANCELLED)
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled" and not job.result and not list(tmp_path.rglob("*.pdf"))


def test_a_job_cut_off_begins_anew(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    job = start_job(who(c.clerk).user, "form", [filed_and_assigned(c).pk])
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

    monkeypatch.setattr("core.matters.tasks.merge", broken)
    job = start_job(who(c.clerk).user, "form", [filed_and_assigned(c).pk])
    make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "请稍后重新提交" in job.message and "secret" not in job.message


def test_a_job_stored_under_the_old_name_is_still_done(cast, settings, tmp_path):
    c = cast
    settings.MEDIA_ROOT = tmp_path
    params = {"kind": "form", "ids": [filed_and_assigned(c).pk], "both_sides": False}
    job = jobs.start("proposals.tasks.make_papers", "打印提案表（1件）", params, who(c.clerk).user, total=1)
    old_names.make_papers(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and job.result_name.startswith("提案表-")


def test_ticked_numbers_are_read_once_each_and_rubbish_is_left_out():
    sent = QueryDict("&".join(f"ids={one}" for one in ("3", "1,2", "x", "3", " 4 ", "", "9" * 30, "-1", "²", "٣")))
    assert keys_of(sent, "ids") == [3, 1, 2, 4]
