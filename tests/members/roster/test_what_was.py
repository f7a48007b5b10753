"""What a sheet says that somebody was: former columns, an old half beside the new one, headings of kinds of change."""

import pytest

from members.roster.employers import is_mere_employer, same_employer
from members.roster.said_of_rows import said_in
from tests.builders.rosters import understood, whys

MOVED = ["姓名", "性别", "界别", "原工作单位及职务", "现工作单位及职务"]


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize("former", ["原工作单位及职务", "原单位职务", "变动前单位及职务"])
def test_a_former_post_is_read_beside_the_new_one_and_is_no_post(former):
    result = understood([[*MOVED[:3], former, MOVED[4]], ["杜若", "女", "教育", "江岭一中教师", "江岭一中校长"]])
    (row,) = result.rows
    assert (row.post, row.was, row.formerly) == ("江岭一中校长", {"post": "江岭一中教师"}, set())
    assert result.unread_columns == []


def test_where_only_the_former_one_has_a_column_it_stands_for_a_leaver_whom_nobody_knows():
    rows = [["姓名", "性别", "原界别", "原单位及职务", "备注"], ["杜若", "女", "教育", "江岭一中教师", "病逝"]]
    (row,) = understood(rows, title="其他情况").rows
    assert (row.sector, row.post, row.formerly) == ("教育", "江岭一中教师", {"sector", "post"})


def test_a_sector_in_the_column_of_former_posts_is_a_sector():
    (row,) = understood([MOVED, ["杜若", "女", "教育", "工会", ""]]).rows
    assert row.was == {"sector": "工会"}


HALVES = [
    ["教育界委员新老对照表"],
    ["十四届委员", "", "", "十五届委员", "", "", ""],
    ["序号", "姓名", "单位职务", "序号", "姓名", "单位职务", "手机"],
    [1, "杜若", "江岭一中教师", 1, "杜若", "江岭一中校长", "13800000001"],
    [2, "沈砚", "江岭二中校长", 2, "林晚", "江岭二中校长", ""],
    ["", "", "", 3, "周望", "江岭三中校长", ""],
]
OVER = ["A2:C2", "D2:G2"]


def test_the_old_half_of_a_sheet_tells_who_is_meant_and_brings_in_nobody():
    result = understood(HALVES, OVER)
    assert [(row.name, row.sector, row.panel, keys(row)) for row in result.rows] == [
        ("杜若", "教育", 1, []), ("林晚", "教育", 1, []), ("周望", "教育", 1, []),
    ]  # fmt: skip
    assert result.rows[0].was == {"post": "江岭一中教师", "sector": "教育"} and not result.rejected
    told = {each.row: (each.why, each.name) for each in result.ignored if each.row > 3}
    assert told == {4: ("former_half", "杜若"), 5: ("former_half", "沈砚")}


def test_who_stands_only_in_the_half_from_before_a_change_may_have_left():
    rows = [["姓名", "界别", "单位职务", "姓名", "界别", "单位职务"], *[[*row[1:3], *row[4:6]] for row in HALVES[3:5]]]
    rows = [[row[0], "教育", row[1], row[2], "教育", row[3]] if len(row) == 4 else row for row in rows]
    result = understood([["调整前", "", "", "调整后", "", ""], *rows], ["A1:C1", "D1:F1"])
    assert {row.name: keys(row) for row in result.rows} == {"杜若": [], "林晚": [], "沈砚": ["left_noted"]}
    plain = understood([["第一列", "", "", "第二列", "", ""], *rows], ["A1:C1", "D1:F1"])
    assert "former_half" not in whys(plain).values()


def test_each_heading_of_a_sheet_of_changes_says_what_those_below_it_are_with_a_header_or_without():
    header = ["序号", "姓名", "性别", "界别", "单位及职务", "备注"]
    rows = [["委员变动情况"], ["（2026年4月3日区政协常委会会议通过）"], ["一、增补委员（1名）"], header,
            [1, "杜若", "女", "教育", "江岭一中教师", ""],
            ["二、同意辞去委员（1名）"], header, [1, "沈砚", "女", "教育", "江岭二中教师", "工作调动"],
            ["三、撤销委员资格（1名）"], [1, "林晚", "女", "工会", "", "涉嫌违纪"],
            ["四、去世（1名）"], [1, "周望", "男", "工会", "", ""],
            ["五、职务变动（1名）"], [1, "何远", "男", "医卫", "江岭医院院长", ""]]  # fmt: skip
    result = understood(rows)
    told = {row.name: (row.added, row.change, row.exit.way, [k for k in keys(row) if k != "since_of_note"])
            for row in result.rows}  # fmt: skip
    assert told == {
        "杜若": ("增补", "joined", "", []), "沈砚": (None, "left", "resigned", ["left_noted"]),
        "林晚": (None, "left", "removed", ["left_noted"]), "周望": (None, "left", "died", ["left_noted"]),
        "何远": (None, "other", "", []),
    }  # fmt: skip
    assert all(row.sector for row in result.rows) and not result.rejected


@pytest.mark.parametrize("line", ["以下同志辞去常委，仍保留委员：", "二、辞去常委（1名）", "教育界（2人）", "增补委员"])
def test_other_headings_say_no_kind_of_change(line):
    told = said_in(line)
    assert told is None or not told.kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("县住建局科长", "县住房和城乡建设局局长", True), ("县财政局副局长", "县教育局副局长", False),
     ("青石乡卫生院", "青石乡卫生院院长", True), ("县委组织部部长", "县委宣传部部长", False),
     ("县工商联副主席、某某物流公司经理", "某某物流公司董事长", True), ("", "某校教师", False)],
)  # fmt: skip
def test_two_posts_are_with_one_employer_though_written_otherwise(one, other, same):
    assert same_employer(one, other) == same == same_employer(other, one)


def test_a_mere_employer_is_told_from_a_post():
    assert [is_mere_employer(text) for text in ("青石乡卫生院", "青石乡卫生院院长", "别处", "")] == [
        True, False, False, False,
    ]  # fmt: skip
