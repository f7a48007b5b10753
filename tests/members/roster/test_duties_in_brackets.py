"""Duties in brackets behind a committee or group, with what else stands beside them there."""

import pytest

from members.roster import Vocabulary
from tests.builders.rosters import understood


@pytest.mark.parametrize(
    ("written", "body", "duties"),
    [("社会法制委（主任，兼）", "社会法制委", ["主任、兼"]), ("经济委（副主任，兼）", "经济委", ["副主任、兼"]),
     ("经济委(主任、兼)", "经济委", ["主任、兼"]), ("经济委（副主任 驻会）", "经济委", None),
     ("经济委（驻会副主任）", "经济委", ["驻会副主任"]), ("经济委员会（负责人·兼）", "经济委员会", ["负责人、兼"]),
     ("经济委（副主任，兼）、提案委（委员）", "经济委、提案委", ["副主任、兼", "委员"]),
     ("经济委副主任、提案委委员", "经济委、提案委", ["副主任", "委员"]),
     ("文史、学习委员会（主任，兼）", "文史、学习委员会", ["主任、兼"])],
)  # fmt: skip
def test_they_are_no_part_of_the_name(written, body, duties):
    row = understood([["姓名", "界别", "工作单位及职务", "专委会"], ["杜若", "教育", "某局", written]]).rows[0]
    assert row.committee == body and not row.doubts
    assert duties is None or list(row.duties.values()) == duties


def test_a_group_is_read_alike():
    row = understood([["姓名", "界别", "单位及职务", "小组"], ["杜若", "教育", "某局", "东门小组（组长，兼）"]]).rows[0]
    assert (row.street_group, list(row.duties.values())) == ("东门小组", ["组长、兼"])


# ---- the sector that a spelling comes nearest to ----

SECTORS = ["教育界", "宗教界", "科学技术界", "台胞台属界", "农业界", "工商联界", "医药卫生界"]


@pytest.mark.parametrize(
    ("written", "likely"),
    [("科技·第三组", "科学技术界"), ("台胞台属·第五组", "台胞台属界"), ("医卫（第三组）", "医药卫生界"),
     ("工商·第四组", "工商联界"), ("第三组", None), ("侨联·第三组", None), ("教育第一活动组", "教育界")],
)  # fmt: skip
@pytest.mark.parametrize(
    "learned", [{}, {"教育·第三组": "教育界", "宗教·第五组": "宗教界", "农业（第四组）": "农业界"}]
)
def test_a_group_behind_a_sector_makes_it_like_no_other(written, likely, learned):
    assert Vocabulary.of(SECTORS, learned).likely(written) == likely
