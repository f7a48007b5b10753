"""Clerks and heads that units lack: contacts of the directory proposed, twins told beside the field, one name each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AccountBatch, Organisation, User
from core.people import directory
from core.people.batch.applying import SHEET
from core.people.batch.plan import plan_of
from core.people.batch.reading import RawRow, read_list, read_workbook
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


@pytest.mark.parametrize(
    ("phones", "proposed"),
    [
        ("0571-87654321、13800000009", ("", "")),
        ("13800000008、0571-87654321、13800000009", ("13800000008", "13800000009")),
        ("87654321、87654322", ("87654321", "87654322")),
    ],
)
def test_of_two_contacts_each_is_proposed_with_the_number_known_to_be_his(cast, unit, phones, proposed):
    Organisation.objects.filter(pk=unit.pk).update(contact_name="刘芳、陈伟", contact_phone=phones)
    browser, key = signed_in(cast.sysadmin), f"{unit.pk}-unit_clerk"
    page = browser.get(URL)
    fields = as_shown(page)
    names = (fields[f"{key}-name"], fields[f"{key}-2-name"])
    assert names == ("刘芳", "陈伟") and (fields[f"{key}-phone"], fields[f"{key}-2-phone"]) == proposed
    assert "由联系人陈伟担任" in page.content.decode()
    browser.post(URL, fields | {"use": [f"{key}-2"]})
    assert [(row.name, row.phone) for row in planned(cast)] == [("陈伟", proposed[1])]


def test_whoever_leads_the_work_is_told_as_such_and_nobody_is_no_person(cast, unit):
    Organisation.objects.filter(pk=unit.pk).update(contact_name="空缺", head_name="章某 副局长", head_phone="")
    page = signed_in(cast.sysadmin).get(URL)
    fields = as_shown(page)
    assert (fields[f"{unit.pk}-unit_clerk-name"], fields[f"{unit.pk}-unit_head-name"]) == ("", "章某")
    assert "由分管领导章某担任" in page.content.decode()


@pytest.mark.parametrize("name", ["空缺", "暂缺", "待定", "李局长"])
def test_no_account_is_opened_for_nobody(cast, unit, name):
    assert directory.name_objection(name)
    (line,) = plan_of([RawRow(name=name, role="经办人", unit="区水文站")], MONDAY).lines
    assert line.kind == "refused"
    new = signed_in(cast.sysadmin).post("/settings/accounts/new/", {"username": "someone", "full_name": name})
    assert new.status_code == 422 and not User.objects.filter(username="someone").exists()


def test_a_list_with_vacant_posts_and_titles(cast, unit):
    head = ["姓名", "岗位", "单位"]
    rows = [["空缺", "经办人", "区水文站"], ["—", "负责人", "区水文站"], ["陈志明 副局长", "负责人", "区水文站"]]
    read = read_list(book_of([head, *rows], title="表"))
    assert [(row.name, row.title) for row in read.rows] == [("陈志明", "副局长")]
    assert [line.why for line in read.beside] == ["表头及以上", "空缺，没有写人", "空缺，没有写人"]


@pytest.mark.parametrize(("written", "name"), [("暂由贺守成代", "贺守成"), ("临时负责：秦观", "秦观")])
def test_who_stands_in_has_the_account_in_the_own_name(cast, unit, written, name):
    read = read_list(book_of([["姓名", "岗位", "单位"], [written, "经办人", "区水文站"]], title="表"))
    (line,) = plan_of(read.rows, MONDAY).lines
    assert (line.kind, line.row.name) == ("new", name) and line.row.title
    (line,) = plan_of([RawRow(name="暂由值班领导轮流负责", role="经办人", unit="区水文站")], MONDAY).lines
    assert line.kind == "refused" and "不像一个人的姓名" in line.sentence


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


@pytest.mark.parametrize(
    "written", ["区政协", "江岭区政协", "政协江岭区委员会", "中国人民政治协商会议江岭区委员会", "政协"]
)
def test_the_committees_own_name_is_no_unit_that_has_to_be_registered(cast, written):
    (line,) = plan_of([RawRow(name="高远山", role="领导", unit=written)], MONDAY).lines
    assert line.kind == "new" and line.organisation is None and "即本级政协" in "".join(line.notes)
    (line,) = plan_of([RawRow(name="高远山", role="经办人", unit=written)], MONDAY).lines
    assert line.kind == "refused"
    (line,) = plan_of([RawRow(name="高远山", role="领导", unit="外县政协")], MONDAY).lines
    assert line.kind == "refused"
