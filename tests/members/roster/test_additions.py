"""Who came in after the term had begun: read from the words beside a name, from the remarks and from a column."""

from datetime import date

import openpyxl
import pytest

from members.roster import read_roster
from members.roster.additions import Addition, addition_in, how_of_list
from tests.builders.rosters import VOCABULARY, as_bytes, understood

HEADER = ["姓名", "界别", "工作单位及职务", "备注"]


@pytest.mark.parametrize(
    ("remark", "told", "rest"),
    [
        ("2026年3月增补", Addition("增补", "2026-03"), ""),
        ("2026.3增补", Addition("增补", "2026-03"), ""),
        ("2026年3月15日增补为委员", Addition("增补", "2026-03-15"), ""),
        ("26年3月增补", Addition("增补", "2026-03"), ""),
        ("二〇二六年三月增补", Addition("增补", "2026-03"), ""),
        ("增补（2026-03-05）", Addition("增补", "2026-03-05"), ""),
        ("届中增补，2026年3月", Addition("增补", "2026-03"), ""),
        ("十五届五次会议增补", Addition("增补"), ""),
        ("2026年3月第二十次常委会会议通过增补", Addition("增补", "2026-03"), ""),
        ("2025年增补", Addition("增补"), ""),
        ("补选", Addition("补选"), ""),
        ("2024年1月递补；常委", Addition("递补", "2024-01"), "常委"),
        ("常委、2026年3月增补", Addition("增补", "2026-03"), "常委"),
        ("拟2026年12月增补", Addition("增补"), None),
        ("2025年13月增补", Addition("增补"), None),
        ("2025年3月增补常委", None, "2025年3月增补常委"),
        ("补选为副主席", None, "补选为副主席"),
        ("连任", None, "连任"),
    ],
)
def test_words_of_coming_in_later(remark, told, rest):
    found, left = addition_in(remark)
    assert found == told
    assert rest is None or left == rest


def test_the_remark_and_the_words_beside_the_name_say_the_same():
    rows = [HEADER, ["李四", "教育", "某校", "2026年3月增补、常委"], ["王五（2026年3月增补）", "教育", "某校二", ""]]
    li, wang = understood(rows).rows
    assert (li.since, li.added, li.office_beside, li.remark) == ("2026-03", "增补", "常委", "2026年3月增补、常委")
    assert (wang.name, wang.since, wang.added) == ("王五", "2026-03", "增补")


@pytest.mark.parametrize("label", ["任职日期", "增补日期", "任职时间", "增补时间"])
def test_a_column_of_days_is_read(label):
    result = understood([
        [*HEADER, label], ["李四", "教育", "某校", "", "2026.03.05"], ["王五", "教育", "某校二", "", ""],
        ["赵六", "教育", "某校三", "", "另定"],
    ])  # fmt: skip
    li, wang, zhao = result.rows
    assert result.unread_columns == []
    assert (li.since, li.added) == ("2026-03-05", "增补" if "增补" in label else None)
    assert (wang.since, wang.added) == (None, None)
    assert [(doubt.key, doubt.field) for doubt in zhao.doubts] == [("since_unreadable", "since")]


@pytest.mark.parametrize(
    ("shown", "day", "birth"),
    [
        ('yyyy"年"m"月"', date(1970, 1, 1), "1970-01"),
        ("yyyy/mm", date(1970, 1, 1), "1970-01"),
        ("mmm-yy", date(1970, 1, 1), "1970-01"),
        ('yyyy"年"m"月"', date(1970, 1, 15), "1970-01-15"),
        ("yyyy-mm-dd", date(1970, 1, 1), "1970-01-01"),
        ('yyyy"年"m"月"d"日"', date(1970, 1, 1), "1970-01-01"),
    ],
)
def test_the_first_of_a_month_that_shows_no_day_is_a_month(shown, day, birth):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "界别", "出生年月"])
    book.active.append(["李四", "教育", day])
    book.active["C2"].number_format = shown
    assert [row.birth for row in read_roster(as_bytes(book), VOCABULARY).rows] == [birth]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("增补", "增补"), ("增补委员名单", "增补"), ("政协某县第十届委员会2025年增补委员名单", "增补"),
        ("届中增补委员（3人）", "增补"), ("递补", "递补"),
        ("委员名单（含增补）", ""), ("委员及增补委员名单", ""), ("委员名单", ""), ("拟增补人选", ""),
        ("2025年增补3名，其余为换届时产生", ""),
    ],
)  # fmt: skip
def test_lists_of_those_who_came_in_later(text, how):
    assert how_of_list(text) == how


def test_all_rows_of_such_a_sheet_or_below_such_a_heading_came_in_later():
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("增补")
    for row in (HEADER, ["李四", "教育", "某校", ""], ["增补委员（1人）"], ["王五", "教育", "某校二", ""]):
        first.append(row)
    for row in ([*HEADER, "增补时间"], ["赵六", "教育", "某校三", "", ""], ["钱七", "教育", "某校四", "", "2025.3.5"]):
        second.append(row)
    rows = read_roster(as_bytes(book), VOCABULARY).rows
    assert [(row.name, row.added, row.since) for row in rows] == [
        ("李四", None, None), ("王五", "增补", None), ("赵六", "增补", None), ("钱七", "增补", "2025-03-05"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "since"),
    [
        ("2025年1月，十届四次", "2025-01"), ("十届四次会议（2025年1月8日）", "2025-01-08"),
        ("2025.1 十届四次常委会", "2025-01"),
        ("十届四次", None), ("2025年1月至2026年3月", None), ("拟2026年12月", None),
    ],
)  # fmt: skip
def test_the_one_day_or_month_among_other_words_of_the_column_is_read(cell, since):
    (row,) = understood([[*HEADER, "增补时间"], ["李四", "教育", "某校", "", cell]]).rows
    assert (row.since, row.added) == (since, "增补")
    assert [doubt.key for doubt in row.doubts] == ([] if since else ["since_unreadable"])
