"""Contacts as sheets have them: an office in brackets, a number in the same cell, a note that they have gone."""

import pytest

from core.organisations.contacts import Contact, contact_of
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("陈医政（办公室）", Contact("陈医政", "", ("办公室",))),
        ("赵六（已调离）", Contact("", "", ("已调离",), gone=True)),
        ("赵六 已退休", Contact("", "", (), gone=True)),
        ("张三 13911110001", Contact("张三", "13911110001")),
        ("张三13911110001", Contact("张三", "13911110001")),
        ("张三（13911110001）", Contact("张三", "13911110001")),
        ("李四，电话：0571-88123456", Contact("李四", "0571-88123456")),
        ("周某", Contact("周某")),
        ("", Contact()),
    ],
)
def test_a_cell_is_a_name_and_what_stands_beside_it(written, contact):
    assert contact_of(written) == contact


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "phone", "stored", "asked"),
    [
        ("陈医政（办公室）", "13900000001", ("陈医政", "13900000001"), "只取姓名“陈医政”"),
        ("张三 13911110001", "", ("张三", "13911110001"), "分开登记"),
        ("张三 13911110001", "0571-88123456", ("张三", "0571-88123456"), "另有号码“13911110001”"),
        ("赵六（已调离）", "13900000001", (None, None), "注明已离开"),
        ("赵六（已调离）", "0571-88123456", (None, "0571-88123456"), "注明已离开"),
        ("周某", "13900000001", ("周某", "13900000001"), ""),
    ],
)
def test_a_row_stores_the_name_alone_and_asks_about_the_rest(cast, name, phone, stored, asked):
    data = book_of([["单位名称", "联系人", "联系电话"], ["县林草局", name, phone]], title="单位")
    (one,) = plan_import(read_sheet(data).rows).rows
    assert (one.values.get("contact_name"), one.values.get("contact_phone")) == stored
    assert asked in "".join(one.doubts) and bool(one.doubts) == bool(asked)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "proposed"), [("陈医政（办公室）", "陈医政"), ("赵六（已调离）", "")])
def test_who_has_gone_is_not_proposed_as_clerk(cast, name, proposed):
    cast.water.contact_name = name
    cast.water.save()
    cast.water.posts.all().delete()
    form = signed_in(cast.sysadmin).get("/settings/accounts/handlers/").context["form"]
    lines = {line.vacancy.key: line.vacancy.name for _, lines in form.units() for line in lines}
    assert lines[f"{cast.water.pk}-unit_clerk"] == proposed
