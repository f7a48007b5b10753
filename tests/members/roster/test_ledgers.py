"""Ledgers of changes: the column for kinds goes before the words beside it, and these tell what was changed."""

import pytest

from members.roster.pending import is_no_member
from tests.builders.rosters import understood

LEDGER = ["姓名", "界别", "工作单位及职务", "变动类别", "变动内容", "变动时间", "备注"]


def row_of(*cells):
    (row,) = understood([["委员变动台账（2026年）"], LEDGER, ["杜若", *cells]]).rows
    return row


def keys(row):
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize("words", ["由教育界调整到工会界", "教育→工会", "→工会", "调整到工会"])
def test_a_sector_changed_is_read_from_the_words_about_it_and_asked_about_once(words):
    row = row_of("教育", "", "界别调整", words, "11月25日", "")
    assert (row.sector, row.was["sector"], keys(row)) == ("工会", "教育", ["sector_moved"])
    assert "离任" not in (row.remark or "") and not row.exit.way


@pytest.mark.parametrize(
    ("held", "words", "post", "doubts"),
    [
        ("县商务局局长", "任县商务局局长，免去原职", "县商务局局长", []),
        ("县商务局科长", "任县商务局局长，免去原职", "县商务局局长", ["post_moved"]),
        ("县商务局科长", "调任县教育局局长", "县教育局局长", ["post_moved"]),
    ],
)
def test_a_post_given_up_for_another_is_no_exit(held, words, post, doubts):
    row = row_of("教育", held, "职务变动", words, "2026/11/20", "")
    assert (row.post, keys(row), row.exit.day) == (post, doubts, "")
    assert row.was == ({"post": held} if doubts else {})


def test_facts_of_somebody_who_comes_in_go_to_their_fields_and_a_birth_is_no_first_day():
    row = row_of("教育", "县一中教师", "增补", "女，汉族，1985年4月生，中共党员，大学", "2026-11-30", "电话13907320011")
    assert (row.gender, row.ethnicity, row.birth, row.party, row.phone) == (
        "女", "汉族", "1985-04", ["中共"], "13907320011",
    )  # fmt: skip
    assert (row.since, row.added, keys(row)) == ("2026-11-30", "增补", [])
    assert "1985" not in (row.remark or "") and "13907320011" not in (row.remark or "") and "大学" in row.remark


def test_who_has_left_by_the_kind_or_by_the_remark_is_asked_about():
    assert keys(row_of("教育", "", "辞职", "因调离本县", "2026.11.25", "")) == ["left_noted"]
    assert "left_noted" in keys(row_of("教育", "", "职务变动", "任县商务局局长", "2026.11.25", "已病故"))


@pytest.mark.parametrize(("text", "told"), [("非委员，特聘", True), ("特聘", True), ("列席人员", True), ("委员", False),
                                            ("市特聘教师", False)])  # fmt: skip
def test_who_is_said_to_be_no_member_is_asked_about(text, told):
    assert is_no_member(text) == told
    (row,) = understood([["姓名", "界别", "备注"], ["杜若", "教育", text]]).rows
    assert ("not_a_member" in keys(row)) == told


COMMITTEE = [
    ["提案委员会组成人员名单"], ["组内职务", "姓名", "基本情况", "", "单位职务"], ["", "", "性别", "民族/党派", ""],
    ["主任", "杜若", "女", "汉/民盟", "县一中教师"], ["委员", "沈砚", "男", "侗族", "县二中教师"],
    ["", "林晚", "男", "回/群众", "县三中教师"], ["共3人", "", "", "", ""], ["联系人：何敏", "", "", "", ""],
]  # fmt: skip
OVER = ["A2:A3", "B2:B3", "C2:D2", "E2:E3"]


def test_a_list_of_one_committee_gives_the_seats_with_the_duties_beside_those_held():
    result = understood([[*row, "教育"] if n > 2 else [*row, "界别" if n == 1 else ""] for n, row in
                         enumerate(COMMITTEE)], [*OVER, "F2:F3"])  # fmt: skip
    told = {row.name: (row.committee, row.duties, row.adds, keys(row)) for row in result.rows}
    seat = ("committee", "提案委员会")
    assert told["杜若"] == ("提案委员会", {seat: "主任"}, {"committee"}, [])
    assert told["沈砚"] == ("提案委员会", {seat: "委员"}, {"committee"}, [])
    assert told["林晚"] == ("提案委员会", {}, {"committee"}, ["duty_blank"])
    assert [(row.ethnicity, row.party) for row in result.rows] == [("汉族", ["民盟"]), ("侗族", []), ("回族", ["群众"])]
    assert result.unread_columns == []
