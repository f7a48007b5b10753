"""Whose the telephone numbers of a list are, and what happens to them where somebody else comes."""

import pytest

from core.models import Organisation
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from tests.builders.cast import fresh
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
LED = {"name": "县司法局", "kind": "unit", "head_name": "黄海波", "head_phone": "13900010007"}
LED |= {"contact_name": "林芳", "contact_phone": "13900020007"}


def values_of(head, *rows):
    read = read_sheet(book_of([head, *rows]))
    return plan_import(read.rows).rows, read


@pytest.mark.parametrize(
    ("head", "row", "contact", "leader"),
    [
        (["单位", "主办领导", "联系方式", "联络员"], ["县审计局", "田野", "62310021 13900010031", "路遥 13900020031"],
         "13900020031", "62310021、13900010031"),
        (["单位", "包案同志", "电话", "联络员"], ["县审计局", "田野", "13900010031", "路遥 13900020031"],
         "13900020031", ""),
        (["单位", "分管领导", "电话", "手机", "联络员", "电话", "手机"],
         ["县审计局", "田野", "62310021", "13900010031", "路遥", "62310022", "13900020031"],
         "62310022、13900020031", "62310021、13900010031"),
        (["单位", "联系方式", "联络员"], ["县审计局", "62310021", "路遥"], "62310021", ""),
        (["单位", "办公电话", "分管领导", "手机", "联系人", "手机"],
         ["县审计局", "62310021", "田野", "13900010031", "路遥", "13900020031"],
         "62310021、13900020031", "13900010031"),
        (["单位", "主要领导", "电话", "分管领导", "电话", "联系人", "电话"],
         ["县审计局", "王大", "13900010001", "田野", "13900010031", "路遥", "13900020031"],
         "13900020031", "13900010031"),
        (["单位", "分管领导及职务", "联系电话", "经办人", "联系电话"],
         ["县审计局", "田野（局长）", "13900010031", "路遥", "13900020031"], "13900020031", "13900010031"),
        (["单位", "分管领导", "联系电话", "经办人", "经办人电话"],
         ["县审计局", "田野", "13900010031", "路遥", "13900020031"], "13900020031", "13900010031"),
        (["单位", "分管领导、职务", "联系电话", "承办股室", "具体经办人", "经办人电话（办公/手机）"],
         ["县审计局", "田野 副局长", "13900010031", "法规股", "路遥", "62310021/13900020031"],
         "62310021、13900020031", "13900010031"),
        (["单位", "原联系人", "联系人", "联系人电话", "单位电话"],
         ["县审计局", "方旧", "路遥", "13900020031", "62310021"], "13900020031、62310021", ""),
        (["单位", "党政办", "联络员", "手机"], ["石桥镇", "62320001", "路遥", "13900020031"],
         "13900020031、62320001", ""),
        (["单位", "联系电话", "联系人"], ["县审计局", "办 62310021 手 13900020031，传真62310029", "路遥"],
         "62310021、13900020031", ""),
    ],
)  # fmt: skip
def test_numbers_belong_to_the_people_before_them(head, row, contact, leader):
    (one,), read = values_of(head, row)
    assert sorted(one.values.get("contact_phone", "").split("、")) == sorted(contact.split("、"))
    assert one.values.get("head_phone", "") == leader
    assert one.values["contact_name"] == "路遥" and one.values.get("head_name", "田野") == "田野"
    assert not any("看不出是谁的" in told for told in read.notes)


def test_numbers_behind_everybody_are_asked_about_where_the_contact_would_have_none():
    (one,), read = values_of(["单位", "联系人", "分管领导", "联系电话"], ["县审计局", "路遥", "田野", "62310021"])
    assert one.values["contact_phone"] == "62310021" and "按联系人的电话登记，请核对" in read.notes[0]


def test_all_numbers_are_kept_and_which_they_are_is_no_doubt():
    many = "62310001、62310002、13900020001、13900020002、13900020003"
    (one,), _ = values_of(["单位", "联系人", "联系电话"], ["县审计局", "路遥 13900020009", f"{many}（办）"])
    assert one.values["contact_phone"] == f"{many}、13900020009"
    assert not any("过长" in told for told in one.doubts)


def test_a_new_leader_has_not_the_number_of_the_one_before():
    body = Organisation.objects.create(**LED)
    head = ["单位", "分管领导", "分管领导电话", "联络员", "联系电话"]
    (one,), _ = values_of(head, ["县司法局", "严新来", "", "", ""])
    assert one.values["head_phone"] == "" and "contact_phone" not in one.values
    assert "分管领导由“黄海波”改为“严新来”，原来的电话不再保留，请补上电话" in one.doubts
    (one,), _ = values_of(head, ["县司法局", "黄海波、严新来", "", "方新", "139000100l4"])
    assert "head_phone" not in one.values, "whoever was there is there still"
    assert one.values["contact_phone"] == "" and any("139000100L4" in told for told in one.doubts)
    (one,), _ = values_of(head, ["县司法局", "黄海波", "1390001ooo7", "林芳", "139000200O7"])
    assert not {"head_phone", "contact_phone"} & one.values.keys(), "a slip of the pen replaces no number"
    assert fresh(body).head_phone == "13900010007"
