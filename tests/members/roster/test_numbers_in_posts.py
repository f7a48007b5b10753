"""Telephone numbers that stand in one cell with unit and post, whatever the heading says of it."""

import pytest

from members.roster import read_roster
from members.roster.decisions import Decisions
from tests.builders.rosters import VOCABULARY, book_of, understood

POST = "县教育体育局副局长"


def read(written, heading="工作单位及职务", **more):
    return understood([["姓名", "界别", heading, *more], ["杜若", "教育", written, *more.values()]])


@pytest.mark.parametrize(
    "heading",
    ["单位职务 · 手机", "工作单位、职务及手机", "单位职务/联系电话", "工作单位及职务", "单位、职务、联系方式",
     "手机、单位及职务", "职务及电话"],
)  # fmt: skip
@pytest.mark.parametrize(
    "written",
    [f"{POST} 13979320001", f"{POST}（13979320001）", f"{POST}(手机：139 7932 0001)", f"{POST}\n139-7932-0001",
     f"{POST}，电话：13979320001", f"13979320001 {POST}", f"{POST}·１３９７９３２０００１", f"{POST}13979320001"],
)  # fmt: skip
def test_a_number_is_no_part_of_the_post(heading, written):
    result = read(written, heading)
    (row,) = result.rows
    assert (row.post, row.phone, row.doubts) == (POST, "13979320001", []) and "phone" in row.columns
    assert result.unread_columns == []


@pytest.mark.parametrize(
    ("written", "post", "phone"),
    [("县武术协会会长（兼，13979350011）", "县武术协会会长（兼）", "13979350011"),
     ("县文联主席，13979350011，县作协会长", "县文联主席、县作协会长", "13979350011"),
     ("县文联主席（0793-5121001、13979350011）", "县文联主席", "0793-5121001、13979350011"),
     ("县110指挥中心主任", "县110指挥中心主任", None), ("第13970医院院长", "第13970医院院长", None),
     ("县文联主席（挂职）", "县文联主席（挂职）", None)],
)  # fmt: skip
def test_the_other_words_stay(written, post, phone):
    (row,) = read(written).rows
    assert (row.post, row.phone) == (post, phone)


def test_a_number_beside_that_of_its_own_column_is_not_lost():
    (row,) = read(f"{POST} 13979320001", 手机="13979320002").rows
    assert (row.post, row.phone) == (POST, "13979320002、13979320001")
    assert read(f"{POST} 13979320001", 手机="139 7932 0001").rows[0].phone == "13979320001"


def test_somebody_elses_number_is_not_the_members():
    (row,) = read(f"{POST}（其子13979320001）").rows
    assert (row.post, row.phone) == (POST, None) and "phone_of_others" in [each.key for each in row.doubts]


def test_a_number_stays_where_the_post_is_put_right():
    book = book_of([["姓名", "界别", "单位职务及手机"], ["杜若", "教育", f"{POST} 13979320001"]])
    decisions = Decisions(values={"委员名单|2|0": {"post": "县教育体育局局长"}})
    (row,) = read_roster(book, VOCABULARY, decisions=decisions).rows
    assert (row.post, row.phone) == ("县教育体育局局长", "13979320001")


def test_a_number_below_the_name_is_the_persons():
    rows = [["姓名", "界别", "工作单位及职务", "手机"], ["陈 立\n13800000001", "教育", "某校校长", ""]]
    (row,) = understood(rows).rows
    assert (row.name, row.phone, row.doubts) == ("陈立", "13800000001", [])
