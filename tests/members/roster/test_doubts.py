"""What a roster's rows are doubted and refused for: names with signs, struck rows, formulas, several faults at once."""

import openpyxl
import pytest
from openpyxl.styles import Font

from members.roster import read_roster
from members.services.roster_decisions import objection_to
from members.services.roster_planned import sentence_of
from tests.builders.rosters import VOCABULARY, as_bytes, understood

HEADER = ["姓名", "性别", "出生年月", "党派", "界别", "工作单位及职务", "手机", "备注"]


def keys(row) -> list[str]:
    return [doubt.key for doubt in row.doubts]


def person(name, **cells):
    row = {"姓名": name, "性别": "男", "党派": "民盟", "界别": "教育", "工作单位及职务": f"{name}的学校"} | cells
    return [row.get(label, "") for label in HEADER]


@pytest.mark.parametrize("written", ["李,五", "b>李四</b", "<李四>", "李，四"])
def test_a_name_with_signs_is_asked_about(written):
    (row,) = understood([HEADER, person(written)]).rows
    assert "name_odd" in keys(row) and row.doubts[0].written == written


@pytest.mark.parametrize(
    ("written", "name", "remark"),
    [("马超 病休", "马超", "病休"), ("尚书  长期病假", "尚书", "长期病假"), ("司马光明 借调", "司马光明", "借调"),
     ("王强 在外地挂职锻炼", "王强", "在外地挂职锻炼")],
)  # fmt: skip
def test_a_remark_behind_a_name_is_a_remark(written, name, remark):
    (row,) = understood([HEADER, person(written)]).rows
    assert (row.name, row.remark, keys(row)) == (name, remark, ["remark_kept"])


@pytest.mark.parametrize("written", ["张三 李四", "尚书长期病假", "黄"])
def test_what_may_be_more_or_less_than_a_name_is_asked_about(written):
    (row,) = understood([HEADER, person(written)]).rows
    assert "name_odd" in keys(row)


@pytest.mark.parametrize("written", ["司马 光明", "欧阳 修", "王 小 明", "李　明", "买买提艾力江"])
def test_a_name_set_wide_is_none_of_these(written):
    (row,) = understood([HEADER, person(written)]).rows
    assert (row.name, keys(row)) == ("".join(written.split()), [])


def test_plain_names_and_slips_of_the_pen_are_not():
    rows = understood([HEADER, person("李四，"), person("王五，回族"), person("阿依·古丽")]).rows
    assert not any("name_odd" in keys(row) for row in rows)


@pytest.mark.parametrize("remark", ["已辞", "已故", "调离", "退出"])
def test_a_remark_that_somebody_has_left_is_asked_about(remark):
    (row,) = understood([HEADER, person("李四", 备注=remark)]).rows
    assert "left_noted" in keys(row)


@pytest.mark.parametrize(
    ("remark", "office", "doubt"),
    [
        ("副主席", "副主席", ""),
        ("副主席、常委", "副主席、常委", ""),
        ("主席、组长", "主席", "office_among"),
        ("常委，组长", "常委", "office_among"),
        ("组长/常委", "常委", "office_among"),
        ("主席兼界别组组长", "主席", "office_among"),
        ("常委（驻会）", "常委", "office_among"),
        ("副主席 秘书长；分管提案工作，联系第一联络组和经济界别的活动", "副主席、秘书长", "office_among"),
        ("区工商联副主席", "", "office_unread"),
        ("原常委", "", "office_unread"),
        ("常委、2025年8月辞去常委职务", "", ""),
        ("组长、召集人", "", ""),
        ("已报主席会议", "", ""),
        ("第19次常委会会议通过", "", ""),
    ],
)
def test_a_post_in_the_committee_is_taken_from_among_the_words_of_a_remark(remark, office, doubt):
    (row,) = understood([HEADER, person("李四", 备注=remark)]).rows
    asked = [key for key in keys(row) if not key.startswith("left_")]
    assert (row.office_beside, asked) == (office, [doubt] if doubt else [])
    assert row.remark == remark


def test_all_columns_of_remarks_are_read():
    (row,) = understood([["姓名", "界别", "单位", "备注", "备注"], ["李四", "教育", "某校", "连任", "常委"]]).rows
    assert (row.remark, row.office_beside) == ("连任；常委", "常委")


@pytest.mark.parametrize("how", ["hidden", "folded", "continued"])
def test_a_row_that_nobody_sees_is_asked_about(how):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["姓名", "界别", "单位及职务"],
        ["杜若", "教育", "某校校长"],
        ["沈砚", "教育", "某局局长、"],
        ["", "", "某会会长"],
    ):
        sheet.append(row)
    if how == "folded":
        sheet.row_dimensions.group(3, 3, hidden=True)
    else:
        sheet.row_dimensions[4 if how == "continued" else 3].hidden = True
    rows = read_roster(as_bytes(book), VOCABULARY).rows
    assert [("row_hidden" in keys(row)) for row in rows] == [False, True] and rows[1].post == "某局局长、某会会长"


def test_a_row_struck_through_is_asked_about():
    book = openpyxl.Workbook()
    for row in (HEADER, person("李四"), person("王五")):
        book.active.append(row)
    for cell in book.active[2]:
        cell.font = Font(strike=True)
    rows = read_roster(as_bytes(book), VOCABULARY).rows
    assert [keys(row) for row in rows] == [["struck_out"], []]


def test_a_formula_without_a_result_is_its_rows_fault_and_no_heading():
    rows = [HEADER, person("李四"), ["=B9", "", "", "", "", "王五的学校", "", ""], person("赵六")]
    found = understood(rows)
    assert [row.name for row in found.rows] == ["李四", "赵六"]
    assert [(row.row, row.reason) for row in found.rejected] == [(3, "missing_name")]
    assert [row.sector for row in found.rows] == ["教育", "教育"]


def test_everything_that_is_wrong_with_a_refused_row_is_told_at_once():
    bad = person("李四", 性别="难", 界别="没有的界", 出生年月="不详", 手机="1380571")
    (row,) = understood([HEADER, bad]).rejected
    said = sentence_of(row)
    assert all(word in said for word in ("没有的界", "性别“难”", "出生年月“不详”", "联系电话“1380571”"))


def test_a_note_below_one_sheet_holds_for_the_others_and_its_own_notes_go_first():
    book = openpyxl.Workbook()
    first, second, third = book.active, book.create_sheet("工会"), book.create_sheet("特邀")
    for sheet, note in ((first, ""), (second, "注：未注明党派的为群众"), (third, "注：未注明党派的为中共")):
        sheet.append(HEADER)
        sheet.append(person(f"李{sheet.title[0]}", 党派=""))
        if note:
            sheet.append([note])
    found = read_roster(as_bytes(book), VOCABULARY)
    assert [row.party for row in found.rows][1:] == [["群众"], ["中共"]]
    assert found.rows[0].party in (["群众"], ["中共"]) and found.rows[0].told


def test_a_month_that_may_be_october_is_asked_about_however_it_is_typed():
    assert "1月，也可以是10月" in objection_to("birth", "1975.1")
    assert not objection_to("birth", "1975.10") and not objection_to("birth", "1975-01")
