"""Rosters of quite different make yield the same members."""

import random
from datetime import date, datetime

import openpyxl
import pytest

from members.roster import read_roster
from tests.builders.rosters import (
    PARTY_SPELLINGS,
    SPELLINGS,
    VOCABULARY,
    as_bytes,
    expected,
    facts,
    people,
    spell_birth,
    understood,
    whys,
)


def spaced(name: str, number: int) -> str:
    return [name, f"{name[0]}  {name[1:]}", f"{name[0]}\u3000{name[1:]}", f" {name}\n"][number % 4]


def spelled(table: dict, key: str, number: int) -> str:
    forms = table.get(key, [key])
    return forms[number % len(forms)]


@pytest.fixture
def one_line_roster():
    """One-line header in another order, unit and post apart, sector in every row, sub-totals, header printed again."""
    members = people(36, seed=3)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "第五届"
    header = [
        "委员证号",
        "界别名称",
        "委员姓名",
        "民族",
        "性别",
        "党派（政治面貌）",
        "生日",
        "单位",
        "职务",
        "所属专委会",
        "联络组",
        "手机",
        "备注",
    ]
    sheet.append(["江岭区政协第五届委员会委员名册"])
    sheet.append(header)
    ignored = {1: "title", 2: "header"}
    at = {}
    for number, person in enumerate(members):
        if number and number % 12 == 0:
            sheet.append(header)
            ignored[sheet.max_row] = "repeated_header"
        sheet.append([
            person.card, spelled(SPELLINGS, person.sector, number), spaced(person.name, number), person.ethnicity,
            person.gender, spelled(PARTY_SPELLINGS, person.party[0], number), spell_birth(person.birth, number),
            person.unit + "  ", person.post, person.committee, person.group, "1380000" + str(1000 + number), None,
        ])  # fmt: skip
        at[sheet.max_row] = person
        if number + 1 == len(members) or members[number + 1].sector != person.sector:
            sheet.append([None, f"{person.sector}界小计", "4人"] if number % 2 else ["小  计", None, None, None, 4])
            ignored[sheet.max_row] = "subtotal"
    sheet.append(["合计", f"{len(members)}人"])
    ignored[sheet.max_row] = "subtotal"
    sheet.append([])
    sheet.append(["注：1.按界别排列；2.名册由办公室提供。"])
    ignored |= {sheet.max_row: "note", sheet.max_row - 1: "blank"}
    sheet.row_dimensions[4].hidden = True
    for name, state in (("旧名册", "hidden"), ("草稿", "veryHidden")):
        other = book.create_sheet(name)
        other.append(["姓名", "界别", "性别"])
        other.append(["不该读", "工会", "男"])
        other.sheet_state = state
    summary = book.create_sheet("统计")
    summary.append(["界别", "人数", "女"])
    summary.append(["中共", 4, 1])
    return as_bytes(book), at, ignored


def test_one_line_header_in_another_order(one_line_roster):
    data, at, ignored = one_line_roster
    result = read_roster(data, VOCABULARY)
    assert {row.row: facts(row) for row in result.rows} == {row: expected(person) for row, person in at.items()}
    assert [row.card_no for row in result.rows] == [person.card for person in at.values()]
    assert [row.ethnicity for row in result.rows] == [person.ethnicity for person in at.values()]
    assert result.rejected == []
    assert whys(result) == ignored
    assert (result.sheets_read, result.sheets_ignored) == (["第五届"], ["旧名册", "草稿", "统计"])
    assert result.header_rows == [2]
    assert {row.row: row.warnings for row in result.rows if row.warnings} == {4: ["row_hidden"]}


