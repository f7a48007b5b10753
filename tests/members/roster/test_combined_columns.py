"""Columns whose heading stands for several things, and the party that a heading of several parties leaves open."""

import pytest

from members.roster import Vocabulary
from tests.builders.rosters import understood, whys

WORDS = Vocabulary.of(["中共界", "民盟界", "民进界", "农工党界", "无党派人士界", "医药卫生界", "工商联界", "教育界"])
PLAIN = ["姓名", "界别", "单位及职务"]


def read(heading, *cells):
    rows = [["姓名", heading, "界别", "单位及职务"]]
    rows += [["赵" + "甲乙丙丁戊己"[n], cell, "教育界", "县某局局长"] for n, cell in enumerate(cells)]
    return understood(rows, vocabulary=WORDS)


@pytest.mark.parametrize(
    "heading",
    [
        "党派及加入时间", "党派及时间", "党派及入党时间", "政治面貌及入党时间", "党派、加入时间", "党派/参加时间",
        "入党时间及党派", "党派（加入时间）", "何时参加何党派", "党派\n及加入\n时间", "党派加入时间", "入党（派）时间",
    ],
)  # fmt: skip
def test_the_party_is_read_beside_a_date(heading):
    result = read(heading, "民盟 2003.05", "1998年7月加入中共", "中共（1998.07）", "农工党，2010年")
    assert [row.party for row in result.rows] == [["民盟"], ["中共"], ["中共"], ["农工党"]]
    assert result.unread_columns == [] and not any(row.warnings for row in result.rows)


def test_dates_alone_are_no_parties():
    result = read("入党时间", "2003.05", "1998.7")
    assert [row.party for row in result.rows] == [[], []]
    assert result.unread_columns == ["入党时间"]


@pytest.mark.parametrize("heading", ["性别民族", "性别、民族", "民族/性别", "性别及民族"])
def test_sex_and_ethnicity_in_one_column(heading):
    result = read(heading, "男，汉族", "女/回", "女", "女回族", "壮族 男")
    assert [(row.gender, row.ethnicity) for row in result.rows] == [
        ("男", "汉族"), ("女", "回族"), ("女", None), ("女", "回族"), ("男", "壮族"),
    ]  # fmt: skip
    assert not any(row.warnings for row in result.rows)


def test_what_is_neither_is_asked_about():
    row = read("性别、民族、党派", "女 汉 某会").rows[0]
    assert (row.gender, row.ethnicity, row.party) == ("女", "汉族", [])
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("party_unreadable", "某会")]


@pytest.mark.parametrize(
    "heading", ["民主党派", "民主党派界（4人）", "一、各民主党派", "民主党派和无党派人士", "民主党派委员"]
)
def test_a_heading_of_several_parties_is_read_by_each_persons_own(heading):
    header = ["序号", "姓名", "党派", "单位及职务"]
    people = [
        [1, "赵甲", "民盟", "x"],
        [2, "赵乙", "民进、中共", "y"],
        [3, "赵丙", "中共", "z"],
        [4, "赵丁", "无党派", "w"],
    ]
    result = understood([["名单"], header, [heading], *people], vocabulary=WORDS)
    found = {row.name: row.sector for row in result.rows}
    free = {"赵丁": "无党派人士界"} if "无党派" in heading else {}
    assert found == {"赵甲": "民盟界", "赵乙": "民进界"} | free
    assert {doubt.key for row in result.rows for doubt in row.doubts} == {"sector_of_party"}
    assert {each.name for each in result.rejected} == {"赵丙", "赵丁"} - set(free)


@pytest.mark.parametrize("where", ["title", "sheet", "column"])
def test_so_is_a_list_or_a_column_of_several_parties(where):
    name = "民主党派委员通讯录"
    rows = [["姓名", "党派", "单位及职务"], ["赵甲", "农工党", "x"]]
    if where == "column":
        rows = [["姓名", "党派", "单位及职务", "界别"], ["赵甲", "农工党", "x", "民主党派"]]
    result = understood(
        [[name], *rows] if where == "title" else rows, title=name if where == "sheet" else "委员", vocabulary=WORDS
    )
    assert [row.sector for row in result.rows] == ["农工党界"]


