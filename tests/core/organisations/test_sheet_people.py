"""Who leads the work and who is to be rung up, in headings of two lines and cells of two people."""

from io import BytesIO

import openpyxl
import pytest

from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from core.sheets.reading import several_lines
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of


def two_lines(*rows, merges=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


UPPER = ["单位全称", "提案工作分管领导", None, "经办人（联系人）", None, None]
LOWER = [None, "姓名", "职务", "姓名", "办公电话", "手机"]
ROW = ["区林草局", "章某", "副局长", "季某", "0571-81234567", "13900000011"]
MERGES = ("A1:A2", "B1:C1", "D1:F1")


@pytest.mark.django_db
def test_the_leader_is_not_the_contact(cast):
    read = read_sheet(two_lines(UPPER, LOWER, ROW, merges=MERGES))
    (one,) = plan_import(read.rows).rows
    assert read.unread_columns == ["提案工作分管领导·职务"]
    assert (one.values["head_name"], one.values["contact_name"]) == ("章某", "季某")
    assert one.values["contact_phone"] == "0571-81234567、13900000011" and "head_phone" not in one.values


@pytest.mark.django_db
def test_each_has_the_telephone_below_his_own_heading(cast):
    lower = [None, "姓名", "电话", "姓名", "电话", "手机"]
    row = ["区林草局", "章某", "0571-81230001", "季某", "0571-81230002", "13900000011"]
    (one,) = plan_import(read_sheet(two_lines(UPPER, lower, row, merges=MERGES)).rows).rows
    assert (one.values["head_phone"], one.values["contact_phone"]) == ("0571-81230001", "0571-81230002、13900000011")
    assert not [told for told in one.doubts if "几栏" in told]


@pytest.mark.django_db
def test_names_of_which_no_heading_says_whose_they_are_are_asked_about(cast):
    upper = ["单位名称", "甲组", None, "乙组", None]
    lower = [None, "姓名", "电话", "姓名", "电话"]
    row = ["区林草局", "章某", "0571-81230001", "季某", "0571-81230002"]
    read = read_sheet(two_lines(upper, lower, row, row, merges=("A1:A2", "B1:C1", "D1:E1")))
    assert sum("几栏“姓名、电话”" in told for told in read.notes) == 1, "once above, and not at every row"
    assert not any("几栏" in told for one in plan_import(read.rows).rows for told in one.doubts)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("杨某帆\n吴某丽", "杨某帆、吴某丽"),
        ("李\n明", "李\n明"),
        ("叶 青", "叶 青"),
        ("欧阳 文静", "欧阳 文静"),
        ("张三丰 李四光", "张三丰、李四光"),
        ("5220001\n5220002", "5220001、5220002"),
        (5220001, 5220001),
    ],
)
def test_lines_of_a_cell_are_people_or_numbers_of_their_own(cell, told):
    assert several_lines(cell) == told


@pytest.mark.django_db
def test_two_people_in_one_cell_are_two(cast):
    data = book_of(
        [["单位名称", "联系人", "联系电话"], ["区林草局", "杨某帆\n吴某丽", "81230001\n81230002"]], title="单位"
    )
    (one,) = plan_import(read_sheet(data).rows).rows
    assert one.values["contact_name"] == "杨某帆、吴某丽" and one.values["contact_phone"] == "81230001、81230002"
    assert any("联系人写了 2 人" in told for told in one.doubts)


