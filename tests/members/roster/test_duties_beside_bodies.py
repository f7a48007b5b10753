"""The duty in a committee or group written into the body's own cell, in whatever way."""

import pytest

from members.roster import Vocabulary
from members.roster.vocabulary import Directory
from tests.builders.rosters import SECTORS, understood

KNOWN = Vocabulary.of(
    SECTORS,
    {},
    Directory(
        {
            "committee": {
                "教科卫体委员会": "教科卫体委员会",
                "提案委员会": "提案委员会",
                "城建环资委": "城乡建设和人口资源环境委员会",
            },
            "street_group": {"第一小组": "第一小组"},
        }
    ),
)


@pytest.mark.parametrize(
    ("cell", "committee", "duties"),
    [
        ("教科卫体委员会副主任", "教科卫体委员会", ["副主任"]),
        ("教科卫体委副主任", "教科卫体委员会", ["副主任"]),
        ("教科卫体委员会 副主任（兼）", "教科卫体委员会", ["副主任、兼"]),
        ("教科卫体委员会、副主任", "教科卫体委员会", ["副主任"]),
        ("教科卫体委员会-副主任委员", "教科卫体委员会", ["副主任委员"]),
        ("兼提案委员会副主任(驻会)", "提案委员会", ["副主任、驻会"]),
        ("副主任（教科卫体委员会）", "教科卫体委员会", ["副主任"]),
        ("教科卫体委员会委员", "教科卫体委员会", ["委员"]),
        ("提案委员会主任、教科卫体委员会委员", "提案委员会、教科卫体委员会", ["主任", "委员"]),
        ("提案委员会", "提案委员会", []),
    ],
)
def test_the_duty_behind_a_committee_is_no_part_of_its_name(cell, committee, duties):
    result = understood([["姓名", "界别", "专委会"], ["赵甲", "教育", cell]], vocabulary=KNOWN)
    row = result.rows[0]
    assert (row.committee, list(row.duties.values())) == (committee, duties)


def test_the_duty_behind_a_group_too_but_members_of_a_street_are_a_group():
    rows = [["姓名", "界别", "小组"], ["赵甲", "教育", "第一小组组长"], ["赵乙", "教育", "东门街道委员"]]
    result = understood(rows, vocabulary=KNOWN)
    assert [(row.street_group, list(row.duties.values())) for row in result.rows] == [
        ("第一小组", ["组长"]),
        ("东门街道委员", []),
    ]


def test_what_reads_like_a_duty_and_is_none_there_is_asked_about():
    row = understood([["姓名", "界别", "专委会"], ["赵甲", "教育", "教科卫体委员会办公室主任"]], vocabulary=KNOWN).rows[
        0
    ]
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("body_odd", "教科卫体委员会办公室主任")]


# ---- a list of one body with a column 职务 ----

HEADS = ["职务", "姓名", "界别", "单位"]


def seats(result) -> list[tuple]:
    return [(row.post, row.committee, *row.duties.values()) for row in result.rows]


@pytest.mark.parametrize(
    ("tab", "title", "body"),
    [
        ("提案委", "提案委组成人员名单", "提案委员会"),
        ("城建环资委", "", "城乡建设和人口资源环境委员会"),
        ("教科卫体（特邀）", "教科卫体（特邀）组成人员名单", "教科卫体委员会"),
        ("Sheet1", "县政协提案委员会委员名单", "提案委员会"),
    ],
)
def test_a_bare_duty_on_a_bodys_list_is_the_seat_there_and_no_post(tab, title, body):
    members = [["主 任", "赵甲", "教育", "县第一中学"], ["委员", "赵乙", "工会", "县总工会"]]
    result = understood([*([[title]] if title else []), HEADS, *members], title=tab, vocabulary=KNOWN)
    assert seats(result) == [("县第一中学", body, "主任"), ("县总工会", body, "委员")]


def test_a_committee_that_the_directory_does_not_have_is_asked_about():
    members = [["主任", "赵甲", "教育", "县第一中学"], ["委员", "赵乙", "工会", "县总工会"]]
    result = understood([HEADS, *members], title="文史委", vocabulary=KNOWN)
    assert [row.committee for row in result.rows] == ["文史委"] * 2
    assert all("body_of_list" in row.warnings for row in result.rows)
    of_others = understood([HEADS, *members], title="县政法委", vocabulary=KNOWN)
    assert [row.committee for row in of_others.rows] == [None] * 2


def test_a_bare_duty_of_no_body_is_asked_about_and_stands_behind_no_unit():
    members = [["副主任", "赵甲", "教育", "县第一中学"], ["委员", "赵乙", "工会", "县总工会"]]
    result = understood([HEADS, *members], vocabulary=KNOWN)
    assert [(row.post, row.warnings) for row in result.rows] == [("县第一中学", ["duty_unclear"]), ("县总工会", [])]
    beside = understood([[*HEADS[:3], "工作单位及职务"], ["主任", "赵甲", "教育", "某社理事长"]], vocabulary=KNOWN)
    assert [(row.post, row.warnings) for row in beside.rows] == [("某社理事长", ["duty_unclear"])]


def test_heads_of_several_offices_keep_their_posts_with_their_employers():
    members = [["主任", "赵甲", "教育", "县教师进修中心"], ["主任", "赵乙", "工会", "县工人活动中心"]]
    result = understood([HEADS, *members], vocabulary=KNOWN)
    assert [row.post for row in result.rows] == ["县教师进修中心主任", "县工人活动中心主任"]


def test_a_duty_that_is_the_whole_remark_is_the_one_on_the_bodys_list():
    rows = [
        ["姓名", "界别", "单位及职务", "备注"],
        ["赵甲", "教育", "某校校长", "主任"],
        ["赵乙", "教育", "某校教师", "教师"],
    ]
    result = understood([["提案委委员名单"], *rows], vocabulary=KNOWN)
    assert [(row.committee, row.remark, [*row.duties.values()]) for row in result.rows] == [
        ("提案委员会", None, ["主任"]),
        ("提案委员会", "教师", []),
    ]
