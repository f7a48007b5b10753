"""Columns beside a member's own: duties in a committee, kinds of members, posts in a party and in society; and remarks
that put another cell right."""

import pytest

from members.roster.contradictions import overridden
from tests.builders.rosters import VOCABULARY, understood
from tests.members.roster.test_repeats import read

PLAIN = ["姓名", "界别", "工作单位及职务"]


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize(
    ("written", "duty", "remark"),
    [("主任", "主任", None), ("副主任（兼）", "副主任", None), ("委员", "委员", None),
     ("主任（不驻会）", "主任", "职务注：提案委员会主任（不驻会）")],
)  # fmt: skip
def test_the_duty_in_a_committee_is_never_the_employers_post(written, duty, remark):
    rows = [["专委会", "职务", *PLAIN], ["提案委员会", written, "杜若", "教育", "某校教师"],
            ["提案委员会", "副主任", "沈砚", "教育", "某院医师"]]  # fmt: skip
    row = understood(rows).rows[0]
    assert (row.post, row.committee, row.duties) == ("某校教师", "提案委员会", {("committee", "提案委员会"): duty})
    assert (row.remark, row.office, row.doubts) == (remark, None, [])


def test_the_duty_in_a_group_and_in_the_committee_that_names_the_list():
    rows = [
        ["小组", "职务", *PLAIN],
        ["东门", "组长", "杜若", "教育", "某校教师"],
        ["东门", "副组长", "沈砚", "教育", "某院医师"],
    ]
    head, deputy = understood(rows).rows
    assert (head.post, head.duties) == ("某校教师", {("street_group", "东门"): "组长"})
    assert deputy.remark == "职务注：东门副组长"
    (row,) = understood([["职务", *PLAIN], ["主任", "杜若", "教育", "某校教师"]], title="提案委员会").rows
    assert (row.committee, row.post, row.duties) == ("提案委员会", "某校教师", {("committee", "提案委员会"): "主任"})


def test_offices_beside_a_committee_stay_offices():
    rows = [["专委会", "职务", *PLAIN], ["提案委员会", "常委", "杜若", "教育", "某校教师"],
            ["提案委员会", "委员", "沈砚", "教育", "某院医师"]]  # fmt: skip
    assert [row.office for row in understood(rows).rows] == ["常委", "委员"]


def test_several_names_in_one_cell_of_a_committee_are_several_members():
    members = [PLAIN, ["杜若", "教育", "某校教师"], ["沈砚", "教育", "某院医师"]]
    groups = [["专委会", "职务", "姓名", "工作单位及职务"], ["提案委员会", "委员", "杜若、沈砚", ""]]
    result = read({"委员": members, "专委会": groups})
    assert [(row.name, row.committee) for row in result.rows] == [("杜若", "提案委员会"), ("沈砚", "提案委员会")]
    assert result.rejected == []


@pytest.mark.parametrize("written", ["连任", "新任", "特邀", "中共", "非中共", "特邀委员"])
def test_the_kind_of_member_is_no_office_and_no_remark(written):
    rows = [[*PLAIN, "委员类别"], ["杜若", "教育", "某校教师", written], ["沈砚", "教育", "某院医师", "连任"]]
    result = understood(rows)
    assert result.unread_columns == ["委员类别"]
    assert [(row.office, row.remark, row.doubts) for row in result.rows] == [(None, None, [])] * 2


def test_who_came_in_later_by_the_kind_of_member_and_offices_there():
    rows = [[*PLAIN, "委员类别"], ["杜若", "教育", "某校教师", "增补"], ["沈砚", "教育", "某院医师", "连任"]]
    assert [row.added for row in understood(rows).rows] == ["增补", None]
    rows[1][3] = "常委"
    assert [(row.office, row.doubts) for row in understood(rows).rows] == [("常委", []), (None, [])]


def test_posts_in_a_party_and_in_society_are_kept_and_tell_the_party():
    rows = [[*PLAIN, "党派", "党派职务", "社会职务"],
            ["杜若", "教育", "某校教师", "", "民盟青石县委会主委", "县作协主席"],
            ["沈砚", "教育", "某院医师", "民进", "支部副主委", ""],
            ["林晚", "教育", "某厂厂长", "中共", "县委党组成员", ""]]  # fmt: skip
    du, shen, lin = understood(rows).rows
    assert (du.party, keys(du), du.party_offices) == (["民盟"], ["party_of_office"], [("民盟", "民盟青石县委会主委")])
    assert du.remark == "党派职务：民盟青石县委会主委；社会职务：县作协主席"
    assert (shen.party_offices, lin.party_offices) == ([("民进", "支部副主委")], [])
    assert lin.remark == "党派职务：县委党组成员"