@pytest.mark.django_db
def test_who_leads_the_work_is_proposed_as_head(cast):
    cast.water.contact_name, cast.water.contact_phone = "杨某帆", "13900000011"
    cast.water.head_name, cast.water.head_phone = "章某", "0571-81230001、13900000012"
    cast.water.save()
    cast.water.posts.all().delete()
    form = signed_in(cast.sysadmin).get("/settings/accounts/handlers/").context["form"]
    lines = {
        line.vacancy.role: line.vacancy
        for _, lines in form.units()
        for line in lines
        if line.vacancy.unit == cast.water
    }
    assert (lines["unit_clerk"].name, lines["unit_clerk"].phone) == ("杨某帆", "13900000011")
    assert (lines["unit_head"].name, lines["unit_head"].phone) == ("章某", "13900000012")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "name"),
    [("暂由贺守成代", "贺守成"), ("暂由尚可为代管", "尚可为"), ("临时负责：秦观", "秦观"), ("暂由办公室代管", "")],
)
def test_who_stands_in_is_the_person_and_asked_about(cast, written, name):
    for label in ("分管领导", "联系人"):
        (one,) = plan_import(read_sheet(book_of([["单位名称", label], ["区林草局", written]], title="单位")).rows).rows
        assert one.values.get("head_name" if label == "分管领导" else "contact_name", "") == name
        assert any(label in told for told in one.doubts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "posts"),
    [
        ("姓名", ("分管领导", "办公室主任")),
        ("姓名", ("副局长", "科员")),
        ("姓名", ("党组成员、副局长", "综合科科长")),
        ("联系人", ("分管领导", "经办人")),
        ("联系人", ("局长", "办公室副主任")),
        ("联系人", ("院领导", "综合办公室工作人员")),
    ],
)
@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_the_post_tells_who_leads_and_who_is_rung_up(cast, label, posts, repeated, turned):
    people = [["法正", posts[0], "81230001"], ["公孙策", posts[1], "13900000002"]]
    first, second = people[::-1] if turned else people
    again = "区林草局" if repeated else ""
    head = ["单位名称", label, "职务", "联系电话"]
    read = read_sheet(book_of([head, ["区林草局", *first], [again, *second]], title="单位"))
    one = plan_import(read.rows).rows[0]
    assert (one.values["head_name"], one.values["contact_name"]) == ("法正", "公孙策")
    assert (one.values["head_phone"], one.values["contact_phone"]) == ("81230001", "13900000002")
    assert "职务" not in read.unread_columns and any("职务" in told for told in read.notes)


@pytest.mark.django_db
def test_a_lone_contact_of_whatever_rank_stays_the_contact(cast):
    head = ["单位名称", "联系人", "职务", "联系电话"]
    (one,) = plan_import(
        read_sheet(book_of([head, ["区林草局", "章某", "副局长", "81230001"]], title="单位")).rows
    ).rows
    assert one.values["contact_name"] == "章某" and not one.values.get("head_name")


@pytest.mark.django_db
def test_a_post_beside_the_column_of_those_who_lead_is_told_as_unread(cast):
    head = ["单位名称", "分管领导", "职务", "联系人", "联系电话"]
    read = read_sheet(book_of([head, ["区林草局", "法正", "副局长", "公孙策", "81230001"]], title="单位"))
    (one,) = plan_import(read.rows).rows
    assert (one.values["head_name"], one.values["contact_name"]) == ("法正", "公孙策")
    assert read.unread_columns == ["职务"]


def of(rows, merges=()):
    read = read_sheet(two_lines(*rows, merges=merges))
    return read, plan_import(read.rows).rows


@pytest.mark.django_db
def test_contacts_of_offices_are_the_bodys_with_their_office(cast):
    head = ["单位名称", "党政办联系人", "党政办电话", "法规科联系人", "法规科电话"]
    read, rows = of(
        [head, ["区林草局", "秦观", "81230001", "苏轼", "81230002"], ["区海洋局", "", "", "黄庭坚", "81230003"]]
    )
    assert [(one.values["contact_name"], one.values["contact_phone"]) for one in rows] == [
        ("秦观、苏轼（法规科）", "81230001、81230002"), ("黄庭坚（法规科）", "81230003"),
    ]  # fmt: skip
    assert not [told for one in rows for told in one.doubts if "联系" in told or "几栏" in told]
    assert not read.unread_columns and sum("法规科" in told for told in read.notes) == 1


@pytest.mark.django_db
def test_a_heading_of_two_lines_says_whose_they_are(cast):
    upper = ["单位名称", "分管领导", None, "党政办", None, "法规科", None]
    lower = [None, *["联系人", "电话"] * 3]
    row = ["区林草局", "法正", "81230000", "秦观", "81230001", "苏轼", "81230002"]
    read, (one,) = of([upper, lower, row], merges=("A1:A2", "B1:C1", "D1:E1", "F1:G1"))
    assert (one.values["head_name"], one.values["head_phone"]) == ("法正", "81230000")
    assert (one.values["contact_name"], one.values["contact_phone"]) == ("秦观、苏轼（法规科）", "81230001、81230002")
    assert not read.unread_columns and not [told for told in one.doubts if "几栏" in told]


