"""Who is only to become a member, and what else stands before a name or in its place."""

import pytest

from members.roster import read_roster
from tests.builders.rosters import VOCABULARY, book_of, understood, whys

HEADER = ["姓名", "性别", "界别", "工作单位及职务", "备注"]


def one(name="宋江", remark=None, title="委员名单", extra=()):
    return understood([*extra, HEADER, [name, "男", "教育", "县某局局长", remark]], title=title)


@pytest.mark.parametrize(
    "cell",
    [
        "拟推：宋江",
        "拟增: 宋江",
        "拟任：宋江",
        "（拟推）宋江",
        "【拟增补】宋江",
        "宋江（候选人）",
        "提名：宋江",
        "拟推宋江",
        "宋江（待公示）",
    ],
)
def test_what_stands_before_or_behind_a_name_is_no_part_of_it_and_asked_about(cell):
    row = one(cell).rows[0]
    assert (row.name, row.alias) == ("宋江", None)
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("pending_noted", cell)]


@pytest.mark.parametrize(
    "remark", ["拟增补委员", "建议人选", "提名人选，党外", "公示中", "待常委会通过", "拟推荐为政协委员人选"]
)
def test_a_remark_that_says_so_is_asked_about(remark):
    assert [doubt.key for doubt in one(remark=remark).rows[0].doubts] == ["pending_noted"]


@pytest.mark.parametrize("remark", ["拟任县教育局副局长", "县工商联推荐", "2026年3月增补", "建议加强联系"])
def test_a_remark_about_something_else_is_not(remark):
    assert "pending_noted" not in one(remark=remark).rows[0].warnings


@pytest.mark.parametrize("title", ["第十届政协委员候选人名单", "拟增补委员建议名单", "委员人选汇总表"])
def test_a_list_of_such_people_is_asked_about(title):
    assert one(title=title).rows[0].warnings == ["pending_noted"]
    assert one(extra=[[title]]).rows[0].warnings == ["pending_noted"]


@pytest.mark.parametrize(
    ("cell", "name", "office", "gender"),
    [
        ("召集人：宋江", "宋江", "", "男"),
        ("副主席：宋江", "宋江", "副主席", "男"),
        ("姓名：宋江", "宋江", "", "男"),
        ("新增：宋江", "宋江", "", "男"),
        ("委员—买买提·艾力", "买买提·艾力", "", "男"),
    ],
)
def test_another_word_before_a_name_is_said_of_the_person(cell, name, office, gender):
    row = one(cell).rows[0]
    assert (row.name, row.office_beside, row.gender) == (name, office, gender)


def test_who_was_added_is_so_before_the_name_too():
    assert one("增补：宋江").rows[0].added == "增补"


def test_two_words_like_names_are_asked_about():
    row = one("李四：王五").rows[0]
    assert [doubt.key for doubt in row.doubts] == ["name_odd"]


@pytest.mark.parametrize("name", ["Wang Li", "Ali Kurban", "John A. Smith"])
def test_names_in_latin_letters_keep_one_blank(name):
    row = one(f"{name.replace(' ', '  ')}（王莉）").rows[0]
    assert (row.name, row.alias) == (name, "王莉")


@pytest.mark.parametrize("cell", ["（空缺）", "空缺", "暂缺", "待补", "空缺（1名）", "缺额1名"])
def test_a_seat_that_nobody_has_is_no_refused_row(cell):
    result = understood([HEADER, ["宋江", "男", "教育", "县某局局长", None], [cell, None, "教育", None, None]])
    assert (len(result.rows), result.rejected, whys(result)[3]) == (1, [], "vacant")


def test_a_person_without_a_name_is_refused():
    result = read_roster(
        book_of([HEADER, ["宋江", "男", "教育", "某局", None], ["待定", "女", "教育", "某校", None]]), VOCABULARY
    )
    assert [each.reason for each in result.rejected] == ["missing_name"]
