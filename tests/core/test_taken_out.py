"""What is taken out of the site leaves one event: spreadsheets of lists, papers of many, sheets of passwords."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from core.lists import export, taken_out
from core.models import Event, JobRun
from core.tasks import export_table, make_papers
from members.models import Mandate, Member
from members.services import handed_on
from members.services.terms import current_term
from proposals.kinds import PROPOSALS
from tests.builders.acts import filed_and_assigned
from tests.builders.pages import signed_in
from tests.builders.sheets import exported

pytestmark = pytest.mark.django_db
AUDIT = "/workbench/audit/"


def taken() -> list[Event]:
    return list(Event.objects.filter(key__in=taken_out.KEYS).order_by("pk"))


def test_an_export_is_on_record_with_who_which_list_conditions_and_rows(cast):
    proposal = filed_and_assigned(cast)
    where = {"state": proposal.state, "q": "充电"}
    answer = signed_in(cast.clerk).get("/proposals/", {"export": "xlsx", **where})
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    (event,) = taken()
    assert (event.key, event.label, event.actor) == ("export", "导出", cast.clerk)
    assert event.post.role == "proposal_clerk" and event.ip == "127.0.0.1"
    assert "状态：" in event.facts["conditions"] and "检索：充电" in event.text
    rows = len(exported(answer)[1])
    assert event.facts["list"] == "提案" and event.facts["rows"] == rows and f"“提案”{rows}条" in event.text
    assert QueryDict(event.facts["query"]).dict() == where


@pytest.mark.parametrize("how", [{"method": "head"}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}])
def test_looking_ahead_takes_nothing_out(cast, how):
    how = dict(how)
    browser = signed_in(cast.clerk)
    answer = getattr(browser, how.pop("method", "get"))("/proposals/?export=xlsx", **how)
    assert not answer.content and "no-store" in answer["Cache-Control"] and taken() == []
    term = current_term()
    for name in ("handed_on_xlsx", "handed_on_pdf"):
        ahead = signed_in(cast.office_clerk).get(reverse(f"members:{name}", args=[term.pk]), HTTP_PURPOSE="prefetch")
        assert ahead.status_code == 302 and taken() == []


def test_a_refused_export_leaves_nothing(cast, monkeypatch):
    monkeypatch.setattr(export, "ROW_LIMIT", 0)
    filed_and_assigned(cast)
    assert signed_in(cast.clerk).get("/proposals/?export=xlsx").status_code == 302
    assert signed_in(cast.auditor).get("/proposals/?export=xlsx").status_code == 403
    assert taken() == []


def test_no_page_but_the_record_tells_it(cast):
    signed_in(cast.clerk).get("/proposals/?export=xlsx")
    told = "导出“提案”0条"
    assert told in Event.objects.get(key="export").text
    for reader in (cast.auditor, cast.secadmin):
        assert told in signed_in(reader).get(AUDIT).content.decode()
    assert told not in signed_in(cast.sysadmin).get(f"/settings/accounts/{cast.clerk.pk}/").content.decode()


@pytest.mark.parametrize(
    ("who", "url"),
    [("office_clerk", "/members/"), ("clerk", "/members/contacts/"), ("sysadmin", "/settings/accounts/")],
)
def test_lists_of_private_data_ask_what_for(cast, who, url):
    browser = signed_in(getattr(cast, who))
    asked = browser.get(f"{url}?export=xlsx")
    assert asked.status_code == 200 and "用途" in asked.content.decode() and taken() == []
    for wrong in ("", " ", "长" * 61):
        answer = browser.post(f"{url}?export=xlsx", {"purpose": wrong})
        assert answer.status_code == 422 and taken() == []
    answer = browser.post(f"{url}?export=xlsx", {"purpose": " 编印委员手册 "})
    assert answer["Content-Type"] == export.MIME
    (event,) = taken()
    assert event.reason == "编印委员手册" and event.facts["list"] in event.text
    assert 'value="编印委员手册"' in browser.get(f"{url}?export=xlsx").content.decode(), "the last one is proposed"


def test_a_long_export_is_on_record_once_when_its_file_is_there(cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(export, "AT_ONCE", 0)
    signed_in(cast.office_clerk).post("/members/?export=xlsx", {"purpose": "换届存档"})
    job = JobRun.objects.get()
    assert taken() == [], "nothing is out yet"
    for _ in range(2):  # a message that comes twice
        export_table(job.pk)
    (event,) = taken()
    assert (event.reason, event.actor, event.ip) == ("换届存档", cast.office_clerk, "127.0.0.1")
    assert event.facts["rows"] == job.total > 0


def test_a_stopped_job_leaves_nothing(cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(export, "AT_ONCE", 0)
    signed_in(cast.office_clerk).post("/members/?export=xlsx", {"purpose": "换届存档"})
    job = JobRun.objects.get()
    real = export.export

    def stopped_meanwhile(*given):
        file = real(*given)
        JobRun.objects.filter(pk=job.pk).update(state="cancelled")
        return file

    monkeypatch.setattr(export, "export", stopped_meanwhile)
    export_table(job.pk)
    assert JobRun.objects.get().state == "cancelled" and taken() == []


def test_papers_of_many_are_on_record(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pks = [filed_and_assigned(cast).pk for _ in range(2)]
    url = reverse(PROPOSALS.name_of_url("papers"))
    signed_in(cast.clerk).post(url, {"kind": "form", "ids": pks})
    make_papers(JobRun.objects.get().pk)
    (event,) = taken()
    assert (event.key, event.label, event.ip) == ("print_many", "批量打印", "127.0.0.1")
    assert event.facts["rows"] == 2 and "提案表”2件" in event.text
    assert all(str(pk) in event.facts["query"] for pk in pks)


@pytest.mark.parametrize("name", ["handed_on_xlsx", "handed_on_pdf"])
def test_what_a_term_hands_on_is_worked_out_once_for_file_and_record(cast, monkeypatch, name):
    filed_and_assigned(cast)
    asked, real = [], handed_on.handed_on
    monkeypatch.setattr(handed_on, "handed_on", lambda *given: asked.append(given) or real(*given))
    answer = signed_in(cast.office_clerk).get(reverse(f"members:{name}", args=[current_term().pk]))
    assert answer.status_code == 200 and len(asked) == 1
    assert taken()[0].facts["rows"] == 1


def test_what_a_term_hands_on_and_the_sheet_of_passwords_are_on_record(cast):
    term = current_term()
    office = signed_in(cast.office_clerk)
    for name in ("handed_on_xlsx", "handed_on_pdf"):
        assert office.get(reverse(f"members:{name}", args=[term.pk])).status_code == 200
    assert [event.key for event in taken()] == ["export", "print_many"]
    newcomer = Member.objects.create(name="新进", gender="女", sort_key="xinjin")
    Mandate.objects.create(member=newcomer, term=term, sector=cast.farming, starts_on=term.starts_on)
    assert office.post(reverse("members:accounts"), {"scope": "new"})["Content-Type"] == "application/pdf"
    assert "一次性密码单" in taken()[-1].text and len(taken()) == 3