@pytest.mark.django_db
def test_the_bodys_own_contact_and_the_office_for_proposals_go_first(cast):
    head = ["单位名称", "法规科联系人", "法规科电话", "联系人", "联系电话"]
    _, (one,) = of([head, ["区林草局", "苏轼", "81230002", "秦观", "81230001"]])
    assert one.values["contact_name"] == "秦观、苏轼（法规科）"
    head = ["单位名称", "办公室联系人", "办公室电话", "提案科联系人", "提案科电话"]
    _, (one,) = of([head, ["区林草局", "苏轼", "81230002", "秦观", "81230001"]])
    assert one.values["contact_name"] == "秦观、苏轼（办公室）"


@pytest.mark.django_db
def test_whoever_was_the_contact_before_is_not_taken(cast):
    head = ["单位名称", "原联络员", "原联络员电话", "联络员", "联络员电话"]
    read, (one,) = of([head, ["区林草局", "苏轼", "81230002", "秦观", "81230001"]])
    assert (one.values["contact_name"], one.values["contact_phone"]) == ("秦观", "81230001")
    assert read.unread_columns == ["原联络员电话", "原联络员"] and not [told for told in one.doubts if "几栏" in told]


@pytest.mark.django_db
def test_the_same_sheet_once_more_changes_no_contact(cast):
    head = ["单位名称", "党政办联系人", "党政办电话", "法规科联系人", "法规科电话"]
    cast.water.contact_name, cast.water.contact_phone = "秦观、苏轼（法规科）", "81230001、81230002"
    cast.water.save()
    _, (one,) = of([head, [cast.water.name, "秦观", "81230001", "苏轼", "81230002"]])
    assert "contact_name" not in one.values and "contact_phone" not in one.values


@pytest.mark.django_db
def test_one_office_alone_is_the_body_and_a_further_line_is_read(cast):
    head = ["单位名称", "办公室联系人", "联系电话"]
    _, (one,) = of([head, ["区林草局", "秦观", "81230001"]])
    assert (one.values["contact_name"], one.values["contact_phone"]) == ("秦观", "81230001")
    head = ["单位名称", "党政办联系人", "法规科联系人", "联系电话"]
    _, (one,) = of([head, ["区林草局", "秦观", "苏轼", "81230001"], ["", "", "黄庭坚", ""]])
    assert one.values["contact_name"] == "秦观、苏轼（法规科）、黄庭坚（法规科）"
    assert one.values["contact_phone"] == "81230001"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("remark", "told"),
    [
        ("分管领导由江涛调整为洪波", "人员或电话变动"),
        ("联系电话已变更为81230009", "人员或电话变动"),
        ("全称：县发展和改革局", "另一名称"),
        ("2024年前为县农委", "另一名称"),
    ],
)
def test_a_remark_of_people_or_names_is_asked_about(cast, remark, told):
    _, (one,) = of([["单位名称", "联系人", "备注"], [cast.water.name, cast.water.contact_name, remark]])
    assert any(told in doubt for doubt in one.doubts)
    _, (one,) = of([["单位名称", "联系人", "备注"], [cast.water.name, cast.water.contact_name, "办公楼二楼"]])
    assert not one.doubts


@pytest.mark.django_db
def test_a_kind_that_says_not_handling_registers_no_unit(cast):
    _, (one,) = of([["单位名称", "类别"], ["区档案事务中心", "事业（不承办）"]])
    assert one.kind == "refused" and "不承办" in one.reason


@pytest.mark.django_db
def test_each_of_several_former_names_is_without_the_word_for_it(cast):
    _, (one,) = of([["单位名称"], ["青禾县教育体育局（原县教育局、原县体育局）"]])
    assert not [name for _, name in one.names if name.startswith("原")] and len(one.names) == 2
