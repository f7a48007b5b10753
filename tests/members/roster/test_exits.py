"""Who has left: columns of whatever heading, lists of leavers, and those who only give up an office."""

import pytest

from members.roster.exits import day_in, stays_a_member, way_of
from tests.builders.rosters import understood
from tests.members.roster.test_repeats import read

HEADER = ["姓名", "性别", "界别", "原工作单位及职务"]
MEMBERS = [["姓名", "性别", "界别", "工作单位及职务", "手机"], ["杜若", "女", "教育", "某校副校长", "13900000007"]]


def person(name, *more):
    return [name, "女", "教育", f"{name}的单位科长", *more]


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize("heading", ["变动情况", "情况", "说明", "去向", "现状"])
@pytest.mark.parametrize(
    ("written", "way"),
    [("调离", "moved"), ("病逝", "died"), ("撤销委员资格", "removed"), ("辞去", "resigned"), ("转业", "moved"),
     ("工作调动（不再担任）", "moved"), ("免去委员职务", "released")],
)  # fmt: skip
def test_a_column_of_any_heading_that_says_so_is_one_of_leaving(heading, written, way):
    result = understood([[*HEADER, heading], person("杜若", written), person("沈砚", "")])
    gone, stays = result.rows
    assert (keys(gone), gone.exit.way, stays.doubts, result.unread_columns) == (["left_noted"], way, [], [])
    assert written in gone.doubts[0].written


@pytest.mark.parametrize(
    "heading", ["免职时间", "终止任职日期", "辞职时间", "卸任年月", "委员资格终止时间", "任职结束时间"]
)
def test_a_day_in_a_column_for_the_end_of_office_means_that_somebody_has_left(heading):
    rows = [["姓名", "性别", "界别", "工作单位及职务", "任职时间", heading], person("杜若", "2022.1", "2025.6"),
            person("沈砚", "2022.1", ""), person("林晚", "2022.1", "至今")]  # fmt: skip
    result = understood(rows)
    assert [(keys(row), row.exit.day) for row in result.rows] == [(["left_noted"], "2025-06"), ([], ""), ([], "")]
    assert result.unread_columns == [] and [row.since for row in result.rows] == ["2022-01"] * 3


def test_a_column_that_says_nothing_of_it_stays_unused():
    result = understood([[*HEADER, "情况"], person("杜若", "本科毕业"), person("沈砚", "调研员")])
    assert result.unread_columns == ["情况"] and not any(keys(row) for row in result.rows)


def test_day_and_ground_stand_beside_the_way():
    rows = [[*HEADER, "变动情况", "时间", "依据"], person("杜若", "调离", "2024.6", "常委会第12次会议"),
            person("沈砚", "病逝", "25.9", ""), person("林晚", "辞去委员职务", "2025年3月20日", "文号8")]  # fmt: skip
    result = understood(rows, title="已不再担任委员人员情况")
    told = [(row.exit.way, row.exit.day, row.exit.basis) for row in result.rows]
    assert told == [("moved", "2024-06", "常委会第12次会议"), ("died", "2025-09", ""),
                    ("resigned", "2025-03-20", "文号8")]  # fmt: skip
    assert result.unread_columns == [] and all(row.of_leavers for row in result.rows)


@pytest.mark.parametrize(
    ("written", "key"),
    [("辞去常委，仍保留委员", "left_an_office"), ("不再担任常委", "left_an_office"), ("拟辞去，未批", "leaving_asked"),
     ("申请辞职，待常委会通过", "leaving_asked"), ("辞去委员职务", "left_noted"), ("病逝，待报主席会议", "left_noted")],
)  # fmt: skip
def test_who_stays_is_told_apart_on_a_list_of_leavers(written, key):
    result = understood([[*HEADER, "变动情况"], person("杜若", written), person("沈砚", "调离")], title="离任委员")
    told = [each for each in keys(result.rows[0]) if each != "office_unread"]
    assert told == [key] and keys(result.rows[1]) == ["left_noted"]


def test_a_list_most_of_whose_people_have_left_is_one_of_leavers_whatever_its_name():
    rows = [[*HEADER, "变动情况"], person("杜若", "调离"), person("沈砚", "病逝"), person("林晚", "")]
    assert [(row.of_leavers, keys(row)) for row in understood(rows, title="Sheet3").rows] == [
        (True, ["left_noted"])
    ] * 3


@pytest.mark.parametrize("turned", [False, True])
def test_a_list_of_leavers_says_of_a_member_only_that(turned):
    leavers = [[*HEADER, "变动情况", "时间"], ["杜若", "女", "教育", "某校教师（原）", "调离", "2026.5"]]
    sheets = {"委员": MEMBERS, "离任委员": leavers}
    result = read(dict(reversed(sheets.items())) if turned else sheets)
    (row,) = result.rows
    assert (row.sheet, row.post, row.exit.way, row.exit.day) == ("委员", "某校副校长", "moved", "2026-05")
    assert keys(row) == ["left_noted"] and "离任委员" in row.doubts[0].written and row.remark is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024.6", "2024-06"), ("2026/4/15", "2026-04-15"), ("2025年12月", "2025-12"), ("二月", ""),
     ("20240630", "2024-06-30"),
     ("2026.13", ""), ("被撤销（2026年8月）", "2026-08"), ("13900000001", "")],
)  # fmt: skip
def test_days(text, day):
    assert day_in(text) == day


def test_words():
    assert (way_of("涉嫌违法，撤销委员资格"), way_of("县志辞典编辑"), stays_a_member("调离")) == ("removed", "", "")


@pytest.mark.parametrize(
    ("written", "key"),
    [("本人申请辞去委员，已获常委会议同意", ""), ("申请辞去委员，常委会议未通过", "leaving_asked"),
     ("手续未办", "leaving_asked"), ("辞去校长职务", "left_an_office"), ("县内调动", "left_an_office"),
     ("已调市里，委员未辞", "left_an_office"), ("辞去委员；不再担任常委", ""), ("辞去委员、常委", "")],
)  # fmt: skip
def test_only_words_that_say_so_keep_somebody_in_office(written, key):
    assert stays_a_member(written) == key


@pytest.mark.parametrize("written", ["座机已停机", "前一个号码已停用", "原单位已撤销，现自由职业"])
def test_words_about_something_else_are_no_exit(written):
    rows = [[*HEADER, "备注"], person("杜若", written)]
    assert "left_noted" not in keys(understood(rows).rows[0])


@pytest.mark.parametrize(
    ("remark", "field", "value"),
    [("实为工会界委员", "sector", "工会"), ("非常委，职务栏系误填", "office", "委员"),
     ("常委应删去", "office", "委员"), ("出生应为1981年7月", "birth", "1981-07")],
)  # fmt: skip
def test_a_remark_that_says_what_is_right_is_asked_with_the_value(remark, field, value):
    rows = [[*HEADER, "出生年月", "政协职务", "备注"], person("杜若", "1980.7", "常委", remark)]
    told = [each for each in understood(rows).rows[0].doubts if each.key == "remark_overrides"]
    assert [(each.field, each.about) for each in told] == [(field, value)]
