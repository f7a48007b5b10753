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
            "committee": {"教科卫体委员会": "教科卫体委员会", "提案委员会": "提案委员会"},
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
