"""Sheets of changes: each row by its own words, with its day; lists of names, and one person's form on a tab."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from members.roster.decisions import Decisions
from members.roster.vocabulary import Directory
from tests.builders.rosters import ALIASES, SECTORS, as_bytes, book_of

KNOWN = Vocabulary.of(
    SECTORS, ALIASES,
    Directory({
        "committee": {"提案委员会": "提案委员会", "提案委": "提案委员会"},
        "street_group": {"第一活动组（城关）": "第一活动组（城关）", "城关组": "第一活动组（城关）"},
    }),
)  # fmt: skip
CHANGES = ["变动类别", "姓名", "性别", "界别", "工作单位及职务", "变动原因", "变动时间", "依据"]


def read(rows, decisions=None):
    return read_roster(book_of(rows), KNOWN, decisions=decisions)


def keys(row):
    return [doubt.key for doubt in row.doubts]


def changed(kind, sector="教育", post="", why="", when="2026.1.9"):
    (row,) = read([CHANGES, [kind, "杜若", "女", sector, post, why, when, ""]]).rows
    return row


def test_each_row_of_a_sheet_of_changes_is_what_it_says_itself():
    kinds = ["增补", "补选为委员", "辞去委员", "撤销委员资格", "逝世", "不再担任委员", "职务变动", "拟增补"]
    names = ["杜甲", "杜乙", "杜丙", "杜丁", "杜戊", "杜己", "杜庚", "杜辛"]
    told = zip(kinds, names, strict=True)
    rows = [[kind, name, "女", "教育", f"{name}校", "", "2026.1.9", ""] for kind, name in told]
    told = {row.name: row for row in read([["委员变动情况一览表"], CHANGES, *rows]).rows}
    assert [(told[n].added, told[n].since, keys(told[n])) for n in names[:2]] == [
        ("增补", "2026-01-09", []), ("补选", "2026-01-09", []),
    ]  # fmt: skip
    assert [keys(told[name]) for name in names[2:6]] == [["left_noted"]] * 4
    assert [told[name].exit.day for name in names[2:6]] == ["2026-01-09"] * 4
    assert (keys(told["杜庚"]), told["杜庚"].exit.day) == ([], "")
    assert keys(told["杜辛"]) == ["pending_noted"]


@pytest.mark.parametrize("why", ["接替已调离的冯昌盛", "工作需要", ""])
def test_who_comes_in_is_no_leaver_by_the_reason_beside_it(why):
    row = changed("增补", why=why)
    assert (keys(row), row.since) == ([], "2026-01-09")


@pytest.mark.parametrize("words", ["待常委会通过", "拟增补", "待常委会审议"])
def test_who_is_not_in_force_yet_is_asked_about_whatever_column_says_so(words):
    assert "pending_noted" in keys(changed("拟增补" if words != "拟增补" else "增补", why=words))


@pytest.mark.parametrize(
    ("kind", "office"), [("增选为常委", "常委"), ("补选副主席", "副主席"), ("当选县政协常务委员", "常委")]
)
def test_an_office_is_gained_on_its_day_beside_those_held(kind, office):
    row = changed(kind)
    assert (row.office_beside, row.of_change, row.since, keys(row)) == (office, True, "2026-01-09", ["office_gained"])


@pytest.mark.parametrize("written", ["工会→教育", "由工会调整为教育", "原工会界改为教育界"])
def test_a_sector_that_somebody_has_gone_over_to(written):
    row = changed("调整界别", written)
    assert (row.sector, keys(row)) == ("教育", ["sector_moved"])
    assert "变动类别：调整界别" in row.remark and "离任" not in row.remark


def test_a_new_name_and_a_new_post_are_read_from_their_words():
    row = changed("更名", why="改名为“杜新名”")
    assert (row.name, row.alias, keys(row)) == ("杜新名", "杜若", ["renamed_noted"])
    row = changed("职务变动", post="县审计局局长（原县文化馆馆长）")
    assert (row.post, keys(row)) == ("县审计局局长", ["post_moved"])
    assert changed("增补", why="单位更名为县文旅局").name == "杜若"


def test_a_legend_speaks_of_marked_rows_and_a_day_of_joining_is_none_of_leaving():
    header = ["姓名", "性别", "界别", "工作单位及职务", "参加工作时间", "入党时间"]
    rows = [[f"柯{n}", "男", "教育", f"某校教师{n}", "1990.8", "1995.6"] for n in "一二三"]
    for legend in ("说明：划删除线的为已离任。", "注：标红的为已离任", "★为常委，划线的已离任"):
        result = read([[legend], header, *rows])
        assert [(keys(row), row.exit.day, row.remark) for row in result.rows] == [([], "", None)] * 3
    assert [keys(row) for row in read([["已离任委员"], header, *rows]).rows] == [["left_noted"]] * 3


def test_a_sheet_of_changed_posts_tells_offices_and_seats_and_leaves_the_employer_alone():
    header = ["姓名", "界别", "原任职务", "现任职务", "任免时间"]
    rows = [
        ["杜甲", "教育", "提案委委员", "提案委副主任", "2026.4"],
        ["杜乙", "教育", "委员", "常委", "2026.1.9"],
        ["杜丙", "教育", "副主席", "委员（免去副主席）", "2026.1.9"],
        ["杜丁", "教育", "县一中校长", "县教育局局长", "2026.1.9"],
        ["杜戊", "教育", "委员", "经济科技委主任", "2026.1.9"],
    ]
    seat, office, less, post, unclear = read([["委员职务调整表"], header, *rows]).rows
    assert (seat.post, seat.committee, seat.since) == (None, "提案委员会", "2026-04")
    assert (seat.duties, seat.given_up, seat.adds) == ({("committee", "提案委员会"): "副主任"}, set(), {"committee"})
    assert (office.post, office.office, office.since, office.of_change) == (None, "常委", "2026-01-09", True)
    assert (less.post, less.office) == (None, "委员")
    assert (post.post, post.office) == ("县教育局局长", None)
    assert (unclear.post, unclear.committee, keys(unclear)) == (None, None, ["duty_unclear"])


def test_the_day_of_the_meeting_in_a_heading_counts_where_a_row_has_none():
    header = ["姓名", "性别", "界别", "工作单位及职务", "增补时间"]
    rows = [["杜甲", "女", "教育", "某校教师", ""], ["杜乙", "女", "教育", "某厂工人", "3月27日"]]
    above = [["增补委员名单"], ["（2026年3月27日县政协常委会第二十次会议通过）"]]
    result = read([*above, header, *rows])
    assert [(row.since, keys(row)) for row in result.rows] == [("2026-03-27", ["since_of_note"])] * 2
    moved = read([["职务调整表"], above[1], ["姓名", "界别", "原任职务", "现任职务"], ["杜甲", "教育", "委员", "常委"]])
    assert (moved.rows[0].since, keys(moved.rows[0])) == ("2026-03-27", ["since_of_note"])
    plain = read([["全体委员名单"], above[1], header[:4], ["杜甲", "女", "教育", "某校教师"]])
    assert plain.rows[0].since is None


def test_a_group_is_found_among_bodies_of_every_kind_and_a_new_one_is_asked_about():
    rows = [["姓名", "界别", "专委会/活动组"], ["杜甲", "教育", "城关组"], ["杜乙", "教育", "提案委"],
            ["杜丙", "教育", "河东组"], ["杜丁", "教育", "文史委"]]  # fmt: skip
    result = read(rows)
    assert [(row.committee, row.street_group) for row in result.rows] == [
        (None, "第一活动组（城关）"), ("提案委员会", None), (None, "河东组"), ("文史委", None),
    ]  # fmt: skip
    assert [(each.written, each.waits) for each in result.spellings if each.fresh] == [
        ("文史委", False),
        ("河东组", True),
    ]
    doubtful = read([["姓名", "界别", "专委会", "街道小组"], ["杜甲", "教育", "城建", "民宗委员会"]]).spellings
    assert [(each.written, each.waits) for each in doubtful] == [("城建", True), ("民宗委员会", True)]
    said = Decisions(spellings={"committee": {"文史委": "kind:street_group"}, "street_group": {"文史委": ""}})
    again = read(rows, said)
    assert (again.rows[3].committee, again.rows[3].street_group) == (None, "文史委")
    assert {each.written for each in again.spellings if each.waits} == {"河东组"}


def test_days_of_becoming_a_member_and_columns_by_other_names():
    header = ["姓名", "男/女", "界别", "单位", "所在委室", "产生时间"]
    (row,) = read([header, ["葛优（挂职）", "女", "教育", "某校", "提案委", "2023.12"]]).rows
    assert (row.gender, row.committee, row.since, row.alias, row.remark) == (
        "女",
        "提案委员会",
        "2023-12",
        None,
        "挂职",
    )
    for label in ("当选时间", "任现职时间"):
        (row,) = read([[*header[:5], label], ["杜甲", "女", "教育", "某校", "", "2024.5.20"]]).rows
        assert row.since == "2024-05-20"


def test_an_identity_number_settles_which_month_was_meant():
    header = ["姓名", "界别", "出生年月", "身份证号"]
    for written, number, birth in [
        (1963.1, "430626196310051234", "1963-10"), (1963.1, "430626196301051234", "1963-01"),
        ("7/6/1982", "430626198207061234", "1982-07-06"), ("1980年元月", "", "1980-01"),
    ]:  # fmt: skip
        (row,) = read([header, ["杜甲", "教育", written, number]]).rows
        assert (row.birth, keys(row)) == (birth, [])
    (row,) = read([header, ["杜甲", "教育", 1963.1, "430626197310051234"]]).rows
    assert keys(row) == ["birth_ambiguous"]
    assert keys(read([header[:3], ["杜甲", "教育", "1980年腊月"]]).rows[0]) == ["birth_unreadable"]


def test_a_total_of_one_sector_counts_its_own_rows():
    rows = [["界别", "姓名", "单位"], ["教育", "杜甲", "某校"], ["", "杜乙", "某校二部"], ["工会", "杜丙", "某厂"],
            ["", "杜丁", "某厂二部"], ["", "杜戊", "某站"], ["", "本界别小计", 3]]  # fmt: skip
    assert read(rows).totals == []
    assert "本界别小计 4" in read([*rows[:-1], ["", "本界别小计", 4]]).totals[0]


def test_a_published_list_is_read_name_by_name():
    rows = [
        ["政协某县委员会委员名单"],
        ["教育界（7名）"],
        ["付昌盛（回族）", "袁秀英（女，土家族）", "何  磊", "邓国庆"],
        ["张伟（大）  张伟（小） 诸葛云飞"],
        ["工会界（2名）"],
        ["石松柏", "贾晓红（女）"],
    ]
    for told in (rows, [*rows[:1], ["姓  名"] * 4, *rows[1:]]):
        result = read(told)
        assert [(row.name, row.sector) for row in result.rows] == [
            *((n, "教育") for n in ("付昌盛", "袁秀英", "何磊", "邓国庆", "张伟", "张伟", "诸葛云飞")),
            ("石松柏", "工会"), ("贾晓红", "工会"),
        ]  # fmt: skip
        assert not result.rejected and len({row.key for row in result.rows}) == 9
        assert (result.rows[1].gender, result.rows[1].ethnicity, result.rows[0].gender) == ("女", "土家族", None)
    cells = [["界别", "人数", "委员姓名"], ["教育", 3, "付昌盛（回族）、袁秀英（女，土家族）、何  磊"]]
    assert [(row.name, row.gender, row.ethnicity) for row in read(cells).rows] == [
        ("付昌盛", None, "回族"), ("袁秀英", "女", "土家族"), ("何磊", None, None),
    ]  # fmt: skip


def test_a_form_on_a_tab_of_its_own_is_one_person():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, sector in (("唐国庆", "教育"), ("熊伟", "工会")):
        sheet = book.create_sheet(name)
        for row in [
            ["委员登记表"],
            ["姓  名", name, "性 别", "男", "民 族", "苗族"],
            ["出生年月", "1974.04", "党 派", "群众", "界 别", sector],
            ["工作单位\n及职务", "县农业农村局副局长", "", "", "手 机", "13833708917"],
            ["身份证号", "43062619740420413X", "", "", "政协职务", ""],
            ["个人简历", "1995.07—1999.08 某校教师"],
        ]:
            sheet.append(row)
    result = read_roster(as_bytes(book), KNOWN)
    assert [(row.sheet, row.name, row.sector, row.post, row.phone) for row in result.rows] == [
        ("唐国庆", "唐国庆", "教育", "县农业农村局副局长", "13833708917"),
        ("熊伟", "熊伟", "工会", "县农业农村局副局长", "13833708917"),
    ]
    assert not result.rejected and result.rows[0].ethnicity == "苗族"


def test_a_mobile_number_below_an_extension_is_one_of_its_own():
    (row,) = read([["姓名", "界别", "电话"], ["杜甲", "教育", "0730-8411111转602\n13900008888"]]).rows
    assert row.phone == "0730-8411111转602、13900008888"
    (row,) = read([["姓名", "界别", "电话"], ["杜甲", "教育", "+86\n13900008888"]]).rows
    assert row.phone == "13900008888"


def test_the_title_of_a_list_gives_its_group_and_who_leads_it():
    rows = [["第一活动组（城关）委员通讯录"], ["组长：杜甲　副组长：杜乙"], ["姓名", "界别", "单位及职务"],
            ["杜甲", "教育", "某校教师"], ["杜乙", "教育", "某厂工人"]]  # fmt: skip
    first, second = read(rows).rows
    group = "第一活动组（城关）"
    assert [(row.street_group, keys(row)) for row in (first, second)] == [(group, ["group_of_list"])] * 2
    assert (first.duties, second.remark) == ({("street_group", group): "组长"}, f"职务注：{group}副组长")
    for title in ("教育界委员通讯录", "县政协委员名单"):
        assert [row.street_group for row in read([[title], *rows[2:]]).rows] == [None, None]


def test_a_comment_that_tells_of_leaving_is_asked_about():
    book = openpyxl.Workbook()
    for row in [["姓名", "界别", "单位"], ["杜甲", "教育", "某校"], ["杜乙", "教育", "某厂"], ["杜丙", "教育", "某所"]]:
        book.active.append(row)
    for place, text in (("A2", "刘:\n2026年8月已调离本县"), ("B3", "拟免"), ("C4", "电话待核")):
        book.active[place].comment = openpyxl.comments.Comment(text, "刘")
    rows = read_roster(as_bytes(book), KNOWN).rows
    assert [keys(row) for row in rows] == [["left_noted"], ["leaving_asked"], []]
    assert rows[0].doubts[0].written == "批注：2026年8月已调离本县"
