"""Posts over several lines of a cell or several rows of the sheet, and rows that only go on with the one above."""

import pytest

from tests.builders.rosters import understood, whys

HEADER = ["序号", "姓名", "性别", "界别", "工作单位及职务", "手机", "备注"]


def line(number, name, post="江岭县某局局长", *, sector="教育", phone=None, remark=None):
    return [number, name, "男", sector, post, phone, remark]


def more(post=None, *, phone=None, remark=None, number=None):
    return [number, None, None, None, post, phone, remark]


@pytest.mark.parametrize(
    ("cell", "post"),
    [
        ("县教师进修学校校长\n县教育学会会长", "县教师进修学校校长、县教育学会会长"),
        ("县教育局党组书记、\n局长", "县教育局党组书记、局长"),
        ("县教育局党组书记\n局长", "县教育局党组书记、局长"),
        ("县农业技术推广中\n心主任", "县农业技术推广中心主任"),
        ("县实验小学\n校长", "县实验小学校长"),
        ("县人民医院院\n长", "县人民医院院长"),
        ("县人民医院院长\n助理", "县人民医院院长助理"),
        ("县人民医院主任医师\n县医学会秘书长", "县人民医院主任医师、县医学会秘书长"),
        ("县政协教科卫体委员\n会主任", "县政协教科卫体委员会主任"),
        ("县人民医院院长\n（兼）", "县人民医院院长（兼）"),
        ("县文联主席\n团成员", "县文联主席团成员"),
    ],
)
def test_lines_of_a_cell_are_posts_or_one_post(cell, post):
    result = understood([HEADER, line(1, "赵甲", cell)])
    assert result.rows[0].post == post
    assert result.rows[0].warnings == []


@pytest.mark.parametrize("cell", ["县青年企业家\n协会会长", "某律师\n事务所主任", "县教师\n进修学校校长"])
def test_where_it_may_be_either_a_person_is_asked(cell):
    row = understood([HEADER, line(1, "赵甲", cell)]).rows[0]
    assert row.post == cell.replace("\n", "")
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("post_lines", cell.replace("\n", "／"))]


def test_units_and_posts_side_by_side_in_as_many_lines_are_pairs():
    header = ["姓名", "界别", "工作单位", "职务"]
    result = understood([
        header,
        ["赵甲", "教育", "县教育局\n县教育学会", "局长\n会长"],
        ["赵乙", "教育", "江岭县农业技术\n推广中心", "党支部书记、\n主任"],
    ])  # fmt: skip
    assert [row.post for row in result.rows] == [
        "县教育局局长、县教育学会会长",
        "江岭县农业技术推广中心党支部书记、主任",
    ]


@pytest.mark.parametrize(
    ("above", "below", "post"),
    [
        ("县委统战部常务副部长、", "县侨办主任（兼）", "县委统战部常务副部长、县侨办主任（兼）"),
        ("县人民医院院长", "县医学会秘书长", "县人民医院院长、县医学会秘书长"),
        ("县人民医院院长", "兼县医学会秘书长", "县人民医院院长兼县医学会秘书长"),
        ("县工商联副主席、", "县工商联", "县工商联副主席、县工商联"),
        ("县农业技术推广中", "心主任", None),
        ("县教育局局长，", "教育", "县教育局局长，教育"),
    ],
)
def test_a_row_with_nothing_but_a_post_goes_on_with_the_one_above(above, below, post):
    result = understood([HEADER, line(1, "赵甲", above), more(below), line(2, "赵乙")])
    assert [row.post for row in result.rows] == [post or above, "江岭县某局局长"]
    assert [row.sector for row in result.rows] == ["教育", "教育"]
    assert result.rejected == []
    if post:
        assert whys(result)[3] == "continuation"


