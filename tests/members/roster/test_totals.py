"""Totals that a roster states are compared with what was read of it."""

import openpyxl
import pytest

from members.roster import read_roster
from tests.builders.rosters import VOCABULARY, as_bytes

HEADER = ["姓名", "性别", "界别", "工作单位及职务"]


def people(count: int, sector="教育", start=0) -> list[list[str]]:
    return [[f"李四{chr(0x4E00 + 7 * (start + n))}", "男", sector, f"某校{start + n}"] for n in range(count)]


def told(*sheets) -> list[str]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    return read_roster(as_bytes(book), VOCABULARY).totals


@pytest.mark.parametrize(
    "total",
    [["合计", "", "", "5人"], ["合计：5人"], ["共计5名委员"], ["合计", 5], ["以上共5人"], ["总计", "", 5, ""],
     ["合计5人，其中男3人、女2人"]],
)  # fmt: skip
def test_a_total_of_another_number_is_told_with_what_was_read(total):
    (sentence,) = told([HEADER, *people(4), total])
    assert "表1”第 6 行" in sentence and "读到 4 人" in sentence
    assert told([HEADER, *people(5), total]) == []


@pytest.mark.parametrize("line", [["合计", "男3 女1"], ["其中：女2人"], ["合计"], ["小计", "", "", "5个单位"]])
def test_what_states_no_number_of_people_is_no_total(line):
    assert told([HEADER, *people(4), line]) == []


def test_totals_of_groups_and_of_all_are_each_compared_with_theirs():
    groups = [*people(2), ["小计：2人"], *people(3, "工会", 2), ["小计：3人"]]
    assert told([HEADER, *groups, ["合计：5人"]]) == []
    (sentence,) = told([HEADER, *groups, ["合计：6人"]])
    assert "合计:6人" in sentence and "读到 5 人" in sentence
    (sentence,) = told([HEADER, *people(2), ["小计：3人"], *people(3, "工会", 2), ["小计：3人"], ["合计：5人"]])
    assert "第 4 行" in sentence


def test_a_total_may_be_of_the_whole_file():
    assert told([HEADER, *people(3)], [HEADER, *people(2, start=3), ["总计5人"]]) == []
    assert len(told([HEADER, *people(3)], [HEADER, *people(2, start=3), ["总计6人"]])) == 1


def test_tables_side_by_side_have_one_total():
    rows = [[*one, *other] for one, other in zip(people(2), people(2, "工会", 2), strict=True)]
    assert told([[*HEADER, *HEADER], *rows, ["合计4人"]]) == []
    (sentence,) = told([[*HEADER, *HEADER], *rows, ["合计5人"]])
    assert "读到 4 人" in sentence
