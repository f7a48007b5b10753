"""What all uploaded sheets share: refused rows come back, strangers see nothing, old ones are emptied."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.lists import taken_out
from core.models import AccountBatch, Event, Organisation, OrganisationImport
from core.organisations.sheets.applying import SHEET as BODIES
from core.organisations.sheets.reading import read_sheet
from core.people.batch.reading import read_workbook
from core.sheets import keeping
from core.sheets.kinds import Refusal
from core.sheets.writing import MIME
from tests.builders.cast import who

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
BACKEND = "core.backends.PostBackend"


def book(*rows) -> bytes:
    made, out = openpyxl.Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


PEOPLE = book(["姓名", "岗位", "单位"], ["苗宁", "经办人、司机", "区水利局"], ["洪泽川", "负责人", "区海洋局"])
UNITS = book(
    ["单位名称", "系统", "联系人"],
    ["一、政府系统（2家）", None, None],
    ["区财政局", None, "金如筠"],
    ["区财政局", None, "别人"],
    [None, "政府", "无名氏"],
)


def sent(client, address, data):
    return client.post(address, {"file": SimpleUploadedFile("表.xlsx", data)})["Location"]


def refused(client, shown) -> tuple[list, bytes]:
    data = b"".join(client.post(f"{shown}refused.xlsx", {"purpose": "退回更正"}).streaming_content)
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows()], data


def test_refused_accounts_come_back_with_the_reason_and_are_read_again(cast, client):
    client.force_login(cast.sysadmin, backend=BACKEND)
    shown = sent(client, "/settings/accounts/import/", PEOPLE)
    rows, data = refused(client, shown)
    assert rows[0][:5] == ["姓名", "用户名", "手机", "岗位", "单位"] and rows[0][-2:] == ["原位置", "退回原因"]
    assert [row[0] for row in rows[1:]] == ["苗宁", "洪泽川"] and "不认识岗位“司机”" in rows[1][-1]
    assert rows[2][3] == "承办单位负责人" and "没有“区海洋局”" in rows[2][-1]
    assert [(row.name, row.unit) for row in read_workbook(data)] == [("苗宁", "区水利局"), ("洪泽川", "区海洋局")]
    assert "下载退回的行" in client.get(shown).content.decode()


@pytest.mark.parametrize("written", [False, True])
def test_refused_bodies_say_themselves_what_their_group_said(cast, client, written):
    client.force_login(cast.office_clerk, backend=BACKEND)
    shown = sent(client, "/settings/organisations/import/", UNITS)
    if written:
        digest = client.get(shown).context["plan"].digest
        client.post(f"{shown}confirm/", {"digest": digest, "skip_refused": "1"})
        assert Organisation.objects.get(name="区财政局").contact_name == "金如筠"
    rows, data = refused(client, shown)
    assert [row[0] for row in rows] == ["单位名称", "区财政局", None] and "合并成一行" in rows[1][-1]
    assert read_sheet(data).rows[0].branch == "政府"
    assert "无名氏" in rows[2] and client.get(shown).status_code == 200


def test_others_uploads_are_not_there_for_strangers(cast, client):
    client.force_login(cast.sysadmin, backend=BACKEND)
    bodies = sent(client, "/settings/organisations/import/", UNITS)
    people = sent(client, "/settings/accounts/import/", PEOPLE)
    assert b"".join(client.post(f"{people}original.xlsx", {"purpose": "核对"}).streaming_content) == PEOPLE
    client.force_login(cast.office_clerk, backend=BACKEND)
    assert client.get(bodies).status_code == 200
    for address in (people, f"{people}refused.xlsx", f"{people}original.xlsx"):
        assert client.get(address).status_code == 404
    client.force_login(cast.housing_clerk, backend=BACKEND)
    assert [client.post(f"{bodies}{act}/").status_code for act in ("confirm", "discard")] == [404, 404]
    assert OrganisationImport.objects.get().state == "preview"


def taken() -> list[Event]:
    return list(Event.objects.filter(key__in=taken_out.KEYS).order_by("pk"))


def test_a_sheet_of_people_is_taken_out_for_a_purpose_and_leaves_one_event(cast, client):
    client.force_login(cast.sysadmin, backend=BACKEND)
    shown = sent(client, "/settings/accounts/import/", PEOPLE)
    for name, told in (("original", "导出“账号名单原件”1份"), ("refused", "导出“账号名单退回的行”2行")):
        address, before = f"{shown}{name}.xlsx", len(taken())
        page = client.get(address)
        assert page.status_code == 200 and "用途" in page.content.decode() and "苗宁" not in page.content.decode()
        for wrong in ("", "长" * 61):
            assert client.post(address, {"purpose": wrong}).status_code == 422
        assert client.get(address, HTTP_SEC_PURPOSE="prefetch").status_code == 503 and len(taken()) == before
        answer = client.post(address, {"purpose": "请单位更正"})
        assert answer["Content-Type"] == MIME and "no-store" in answer["Cache-Control"]
        event = taken()[-1]
        assert len(taken()) == before + 1 and told in event.text and "文件：表.xlsx" in event.text
        assert (event.actor, event.reason) == (cast.sysadmin, "请单位更正") and event.ip == "127.0.0.1"
    client.force_login(cast.auditor, backend=BACKEND)
    assert "用途：请单位更正" in client.get("/workbench/audit/").content.decode()


def test_a_sheet_of_bodies_is_on_record_as_their_list_is_and_one_that_is_gone_is_not(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    shown = sent(client, "/settings/organisations/import/", UNITS)
    assert b"".join(client.get(f"{shown}original.xlsx").streaming_content) == UNITS
    assert ["“单位表原件”1份" in event.text for event in taken()] == [True]
    OrganisationImport.objects.get().file.delete()
    assert client.get(f"{shown}original.xlsx")["Location"] == shown and len(taken()) == 1


def test_what_nobody_confirms_is_given_up_and_then_emptied(cast, media):
    kept = keeping.take_in(BODIES, SimpleUploadedFile("表.xlsx", UNITS), who(cast.office_clerk))
    now = timezone.now()
    assert keeping.clean_up(now) == 0 and list(media.rglob("*.xlsx"))
    assert keeping.clean_up(now + keeping.WAITS_AT_MOST + timedelta(days=2)) == 1
    kept.refresh_from_db()
    assert (kept.state, bool(kept.file), Event.objects.filter(key="expire_sheet").count()) == ("discarded", True, 1)
    AccountBatch.objects.create(name="旧", sha256="", state="applied", rows=[{"name": "某"}])
    later = now + keeping.WAITS_AT_MOST + keeping.KEPT_AT_MOST + timedelta(days=4)
    assert (keeping.clean_up(later), keeping.clean_up(later)) == (1, 0)
    kept.refresh_from_db()
    assert (kept.name, kept.rows, bool(kept.file)) == ("表.xlsx", [], False) and not list(media.rglob("*.xlsx"))
    assert AccountBatch.objects.get().rows


def test_refused_rows_of_earlier_versions_are_still_shown():
    told = [
        ["Sheet1 第 4 行", "苗宁", "司机", "不认识岗位。"],
        {"place": "Sheet1 第 4 行", "name": "苗宁", "reason": "不认识岗位。"},
        {"sheet": "Sheet1", "row": 4, "name": "苗宁", "reason": "left_out", "sentence": "不认识岗位。", "cells": {}},
    ]
    found = [Refusal.of(one) for one in told]
    assert {(one.place, one.name, one.reason, one.cells["name"]) for one in found} == {
        ("Sheet1 第 4 行", "苗宁", "不认识岗位。", "苗宁")
    }