@pytest.fixture
def headed_roster():
    """Three-line header from column B, groups as heading rows on two sheets, gender and ethnicity after the name."""
    members = people(30, seed=11)
    book = openpyxl.Workbook()
    at, ignored = {}, {}
    for half, title in enumerate(["名单（一）", "名单（二）"]):
        sheet = book.active if half == 0 else book.create_sheet(title)
        sheet.title = title
        sheet["B2"] = "政协江岭区委员会委员名册"
        sheet.merge_cells("B2:J2")
        sheet["B3"], sheet["H3"] = "填报单位：办公室", "二〇二六年五月"
        for cell, text in {
            "B4": "序\n号", "C4": "姓  名", "D4": "基本情况", "D5": "出 生", "D6": "年 月", "E5": "党派",
            "E6": "（政治面貌）", "F4": "现工作单位及职务", "G4": "所属分组", "G5": "专委会", "H5": "街道小组",
            "I4": "委员证号", "J4": "备注",
        }.items():  # fmt: skip
            sheet[cell] = text
        for merge in ["B4:B6", "C4:C6", "D4:E4", "F4:F6", "G4:H4", "G5:G6", "H5:H6", "I4:I6", "J4:J6"]:
            sheet.merge_cells(merge)
        row = 7
        sector = None
        part = members[half * 15 : half * 15 + 15]
        ignored |= {(title, 2): "title", (title, 3): "subtitle", (title, 4): "header", (title, 5): "header",
                    (title, 6): "header"}  # fmt: skip
        for number, person in enumerate(part):
            if person.sector != sector:
                sector = person.sector
                label = f"{spelled(SPELLINGS, sector, number).removesuffix('（4人）').strip()}"
                label = label if label.endswith(("界", "界别")) else label + "界"
                sheet.cell(
                    row, 2, [f"{label}（3人）", f"一、{label}（3人）", f"（二）{label}委员（共3人）"][number % 3]
                )
                if number % 2:
                    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=10)
                ignored[title, row] = "group_heading"
                row += 1
            noted = f"（{person.gender}，{person.ethnicity or '汉族'}）"
            values = [number + 1, person.name + (noted if number % 2 else noted.replace("（", "(").replace("）", ")")),
                      spell_birth(person.birth, number), spelled(PARTY_SPELLINGS, person.party[0], number),
                      f"{person.unit}{person.post}   ", person.committee, person.group, person.card]  # fmt: skip
            for column, value in enumerate(values, start=2):
                sheet.cell(row, column, value)
            at[title, row] = person
            row += 1
        sheet.cell(row, 2, "共 计")
        sheet.cell(row, 6, 15)
        ignored[title, row] = "subtotal"
    return as_bytes(book), at, ignored


def test_three_line_header_with_heading_rows_on_two_sheets(headed_roster):
    data, at, ignored = headed_roster
    result = read_roster(data, VOCABULARY)
    assert {(row.sheet, row.row): facts(row) for row in result.rows} == {k: expected(p) for k, p in at.items()}
    assert {row.ethnicity for row in result.rows} <= {"汉族", "回族"}
    assert result.rejected == []
    assert {(row.sheet, row.row): row.why for row in result.ignored} == ignored
    assert result.sheets_read == ["名单（一）", "名单（二）"]
    assert result.header_rows == [4, 5, 6]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_columns_and_any_usual_heading(seed):
    rng = random.Random(seed)  # noqa: S311 - a layout, not a secret
    members = people(24, seed=seed)
    columns = [
        ("name", rng.choice(["姓名", "姓  名", "委员姓名", "姓\n名"])),
        ("gender", "性别"),
        ("birth", rng.choice(["出生年月", "出生日期", "生日", "出生\n年月", "出生年月日", "出生时间"])),
        ("party", rng.choice(["党派", "政治面貌", "党派（政治面貌）", "所属党派", "政治面貌/党派"])),
        ("sector", rng.choice(["界别", "所属界别", "界别名称", "所在界别"])),
        ("post", rng.choice(["工作单位及职务", "现工作单位及职务", "单位及职务", "现任职单位及职务", "单位、职务"])),
        ("committee", rng.choice(["专门委员会", "专委会", "所属专委会", "所在专门委员会"])),
        ("group", rng.choice(["街道委员小组", "街道小组", "委员小组", "联络组", "所属街道", "镇街委员小组"])),
        ("card", rng.choice(["委员证号", "证号", "委员编号", "委员证编号"])),
        ("phone", rng.choice(["联系电话", "手机", "手机号码"])),
    ]  # fmt: skip
    rng.shuffle(columns)
    merged = rng.random() < 0.5
    once = not merged and rng.random() < 0.5
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", *[label for _, label in columns]])
    sector_column = 2 + [key for key, _ in columns].index("sector")
    group_start = 2
    for number, person in enumerate(members):
        first = number == 0 or members[number - 1].sector != person.sector
        if first and number:
            if merged and number + 1 > group_start:
                sheet.merge_cells(
                    start_row=group_start, end_row=number + 1, start_column=sector_column, end_column=sector_column
                )
            group_start = number + 2
        values = {
            "name": spaced(person.name, number), "gender": person.gender, "birth": spell_birth(person.birth, number),
            "party": spelled(PARTY_SPELLINGS, person.party[0], number), "post": person.unit + person.post,
            "sector": spelled(SPELLINGS, person.sector, number) if first or not (merged or once) else None,
            "committee": person.committee, "group": person.group, "card": person.card, "phone": 13800001111,
        }  # fmt: skip
        sheet.append([number + 1, *[values[key] for key, _ in columns]])
    result = read_roster(as_bytes(book), VOCABULARY)
    assert [facts(row) for row in result.rows] == [expected(person) for person in members]
    assert [row.card_no for row in result.rows] == [person.card for person in members]
    assert {row.phone for row in result.rows} == {"13800001111"}
    assert (result.rejected, result.unread_columns) == ([], [])


