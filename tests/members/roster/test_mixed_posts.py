"""政协职务 and employers' posts in one column, whichever of them it is headed by: neither is dropped."""

import pytest

from members.roster.offices import among_posts
from tests.builders.rosters import understood


def read(header, value, *others):
    """Post, office, remark and doubts of the one row."""
    (row,) = understood([["姓名", "界别", *header], ["赵一川", "教育", value, *others]]).rows
    return row.post, row.office, row.remark, [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize(
    ("cell", "office", "post"),
    [
        ("常委、县农商行行长", "常委", "县农商行行长"), ("县农商行行长、政协常委", "政协常委", "县农商行行长"),
        ("县政协副主席、县工商联主席", "县政协副主席", "县工商联主席"),
        ("县农商行行长（常委）", "常委", "县农商行行长"),
        ("常委、县发改委主任", "常委", "县发改委主任"), ("卫健委主任、常委", "常委", "卫健委主任"),
        ("本会常委，某公司（筹）总经理", "本会常委", "某公司（筹）总经理"),
        ("县工商联主席（县政协副主席）", "县政协副主席", "县工商联主席"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "heading",
    [
        "工作单位及职务",
        "职务",
        "单位职务及政协职务",
        "工作单位及政协职务",
        "工作单位职务（政协职务）",
        "工作单位、职务及政协职务",
    ],
)
def test_an_office_is_taken_from_among_posts(heading, cell, office, post):
    assert read([heading], cell) == (post, office, None, ["office_mixed"])


def test_who_works_there_keeps_the_post_whole():
    cell = "县政协副主席、党组成员"
    assert read(["工作单位及职务"], cell) == (cell, "县政协副主席", None, ["office_mixed"])


@pytest.mark.parametrize(
    "cell",
    [
        "县委常委、宣传部部长", "县人大常委、某校校长", "县工商联党组书记、主席", "县总工会党组成员、副主席",
        "县委副书记、常委",
        "民盟县委副主委、常委", "县总工会（主席）", "县工商联副主席、某公司经理", "某校校长",
    ],
)  # fmt: skip
def test_an_office_of_another_body_stays_a_post(cell):
    assert among_posts(cell) == ("", cell)
    assert read(["工作单位及职务"], cell) == (cell, None, None, [])


@pytest.mark.parametrize(
    ("cell", "office", "post"),
    [
        ("县农商行行长", None, "县农商行行长"), ("工商联副主席", None, "工商联副主席"),
        ("委员（县农商行行长）", "委员", "县农商行行长"), ("县农商行行长、常委", "常委", "县农商行行长"),
        ("常委\n某校（西区）校长", "常委", "某校（西区）校长"), ("市总工会 主席", None, "市总工会 主席"),
        ("县工商联党组书记、主席", None, "县工商联党组书记、主席"),
    ],
)  # fmt: skip
def test_what_is_no_office_in_the_column_of_offices_becomes_the_post(cell, office, post):
    assert read(["政协职务"], cell) == (post, office, None, ["office_column"])


def test_where_the_post_is_filled_it_is_a_remark_and_nothing_is_said_twice():
    header = ["政协职务", "工作单位及职务"]
    assert read(header, "县农商行行长、常委", "某校校长") == (
        "某校校长",
        "常委",
        "职务注：县农商行行长",
        ["office_mixed"],
    )
    assert read(header, "县农商行行长", "某校校长") == ("某校校长", None, "职务注：县农商行行长", ["office_column"])
    assert read(header, "县农商行行长、常委", "县农商行行长") == ("县农商行行长", "常委", None, ["office_mixed"])


@pytest.mark.parametrize(
    "cell", ["常委", "副主席（兼）", "副主席兼秘书长", "常 委", "第十届县政协常委", "党组书记、主席"]
)
def test_offices_alone_in_their_column_are_not_asked_about(cell):
    assert read(["政协职务"], cell)[0] is None and read(["政协职务"], cell)[3] == []


@pytest.mark.parametrize("value", ["委员", "常委", "常务委员", "主席"])
def test_the_kind_of_member_is_the_office(value):
    assert read(["委员类别", "工作单位及职务"], value, "某校校长") == ("某校校长", value, None, [])
