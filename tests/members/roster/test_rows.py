"""Which rows are members, which are refused and why, and where a row's sector comes from."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from tests.builders.rosters import VOCABULARY, as_bytes, understood, whys

HEADER = ["序号", "姓名", "性别", "出生年月", "党派", "界别", "工作单位及职务", "专委会", "街道小组", "备注"]


def line(number, name, sector=None, post="江岭区某单位"):
    return [number, name, "男", "1970.01", "民进", sector, post + name.strip(), "提案委员会", "东门", None]


def sectors(result):
    return {row.row: row.sector for row in result.rows}


def refusals(result):
    return [(row.row, row.reason, row.value, row.of) for row in result.rejected]


def test_a_label_written_once_counts_until_the_next_one():
    result = understood(
        [
            HEADER,
            line(1, "赵甲", "教育"),
            line(2, "赵乙"),
            line(3, "赵丙"),
            line(4, "钱甲", "工会界"),
            line(5, "钱乙"),
            line(6, "钱丙"),
        ]
    )
    assert sectors(result) == {2: "教育", 3: "教育", 4: "教育", 5: "工会", 6: "工会", 7: "工会"}
    assert not any(row.warnings for row in result.rows)


def test_a_label_in_the_middle_of_a_block_speaks_for_the_block():
    result = understood(
        [
            HEADER,
            line(1, "赵甲"),
            line(2, "赵乙", "教育"),
            line(3, "赵丙"),
            [],
            line(4, "钱甲"),
            line(5, "钱乙", "工会"),
            line(6, "钱丙"),
            line(7, "钱丁"),
        ]
    )
    assert list(sectors(result).values()) == ["教育"] * 3 + ["工会"] * 4


def test_a_group_runs_on_over_a_page_break():
    result = understood(
        [
            HEADER,
            line(1, "赵甲", "教育"),
            line(2, "赵乙"),
            HEADER,
            line(3, "赵丙"),
            line(4, "钱甲", "工会"),
            line(5, "钱乙"),
            line(6, "钱丙"),
        ]
    )
    assert sectors(result) == {2: "教育", 3: "教育", 5: "教育", 6: "工会", 7: "工会", 8: "工会"}
    assert whys(result)[4] == "repeated_header"


def test_a_two_line_header_printed_again_is_known_again():
    top = ["序号", "姓名", "性别", "界别", "工作单位及职务", "所属分组", None]
    low = [None, None, None, None, None, "专委会", "街道小组"]
    rows = [
        top,
        low,
        [1, "赵甲", "男", "教育", "某校", "提案委员会", "东门"],
        top,
        low,
        [2, "赵乙", "女", "教育", "某局", "提案委员会", "西湾"],
    ]
    spans = [f"{c}{r}:{c}{r + 1}" for r in (1, 4) for c in "ABCDE"] + ["F1:G1", "F4:G4"]
    result = understood(rows, spans)
    assert [(row.name, row.committee, row.street_group) for row in result.rows] == [
        ("赵甲", "提案委员会", "东门"),
        ("赵乙", "提案委员会", "西湾"),
    ]
    assert whys(result) == {1: "header", 2: "header", 4: "repeated_header", 5: "repeated_header"}


def test_a_blank_sector_in_a_filled_column_is_asked_about_not_guessed():
    rows = [line(n, "赵" + mark, None if n == 5 else "教育") for n, mark in enumerate("甲乙丙丁戊己庚", start=1)]
    result = understood([HEADER, *rows])
    assert refusals(result) == [(6, "unknown_sector", None, None)]


def test_a_row_added_below_a_merged_group_is_taken_with_a_warning_but_not_across_a_gap():
    result = understood(
        [HEADER, line(1, "赵甲", "教育"), line(2, "赵乙"), line(3, "赵丙"), [], line(4, "钱甲")], ["F2:F3"]
    )
    assert sectors(result) == {2: "教育", 3: "教育", 4: "教育"}
    assert [row.warnings for row in result.rows] == [[], [], ["sector_assumed"]]
    assert refusals(result) == [(6, "unknown_sector", None, None)]


def test_headings_set_the_sector_and_an_unknown_one_refuses_its_rows():
    result = understood(
        [
            ["姓名", "性别", "单位及职务"],
            ["中共界（2人）"],
            ["赵甲", "男", "某局"],
            ["赵乙", "男", "某院"],
            ["新的社会阶层人士（1人）"],
            ["钱甲", "女", "某社"],
            ["小计", "3人"],
            ["补录"],
            ["赵甲", "男", "某局 "],
            ["孙一", "男", "某站"],
        ]
    )
    assert sectors(result) == {3: "中共", 4: "中共"}
    assert refusals(result) == [
        (6, "unknown_sector", "新的社会阶层人士", None),
        (9, "duplicate_row", None, 3),
        (10, "unknown_sector", None, None),
    ]
    assert whys(result) == {1: "header", 2: "group_heading", 5: "group_heading", 7: "subtotal", 8: "group_heading"}


def test_headings_with_number_and_count_in_cells_of_their_own():
    result = understood(
        [
            ["序号", "姓名", "性别", "单位及职务"],
            ["一", "中共界", None, "2人"],
            [1, "赵甲", "男", "某局"],
            ["（二）", "教育界委员", None, "1人"],
            [2, "赵乙", "女", "某校"],
        ]
    )
    assert sectors(result) == {3: "中共", 5: "教育"}


def test_headings_may_name_street_groups_or_committees():
    result = understood(
        [
            ["姓名", "界别", "单位及职务"],
            ["一、东门街道小组（1人）"],
            ["赵甲", "教育", "某校"],
            ["提案委员会（1人）"],
            ["赵乙", "工会", "某会"],
        ]
    )
    assert [(row.committee, row.street_group) for row in result.rows] == [
        (None, "东门街道小组"),
        ("提案委员会", "东门街道小组"),
    ]


def test_the_title_or_the_sheets_name_tells_the_sector_where_nothing_else_does():
    rows = [["姓名", "性别", "工作单位及职务"], ["赵甲", "男", "某局"]]
    assert sectors(understood([["中共界委员名单（1人）"], *rows])) == {3: "中共"}
    assert sectors(understood(rows, title="医药卫生界")) == {2: "医卫"}
    assert refusals(understood(rows)) == [(2, "unknown_sector", None, None)]


def test_repeats_namesakes_and_unknown_sectors_in_that_order():
    rows = [
        [*HEADER],
        *[
            [n, "赵甲", "男", None, None, s, p]
            for n, s, p in [
                (1, "教育", "某校教师"),
                (2, "工会", "某厂工人"),
                (3, "未知界", "某校教师 "),
                (4, "未知界", "另一处"),
            ]
        ],
    ]
    result = understood(rows)
    assert [(row.row, row.warnings) for row in result.rows] == [(2, []), (3, ["same_name"])]
    assert refusals(result) == [(4, "duplicate_row", None, 2), (5, "unknown_sector", "未知界", None)]


def test_a_row_refused_for_its_sector_does_not_block_its_corrected_repeat():
    result = understood([HEADER, line(1, "钱甲", "未知界"), line(2, "钱甲", "工会")])
    assert sectors(result) == {3: "工会"}
    assert refusals(result) == [(2, "unknown_sector", "未知界", None)]


def test_rows_with_data_but_no_name_are_refused_and_prenumbered_rows_are_blank():
    result = understood(
        [HEADER, line(1, "赵甲", "教育"), [2, "\u3000", "男", None, None, "特邀", "（待补）"], [3], ["４"]]
    )
    assert refusals(result) == [(3, "missing_name", None, None)]
    assert whys(result) == {1: "header", 4: "blank", 5: "blank"}


def test_a_lone_personal_cell_is_a_row_without_a_name():
    result = understood([HEADER, line(1, "赵甲", "教育"), [None, None, "男"], [2, None, None, None, "民进"]])
    assert refusals(result) == [(3, "missing_name", None, None), (4, "missing_name", None, None)]


def test_footers_and_notes_are_no_members():
    result = understood(
        [
            HEADER,
            line(1, "赵甲", "教育"),
            ["填表人：", "张三", None, None, "填表日期：", "2026.5.18"],
            ["填表人：张三", None, None, None, "联系电话：略"],
            ["说明：1.本表按界别排列；"],
            [None, "2.空缺名额另报。"],
            ["第1页 共3页"],
            ["合计：1人（其中女0人）"],
        ]
    )
    assert [row.name for row in result.rows] == ["赵甲"]
    assert result.rejected == []
    assert whys(result) == {1: "header", 3: "note", 4: "note", 5: "note", 6: "note", 7: "note", 8: "subtotal"}


def test_a_second_table_with_other_columns_below_the_first():
    result = understood(
        [
            ["江岭区政协委员名单"],
            HEADER,
            line(1, "赵甲", "教育"),
            [],
            ["届中增补委员名单"],
            ["姓名", "界别", "单位", "职务", "性别"],
            ["钱甲", "工会", "某局", "局长", "女"],
        ]
    )
    assert [(row.name, row.sector, row.post, row.gender) for row in result.rows][1:] == [
        ("钱甲", "工会", "某局局长", "女")
    ]
    assert whys(result) == {1: "title", 2: "header", 4: "blank", 5: "title", 6: "header"}


def test_two_halves_printed_side_by_side():
    result = understood(
        [
            ["委员名单"],
            ["序号", "姓名", "界别", "序号", "姓名", "界别"],
            [1, "赵甲", "教育", 3, "钱甲", "工会"],
            [2, "赵乙", "教育"],
        ]
    )
    assert [(row.row, row.name, row.sector) for row in result.rows] == [
        (3, "赵甲", "教育"),
        (4, "赵乙", "教育"),
        (3, "钱甲", "工会"),
    ]


def test_a_person_over_two_lines_is_one_member():
    result = understood(
        [HEADER, line(1, "赵甲", "教育", "某校"), [None] * 6 + ["某学会会长"], line(2, "赵乙", "工会")],
        ["A2:A3", "B2:B3", "F2:F3"],
    )
    assert [row.post for row in result.rows] == ["某校赵甲、某学会会长", "江岭区某单位赵乙"]
    assert whys(result)[3] == "continuation"


def test_two_committees_and_a_merged_unit():
    rows = [
        ["姓名", "界别", "单位", "职务", "专委会1", "专委会2"],
        ["赵甲", "教育", "某校", "校长", "提案委员会", "经济委员会"],
        ["赵乙", "教育", None, "教师", "提案委员会", None],
    ]
    result = understood(rows, ["C2:C3"])
    assert [(row.post, row.committee) for row in result.rows] == [
        ("某校校长", "提案委员会、经济委员会"),
        ("某校教师", "提案委员会"),
    ]


def test_columns_that_are_not_ours_are_named():
    result = understood([["姓名", "界别", "学历", "身份证号", "单位"], ["赵甲", "教育", "本科", "略", "某校"]])
    assert result.unread_columns == ["学历", "身份证号"]
    assert result.rows[0].card_no is None


def test_the_vocabulary_accepts_what_is_registered_and_nothing_more():
    words = Vocabulary.of(["侨、台", "经济", "科技科协"], {"侨、台": ["港澳台侨界"], "科协界": "科技科协"})
    known = {
        text: words.sector(text)[0]
        for text in ["侨台", "侨、台界别", "港澳台侨", "经济界\n（6人）", "经 济", "科协", "经济（21 名）"]
    }
    assert known == {
        "侨台": "侨、台",
        "侨、台界别": "侨、台",
        "港澳台侨": "侨、台",
        "经济界\n（6人）": "经济",
        "经 济": "经济",
        "科协": "科技科协",
        "经济（21 名）": "经济",
    }
    assert words.sector("新的社会阶层人士\n（3人）") == (None, "新的社会阶层人士")
    assert words.sector("经济和科技") == (None, "经济和科技")


def test_sheets_marked_not_for_use_are_left_out():
    book = openpyxl.Workbook()
    for title in ("名册", "上届（勿用）"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(line(1, "赵甲", "教育"))
    result = read_roster(as_bytes(book), VOCABULARY)
    assert (result.sheets_read, result.sheets_ignored) == (["名册"], ["Sheet", "上届（勿用）"])


def test_two_sheets_are_one_roster():
    book = openpyxl.Workbook()
    for title in ("一", "二"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(line(1, "赵甲", "教育"))
    result = read_roster(as_bytes(book), VOCABULARY)
    assert (len(result.rows), result.rejected) == (1, [])
    assert result.ignored[-1].as_json() == {
        "sheet": "二", "row": 2, "why": "same_person", "name": "赵甲", "of": 2, "of_sheet": "一", "added": [],
    }  # fmt: skip


@pytest.mark.parametrize("heading", ["单位及职务", "工作单位及职务"])
def test_offices_in_a_column_headed_post_are_never_glued_to_the_employers(heading):
    header = ["姓名", "界别", heading, "职务"]
    found = understood(
        [header, ["赵一川", "教育", "某校校长", "副主席"], ["钱知夏", "工会", "某厂厂长", "常委"],
         ["孙远", "工会", "某公司经理", "委员"], ["李若琳", "教育", "某中学教师", "常委、民盟支部主委"]]
    )  # fmt: skip
    assert [(row.post, row.office) for row in found.rows] == [
        ("某校校长", "副主席"), ("某厂厂长", "常委"), ("某公司经理", "委员"), ("某中学教师", "常委"),
    ]  # fmt: skip
    assert [bool(row.doubts) for row in found.rows] == [False, False, False, True]
    assert "民盟支部主委" in found.rows[3].remark


def test_an_office_among_other_posts_is_asked_about_and_the_rest_stays_a_post():
    found = understood(
        [["姓名", "界别", "单位及职务", "职务"], ["赵一川", "教育", "某校", "校长"],
         ["钱知夏", "工会", "某厂", "厂长、常委"], ["孙远", "工会", "某公司", "经理"]]
    )  # fmt: skip
    assert [row.post for row in found.rows] == ["某校校长", "某厂厂长", "某公司经理"]
    assert found.rows[1].office_beside == "常委" and [d.key for d in found.rows[1].doubts] == ["office_mixed"]
