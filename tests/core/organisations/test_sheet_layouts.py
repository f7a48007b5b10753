"""Sheets of bodies as they are printed: blocks side by side, merged names, rows struck through or hidden, totals."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from core.organisations.sheets.left import FURTHER
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from core.people.batch.reading import read_list
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PAIR = ["单位", "联系人", "电话"]


def read_of(rows, merges=()):
    return read_sheet(book_of(rows, list(merges), title="单位"))


def told(rows, *fields):
    return [tuple(getattr(row, name) for name in fields) for row in rows]


def test_both_halves_of_a_sheet_are_read():
    read = read_of(
        [["承办单位联系表"], PAIR * 2, ["县委办", "张某", "81230001", "县水利局", "李某", "81230002"]], ["A1:F1"]
    )
    assert told(read.rows, "name", "contact_name", "contact_phone") == [
        ("县委办", "张某", "81230001"),
        ("县水利局", "李某", "81230002"),
    ]
    assert read.unread_columns == [] and [line.text for line in read.left] == ["承办单位联系表", "单位 · 联系人 · 电话"]
    assert not any("看不出是谁的" in told for told in read.notes) and len({row.place for row in read.rows}) == 2


def test_a_block_begins_with_the_number_and_sort_before_its_names():
    head = ["类别", "序号", "承办单位", "负责人", "联系人及电话"]
    rows = [
        head * 2,
        ["党群", 1, "县委办", "", "", "政府", 1, "县水利局", "", ""],
        [None, 2, "县委宣传部", "", "", None, 2, "县财政局"],
    ]
    read = read_of(rows, ["A2:A3", "F2:F3"])
    assert told(read.rows, "name", "kind") == [
        ("县委办", "党群"), ("县委宣传部", "党群"), ("县水利局", "政府"), ("县财政局", "政府"),
    ]  # fmt: skip


def test_three_blocks_that_call_things_otherwise_with_gaps_between():
    head = ["单位名称", "联系人", None, "承办单位", "联系人", None, "部门名称", "联络员"]
    read = read_of([head, ["县委办", "甲某", None, "县水利局", "乙某", None, "县司法局", "丙某"]])
    assert told(read.rows, "name", "contact_name") == [("县委办", "甲某"), ("县水利局", "乙某"), ("县司法局", "丙某")]


def test_names_under_a_label_of_another_sort_are_a_block_where_the_same_follows():
    head = ["单位", "联系人", "电话", None, "乡镇", "联系人", "办公电话", "地址"]
    read = read_of([head, ["县委办", "张某", "81230001", None, "东山镇", "王某", "81230002", "一号"]])
    assert told(read.rows, "name", "contact_name", "contact_phone", "address") == [
        ("县委办", "张某", "81230001", ""),
        ("东山镇", "王某", "81230002", "一号"),
    ]
    plain = read_of([["单位", "联系人", "电话", "乡镇", "备注"], ["县委办", "张某", "81230001", "东山镇", "无"]])
    assert [row.name for row in plain.rows] == ["县委办"] and plain.unread_columns == ["乡镇"]


def test_totals_of_blocks_that_read_alike_are_told_each():
    rows = [["单位"] * 3, ["县委办", "县财政局", "县妇联"], ["小计1家", "小计1家", "小计1家"]]
    assert [line.text for line in read_of(rows).left if line.sort == "unread"] == ["小计1家"] * 3


def test_people_of_two_posts_beside_one_unit_are_each_of_that_unit(cast):
    head = ["单位", "负责人", "电话", "经办人", "电话"]
    read = read_list(book_of([head, ["区水利局", "章某", "13900000001", "季某", "13900000002"], ["合计", "2人"]]))
    assert told(read.rows, "name", "role", "unit", "phone") == [
        ("章某", "负责人", "区水利局", "13900000001"),
        ("季某", "经办人", "区水利局", "13900000002"),
    ]
    assert len({line.place for line in read.beside}) == len(read.beside) == 2


def test_a_section_of_the_same_unit_is_no_second_block():
    read = read_of([["单位", "联系人", "部门", "职务", "电话"], ["县教育局", "张某", "办公室", "主任", "81230001"]])
    assert told(read.rows, "name", "contact_name", "contact_phone") == [("县教育局", "张某", "81230001")]


def test_headings_across_hold_for_every_block_and_others_for_their_own():
    across = [
        PAIR * 2,
        ["一、党群系统"],
        ["县委办", "", "", "县委统战部"],
        ["二、政府系统"],
        ["县财政局", "", "", "县水利局"],
    ]
    by_block = {row.name: row.branch_below for row in read_of(across, ["A2:F2"]).rows}
    assert by_block == {"县委办": "party", "县委统战部": "party", "县财政局": "government", "县水利局": "government"}
    over = [["党群系统", "", "", "政府系统"], PAIR * 2, ["县委办", "", "", "县财政局"]]
    assert {row.name: row.branch_below for row in read_of(over).rows} == {"县委办": "party", "县财政局": "government"}
    flowing = [
        PAIR * 2,
        ["一、党群系统", "", "", "县水利局"],
        ["县委办", "", "", "县司法局"],
        ["二、政府系统"],
        ["县财政局"],
    ]
    assert {row.name: row.branch_below for row in read_of(flowing).rows}["县水利局"] == "government"


def test_a_line_without_a_name_is_another_contact_of_the_unit():
    rows = [
        [*PAIR, "手机"],
        ["县教育局", "张某", "81230001", ""],
        [None, "李某", "81230002", "13900000002"],
        [None, "王某", "", ""],
        ["县水利局", "赵某", "", ""],
        [None, "孙某", "", "13900000003"],
    ]
    read = read_of(rows, ["A2:A4"])
    assert told(read.rows, "name", "contact_name", "contact_phone") == [
        ("县教育局", "张某、李某、王某", "81230001、81230002、13900000002"),
        ("县水利局", "赵某、孙某", "13900000003"),
    ]
    plan = plan_import(read.rows)
    assert [line.sort for line in read.left] == ["heading", FURTHER, FURTHER, FURTHER]
    assert not any("没有写单位名称" in text for text in plan.rows[0].doubts)
    assert any(text.startswith("第 6 行没有写单位名称") for text in plan.rows[1].doubts)


def test_one_contact_merged_over_units_is_the_contact_of_each():
    read = read_of([PAIR, ["东山镇", "张某", "81230001"], ["西山镇"], ["南山镇"]], ["B2:B4", "C2:C4"])
    assert told(read.rows, "contact_name", "contact_phone") == [("张某", "81230001")] * 3


def styled(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def as_bytes(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_struck_through_or_hidden_are_asked_about(cast):
    book, sheet = styled(
        [
            PAIR * 2,
            ["县物价局", "", "", "县粮食局"],
            ["县水利局", "张某"],
            ["县移民局"],
            ["县司法局", "", "", "县档案局"],
        ]
    )
    sheet["A2"].font = sheet["B3"].font = sheet["D5"].font = Font(strike=True)
    sheet.row_dimensions[4].hidden = True
    doubts = {one.row.name: "".join(one.doubts) for one in plan_import(read_sheet(as_bytes(book)).rows).rows}
    assert "这一行在原表中划了删除线" in doubts["县物价局"] and "这一行在原表中划了删除线" in doubts["县档案局"]
    assert "联系人在原表中划了删除线" in doubts["县水利局"] and "是隐藏的" in doubts["县移民局"]
    assert not any(word in doubts[name] for name in ("县粮食局", "县司法局") for word in ("删除线", "隐藏"))


@pytest.mark.parametrize("merged", [False, True])
def test_a_hidden_further_line_of_a_body_is_asked_about(cast, merged):
    book, sheet = styled([["单位", "联系人", "电话"], ["县水利局", "王某", "81230001"], ["", "李某", "81230002"]])
    if merged:
        sheet.merge_cells("A2:A3")
    assert "隐藏" not in "".join(plan_import(read_sheet(as_bytes(book)).rows).rows[0].doubts)
    sheet.row_dimensions[3].hidden = True
    (one,) = plan_import(read_sheet(as_bytes(book)).rows).rows
    assert "第 3 行在原表中是隐藏的" in "".join(one.doubts) and one.values["contact_name"] == "王某、李某"


def test_a_contact_of_whom_some_words_are_struck_is_asked_about(cast):
    book, sheet = styled([PAIR, ["县水利局", "", ""], ["县司法局", "王某", ""]])
    sheet["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "张某"), TextBlock(InlineFont(), "、李某"))
    water, justice = plan_import(read_sheet(as_bytes(book)).rows).rows
    assert "联系人在原表中划了删除线" in "".join(water.doubts) and "删除线" not in "".join(justice.doubts)


def test_lists_of_accounts_are_read_the_same_way(cast):
    head = ["姓名", "岗位", "单位"]
    book, sheet = styled(
        [head * 2, ["江某", "经办人", "区水利局", "周某", "负责人", "区水利局"], ["马某", "经办人", "区水利局"]]
    )
    sheet["D2"].font = Font(strike=True)
    sheet.row_dimensions[3].hidden = True
    rows = read_list(as_bytes(book)).rows
    assert told(rows, "name", "struck", "hidden") == [("江某", "", ""), ("马某", "", "是"), ("周某", "姓名", "")]
    upload = SimpleUploadedFile("名单.xlsx", as_bytes(book))
    browser = signed_in(cast.sysadmin)
    page = browser.get(browser.post("/settings/accounts/import/", {"file": upload}).url + "?show=check")
    text = page.content.decode()
    assert "这一行在原表中划了删除线，现照常开通" in text and "是隐藏的，现照常开通" in text


@pytest.mark.parametrize(
    ("rows", "miscounted"),
    [
        ([["县委办"], ["县水利局"], ["合计：3家"]], ["合计：3家"]),
        ([["县委办"], ["县水利局"], ["以上共2家"]], []),
        ([["一、党群（2家）"], ["县委办"], ["二、政府（1家）"], ["县水利局"], ["县司法局"], ["小计2家"], ["共3家"]],
         ["一、党群（2家）", "二、政府（1家）"]),
        ([["县委办"], ["县水利局"], ["总计 2家（其中乡镇0个）"]], []),
    ],
)  # fmt: skip
def test_totals_are_compared_with_what_was_read(rows, miscounted):
    read = read_of([["单位名称"], *rows])
    assert len(read.miscounts) == len(miscounted)
    assert all(f"写“{text}”" in told for text, told in zip(miscounted, read.miscounts, strict=True))


def test_the_preview_tells_that_a_total_is_another(cast):
    data = book_of([PAIR * 2, ["县委办", "", "", "县水利局"], ["以上共12家"]], ["A3:F3"], title="单位")
    browser = signed_in(cast.office_clerk)
    page = browser.post("/settings/organisations/import/", {"file": SimpleUploadedFile("单位.xlsx", data)}, follow=True)
    text = page.content.decode()
    assert "写“以上共12家”，读到 2 家" in text and "（左右并排的，每组各算一行）" in text
