"""A party in another one's sector, and changes of sector or party among the remarks, are put before a person."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from members.roster.contradictions import parties_of
from members.roster.decisions import Decisions
from tests.builders.rosters import as_bytes, book_of

SECTORS = ["中共", "民革界", "民盟、民进界", "无党派人士界", "工会", "农业界", "经济界"]
HEADER = ["姓名", "党派", "界别", "工作单位及职务", "备注"]
NOTE = ["注：未注明党派的为中共党员。"]


def read(*rows, **decided):
    return read_roster(book_of([HEADER, *rows]), Vocabulary.of(SECTORS), decisions=Decisions(**decided)).rows


def person(**cells):
    row = {"姓名": "李四", "党派": "", "界别": "工会", "工作单位及职务": "某厂"} | cells
    return [row.get(label, "") for label in HEADER]


def keys(row):
    return [(doubt.key, doubt.field) for doubt in row.doubts]


@pytest.mark.parametrize(
    ("sector", "parties"),
    [
        ("民革界", ("民革",)), ("中国民主同盟界别", ("民盟",)), ("九三学社", ("九三学社",)),
        ("无党派人士界", ("无党派",)), ("中共界", ("中共",)),
        ("民盟、民进界", ("民盟", "民进")), ("工会界", ()), ("群众团体", ()), ("特邀人士", ()),
        ("无党派和新的社会阶层人士界", ()), (None, ()),
    ],
)  # fmt: skip
def test_whose_sector_it_is(sector, parties):
    assert parties_of(sector) == parties


@pytest.mark.parametrize(
    ("sector", "party", "doubt"),
    [
        ("工会", ["中共"], []), ("中共", ["中共"], []), ("民革界", ["民革"], [("party_supposed", "party")]),
        ("无党派人士界", ["无党派"], [("party_supposed", "party")]), ("民盟、民进界", [], [("party_open", "party")]),
    ],
)  # fmt: skip
def test_a_note_for_all_rows_gives_nobody_a_party_against_the_sector(sector, party, doubt):
    (row,) = read(person(界别=sector), NOTE)
    assert (row.party, keys(row)) == (party, doubt)
    assert ("party" in row.by_statement) == (not doubt)


@pytest.mark.parametrize(
    ("sector", "party"), [("无党派人士界", "中共"), ("民革界", "中共"), ("民革界", "民盟"), ("中共", "民建")]
)
def test_a_party_written_against_the_sector_is_asked_about(sector, party):
    (row,) = read(person(界别=sector, 党派=party))
    assert (row.party, keys(row)) == ([party], [("party_of_sector", "party")])
    (settled,) = read(person(界别=sector, 党派=party), values={row.key: {"party": party}})
    assert keys(settled) == []


@pytest.mark.parametrize(
    ("sector", "party"), [("民革界", "民革、中共"), ("工会", "民建"), ("民盟、民进界", "民进"), ("民革界", "")]
)
def test_a_party_of_the_sector_is_not(sector, party):
    (row,) = read(person(界别=sector, 党派=party))
    assert keys(row) == []


def test_what_another_sheet_writes_goes_before_what_was_supposed():
    book = openpyxl.Workbook()
    for sheet, party in ((book.active, ""), (book.create_sheet("按界别"), "民革")):
        sheet.append(HEADER)
        sheet.append(person(界别="民革界", 党派=party))
    book.active.append(NOTE)
    (row,) = read_roster(as_bytes(book), Vocabulary.of(SECTORS)).rows
    assert (row.party, keys(row)) == (["民革"], [])


@pytest.mark.parametrize(
    "remark",
    [
        "届中调整到农业界",
        "拟调整至农业界别",
        "2025年3月转入农业界",
        "界别调整为农业",
        "由工会界改为农业界",
        "界别拟调整",
        "届中调整到没有的界",
    ],
)
def test_another_sector_among_the_remarks_is_asked_about(remark):
    (row,) = read(person(备注=remark))
    assert (row.sector, keys(row)) == ("工会", [("sector_in_remark", "sector")])
    (settled,) = read(person(备注=remark), values={row.key: {"sector": "工会"}})
    assert keys(settled) == []


@pytest.mark.parametrize(
    "remark",
    ["届中由农业界调整到工会界", "联系农业界", "农业界召集人", "2025年调入县总工会", "改革先锋", "跨界别活动积极"],
)
def test_the_rows_own_sector_or_none_among_the_remarks_is_not(remark):
    (row,) = read(person(备注=remark))
    assert keys(row) == []


@pytest.mark.parametrize(
    "party", ["致公党（拟转）", "致公党(申请中)", "拟转致公党", "致公党?", "中共（入党积极分子）", "民盟（待核实）"]
)
def test_a_party_in_question_is_taken_and_asked_about(party):
    (row,) = read(person(党派=party))
    assert len(row.party) == 1 and keys(row) == [("party_doubted", "party")]


@pytest.mark.parametrize("party", ["民盟盟员", "中共（1995年入党）", "民盟（原民建）", "中共预备党员（转正）"])
def test_what_stands_beside_a_party_otherwise_is_not(party):
    (row,) = read(person(党派=party))
    assert keys(row) == []


def test_another_party_among_the_remarks_is_asked_about():
    (joins,), (same,) = (
        read(person(党派="中共", 备注="拟加入民盟")),
        read(person(党派="中共", 备注="1990年加入中国共产党")),
    )
    assert (keys(joins), keys(same)) == ([("party_in_remark", "party")], [])


@pytest.mark.parametrize("written", ["无", " 无 ", "—", "/", "暂无"])
def test_that_there_is_none_is_an_answer_and_no_blank_of_which_a_note_speaks(written):
    (row,) = read(person(党派=written), NOTE)
    assert (row.party, row.by_statement) == ([], {})
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("party_none", written.strip())]


def test_a_blank_and_another_party_stay_what_they_are_beside_it():
    rows = read(person(), person(姓名="王五", 党派="群众"), person(姓名="赵六", 界别="民革界", 党派="无"), NOTE)
    assert [(row.party, keys(row)) for row in rows] == [
        (["中共"], []), (["群众"], []), ([], [("party_none", "party")]),
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["", "无"])
def test_what_one_sheet_answers_goes_before_the_note_on_another(first):
    book = openpyxl.Workbook()
    for sheet, party in ((book.active, first), (book.create_sheet("按界别"), "" if first else "无")):
        sheet.append(HEADER)
        sheet.append(person(党派=party))
    book.active.append(NOTE)
    (row,) = read_roster(as_bytes(book), Vocabulary.of(SECTORS)).rows
    assert (row.party, row.by_statement, keys(row)) == ([], {}, [("party_none", "party")])
