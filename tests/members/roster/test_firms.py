"""Columns for the firm (企业名称, 所在企业) beside those for unit and post: the firm is where somebody works."""

import pytest

from tests.builders.rosters import understood

FIRM = "青石县百禾食品有限公司"


def read(header, *cells):
    rows = [["姓名", "界别", *header]]
    rows += [["赵" + "甲乙丙丁"[n], "教育", *each] for n, each in enumerate(cells)]
    return understood(rows)


@pytest.mark.parametrize(
    "heading",
    ["企业名称", "所在企业", "公司名称", "所属公司", "企业（公司）名称",
     "单位/企业/公司", "所在单位（企业）", "任职企业", "工作单位或企业"],
)  # fmt: skip
@pytest.mark.parametrize("post", ["职务", "企业职务", "现任职务"])
def test_the_firm_and_the_post_are_one_post(heading, post):
    result = read([heading, post], [FIRM, "董事长"], ["青石县石料厂", "厂长、党支部书记"])
    assert [row.post for row in result.rows] == [f"{FIRM}董事长", "青石县石料厂厂长、党支部书记"]
    assert result.unread_columns == [] and not any(row.doubts or row.remark for row in result.rows)


@pytest.mark.parametrize("heading", ["企业名称及职务", "所在公司和职务", "公司及担任职务", "企业、职务"])
def test_firm_and_post_in_one_column(heading):
    assert [row.post for row in read([heading], [f"{FIRM}董事长"]).rows] == [f"{FIRM}董事长"]


@pytest.mark.parametrize("header", [["工作单位", "企业名称", "职务"], ["所在企业", "单位名称", "职务"]])
def test_units_and_firms_have_a_column_each(header):
    at = header.index("职务") - 1
    cells = [["", "", "总经理"], ["", "", "局长"]]
    firm_at = next(n for n, text in enumerate(header) if "企业" in text)
    cells[0][firm_at], cells[1][1 - firm_at if at else 0] = FIRM, "县水利局"
    assert [row.post for row in read(header, *cells).rows] == [f"{FIRM}总经理", "县水利局局长"]


def test_a_firm_beside_a_whole_post_is_kept():
    one, two, three = read(
        ["单位及职务", "企业名称"],
        ["县工商联副主席", FIRM], [f"{FIRM}董事长", FIRM], ["董事长、总经理", FIRM],
    ).rows  # fmt: skip
    assert (one.post, one.remark) == ("县工商联副主席", f"所在企业：{FIRM}")
    assert (two.post, two.remark) == (f"{FIRM}董事长", None)
    assert (three.post, three.remark) == (f"{FIRM}董事长、总经理", None)


@pytest.mark.parametrize("heading", ["是否企业", "企业类型", "企业规模"])
def test_what_is_said_of_a_firm_is_no_employer(heading):
    result = read(["单位及职务", heading], ["县水利局局长", "否"])
    assert (result.rows[0].post, result.unread_columns) == ("县水利局局长", [heading])
