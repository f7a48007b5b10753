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
        ("张三 6210099转8、13911110001", Contact("张三", "6210099转8、13911110001")),
        ("张三 办6210099", Contact("张三", "6210099")),
        ("张三 95598", Contact("张三", "95598")),
        ("校长：党育", Contact("党育", "", ("校长",))),
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
        ("张三 13911110001", "", ("张三", "13911110001"), ""),
        ("张三 13911110001", "0571-88123456", ("张三", "0571-88123456、13911110001"), ""),
        ("张三 1391111000", "0571-88123456", ("张三", "0571-88123456"), "没有登记"),
        ("张三 88123456（传真88123457）", "", ("张三", "88123456"), "“传真88123457”是传真号码"),
        ("张三 13911110001", "13911110002", ("张三", "13911110002、13911110001"), "另有号码“13911110001”"),
        ("赵六（已调离）", "13900000001", (None, None), "注明已离开"),
        ("赵六（已调离）", "0571-88123456", (None, "0571-88123456"), "注明已离开"),
        ("周某", "13900000001", ("周某", "13900000001"), ""),
        ("周某 副主任", "13900000001", ("周某", "13900000001"), "只取姓名“周某”"),
        ("周某", "139079100431", ("周某", None), "“139079100431”不像手机号码，位数或号段不对，没有登记"),
        ("周某", "95598", ("周某", "95598"), ""),
        ("空缺", "13900000001", (None, None), ""),
        ("空缺（周某代）", "0571-88123456", (None, "0571-88123456"), "没有登记"),
        ("周主任", "", ("周主任", None), "只写了姓氏和称呼"),
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "label", ["联系人及电话", "联系人/电话", "联系人（电话）", "姓名及电话", "联系人、联系电话", "联络员和手机"]
)
def test_one_column_of_contact_and_number_is_taken_apart(cast, label):
    (one,) = plan_import(read_sheet(book_of([["单位名称", label], ["县林草局", "苗某 13911110001"]])).rows).rows
    assert (one.values["contact_name"], one.values["contact_phone"]) == ("苗某", "13911110001")


@pytest.mark.django_db
def test_a_column_of_the_contacts_number_stays_one(cast):
    head = ["单位名称", "联系人", "联系人电话"]
    (one,) = plan_import(read_sheet(book_of([head, ["县林草局", "苗某", "13911110001"]])).rows).rows
    assert (one.values["contact_name"], one.values["contact_phone"]) == ("苗某", "13911110001")


@pytest.mark.django_db
def test_no_number_goes_under_somebody_elses_name(cast):
    cast.water.contact_name, cast.water.contact_phone = "于海", "13900000019"
    cast.water.save()
    for head, cells in ((["联系人"], ["胡图"]), (["联系电话"], ["胡图 13911110009"])):
        (one,) = plan_import(read_sheet(book_of([["单位名称", *head], ["区水利局", *cells]])).rows).rows
        shown = {(change.label, change.old, change.new) for change in one.changes}
        assert ("联系人", "于海", "胡图") in shown
        phone = "13911110009" if "电话" in head[0] else ""
        assert ("联系电话", "13900000019", phone) in shown and one.values["contact_phone"] == phone and one.doubts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "head", "asked"),
    [
        ("陈志明 副部长", "陈志明", "只取姓名“陈志明”"),
        ("史册、副局长", "史册", "只取姓名“史册”"),
        ("王海波 党组成员、副局长", "王海波", "只取姓名“王海波”"),
        ("赵一、钱二", "赵一、钱二", "分管领导写了 2 人"),
        ("空缺", None, ""),
        ("副局长", None, "没有登记"),
        ("章某", "章某", ""),
    ],
)
def test_who_leads_the_work_is_the_name_alone(cast, written, head, asked):
    (one,) = plan_import(read_sheet(book_of([["单位名称", "分管领导"], ["县林草局", written]])).rows).rows
    assert one.values.get("head_name") == head
    assert asked in "".join(one.doubts) and bool(one.doubts) == bool(asked)


@pytest.mark.django_db
def test_a_vacancy_leaves_whoever_the_directory_has_and_says_so(cast):
    cast.water.contact_name, cast.water.head_name = "于海", "章某"
    cast.water.save()
    data = book_of([["单位名称", "联系人", "分管领导"], ["区水利局", "暂缺", "空缺"]])
    (one,) = plan_import(read_sheet(data).rows).rows
    assert not one.changes and [text.partition("；")[0] for text in one.doubts] == [
        "联系人写的是“暂缺”，目录里的“于海”没有改动",
        "分管领导写的是“空缺”，目录里的“章某”没有改动",
    ]


@pytest.mark.django_db
def test_numbers_that_do_not_fit_are_cut_between_numbers(cast):
    phones = "、".join(f"1390000{number:04}" for number in range(11))
    (one,) = plan_import(read_sheet(book_of([["单位名称", "联系电话"], ["县林草局", phones]])).rows).rows
    assert one.values["contact_phone"] == phones.rpartition("、")[0]
    assert any("联系电话过长" in text for text in one.doubts)
