"""Lists of mere names below a table: what they say of the members, and that nobody is made of them."""

import pytest

from tests.builders.rosters import understood, whys

HEADER = ["序号", "姓名", "性别", "民族", "党派", "界别", "工作单位及职务"]
PEOPLE = [
    [1, "赵甲", "男", "汉", "民盟", "教育", "县某局局长"],
    [2, "钱乙", "女", "汉", "民进", "教育", "县某校校长"],
    [3, "孙丙", "男", "土家", "中共", "工会", "县某厂厂长"],
]


def offices(result):
    return {row.name: row.office_beside for row in result.rows}


@pytest.mark.parametrize(
    "lines",
    [
        [[], ["常务委员会委员（2人）"], ["赵甲", "孙  丙"]],
        [["常委名单"], [None, "赵甲", "孙丙"]],
        [["常委：", "赵甲", "孙丙（男）", "李未列"]],
        [["常委（按姓氏笔画为序）"], ["赵甲（男）", None, "李未列", "", "周未列"], ["孙丙", "", "吴  己"]],
        [["常委：赵甲、孙丙、李未列"]],
        [["常务委员（2人）：赵甲　孙　丙"]],
    ],
)
def test_the_members_named_hold_the_office_and_nobody_else_comes_of_it(lines):
    result = understood([HEADER, *PEOPLE, *lines])
    assert offices(result) == {"赵甲": "常委", "钱乙": "", "孙丙": "常委"}
    assert {doubt.key for row in result.rows for doubt in row.doubts} == {"office_of_list"}
    assert result.rejected == [] and "names" in whys(result).values()


def test_names_under_other_words_make_nobody_and_give_nothing():
    result = understood([HEADER, *PEOPLE, ["列席人员：", "赵甲", "郑七", "王八"], ["冯九", "陈十", "褚一", "卫二"]])
    assert len(result.rows) == 3 and not any(offices(result).values())
    assert [whys(result)[row] for row in (5, 6)] == ["names", "names"]


@pytest.mark.parametrize(
    "row",
    [
        [None, "李丁", None, "土家", None, "教育", None],
        [None, "李丁", None, None, "群众", "教育", None],
        ["新增", "李丁", "男", None, None, "教育", "县某校教师"],
    ],
)
def test_a_members_row_with_little_in_it_stays_one(row):
    result = understood([HEADER, *PEOPLE, row])
    assert [each.name for each in result.rows] == ["赵甲", "钱乙", "孙丙", "李丁"]


def test_a_name_that_two_people_bear_gives_nothing():
    again = [4, "赵甲", "女", "汉", "民盟", "工会", "县某社社长"]
    result = understood([HEADER, *PEOPLE, again, ["常委：赵甲、孙丙"]])
    assert [row.office_beside for row in result.rows] == ["", "", "常委", ""]
