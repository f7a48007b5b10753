"""Headings of groups in sheets of bodies: what is understood, what only looks like one, what names below it say."""

import pytest

from core.models import Organisation
from core.organisations.sheets.branches import Branch
from core.organisations.sheets.headings import is_class
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import Planned
from core.organisations.sheets.reading import read_sheet
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
HEAD = ["序号", "单位名称", "简称", "联系人", "联系电话"]


def planned(*rows: list) -> list[Planned]:
    return plan_import(read_sheet(book_of([HEAD, *rows], title="单位")).rows).rows


def outcome(rows: list[Planned]) -> dict[str, tuple[str, str]]:
    return {one.row.name: (one.values.get("kind", one.kind), one.values.get("branch", "")) for one in rows}


def test_a_heading_of_units_managed_from_above_ends_the_one_before_it():
    rows = planned(
        ["三、群团"], [1, "县总工会"], ["四、垂管"], [2, "县税务局"], [3, "县气象局"], [4, "市生态环境局云溪分局"],
        [5, "国网云溪县供电公司"],
    )  # fmt: skip
    assert outcome(rows) == {
        "县总工会": ("peoples_organisation", "party"), "县税务局": ("unit", "other"), "县气象局": ("unit", "other"),
        "市生态环境局云溪分局": ("unit", "other"), "国网云溪县供电公司": ("unit", "other"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "四、垂管",
        "四、垂直管理单位",
        "四、中央、省属驻县单位",
        "四、驻县单位",
        "四、条管部门",
        "四、驻区单位（4家）",
        "垂管",
    ],
)
def test_every_way_to_say_managed_from_above(heading):
    rows = planned(["三、党委部门"], [1, "县委办公室"], [heading], [2, "县税务局", "", "马宁", "13800000001"])
    assert outcome(rows)["县税务局"] == ("unit", "other") and len(rows) == 2


@pytest.mark.parametrize("heading", ["五、经济口", "五、双招双引专班"])
def test_a_heading_that_is_not_understood_ends_the_one_before_it_and_is_told(heading):
    above, below = planned(["四、群团"], [1, "县妇联"], [heading], [2, "县商务局", "", "马宁", "13800000001"])
    assert above.values["branch"] == "party"
    assert below.values["kind"] == "unit" and "branch" not in below.values
    assert any("没有读懂" in doubt and heading[2:] in doubt for doubt in below.doubts)


def test_bare_names_numbered_in_a_row_are_bodies_and_no_headings():
    rows = planned(*[[None, name] for name in ("一、县委党校", "二、县残联", "三、县融媒体", "县科协")])
    assert [one.row.name for one in rows] == ["县委党校", "县残联", "县融媒体", "县科协"]


@pytest.mark.parametrize(
    ("heading", "name", "branch", "words"),
    [
        ("三、群团", "县税务局", "", "群团"),
        ("三、群团", "县公安局", "government", "政府"),
        ("三、群团", "县供电公司", "other", "其他"),
        ("一、党委系统", "县气象局", "party", "党群"),
        ("一、党群系统", "县水利局", "party", "政府"),
        ("二、政府系统", "县委宣传部", "government", "党群"),
    ],
)
def test_a_name_that_speaks_against_the_heading_is_a_doubt_that_names_the_branch(heading, name, branch, words):
    (one,) = planned([heading], [1, name])
    assert one.values.get("branch", "") == branch
    assert any("说系统是" in doubt and words in doubt for doubt in one.doubts), one.doubts


@pytest.mark.parametrize("name", ["县委老干部局", "县档案局", "县信访局", "县人大常委会办公室", "县政协办公室"])
def test_what_stands_among_the_partys_bodies_by_right_is_no_doubt(name):
    (one,) = planned(["一、党群系统"], [1, name])
    assert one.values["branch"] == Branch.PARTY and not any("说系统是" in doubt for doubt in one.doubts)


def test_words_for_a_class_of_bodies_head_a_group_though_not_merged():
    rows = planned(
        ["一、政府系统"], [1, "县水利局"], [None, "国有企业"], [2, "县城投公司", "", "马宁", ""], [None, "法检"],
        [3, "县人民法院"], ["四", "民主党派"], [4, "民革总支"], [None, "其他"], [5, "县红十字会", "", "江晓淼", ""],
    )  # fmt: skip
    assert outcome(rows) == {
        "县水利局": ("unit", "government"), "县城投公司": ("unit", "other"), "县人民法院": ("unit", "court"),
        "民革总支": ("party", "party"), "县红十字会": ("unit", ""),
    }  # fmt: skip


def test_a_word_for_a_class_that_stands_like_a_body_is_a_doubt():
    (one,) = planned([1, "国有企业", "", "马宁", "13800000001"])
    assert any("统称" in doubt for doubt in one.doubts)
    (last,) = planned([None, "其他"])
    assert any("统称" in doubt for doubt in last.doubts)
    assert not any(is_class(name) for name in ("县政府", "县委", "县人大机关", "县政协机关", "县公安局", "云溪街道"))


@pytest.mark.parametrize(
    "name",
    ["民革总支", "县民盟支部", "九三学社云溪支社", "农工党县委会", "致公党云溪县总支", "中国民主建国会云溪县委员会"],
)
def test_bodies_of_the_other_parties_are_no_units_of_the_government(name):
    (one,) = planned(["一、政府部门"], [1, name])
    assert one.values["kind"] == "party" and any("按名称认作党派" in doubt for doubt in one.doubts)
    assert any("是否承办" in doubt for doubt in one.doubts)


def test_an_office_of_rural_work_is_no_party():
    (one,) = planned(["一、政府部门"], [1, "农工办"])
    assert one.values["kind"] == "unit"


def test_a_short_name_means_one_body_only():
    farm, team, other = planned(
        [1, "县农业综合执法大队", "农业农村局"], [2, "县农业农村局", "农业农村局"], [3, "县水利局", "水利局"]
    )
    assert "short_name" not in farm.values and any("第 3 行“县农业农村局”" in doubt for doubt in farm.doubts)
    assert farm.values["name"] == "县农业综合执法大队"
    assert (team.values["short_name"], other.values["short_name"]) == ("农业农村局", "水利局")
    assert not team.doubts
    Organisation.objects.create(name="县住建局", short_name="住建局", kind="unit")
    (one,) = planned([1, "县建设工程中心", "住建局"])
    assert "short_name" not in one.values and "目录里“县住建局”" in one.doubts[0]


def test_of_two_short_names_in_one_cell_the_second_is_another_spelling():
    (one,) = planned([1, "县文化广电旅游体育局", "文广旅体局/文旅局"])
    assert one.values["short_name"] == "文广旅体局" and one.names == [("alias", "文旅局")]


@pytest.mark.parametrize("same", ["同上", "〃"])
def test_same_as_above_takes_what_stands_above_and_is_no_name(same):
    first, second, third = planned(
        [1, "县水利局", "水利局", "马宁", "13800000001"], [2, "县水文站", same, same, same], [3, same, "", "", "138"]
    )
    assert (second.values["contact_name"], second.values["contact_phone"]) == ("马宁", "13800000001")
    assert "short_name" not in second.values
    assert any("联系人、联系电话写的是“同上”" in doubt for doubt in second.doubts)
    assert any("简称写的是“同上”，按未填" in doubt for doubt in second.doubts)
    assert not first.doubts and third.kind == "refused" and "全称" in third.reason
