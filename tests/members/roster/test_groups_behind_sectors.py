"""A group behind a sector (教育界·第三组) says which group, and does not hide the sector."""

import pytest

from tests.builders.rosters import VOCABULARY, understood


def read(written, heading="界别", **more):
    return understood([["姓名", heading, "单位职务", *more], ["赵甲", written, "县水利局局长", *more.values()]])


@pytest.mark.parametrize(
    ("written", "sector", "group"),
    [
        ("教育界·第三组", "教育", "第三组"), ("工会第四组", "工会", "第四组"), ("医药卫生界 2组", "医卫", "2组"),
        ("侨、台界别-第二小组", "侨、台", "第二小组"), ("教育界·东门组", "教育", "东门组"), 
        ("教育界/第十一组", "教育", "第十一组"),
        ("教育（第三组）", "教育", "第三组"),
    ],
)  # fmt: skip
def test_the_sector_is_read_and_the_group_kept_as_in_brackets(written, sector, group):
    (row,) = read(written).rows
    assert (row.sector, row.remark) == (sector, f"界别注：{group}")
    assert [doubt.key for doubt in row.doubts] == ["remark_kept"]


@pytest.mark.parametrize("heading", ["界别及组别", "界别、小组", "界别（所在组）", "所属界别和小组"])
def test_a_heading_of_both_gives_both(heading):
    (row,) = read("教育界·第三组", heading).rows
    assert (row.sector, row.street_group, row.remark, row.doubts) == ("教育", "第三组", None, [])


def test_a_group_that_has_its_own_column_is_not_told_twice():
    (row,) = read("教育界第三组", 小组="第三组").rows
    assert (row.sector, row.street_group, row.remark, row.doubts) == ("教育", "第三组", None, [])


@pytest.mark.parametrize("written", ["科学第三组", "第三组", "教育工会组"])
def test_what_is_no_sector_stays_refused(written):
    assert [each.reason for each in read(written).rejected] == ["unknown_sector"]


def test_a_line_over_a_group_of_a_sector():
    rows = [["姓名", "单位职务"], ["教育界·第三组", None], ["赵甲", "县水利局局长"], ["赵乙", "县某校校长"]]
    result = understood(rows, ["A2:B2"])
    assert [(row.sector, row.remark) for row in result.rows] == [("教育", "界别注：第三组")] * 2


def test_a_sector_that_is_called_so_is_itself():
    assert VOCABULARY.group_of("教育") == "" and VOCABULARY.group_of("共青团、青联") == ""
