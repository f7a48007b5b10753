"""Clerks and heads that units lack: contacts of the directory proposed, twins told beside the field, one name each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AccountBatch, Organisation, User
from core.people import directory
from core.people.batch.applying import SHEET
from core.people.batch.plan import plan_of
from core.people.batch.reading import RawRow, read_workbook
from tests.builders.cast import MONDAY, who
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
URL = "/settings/accounts/handlers/"


@pytest.fixture
def unit(cast) -> Organisation:
    """A unit as it was imported, with a contact and nobody who may sign in."""
    return Organisation.objects.create(
        name="区水文站", kind="unit", contact_name="江晓淼", contact_phone="0571-87654321、13800000009"
    )


def planned(cast) -> list[RawRow]:
    return [line.row for line in SHEET.plan(AccountBatch.objects.get(), who(cast.sysadmin)).lines]


def as_shown(page) -> dict[str, str]:
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "use"}


def test_the_contact_of_a_unit_is_proposed_and_taken_where_it_is_ticked(cast, unit):
    browser = signed_in(cast.sysadmin)
    page = browser.get(URL)
    fields, key = as_shown(page), f"{unit.pk}-unit_clerk"
    assert fields[f"{key}-name"] == "江晓淼" and fields[f"{key}-phone"] == "13800000009"
    assert fields[f"{unit.pk}-unit_head-name"] == "" and "由联系人江晓淼担任" in page.content.decode()
    refused = browser.post(URL, fields)
    assert refused.status_code == 422 and "没有勾选" in refused.content.decode(), "what is only proposed is not taken"
    browser.post(URL, fields | {"use": [key]})
    (row,) = planned(cast)
    assert (row.name, row.phone, row.role, row.unit) == ("江晓淼", "13800000009", "承办单位经办人", "区水文站")


def test_what_was_changed_beside_a_proposal_is_taken_as_typed(cast, unit):
    browser = signed_in(cast.sysadmin)
    fields = as_shown(browser.get(URL))
    browser.post(URL, fields | {f"{unit.pk}-unit_clerk-name": "苗宁", f"{unit.pk}-unit_clerk-phone": ""})
    assert [(row.name, row.phone) for row in planned(cast)] == [("苗宁", "")]


def test_a_twin_is_told_beside_the_line_and_settled_there_by_the_user_name(cast, unit):
    directory.create_account(actor=who(cast.sysadmin), username="jiangxm", full_name="江晓淼")
    browser = signed_in(cast.sysadmin)
    key = f"{unit.pk}-unit_clerk"
    first = browser.get(URL)
    assert f'name="{key}-username"' not in first.content.decode()
    fields = as_shown(first) | {"use": [key], f"{key}-phone": ""}
    page = browser.post(URL, fields)
    said = page.content.decode()
    assert page.status_code == 422 and "已有同名的账号（jiangxm）" in said and "“用户名”一栏" in said
    assert f'name="{key}-username"' in said and f'value="{key}" checked' in said
    assert not AccountBatch.objects.exists()
    browser.post(URL, fields | {f"{key}-username": "jiangxm"})
    (line,) = SHEET.plan(AccountBatch.objects.get(), who(cast.sysadmin)).lines
    assert line.kind == "post" and line.user == User.objects.get(username="jiangxm")


def test_two_names_in_one_field_are_two_people(cast, unit):
    browser = signed_in(cast.sysadmin)
    fields = as_shown(browser.get(URL)) | {f"{unit.pk}-unit_head-name": "刘芳、陈伟"}
    page = browser.post(URL, fields)
    assert page.status_code == 422 and "像是几个人的姓名" in page.content.decode()
    (line,) = plan_of([RawRow(name="刘芳、陈伟", role="经办人", unit="区水文站")], MONDAY).lines
    assert line.kind == "refused" and "请分成两行" in line.sentence
    rows = read_workbook(book_of([["姓名", "岗位", "单位"], ["刘芳\n陈伟", "经办人", "区水文站"]], title="表"))
    assert rows[0].name == "刘芳、陈伟"
    rows = read_workbook(book_of([["姓名", "岗位", "单位"], ["李\n明", "经办人", "区水文站"]], title="表"))
    assert rows[0].name == "李明"
    new = browser.post("/settings/accounts/new/", {"username": "liufang", "full_name": "刘芳、陈伟"})
    assert new.status_code == 422 and "请分别开通" in new.content.decode()


def test_a_contact_cell_with_two_names_proposes_nobody(cast, unit):
    Organisation.objects.filter(pk=unit.pk).update(contact_name="刘芳、陈伟")
    fields = as_shown(signed_in(cast.sysadmin).get(URL))
    assert fields[f"{unit.pk}-unit_clerk-name"] == ""


def test_the_page_costs_the_same_however_many_units_lack_somebody(cast, unit):
    browser = signed_in(cast.sysadmin)
    key = f"{unit.pk}-unit_clerk"

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.post(URL, as_shown(browser.get(URL)) | {"use": [key], f"{key}-name": "刘芳、陈伟"})
        return len(found)

    statements()
    once = statements()
    for number in range(6):
        Organisation.objects.create(name=f"区某站{number}", kind="unit", contact_name="何人")
    assert statements() == once
