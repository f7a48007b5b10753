"""政协职务 that the name of a sheet tells, or that stand among employers' posts: nobody loses one unasked."""

import pytest

from members.roster.offices import offices_of_list
from members.roster.words import doubt_sentence
from members.services.roster_decisions import objection_to
from tests.members.roster.test_repeats import HEADER, LI, WANG, again, of_two, read

POSTS = ["姓名", "界别", "职务"]


def told(result):
    """Name, employer's post, all offices, and what is asked."""
    return [
        (
            row.name,
            row.post,
            "、".join(filter(None, (row.office, row.office_beside))),
            [each.key for each in row.doubts],
        )
        for row in result.rows
    ]


@pytest.mark.parametrize(
    ("title", "offices"),
    [
        ("常委", ["常委"]), ("常务委员", ["常委"]), ("常委名单（45人）", ["常委"]), ("常委会组成人员", ["常委"]),
        ("政协江岭县第十一届委员会常务委员名单", ["常委"]), ("常务委员会委员名册", ["常委"]), ("十一届 常委", ["常委"]),
        ("主席", ["主席"]), ("副主席名单", ["副主席"]), ("秘书长", ["秘书长"]),
        ("主席、副主席、秘书长", ["主席", "副主席", "秘书长"]),
        ("委员", []), ("政协江岭县第十一届委员会委员名单", []), ("常委、委员名单", []), ("委员、常委", []),
        ("委员（含常委）", []),
        ("一次常委会会议增补委员名单", []), ("常委会", []), ("上届常委", []), ("常委候选人名单", []), ("县委常委", []),
        ("人大常委", []), ("工商联副主席", []), ("非常委", []), ("副秘书长", []), ("Sheet1", []), ("", []),
    ],
)  # fmt: skip
def test_which_lists_are_of_an_office(title, offices):
    assert offices_of_list(title) == offices


@pytest.mark.parametrize("header", [POSTS, ["姓名", "界别", "工作单位及职务"]])
def test_whoever_stands_on_a_list_of_an_office_has_it_and_a_person_looks_at_it(header):
    result = of_two(["李四", "教育", "某校校长"], ["王五", "工会", "总工会副主席"], header=header)
    assert told(result) == [
        ("李四", "某校校长", "常委", ["office_of_list"]), ("王五", "总工会副主席", "常委", ["office_of_list"]),
    ]  # fmt: skip
    assert again(result) == [("李四", "supplement", 2, ["政协职务"]), ("王五", "supplement", 3, ["政协职务"])]
    (doubt,) = result.rows[0].doubts
    assert "工作表名为“常委”，按常委理解" in doubt_sentence(doubt.key, doubt.about)


def test_it_does_not_matter_which_sheet_comes_first_or_whether_the_title_says_it():
    titled = [["政协江岭县第十届委员会常务委员名单"], POSTS, ["李四", "教育", "某校校长"]]
    result = read({"Sheet1": titled, "委员": [HEADER, LI, WANG]})
    assert [row[2:] for row in told(result)] == [("常委", ["office_of_list"]), ("", [])]


def test_an_office_that_is_written_goes_before_that_of_the_list():
    for turn in (1, -1):
        sheets = {"委员": [[*HEADER, "政协职务"], [*LI, "副主席"]], "常委": [POSTS, ["李四", "教育", "某校校长"]]}
        result = read(dict(list(sheets.items())[::turn]))
        assert told(result) == [("李四", "某校校长", "副主席", [])]


def test_a_column_of_offices_or_a_correction_leaves_nothing_to_the_name_of_the_sheet():
    result = of_two(["李四", "教育", "某校校长", ""], header=[*POSTS, "政协职务"])
    assert told(result)[0] == ("李四", "某校校长", "", [])
    result = of_two(["李四", "教育", "某校校长"], header=POSTS, values={"委员|2|0": {"office": "委员"}})
    assert told(result)[0] == ("李四", "某校校长", "委员", [])


def test_a_list_of_several_offices_asks_who_holds_which():
    result = of_two(["李四", "教育", "某校校长"], header=POSTS, second="主席、副主席")
    assert told(result)[0] == ("李四", "某校校长", "", ["office_of_list"])


@pytest.mark.parametrize("office", ["主席", "副主席", "秘书长", "常委", "县政协副主席"])
@pytest.mark.parametrize("second", ["常委", "通讯录"])
def test_an_office_among_employers_posts_is_one_also_on_a_sheet_that_supplements_another(office, second):
    result = of_two(["李四", "教育", "某校校长"], ["王五", "工会", office], header=POSTS, second=second)
    assert told(result)[1] == ("王五", "总工会副主席", office, ["office_mixed"])


@pytest.mark.parametrize("post", ["副秘书长", "委员", "主席会议成员", "党组成员、副主席"])
def test_what_is_kept_as_no_office_stays_the_post(post):
    result = read({"名单": [POSTS, ["李四", "教育", post], ["王五", "工会", "校长"], ["赵六", "工会", "厂长"]]})
    assert told(result)[0] == ("李四", post, "", [])


@pytest.mark.parametrize(("value", "right"), [("委员", True), ("常委", True), ("校长", False)])
def test_somebody_may_say_that_there_is_no_office(value, right):
    assert (not objection_to("office", value)) == right


def test_beside_a_unit_or_as_a_duty_in_a_body_it_is_none():
    unit = [["姓名", "界别", "单位", "职务"], ["李四", "教育", "某会", "主席"], ["王五", "工会", "某校", "校长"]]
    assert told(read({"名单": unit}))[0] == ("李四", "某会主席", "", [])
    group = [["提案委员会（2人）"], [1, "李四", "秘书长"], [2, "王五", "主任"]]
    result = read({"委员": [HEADER, LI, WANG], "按专委会": [["序号", "姓名", "职务"], *group]})
    assert [row.office for row in result.rows] == [None, None]
