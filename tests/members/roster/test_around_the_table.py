"""What stands around a table: head counts above it, notes that name somebody, ticks, signatures, sheets of numbers."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from members.roster.names import is_placeholder, read_name
from members.roster.vocabulary import Directory
from tests.builders.rosters import ALIASES, SECTORS, VOCABULARY, as_bytes, understood

HEADER = ["姓名", "性别", "界别", "单位及职务", "手机"]
ROWS = [["杜若", "女", "教育", "县一中教师", ""], ["沈砚", "男", "工会", "县机械厂工人", ""]]


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize(
    ("above", "told"),
    [(["委员名单（共2名）"], False), (["委员名单（共3名）"], True), (["委员名单", "（共18名，以姓氏笔画为序）"], True),
     (["委员名单（3人）"], True), (["2026年委员名单"], False), (["委员名单（第3次会议通过）"], False)],
)  # fmt: skip
def test_a_head_count_above_a_table_is_compared_with_the_rows(above, told):
    result = understood([*([text] for text in above), HEADER, *ROWS])
    assert bool(result.totals) == told and (not told or "读到 2 人" in result.totals[0])


def test_names_that_only_lists_have_may_count_too():
    lists = [["主席：", "周望"], ["副主席：", "林晚", "何远"]]
    for number in (2, 5):
        assert understood([[f"名单（共{number}名）"], *lists, HEADER, *ROWS]).totals == []


def test_a_note_that_names_one_of_the_rows_is_asked_about_there():
    directory = Directory({"committee": {"提案委员会": "提案委员会"}})
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS, ["注：1、杜若同志兼任提案委员会主任。2、沈砚以县委通知为准，暂不列入。填表人：杜若"]):
        book.active.append(row)
    first, second = read_roster(as_bytes(book), Vocabulary.of(SECTORS, ALIASES, directory)).rows
    assert (keys(first), first.committee, first.proposed) == (
        ["noted_by_name"],
        None,
        {"committee": "提案委员会（主任）"},
    )
    assert keys(second) == ["noted_by_name"] and "暂不列入" in second.doubts[0].written


def test_a_tick_in_a_column_that_asks_for_it_is_no_mark_at_the_name():
    rows = [
        [*HEADER, "是否连任"],
        [*ROWS[0], "√"],
        [*ROWS[1], "√"],
        ["注：“是否连任”栏打√的为跨届连任；党派栏空白的为群众"],
    ]
    result = understood(rows)
    assert [(row.marks, row.remark, keys(row)) for row in result.rows] == [("", None, [])] * 2
    assert [each.value for each in result.statements] == ["群众"]
    assert understood([HEADER, [f"{ROWS[0][0]}√", *ROWS[0][1:]], ["注：带√的为跨届连任"]]).rows[0].marks == "√"


@pytest.mark.parametrize("at", [0, 3])
def test_a_signature_below_a_table_is_nobody(at):
    line = ["", "", "", "", ""]
    line[at] = "填表人：何敏    审核：唐慧"
    result = understood([HEADER, *ROWS, line])
    assert not result.rejected and len(result.rows) == 2


@pytest.mark.parametrize("written", ["Wong Ka Ming\n黄家明", "黄家明 Wong Ka Ming", "Wong Ka Ming黄家明"])
def test_a_name_in_two_scripts_is_the_chinese_one_with_the_other_beside(written):
    told = read_name(written)
    assert (told.name, told.alias, told.odd) == ("黄家明", "Wong Ka Ming", False)


def test_a_name_that_stands_for_somebody_not_chosen_is_asked_about():
    assert [is_placeholder(name) for name in ("黄某", "贺某某", "黄某人", "某某", "杜若")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    (row,) = understood([HEADER, ["黄 某", *ROWS[0][1:]]]).rows
    assert "name_placeholder" in keys(row)


def test_a_sheet_of_numbers_beside_a_roster_adds_them():
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    more = book.create_sheet("通讯录")
    for row in (["姓名", "手机", "短号", "邮箱"], ["杜若", "13900000001", "661", "dr@example.com"]):
        more.append(row)
    result = read_roster(as_bytes(book), VOCABULARY)
    assert (result.rows[0].phone, result.rows[0].email, result.unread_sheets) == ("13900000001", "dr@example.com", [])