def test_real_dates_serials_and_their_formats():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "界别", "出生年月", "证号"])
    rows = [
        (datetime(1966, 9, 9), 'yyyy"年"m"月"', "1966-09-09"),
        (date(1970, 12, 22), "yyyy.mm", "1970-12-22"),
        (25924, "General", "1970-12-22"),
        (1968.1, "0.00", "1968-10"),
        (1968.1, "General", None),
        (1993.12, "General", "1993-12"),
        (1974.5, "General", "1974-05"),
    ]
    for number, (value, shown, _) in enumerate(rows):
        sheet.append([f"韩{'甲乙丙丁戊己庚'[number]}", "工会", value, number + 1])
        sheet.cell(number + 2, 3).number_format = shown
        sheet.cell(number + 2, 4).number_format = "0000"
    result = read_roster(as_bytes(book), VOCABULARY)
    assert [row.birth for row in result.rows] == [want for _, _, want in rows]
    assert result.rows[4].warnings == ["birth_ambiguous"]
    assert [row.card_no for row in result.rows] == [f"{n:04d}" for n in range(1, 8)]


TWO_LINES = [
    ["序号", "姓名", "性别", "界别", "单位及职务", None, "联系方式"],
    [None, None, None, None, "单位", "职务", None],
    [1, "赵一川", "男", "教育", "江岭区教育局", "副局长", "13800000001"],
]
SPANS = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2"]


@pytest.mark.parametrize("merges", [SPANS, [*SPANS, "E4:F4"], []])
def test_a_page_heading_in_other_words_keeps_what_the_first_one_says(merges):
    rows = [
        *TWO_LINES,
        ["序号", "委员姓名", "性别", "所属界别", "单位及职务", None, "手机号码"],
        [2, "钱知夏", "女", "工会", "江岭区总工会", "副主席", "13800000002"],
    ]
    result = understood(rows, merges)
    assert [(row.post, row.phone) for row in result.rows] == [
        ("江岭区教育局副局长", "13800000001"), ("江岭区总工会副主席", "13800000002"),
    ]  # fmt: skip
    assert whys(result)[4] == "repeated_header" and result.unread_columns == []


def test_a_page_heading_may_add_columns():
    rows = [
        *TWO_LINES,
        ["序号", "姓名", "性别", "界别", "单位及职务", None, "手机号码", "委员证号", "血型"],
        [2, "钱知夏", "女", "工会", "江岭区总工会", "副主席", "13800000002", "JL0002", "O"],
    ]
    result = understood(rows, SPANS)
    assert (result.rows[1].post, result.rows[1].card_no) == ("江岭区总工会副主席", "JL0002")
    assert result.unread_columns == ["血型"]


def test_a_column_that_another_heading_leaves_out_is_told():
    rows = [
        *TWO_LINES,
        ["序号", "姓名", "性别", "界别", "出生年月", None, "手机"],
        [2, "钱知夏", "女", "工会", "1970-01", "副主席", "13800000002"],
    ]
    result = understood(rows, SPANS)
    assert (result.rows[1].birth, result.rows[1].post) == ("1970-01", None)
    assert result.unread_columns == ["职务（第 4 行的表头没有这一列）"]


@pytest.mark.parametrize("first", ["界别", "手机", "性别"])
def test_two_blocks_side_by_side_begin_with_the_same_label_whatever_it_is(first):
    labels = [first, *(label for label in ("界别", "姓名", "单位及职务", "手机") if label != first)]
    cells = {"界别": "教育", "姓名": "赵甲", "单位及职务": "某校校长", "手机": "13900000001", "性别": "女"}
    others = cells | {"界别": "工会", "姓名": "赵乙", "手机": "13900000002"}
    rows = [labels * 2, [side[label] for side in (cells, others) for label in labels]]
    result = understood(rows)
    assert [(row.name, row.sector, row.phone) for row in result.rows] == [
        ("赵甲", "教育", "13900000001"),
        ("赵乙", "工会", "13900000002"),
    ]
    assert (result.rejected, result.unread_columns) == ([], [])