def test_several_rows_go_on_over_a_page_break():
    result = understood(
        [HEADER, line(1, "赵甲", "县某局局长、"), more("县科协副主席、"), HEADER, more("县某学会理事"), line(2, "赵乙")]
    )
    assert result.rows[0].post == "县某局局长、县科协副主席、县某学会理事"
    assert result.rows[0].warnings == []


def test_a_row_of_a_table_without_numbers_is_joined_and_asked_about():
    header, *rows = (
        each[1:] for each in [HEADER, line(1, "赵甲", "县某院院长"), more("县医学会会长"), line(2, "赵乙")]
    )
    result = understood([header, *rows])
    assert result.rows[0].post == "县某院院长、县医学会会长"
    assert [doubt.key for doubt in result.rows[0].doubts] == ["post_lines"]


def test_remarks_and_numbers_go_on_too():
    result = understood([
        HEADER,
        line(1, "赵甲", phone="13800000001", remark="2024年起任现职，"),
        more(phone="0555-6612345", remark="兼任县作协会员"),
        line(2, "赵乙"),
    ])  # fmt: skip
    assert result.rows[0].remark == "2024年起任现职，；兼任县作协会员"
    assert result.rows[0].phone == "13800000001、0555-6612345"
    assert result.rejected == []


@pytest.mark.parametrize("heading", ["工会界", "工会（2人）", "工会", "一、工会界", "特邀人士"])
def test_a_heading_in_the_column_of_posts_stays_one(heading):
    header = [*HEADER[:3], *HEADER[4:]]
    result = understood([
        ["教育界"], header, [1, "赵甲", "男", "县某局局长", None, None], [None, None, None, heading],
        [2, "赵乙", "男", "县某厂厂长", None, None],
    ])  # fmt: skip
    assert whys(result)[4] == "group_heading"
    assert result.rows[0].post == "县某局局长"


def test_a_number_in_front_says_that_a_name_is_missing():
    result = understood([HEADER, line(1, "赵甲", "县某局局长"), more("县某局副局长", number=2), line(3, "赵乙")])
    assert [row.post for row in result.rows] == ["县某局局长", "江岭县某局局长"]
    assert [(row.row, row.reason) for row in result.rejected] == [(3, "missing_name")]


def test_a_post_that_ends_in_the_middle_is_asked_about():
    row = understood([HEADER, line(1, "赵甲", "县委统战部常务副部长、")]).rows[0]
    assert row.post == "县委统战部常务副部长"
    assert [doubt.key for doubt in row.doubts] == ["post_open"]


def test_committees_names_and_addresses_go_on_too():
    header = ["序号", "姓名", "界别", "工作单位及职务", "专委会", "通讯地址"]
    result = understood([
        header,
        [1, "买买提·", "教育", "县某局局长", "提案委员会", "县城东门路"],
        [None, None, None, None, "经济科技委员会", None],
        [None, "艾则孜", None, None, None, None],
        [None, None, None, None, None, "城关镇"],
        [2, "赵乙", "教育", "县某校校长", None, None],
        [None, "（女，回族）", None, None, None, None],
    ])  # fmt: skip
    assert [(row.name, row.committee, row.gender, row.ethnicity) for row in result.rows] == [
        ("买买提·艾则孜", "提案委员会、经济科技委员会", None, None),
        ("赵乙", None, "女", "回族"),
    ]
    assert result.rejected == []


@pytest.mark.parametrize("heading", ["（一）工会界", "（一）", "（2人）"])
def test_a_heading_in_brackets_is_none_of_a_name(heading):
    result = understood([["序号", "姓名", "工作单位及职务"], ["教育界"], [1, "赵甲", "某校"], [None, heading, None]])
    assert (result.rows[0].name, result.rows[0].gender) == ("赵甲", None)
    assert whys(result).get(4) != "continuation"


def test_numbers_before_the_lines_of_a_cell_go():
    assert (
        understood([HEADER, line(1, "赵甲", "1.县某局局长\n2.县某学会会长")]).rows[0].post == "县某局局长、县某学会会长"
    )
