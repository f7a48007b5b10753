"""Members, bodies, notices, jobs, rules, papers: what everybody needs beside the matters."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from core.models import JobRun, Notice, Organisation, Regulation, Rule
from members.models import Member
from tests.builders.api import do, file_and_assign, start

pytestmark = pytest.mark.django_db


def test_private_data_is_whole_for_the_office_and_oneself(cast, api):
    c = cast
    private = {
        "phone": "13800001234",
        "address": "江岭区青山路18号3栋",
        "email": "shen@example.org",
        "birth": "1980-05",
    }
    Member.objects.filter(pk=c.shen_member.pk).update(**private)
    path = f"/api/v1/members/{c.shen_member.pk}/"
    for user in (c.shen, c.clerk, c.office_clerk, c.leader):
        shown = api(user).get(path).json()
        assert {name: shown[name] for name in private} == private and shown["masked"] is False, user
    for user in (c.zhou, c.housing_clerk, c.gov_office, c.liaison_clerk):
        shown = api(user).get(path).json()
        assert shown["masked"] is True, user
        assert (shown["phone"], shown["address"], shown["email"]) == ("", "", "")
        assert shown["birth"] == "1980"
    assert "13800001234" not in api(c.zhou).get("/api/v1/members/").content.decode()
    for user in (c.secadmin, c.auditor):
        assert api(user).get(path).status_code == 404
    assert shown["mandates"][0]["sector"]["name"] == "农业界"


def test_terms_and_sessions_can_be_read_and_not_written(cast, api):
    client = api(cast.shen)
    assert [t["label"] for t in client.get("/api/v1/terms/").json()["results"]] == ["第十五届"]
    session = client.get("/api/v1/sessions/", {"is_current": "1"}).json()["results"][0]
    assert (session["label"], session["term"]["number"]) == ("十五届五次会议", 15)
    assert client.get(f"/api/v1/sessions/{session['id']}/").json() == session
    for things in ("terms", "sessions", "members", "organisations", "rules", "notices", "jobs"):
        assert client.post(f"/api/v1/{things}/", {}, format="json").status_code == 405


def test_a_body_says_whether_it_handles_beside_being_what_it_is(cast, api):
    body = Organisation.objects.create(name="共青团区委", kind="peoples_organisation", also_handles=True)
    client = api(cast.shen)
    assert client.get(f"/api/v1/organisations/{body.pk}/").json()["also_handles"] is True
    rows = client.get("/api/v1/organisations/", {"also_handles": "true"}).json()["results"]
    assert [row["id"] for row in rows] == [body.pk]
    others = client.get("/api/v1/organisations/", {"also_handles": "false"}).json()["results"]
    assert others and all(row["also_handles"] is False for row in others)


def test_ones_own_notices_are_read_and_others_do_not_exist(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    rows = api(c.clerk).get("/api/v1/notices/", {"unread": "true"}).json()["results"]
    assert len(rows) == 1 and rows[0]["url"] == f"/proposals/{pk}/" and rows[0]["read_at"] is None
    path = f"/api/v1/notices/{rows[0]['id']}/"
    assert api(c.shen).get(path).status_code == 404 and api(c.shen).post(f"{path}read/").status_code == 404
    first = api(c.clerk).post(f"{path}read/").json()["read_at"]
    assert first and api(c.clerk).post(f"{path}read/").json()["read_at"] == first
    assert api(c.clerk).get("/api/v1/notices/", {"unread": "true"}).json()["count"] == 0
    assert api(c.shen).get("/api/v1/me/").json()["unread"] == Notice.objects.filter(recipient=c.shen).count()
    answer = api(c.shen).post("/api/v1/notices/read/")
    assert answer.json()["read"] >= 0 and api(c.shen).get("/api/v1/me/").json()["unread"] == 0


def test_ones_own_jobs_and_their_files(cast, api, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = {"post": cast.clerk.current_post_id}
    job = JobRun.objects.create(kind="papers", label="打印提案表（2件）", total=2, created_by=cast.clerk, params=asked)
    path = f"/api/v1/jobs/{job.pk}/"
    shown = api(cast.clerk).get(path).json()
    assert (shown["total"], shown["done"], shown["file"]) == (2, 0, None)
    assert api(cast.clerk).get(f"{path}file/").status_code == 404
    assert api(cast.shen).get(path).status_code == 404 and api(cast.shen).get("/api/v1/jobs/").json()["count"] == 0
    job.result.save("out.pdf", ContentFile(b"%PDF-1.7"), save=False)
    job.state, job.result_name, job.done = JobRun.State.DONE, "提案表.pdf", 2
    job.save()
    assert api(cast.clerk).get(path).json()["file"] == f"{path}file/"
    assert b"".join(api(cast.clerk).get(f"{path}file/").streaming_content) == b"%PDF-1.7"
    assert api(cast.shen).get(f"{path}file/").status_code == 404


def test_rules_say_since_when_and_by_which_document(cast, api):
    document = Regulation.objects.create(title="江岭区政协提案工作细则", adopted_on=date(2026, 1, 20))
    Rule.objects.create(
        key="proposal.return_days", value={"n": 7, "unit": "working_days"}, effective_from=date(2026, 2, 1),
        regulation=document, article="第二十条",
    )  # fmt: skip
    rows = api(cast.shen).get("/api/v1/rules/", {"key": "proposal.return_days"}).json()["results"]
    assert [(row["value"]["n"], row["is_default"]) for row in rows] == [(7, False), (5, True)]
    assert rows[0]["source"] == "《江岭区政协提案工作细则》第二十条"
    before = api(cast.shen).get("/api/v1/rules/", {"key": "proposal.return_days", "on": "2026-01-31"}).json()
    assert [row["value"]["n"] for row in before["results"]] == [5]
    assert api(cast.shen).get(f"/api/v1/rules/{rows[0]['id']}/").json()["regulation"] == "江岭区政协提案工作细则"


def test_rules_say_how_each_version_stands_and_a_day_has_one_version(cast, api):
    document = Regulation.objects.create(title="江岭区政协提案工作细则", adopted_on=date(2026, 1, 20))
    for n, starts, ends in (
        (7, date(2026, 2, 1), None),
        (6, date(2026, 3, 1), date(2026, 4, 30)),
        (4, date(2099, 1, 1), None),
    ):
        Rule.objects.create(
            key="proposal.return_days", value={"n": n, "unit": "days"}, effective_from=starts, effective_to=ends,
            regulation=document, article="第二十条", article_text="承办单位应当及时提出。",
        )  # fmt: skip

    def asked(**more):
        rows = api(cast.shen).get("/api/v1/rules/", {"key": "proposal.return_days", **more}).json()["results"]
        return [(row["value"]["n"], row["state"]) for row in rows]

    assert asked() == [(4, "pending"), (6, "expired"), (7, "past"), (5, "past")]
    assert asked(on="2026-01-31") == [(5, "in_force")]
    assert asked(on="2026-02-28") == [(7, "in_force")]
    assert asked(on="2026-04-30") == [(6, "in_force")]
    assert asked(on="2026-05-01") == [(6, "expired")]
    rows = api(cast.shen).get("/api/v1/rules/", {"key": "proposal.return_days"}).json()["results"]
    assert rows[0]["article_text"] == "承办单位应当及时提出。"


def test_papers_as_pdf_and_word_under_the_rules_of_the_page(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing)
    pdf = api(c.shen).get(f"/api/v1/proposals/{pk}/documents/form.pdf")
    assert pdf.status_code == 200 and pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    word = api(c.shen).get(f"/api/v1/proposals/{pk}/documents/receipt.docx")
    assert word.status_code == 200 and word.content.startswith(b"PK")
    offered = {paper["key"]: paper for paper in api(c.shen).get(f"/api/v1/proposals/{pk}/").json()["documents"]}
    assert {"form", "receipt"} <= set(offered)
    assert offered["form"]["pdf"] == f"/api/v1/proposals/{pk}/documents/form.pdf"
    refused = api(c.lu).get(f"/api/v1/proposals/{pk}/documents/receipt.pdf")
    assert refused.status_code == 403 and "收件回执" in refused.json()["detail"]
    none_yet = api(c.clerk).get(f"/api/v1/proposals/{pk}/documents/feedback.pdf")
    assert none_yet.status_code == 409 and none_yet.json()["detail"]
    assert api(c.clerk).get(f"/api/v1/proposals/{pk}/documents/poem.pdf").status_code == 404
    assert api(c.clerk).get(f"/api/v1/proposals/{pk}/documents/form.exe").status_code == 404
    work = api(c.housing_clerk).get("/api/v1/assignments/").json()["results"][0]["id"]
    sheet = api(c.housing_clerk).get(f"/api/v1/assignments/{work}/documents/assignment.pdf")
    assert sheet.status_code == 200 and sheet.content.startswith(b"%PDF")
    assert api(c.school_clerk).get(f"/api/v1/assignments/{work}/documents/assignment.pdf").status_code == 404


def test_a_member_says_level_party_offices_and_contacts(cast, api):
    c = cast
    c.shen_member.party_offices.create(party="民盟", title="民盟区委主委")
    c.shen_member.contacts.create(kind="standing", contacted=c.he_member, starts_on="2026-01-01")
    resident = Member.objects.create(name="市委员", level="city", sort_key="shi")
    whole = api(c.zhou).get(f"/api/v1/members/{c.shen_member.pk}/").json()
    assert whole["party_offices"][0]["title"] == "民盟区委主委" and whole["level"] == ""
    assert whole["contacts"][0]["contacted"] == {"id": c.he_member.pk, "name": c.he_member.name}
    assert api(c.zhou).get(f"/api/v1/members/{c.he_member.pk}/").json()["contacted_by"][0]["kind"] == "standing"
    found = api(c.zhou).get("/api/v1/members/?level=city").json()["results"]
    assert [(row["id"], row["level_label"]) for row in found] == [(resident.pk, "住区市政协委员")]
    assert "contacts" not in found[0]
    assert api(c.auditor).get(f"/api/v1/members/{c.shen_member.pk}/").status_code in (403, 404)
