"""Lines among the rows that say of the people below or above them that they are no members; blocks of another kind."""

import pytest

from members.roster.said_of_rows import said_in
from tests.builders.rosters import understood, whys

HEADER = ["序号", "姓名", "性别", "民族", "党派", "界别", "工作单位及职务", "备注"]


def person(number, name, sector="教育"):
    return [number, name, "女", "汉族", "民盟", sector, f"{name}的单位科长", ""]


def asked(result):
    return {row.name: [each.key for each in row.doubts] for row in result.rows}


@pytest.mark.parametrize(
    "line",
    ["注：下列人员为上届委员，不再提名：", "以下人员已不再担任委员，仅供参考：",
     "以下同志因工作变动不再提名，名单存查：",
     "附：下列同志已调离或去世", "以下几位委员未连任：", "说明：以下人员已辞去委员职务", "以下均为离任委员",
     "不再提名的委员（2人）：", "离任委员", "二、已调离人员", "下列委员已不是现任委员",
     "上届委员，不再提名"],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1])
def test_who_stands_below_such_a_line_is_asked_about_one_by_one(line, at):
    note = ["", line, *[""] * 6] if at else [line]
    rows = [HEADER, person(1, "杜若"), note, person(2, "沈砚"), person(3, "林晚")]
    result = understood(rows)
    assert asked(result) == {"杜若": [], "沈砚": ["left_noted"], "林晚": ["left_noted"]}
    told = next(each for each in result.ignored if each.row == 3)
    assert (told.why, told.text) == ("note", line) and not result.rejected


def test_the_line_ends_with_its_number_and_says_nothing_of_those_above():
    rows = [
        HEADER,
        person(1, "杜若"),
        ["以下2名同志不再提名："],
        person(2, "沈砚"),
        person(3, "林晚"),
        person(4, "何晏"),
    ]
    assert [name for name, keys in asked(understood(rows)).items() if keys] == ["沈砚", "林晚"]


def test_a_line_may_speak_of_those_above():
    rows = [HEADER, person(1, "杜若"), person(2, "沈砚"), ["以上1人已不再担任委员"], person(3, "林晚")]
    assert [name for name, keys in asked(understood(rows)).items() if keys] == ["沈砚"]


def test_it_holds_below_a_heading_of_its_own_and_ends_where_a_sector_begins():
    rows = [HEADER, person(1, "杜若"), ["以下人员为上届委员，不再提名："], ["姓名", "界别", "原单位及职务"],
            ["沈砚", "教育", "某校教师"]]  # fmt: skip
    assert asked(understood(rows)) == {"杜若": [], "沈砚": ["left_noted"]}
    rows = [HEADER, ["教育界（2人）"], person(1, "杜若"), ["以下人员不再提名："], person(2, "沈砚"), ["工会界（1人）"],
            person(3, "林晚", "工会")]  # fmt: skip
    assert asked(understood(rows)) == {"杜若": [], "沈砚": ["left_noted"], "林晚": []}


def test_who_is_only_to_become_a_member_and_who_gives_up_an_office_are_told_apart():
    rows = [HEADER, person(1, "杜若"), ["以下人员为拟增补委员，待常委会通过："], person(2, "沈砚")]
    assert asked(understood(rows)) == {"杜若": [], "沈砚": ["pending_noted"]}
    rows = [HEADER, person(1, "杜若"), ["以下同志辞去常委，仍保留委员："], person(2, "沈砚")]
    assert asked(understood(rows))["沈砚"] == ["left_an_office"]


@pytest.mark.parametrize(
    "line",
    ["以下为增补委员：", "以下人员连任", "注：1.按界别排列；2.名册由办公室提供。", "以下委员按姓氏笔画排列",
     "教育界（2人）",
     "以下委员免费体检", "离退休干部局（2人）", "东门街道委员小组", "上届委员连任情况见备注",
     "注：以上名单不含已离任委员", "以上人员均为在任委员，已离任的不在此列", "委员名单（不含已离任）",
     "以下为在任委员，已离任人员另附",
     "注：杜若已不再担任教育局长，仍为委员。"],
)  # fmt: skip
def test_other_lines_say_nothing_of_it(line):
    assert said_in(line) is None


# ---- blocks of another kind ----

CHANGES = [
    ["姓名", "变动事项", "变动前", "变动后", "备注"], ["姓名", "更正项目", "原登记", "更正为", "依据"],
    ["委员", "修改内容", "修改前内容", "修改后内容", "依据"], ["序号", "姓名", "界别", "调整前情况", "调整后情况"],
    ["序号", "事项", "变更前", "变更后", ""],
    ["姓名", "手机", "邮箱", "通讯地址", ""],
]  # fmt: skip


@pytest.mark.parametrize("heading", CHANGES)
def test_a_block_of_another_kind_is_told_and_not_read(heading):
    rows = [HEADER, person(1, "杜若"), person(2, "沈砚"), [], heading, ["林晚", "工作单位", "某局", "某校", "按函"],
            ["何晏", "界别", "教育界", "工会界", ""]]  # fmt: skip
    result = understood(rows)
    assert [(row.name, row.ethnicity) for row in result.rows] == [("杜若", "汉族"), ("沈砚", "汉族")]
    assert result.rejected == [] and whys(result)[5] == whys(result)[6] == whys(result)[7] == "of_changes"
    (told,) = result.unread_sheets
    assert "第 5 至 7 行没有读取" in told and heading[2] in told


def test_what_stands_below_such_a_block_under_a_heading_is_read():
    rows = [
        HEADER,
        person(1, "杜若"),
        CHANGES[0],
        ["沈砚", "党派", "民盟", "民进", ""],
        ["增补委员"],
        HEADER,
        person(2, "林晚"),
    ]
    result = understood(rows)
    assert [row.name for row in result.rows] == ["杜若", "林晚"] and len(result.unread_sheets) == 1
    assert [row.added for row in result.rows] == [None, "增补"]


def test_so_is_a_block_above_the_first_heading():
    rows = [["变动表"], CHANGES[1], ["沈砚", "党派", "民盟", "民进", ""], [], ["委员名单"], HEADER, person(1, "杜若")]
    result = understood(rows)
    assert [row.name for row in result.rows] == ["杜若"] and "第 2 至 " in result.unread_sheets[0]
    assert result.titles == ["委员名单"] and [whys(result)[row] for row in (1, 2, 3, 5)] == ["of_changes"] * 3 + [
        "title"
    ]


def test_blocks_above_and_below_are_both_told():
    rows = [CHANGES[0], ["沈砚", "党派", "民盟", "民进", ""], ["委员名单"], HEADER, person(1, "杜若"), CHANGES[1],
            ["何晏", "党派", "民盟", "民进", ""]]  # fmt: skip
    result = understood(rows)
    assert [row.name for row in result.rows] == ["杜若"] and len(result.unread_sheets) == 2


def test_a_page_heading_with_few_columns_is_the_heading_once_more():
    rows = [HEADER, person(1, "杜若"), ["序号", "姓名"], person(2, "沈砚")]
    result = understood(rows)
    assert [row.name for row in result.rows] == ["杜若", "沈砚"] and result.unread_sheets == []