@pytest.mark.parametrize(
    ("remark", "found"),
    [("手机已换：13900000009", ("phone", "13900000009")), ("手机换为13900000009", ("phone", "13900000009")),
     ("界别应为工会界", ("sector", "工会")), ("党派应为民盟", ("party", "民盟")),
     ("常委为误填，应为委员", ("office", "委员")), ("出生年月应为1970.5", ("birth", "1970-05")),
     ("性别误填，应为女", ("gender", "女")), ("拟将界别改为工会", None), ("已换证", None), ("已调整到工会", None)],
)  # fmt: skip
def test_a_remark_that_puts_another_cell_right_is_asked_about(remark, found):
    assert [(name, value) for name, _, value in overridden(remark, VOCABULARY)] == ([found] if found else [])
    row = understood([[*PLAIN, "备注"], ["杜若", "教育", "某校教师", remark]]).rows[0]
    asked = [(doubt.field, doubt.about) for doubt in row.doubts if doubt.key == "remark_overrides"]
    assert asked == ([found] if found else [])


def test_smaller_things():
    rows = [[*PLAIN, "党派", "政协职务", "是否常委", "备注"], ["红旗乡组"],
            ["杜若", "教育届", "某校教师", "中共（预备）", "副主席（不驻会）", "", "原名杜小若"],
            ["沈砚", "教育", "某院医师", "民盟", "委员", "√", ""]]  # fmt: skip
    du, shen = understood(rows).rows
    assert (du.sector, keys(du), du.street_group, du.alias) == ("教育", ["sector_near"], "红旗乡组", "杜小若")
    assert "预备党员" in du.remark and "副主席（不驻会）" in du.remark
    assert (shen.office_beside, shen.doubts) == ("常委", [])


def test_months_of_birth_under_another_heading_are_read():
    rows = [
        [*PLAIN, "年龄"],
        ["杜若", "教育", "某校教师", "1978年3月（48岁）"],
        ["沈砚", "教育", "某院医师", "1980.11"],
    ]
    assert [row.birth for row in understood(rows).rows] == ["1978-03", "1980-11"]
    ages = understood([[*PLAIN, "年龄"], ["杜若", "教育", "某校教师", "48岁"]])
    assert (ages.rows[0].birth, ages.unread_columns) == (None, ["年龄"])


def test_columns_headed_by_each_office_are_ticked():
    rows = [
        [*PLAIN, "主席", "副主席", "秘书长", "常委"],
        ["杜若", "教育", "某校教师", "", "是", "", "是"],
        ["沈砚", "教育", "某院医师", "", "", "√", "√"],
        ["林晚", "教育", "某厂工人", "", "否", "", "○"],
        ["江河", "教育", "某社职员", "", "", "", "×"],
    ]
    result = understood(rows)
    assert [row.office_beside for row in result.rows] == ["副主席、常委", "秘书长、常委", "", ""]
    assert [keys(row) for row in result.rows] == [[], [], ["tick_unclear"], []]
    assert (result.unread_columns, [row.marks for row in result.rows]) == ([], [""] * 4)


def test_a_label_may_stand_over_the_columns_to_be_ticked():
    rows = [["姓名", "性别", "", "界别", "单位及职务", "政协职务", "", ""],
            ["", "男", "女", "", "", "主席", "副主席", "常委"],
            ["杜若", "", "√", "教育", "某校教师", "", "√", "√"]]  # fmt: skip
    merges = ["B1:C1", "F1:H1", "A1:A2", "D1:D2", "E1:E2"]
    result = understood(rows, merges)
    (row,) = result.rows
    assert (row.name, row.gender, row.office_beside, row.office) == ("杜若", "女", "副主席、常委", None)
    assert (keys(row), result.unread_columns) == ([], [])


def test_the_sex_may_be_ticked_in_two_columns():
    rows = [
        ["姓名", "男", "女", *PLAIN[1:]],
        ["杜若", "", "√", "教育", "某校教师"],
        ["沈砚", "√", "", "教育", "某院医师"],
    ]
    result = understood(rows)
    assert [(row.gender, row.marks, keys(row)) for row in result.rows] == [("女", "", []), ("男", "", [])]
    assert result.unread_columns == []
