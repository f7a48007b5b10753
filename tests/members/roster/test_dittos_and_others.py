"""Marks that mean the cell above, numbers of other people, sheets headed 原界别, sheets that are not read."""

import pytest

from members.roster.numbers_of_others import own_numbers
from tests.builders.rosters import understood
from tests.members.roster.test_exits import MEMBERS, keys
from tests.members.roster.test_repeats import read

HEADER = ["姓名", "性别", "界别", "工作单位及职务", "政协职务", "手机"]


@pytest.mark.parametrize("mark", ["〃", "″", "同上", '"', "〞", " 〃 "])
def test_a_ditto_mark_is_the_cell_above(mark):
    rows = [HEADER, ["杜若", "女", "教育", "某校教师", "常委", ""], ["沈砚", mark, mark, mark, mark, ""],
            ["林晚", "男", mark, "某厂厂长", mark, ""]]  # fmt: skip
    told = [(row.gender, row.sector, row.post, row.office) for row in understood(rows).rows]
    assert told == [("女", "教育", "某校教师", "常委")] * 2 + [("男", "教育", "某厂厂长", "常委")]


@pytest.mark.parametrize(
    ("written", "own"),
    [("13900000001（其子）", ""), ("无手机，联系其夫13900000001", ""), ("13900000001 村支书转", ""),
     ("13900000001（女儿代接）", ""), ("13900000001、13900000002（妻）", "13900000001")],
)  # fmt: skip
def test_the_number_of_another_person_is_not_the_members(written, own):
    (row,) = understood([HEADER, ["杜若", "女", "教育", "某校教师", "", written]]).rows
    assert (row.phone or "", "phone_of_others" in keys(row)) == (own, True)
    assert written in row.remark


@pytest.mark.parametrize(
    "written",
    ["13900000001", "13900000001（微信同号）", "13900000001转8001", "联系电话13900000001",
     "13900000001（女儿代接13900000002）"],
)  # fmt: skip
def test_own_numbers_stay(written):
    assert own_numbers(written) == (written, False)


def test_a_sheet_of_leavers_may_be_headed_by_former_sector_and_post():
    gone = [["姓名", "原界别", "原单位", "变动", "时间"], ["林晚", "教育", "某厂", "调离", "2026.4"]]
    rows = read({"委员": MEMBERS, "变动情况": gone}).rows
    assert [(row.name, row.sector, row.post, keys(row)) for row in rows[1:]] == [
        ("林晚", "教育", "某厂", ["left_noted"])
    ]


def test_a_sheet_of_names_that_is_not_read_is_said_with_its_rows():
    result = read({"委员": MEMBERS, "小组": [["小组名单"], ["姓名", "小组编号"], ["杜若", "3"], ["沈砚", "4"]]})
    assert len(result.unread_sheets) == 1 and "小组”2 行没有读取：第 2 行有“姓名”" in result.unread_sheets[0]
