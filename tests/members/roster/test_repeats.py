"""A second sheet with the same people in another order (按专委会): one member each, with what both sheets say."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from members.roster.decisions import DISTINCT, Decisions
from members.roster.vocabulary import Directory
from members.roster.words import ignored_sentence
from tests.builders.rosters import ALIASES, SECTORS, as_bytes

COMMITTEES = ["提案委员会", "经济科技委员会"]
KNOWN = Vocabulary.of(SECTORS, ALIASES, Directory({"committee": {name: name for name in COMMITTEES}}))
HEADER = ["序号", "姓名", "性别", "界别", "工作单位及职务", "手机", "专委会"]
LI = [1, "李四", "男", "教育", "某校校长", "13800000001", ""]
WANG = [2, "王五", "女", "工会", "总工会副主席", "", "提案委员会"]


def read(sheets, **decided):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return read_roster(as_bytes(book), KNOWN, decisions=Decisions(**decided))


def by_committee(*rows, header=("序号", "姓名", "工作单位及职务")):
    return {"委员名单": [HEADER, LI, WANG], "按专委会": [list(header), *rows]}


def again(result):
    return [(row.name, row.why, row.of, row.added) for row in result.ignored if row.of is not None]


def test_a_list_by_committees_gives_its_seats_to_the_members():
    result = read(by_committee(["提案委员会（2人）"], [1, "李四", "某校校长"], [2, "王五", "总工会副主席"]))
    assert [(row.name, row.committee) for row in result.rows] == [("李四", "提案委员会"), ("王五", "提案委员会")]
    assert (result.rejected, [row.doubts for row in result.rows]) == ([], [[], []])
    assert again(result) == [("李四", "supplement", 2, ["专门委员会"]), ("王五", "same_person", 3, [])]
    told = [ignored_sentence(row) for row in result.ignored if row.of is not None]
    assert told == ["补充工作表“委员名单”第 2 行的专门委员会", "与工作表“委员名单”第 3 行是同一人，只计一次"]


def test_a_second_committee_is_added_and_asked_about_where_the_first_sheet_names_another():
    rows = [["提案委员会（1人）"], [1, "李四", "某校校长"], ["经济科技委员会（2人）"]]
    result = read(by_committee(*rows, [1, "李四", "某校校长"], [2, "王五", "总工会副主席"]))
    assert [row.committee for row in result.rows] == ["提案委员会、经济科技委员会"] * 2
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[], ["bodies_added"]]


def test_the_duty_in_a_committee_is_taken_along():
    rows = [["提案委员会（2人）"], [1, "李四", "主任"], [2, "王五", "委员"]]
    result = read(by_committee(*rows, header=("序号", "姓名", "职务")))
    assert [(row.post, row.committee) for row in result.rows] == [
        ("某校校长", "提案委员会"), ("总工会副主席", "提案委员会"),
    ]  # fmt: skip
    assert [row.duties.get(("committee", "提案委员会")) for row in result.rows] == ["主任", "委员"]
    assert result.rejected == []


@pytest.mark.parametrize("first", [True, False])
def test_it_does_not_matter_which_sheet_comes_first(first):
    sheets = by_committee(["提案委员会（1人）"], [1, "李四", "某校校长"])
    result = read(sheets if first else dict(reversed(sheets.items())))
    assert ([row.committee for row in result.rows], result.rejected) == (["提案委员会", "提案委员会"], [])


def test_what_the_sheets_say_otherwise_is_asked_about_and_blanks_are_filled():
    rows = [
        ["某组", ""],
        [1, "李四", "教育", "某校校长", "13900000009"],
        [2, "王五", "工会", "总工会副主席", "13900000002"],
    ]
    result = read(by_committee(*rows, header=("序号", "姓名", "界别", "工作单位及职务", "手机")))
    li, wang = result.rows
    assert (li.phone, [(doubt.key, doubt.written) for doubt in li.doubts]) == (
        "13800000001", [("sheets_differ", "13900000009")],
    )  # fmt: skip
    assert (wang.phone, wang.doubts) == ("13900000002", [])


def test_a_namesake_is_another_person_and_an_unknown_one_is_refused():
    rows = [["提案委员会（3人）"], [1, "李四", "女"], [2, "赵六", "男"], [3, "王五", "女"]]
    result = read(by_committee(*rows, header=("序号", "姓名", "性别")))
    assert [(row.name, row.reason) for row in result.rejected] == [
        ("李四", "unknown_sector"),
        ("赵六", "unknown_sector"),
    ]
    assert again(result) == [("王五", "same_person", 3, [])]


def test_somebody_may_say_that_it_is_another_person():
    sheets = {"一": [HEADER, LI], "二": [HEADER, LI]}
    assert len(read(sheets).rows) == 1
    assert len(read(sheets, values={"二|2|0": {DISTINCT: "1"}}).rows) == 2
