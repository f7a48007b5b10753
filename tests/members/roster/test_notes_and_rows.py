"""Notes for all rows against what a row shows by itself; dates in notes; posts that tell of a move."""

import openpyxl
import pytest

from members.roster import read_roster
from members.roster.carried import texts_of
from tests.builders.rosters import VOCABULARY, as_bytes, understood

HEADER = ["姓名", "性别", "民族", "党派", "界别", "工作单位及职务", "备注"]


def person(name="赵甲", *, post="江岭县某局局长", remark=None, ethnicity=None):
    return [name, "男", ethnicity, "民盟", "教育", post, remark]


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize("name", ["阿里·库尔班", "Ali Kurban"])
def test_no_note_makes_somebody_with_such_a_name_han(name):
    result = understood([HEADER, person(name), person("钱乙"), ["注：未注明民族的均为汉族"]])
    assert [(row.ethnicity, keys(row)) for row in result.rows] == [(None, ["ethnicity_open"]), ("汉族", [])]


def test_other_notes_hold_for_them_too():
    assert understood([HEADER, person("阿里·库尔班"), ["注：未注明民族的均为维吾尔族"]]).rows[0].ethnicity == "维吾尔族"


def test_a_note_says_nothing_of_another_sheet_that_has_no_such_column():
    book = openpyxl.Workbook()
    one, two = book.active, book.create_sheet("增补")
    for row in (HEADER, person(), ["注：未注明民族的均为汉族，未注明性别的均为男"]):
        one.append(row)
    for row in (["姓名", "性别", "界别", "工作单位及职务"], ["钱乙", None, "教育", "某校校长"]):
        two.append(row)
    rows = {row.name: row for row in read_roster(as_bytes(book), VOCABULARY).rows}
    assert (rows["赵甲"].ethnicity, rows["钱乙"].ethnicity, rows["钱乙"].gender) == ("汉族", None, "男")


@pytest.mark.parametrize(
    "note",
    [
        "注：任职时间除另有注明外均为2022年1月6日", "任职日期均为2022.1.6", "未注明任职时间的均为2022年1月6日",
        "任职起始时间除注明外，一律自2022年1月6日起",
    ],
)  # fmt: skip
def test_a_note_tells_since_when_people_are_members(note):
    result = understood(
        [HEADER, person(), person("钱乙", remark="2026年3月增补"), person("孙丙", remark="增补"), [note]]
    )
    assert [row.since for row in result.rows] == ["2022-01-06", "2026-03", None]
    assert result.rows[0].by_statement["since"] == "2022-01-06"


@pytest.mark.parametrize(
    "note",
    [
        "黄底为2026年1月全会以来增补委员", "标红的为2026年1月增补", "说明：底色标黄的系2026年1月全会以来新增的委员",
        "名单（黄底为2026年1月全会以来增补委员）",
    ],
)  # fmt: skip
def test_a_legend_of_additions_dates_the_rows_that_say_so(note):
    result = understood([[note], HEADER, person(remark="新增"), person("钱乙（新增）"), person("孙丙")], title="S")
    assert [(row.since, row.added, keys(row)) for row in result.rows] == [
        ("2026-01", "增补", ["since_of_note"]),
        ("2026-01", "增补", ["since_of_note"]),
        (None, None, []),
    ]


def test_new_people_of_a_new_term_were_not_added_later():
    row = understood([HEADER, person(remark="新增"), person("钱乙", remark="连任")]).rows[0]
    assert (row.added, row.since, row.remark) == (None, None, "新增")


def test_the_same_note_above_and_below_is_told_once():
    result = understood([["▲表示省政协委员"], HEADER, person("赵甲▲"), ["注：▲表示省政协委员"]])
    assert [(each.value, each.row) for each in result.statements] == [("省政协委员", 1)]
    assert keys(result.rows[0]) == ["mark_noted"]


def test_an_office_told_twice_is_one():
    header = ["姓名", "性别", "界别", "政协职务", "备注"]
    row = understood([header, ["赵甲", "男", "教育", "县政协秘书长", "秘书长"]]).rows[0]
    assert texts_of(row)["office"] == "县政协秘书长"


@pytest.mark.parametrize(
    ("post", "now"),
    [
        ("调任县教育局副局长（仍为委员）", "县教育局副局长"),
        ("已调任县教育局副局长", "县教育局副局长"),
        ("2025年3月转任县科协主席", "县科协主席"),
        ("交流到县水利局任局长", "县水利局任局长"),
        ("原县教育局局长，现任县科协主席", "县科协主席"),
        ("原任县一中校长；现为县教育局二级调研员", "县教育局二级调研员"),
    ],
)
def test_of_somebody_who_has_moved_the_present_post_is_taken_and_asked_about(post, now):
    row = understood([HEADER, person(post=post)]).rows[0]
    assert (row.post, row.remark) == (now, f"工作单位及职务注：{post}")
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("post_moved", post)]


@pytest.mark.parametrize(
    "post", ["县调研室主任", "拟调任县教育局副局长", "县原种场场长", "县改革办主任", "原野公司经理"]
)
def test_a_plain_post_stays(post):
    assert understood([HEADER, person(post=post)]).rows[0].post == post


@pytest.mark.parametrize(
    ("post", "key"),
    [
        ("县教育局（已调离）", "left_noted"),
        ("县教育局局长（2025.3调任县科协主席）", "left_noted"),
        ("已退休", "retired_noted"),
    ],
)
def test_a_post_that_tells_of_leaving_is_asked_about(post, key):
    row = understood([HEADER, person(post=post)]).rows[0]
    assert (row.post, keys(row)) == (post, [key])


def test_a_mark_of_additions_speaks_of_those_who_have_it_only():
    note = ["注：带*的为2025年2月全会增补，带▲的为2026年1月增补"]
    result = understood([HEADER, person("赵甲*"), person("钱乙▲"), person("孙丙", remark="增补"), person("李丁"), note])
    assert [(row.added, row.since) for row in result.rows] == [
        ("增补", "2025-02"),
        ("增补", "2026-01"),
        ("增补", None),
        (None, None),
    ]


def test_a_note_tells_since_when_the_added_are_members():
    note = ["注：任期起始时间均为2022年1月，增补委员任职时间为2026年1月8日"]
    result = understood([HEADER, person(), person("钱乙", remark="增补"), note])
    assert [row.since for row in result.rows] == ["2022-01", "2026-01-08"]