@pytest.mark.parametrize(
    "title",
    [
        "医药卫生界委员通讯录", "江岭县政协医药卫生界委员花名册", "政协江岭县第十届委员会医药卫生界委员联系表",
        "医药卫生界别委员联系方式", "2026年江岭县政协医药卫生界委员信息表", "医药卫生界委员电话表",
        "医药卫生界（含体育）委员名录",
    ],
)  # fmt: skip
def test_the_title_tells_the_sector_whatever_the_list_is_called(title):
    result = understood([[title], ["姓名", "单位及职务"], ["赵甲", "x"]], title="医卫(含体育)", vocabulary=WORDS)
    assert [row.sector for row in result.rows] == ["医药卫生界"]
    assert whys(result)[1] == "title"


def test_a_sector_that_nobody_has_is_not_found_within_a_title():
    result = understood(
        [["江岭县社区工商联界委员名单"], ["姓名", "单位及职务"], ["赵甲", "x"]], title="S", vocabulary=WORDS
    )
    assert [(each.name, each.reason) for each in result.rejected] == [("赵甲", "unknown_sector")]


@pytest.mark.parametrize(
    "heading",
    [
        "性别、出生年月",
        "性别及出生年月",
        "性别出生",
        "性别/出生日期",
        "出生年月、性别",
        "性别（出生年月）",
        "性别\n及生日",
    ],
)
def test_sex_and_birth_in_one_column(heading):
    cells = ["男 1968.3", "女 71年5月", "男，1980.5", "女(1982年7月)", "女1975-08-21", "一九六六年十月 男"]
    result = read(heading, *cells)
    assert [(row.gender, row.birth) for row in result.rows] == [
        ("男", "1968-03"), ("女", "1971-05"), ("男", "1980-05"), ("女", "1982-07"), ("女", "1975-08-21"),
        ("男", "1966-10"),
    ]  # fmt: skip
    assert not any(row.warnings for row in result.rows) and result.unread_columns == []


def test_what_is_missing_or_unclear_beside_sex_and_birth():
    cells = ["女", "1968.3", "男 不详", "男 1968.3（约58岁，属猴）", "女 1970.2 档案年龄待查"]
    one, two, three, four, five = read("性别、出生年月", *cells).rows
    assert (one.gender, one.birth, one.warnings) == ("女", None, [])
    assert (two.gender, two.birth) == (None, "1968-03")
    assert (three.gender, [(doubt.key, doubt.written) for doubt in three.doubts]) == (
        "男",
        [("birth_unreadable", "不详")],
    )
    assert (four.gender, four.birth) == ("男", "1968-03") and not four.doubts
    assert (five.birth, [doubt.key for doubt in five.doubts]) == ("1970-02", ["remark_kept"])


def test_three_and_four_things_in_one_column():
    row = read("性别、民族、出生年月", "女 回 1968年3月").rows[0]
    assert (row.gender, row.ethnicity, row.birth, row.doubts) == ("女", "回族", "1968-03", [])
    row = read("性别/民族/出生/党派", "男/汉/1970.05/民盟").rows[0]
    assert (row.gender, row.ethnicity, row.birth, row.party) == ("男", "汉族", "1970-05", ["民盟"])
    row = read("性别、年龄", "男，48岁").rows[0]
    assert (row.gender, row.birth, row.doubts) == ("男", None, [])


def test_a_row_that_lacks_its_name_is_refused_and_not_taken_for_a_heading():
    rows = [["姓名", "性别、出生年月", "界别"], ["", "男 1968.3", ""], ["赵甲", "女 1970.2", "教育界"]]
    assert [each.reason for each in understood(rows, vocabulary=WORDS).rejected] == ["missing_name"]
