"""What a careful clerk understands besides plain cells: notes for all rows, remarks in brackets, names of bodies."""

import openpyxl
import pytest

from core.identifiers import Reached, card_key, card_number, is_phone, phone_number, reached_by
from members.roster import Vocabulary, read_roster
from members.roster.decisions import Decisions, doubt_key
from members.roster.statements import statements_in
from members.roster.vocabulary import Directory
from tests.builders.rosters import ALIASES, SECTORS, VOCABULARY, as_bytes, book_of, understood, whys

COMMITTEES = ["提案委员会", "经济科技委员会", "城建和人口资源环境委员会"]
KNOWN = Vocabulary.of(
    SECTORS, ALIASES, Directory({"committee": {name: name for name in COMMITTEES}, "street_group": {"东门": "东门"}})
)
HEADER = ["姓名", "性别", "民族", "党派", "界别", "单位及职务"]


def read(rows, decisions=None, vocabulary=KNOWN):
    return read_roster(book_of(rows), vocabulary, decisions=decisions)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("未注明性别的为男", [("gender", "男", "")]),
        ("注：未注明民族的，均为汉族；带*为常委。", [("ethnicity", "汉族", ""), ("office", "常委", "*")]),
        ("除注明外均为中共党员", [("party", "中共", "")]),
        ("1.按界别排列；2.除注明者外，其余均为男性、汉族", [("gender", "男", ""), ("ethnicity", "汉族", "")]),
        ("性别栏空白的为男，民族未填者系汉族", [("gender", "男", ""), ("ethnicity", "汉族", "")]),
        ("姓名后加“△”者为女委员", [("gender", "女", "△")]),
        ("女委员姓名后加△，常委姓名前加*", [("gender", "女", "△"), ("office", "常委", "*")]),
        ("注：△女，★为民建会员", [("gender", "女", "△"), ("party", "民建", "★")]),
        ("未注明的均为男性汉族中共党员", [("gender", "男", ""), ("ethnicity", "汉族", ""), ("party", "中共", "")]),
        ("未注明界别的为特邀人士界", [("sector", "特邀", "")]),
        ("界别栏空白的同上", [("sector", "同上", "")]),
        ("带#者已辞去委员职务", [("", "已辞去委员职务", "#")]),
        ("本名单不含已辞去委员职务人员；“新的社会阶层人士”界别待确认。", []),
        ("■中共界（3人）", []),
        ("填表人：张三  联系电话：略", []),
    ],
)
def test_notes_are_a_small_grammar(note, told):
    assert [(each.field, each.value, each.mark) for each in statements_in(note, VOCABULARY)] == told


def test_statements_fill_blanks_explain_marks_and_are_told_with_the_row():
    rows = [
        ["委员名单（未注明性别的为男）"],
        HEADER,
        ["张三*", "", "", "", "教育", "某校"],
        ["李四", "女", "回", "民建", "教育", "某校二"],
        ["王五△", "？", "", "", "教育", "某校三"],
        ["赵六※", "", "", "群众", "教育", "某校四"],
        ["备注：*为常委；△为女；未注明民族的均为汉族，其余均为中共党员。"],
    ]
    zhang, li, wang, zhao = read(rows).rows
    assert (zhang.gender, zhang.ethnicity, zhang.party, zhang.office_beside) == ("男", "汉族", ["中共"], "常委")
    assert zhang.by_statement == {"office": "常委", "gender": "男", "ethnicity": "汉族", "party": "中共"}
    assert (li.gender, li.ethnicity, li.party, li.told) == ("女", "回族", ["民建"], [])
    assert (wang.gender, wang.by_statement["gender"]) == ("女", "女")
    assert [doubt.key for doubt in zhao.doubts] == ["mark_unexplained"]


def test_a_statement_that_the_clerk_does_not_confirm_is_not_applied():
    rows = [HEADER, ["张三", "", "", "", "教育", "某校"], ["未注明性别的为男"]]
    first = read(rows)
    assert first.rows[0].gender == "男"
    refused = read(rows, Decisions(statements={first.statements[0].key: False}))
    assert (refused.rows[0].gender, refused.rows[0].told) == (None, [])


@pytest.mark.parametrize(
    ("cell", "birth", "doubt"),
    [
        ("1968.05（属猴）", "1968-05", None),
        ("1968.05（属马）", "1968-05", "birth_animal"),
        ("1970-03(待核)", "1970-03", "remark_kept"),
        ("1968年5月【档案为1967.3】", "1968-05", "remark_kept"),
        ("（1968.05）", "1968-05", None),
        ("1968.05？", "1968-05", "birth_doubted"),
        ("民国五十七年五月", "1968-05", None),
        ("六八年五月", "1968-05", None),
        ("5/1968", "1968-05", None),
        ("2019.05", "2019-05", "birth_implausible"),
        ("1968年", None, "birth_unreadable"),
        ("58岁", None, "birth_unreadable"),
        ("330102196805011234", "1968-05-01", "birth_of_identity"),
    ],
)
def test_remarks_beside_a_date_never_void_it(cell, birth, doubt):
    row = read([["姓名", "界别", "出生年月"], ["张三", "教育", cell]]).rows[0]
    assert (row.birth, [each.key for each in row.doubts]) == (birth, [doubt] if doubt else [])
    assert "3301021968" not in str(row.doubts)


@pytest.mark.parametrize(
    ("cell", "name", "facts"),
    [
        ("张三（女，回族）", "张三", {"gender": "女", "ethnicity": "回族"}),
        ("【女】张　三", "张三", {"gender": "女"}),
        ("张三 女", "张三", {"gender": "女"}),
        ("张三[常委]", "张三", {"office_beside": "常委"}),
        ("张三（民建会员）", "张三", {"party": ["民建"]}),
        ("张三(待核)", "张三", {"remark": "待核", "alias": None}),
        ("张三（省政协委员）", "张三", {"remark": "省政协委员", "office_beside": ""}),
        ("张三（张小三）", "张三", {"alias": "张小三"}),
        ("张 小 女", "张小女", {"gender": None}),
    ],
)
def test_remarks_beside_a_name_are_understood_or_kept(cell, name, facts):
    row = read([["姓名", "界别"], [cell, "教育"]]).rows[0]
    assert (row.name, {key: getattr(row, key) for key in facts}) == (name, facts)


def test_who_has_left_or_stands_with_another_in_one_cell_is_put_before_a_person():
    result = read([["姓名", "界别"], ["张三（已故）", "教育"], ["李四、王五", "教育"]])
    assert [doubt.key for doubt in result.rows[0].doubts] == ["left_noted"]
    assert [(row.reason, row.value) for row in result.rejected] == [("several_names", "李四、王五")]


def test_bodies_are_taken_under_their_own_name_and_wait_to_be_confirmed():
    header = ["姓名", "界别", "专委会", "街道小组"]
    cells = [
        ("提案委", "东门街道委员小组"),
        ("城建人资环委", "第一组"),
        ("经科委（副主任）", "第1小组"),
        ("文史委", "一组"),
    ]
    rows = [header, *[["张" + "甲乙丙丁"[n], "教育界委员小组", *cell] for n, cell in enumerate(cells)]]
    result = read(rows)
    assert [(row.committee, row.street_group) for row in result.rows] == [
        ("提案委员会", "东门"),
        ("城建和人口资源环境委员会", "一组"),
        ("经济科技委员会", "一组"),
        ("文史委", "一组"),
    ]
    assert {each.written for each in result.spellings if each.waits} == {
        "提案委", "城建人资环委", "经科委", "东门街道委员小组", "第一组", "第1小组",
    }  # fmt: skip
    assert [row.sector for row in result.rows] == ["教育"] * 4
    assert result.rows[2].duties == {("committee", "经济科技委员会"): "副主任"}
    own = read(rows, Decisions(spellings={"committee": {"提案委": ""}, "street_group": {"第一组": "东门"}})).rows
    assert (own[0].committee, own[1].street_group) == ("提案委", "东门")


def test_places_of_another_kind_are_other_groups():
    rows = [["姓名", "界别", "街道小组"], ["张甲", "教育", "四季镇小组"], ["张乙", "教育", "四季街道小组"]]
    assert [row.street_group for row in read(rows).rows] == ["四季镇小组", "四季街道小组"]


def test_numbers_have_one_form():
    assert {card_number(text) for text in ("ＪＬ　００－１２", " jl00—12\n", "JL00-12")} == {"JL00-12"}
    assert card_key("jl 00-12") == card_key("JL0012")
    spellings = ("13800000001.0", "138 0000 0001", "138-0000-0001", "+86 138 0000 0001", "１３８０００００００１")
    assert {phone_number(text) for text in spellings} == {"13800000001"}
    assert phone_number("13800000001 13900000002/0571—8765 4321") == "13800000001、13900000002、0571-87654321"
    assert is_phone("0571-87654321") and not is_phone("1.38E+10")


@pytest.mark.parametrize(
    ("text", "phone", "emails", "remarks"),
    [
        ("13811110006（微信同号）", "13811110006", (), ("微信同号",)),
        ("13912345671（办公）", "13912345671", (), ("办公",)),
        ("13900000001、m0@x.cn", "13900000001", ("m0@x.cn",), ()),
        ("手机：13900000001 邮箱：m0@x.cn", "13900000001", ("m0@x.cn",), ()),
        ("办公：０５７１-8765 4321转12", "0571-87654321转12", (), ("办公",)),
        ("13811110006（本人、微信）/13900000002(秘书", "13811110006、13900000002", (),
         ("13811110006 本人、微信", "13900000002 秘书")),
        ("13900000001m0@x.cn", "13900000001", ("m0@x.cn",), ()),
        ("m0@x.cn13900000001", "13900000001", ("m0@x.cn",), ()),
        ("m13900000001@x.cn", "", ("m13900000001@x.cn",), ()),
        ("138-0000-0001", "13800000001", (), ()),
        ("(0571)87654321", "(0571)87654321", (), ()),
        ("1.38E+10", "1.38E+10", (), ()),
        ("5221003 5221033", "5221003、5221033", (), ()),
        ("13900000001\n5221003", "13900000001、5221003", (), ()),
        ("1390000\n0001", "13900000001", (), ()),
        ("139000000015221003", "13900000001、5221003", (), ()),
        ("5221003（办）13900000001（手机）", "5221003、13900000001", (), ("5221003 办",)),
        ("手机13900000001 办公5221003", "13900000001、5221003", (), ("5221003 办公",)),
        ("5221003办 13900000001手机", "5221003、13900000001", (), ("5221003 办",)),
        ("13900000001，67788", "13900000001", (), ("67788",)),
        ("13900000001 67788", "13900000001", (), ("67788",)),
        ("短号6402，13900000001", "13900000001", (), ("短号6402",)),
        ("13900000001；微信同号", "13900000001", (), ("微信同号",)),
        ("13900000001转802", "13900000001", (), ("转802",)),
        ("661234", "661234", (), ()),
    ],
)  # fmt: skip
def test_a_telephone_cell_is_taken_apart(text, phone, emails, remarks):
    assert reached_by(text) == Reached(phone, emails, remarks)


def test_a_short_number_beside_a_mobile_is_kept_and_told_of():
    rows = [["姓名", "界别", "手机"], ["张三", "教育", "13900000001/67788"], ["李四", "教育", "13900000002\n5221003"]]
    zhang, li = read(rows).rows
    assert (zhang.phone, zhang.remark) == ("13900000001", "联系电话注：67788")
    assert [(doubt.key, doubt.about) for doubt in zhang.doubts] == [("phone_short", "67788")]
    assert (li.phone, li.doubts) == ("13900000002、5221003", [])


# ---- four more kinds of mess ----


@pytest.mark.parametrize("merges", [["C1:D1"], ["C1:E1", "A1:A2", "B1:B2"]])
def test_ways_of_reaching_somebody_in_columns_below_one_heading(merges):
    rows = [["姓名", "界别", "联系方式", None, None], [None, None, "手机", "邮箱", "微信号"],
            ["张三", "教育", "13900000001", "m0@x.cn", "zhang"],
            ["李四", "教育", "13900000002", "没有@", None]]  # fmt: skip
    result = understood(rows, merges)
    assert [(row.phone, row.email) for row in result.rows] == [("13900000001", "m0@x.cn"), ("13900000002", None)]
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[], ["email_unreadable"]]
    assert all("微信号" in label for label in result.unread_columns) and len(result.unread_columns) == 1


@pytest.mark.parametrize("remark", ["已辞职", "2024年3月 已 调离本区", "已去世", "任职期间病故，待报主席会议"])
def test_who_has_left_by_the_remarks_is_asked_about(remark):
    rows = [["姓名", "界别", "备注"], ["张三", "教育", remark], ["李四", "教育", "新增，召集人"]]
    zhang, li = read(rows).rows
    assert [(doubt.key, doubt.field) for doubt in zhang.doubts] == [("left_noted", "remark")]
    assert zhang.remark == remark and not li.doubts


def test_what_stands_beside_a_number_is_kept():
    rows = [["姓名", "界别", "手机/邮箱"], ["张三", "教育", "13811110006（微信同号）"],
            ["李四", "教育", "13900000001\nm0@x.cn"], ["王五", "教育", "13912345671（已停机）"]]  # fmt: skip
    result = read(rows)
    assert [(row.phone, row.email, row.remark) for row in result.rows] == [
        ("13811110006", None, "联系电话注：微信同号"), ("13900000001", "m0@x.cn", None),
        ("13912345671", None, "联系电话注：已停机"),
    ]  # fmt: skip
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[], [], ["remark_kept"]]


def test_surname_and_given_name_in_columns_of_their_own():
    result = read(
        [["序号", "姓", "名", "界别"], [1, "欧阳", "修 远", "教育"], [2, "王", "　勇（女）", "教育"], ["合计", 2]]
    )
    assert [(row.name, row.gender) for row in result.rows] == [("欧阳修远", None), ("王勇", "女")]
    assert whys(result)[4] == "subtotal"


def test_a_second_page_goes_on_without_a_header():
    book = openpyxl.Workbook()
    first, second, notes = book.active, book.create_sheet("续"), book.create_sheet("说明")
    first.title = "一"
    for row in [["序号", "姓名", "性别", "界别", "分组", None], [None, None, None, None, "专委会", "小组"],
                [1, "张三", "男", "教育", "提案委员会", "东门"]]:  # fmt: skip
        first.append(row)
    for merge in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"):
        first.merge_cells(merge)
    second.append([None, "第2页"])
    for row in [
        [2, "李四", "女", "工会", "经科委", "东门组"],
        [None, "小计", "2人"],
        [3, "王五▲", None, "工会", "提案委", "东门"],
    ]:
        second.append(row)
    notes.append(["未注明性别的为男；标▲的为常委"])
    result = read_roster(as_bytes(book), KNOWN)
    assert [(row.sheet, row.row, row.name, row.committee, row.street_group) for row in result.rows] == [
        ("一", 3, "张三", "提案委员会", "东门"),
        ("续", 2, "李四", "经济科技委员会", "东门"),
        ("续", 4, "王五", "提案委员会", "东门"),
    ]
    assert (result.rows[2].gender, result.rows[2].office_beside, result.sequels) == ("男", "常委", ["续"])


def test_a_heading_above_the_header_and_one_with_the_word_of_a_body():
    rows = [["名单"], ["中国共产党（1名）"], ["姓名", "职务"], ["张三", "书记"], ["二、特邀界活动组"], ["李四", "教师"]]
    result = understood(rows)
    assert [(row.name, row.sector) for row in result.rows] == [("张三", "中共"), ("李四", "特邀")]
    assert [doubt.key for doubt in result.rows[1].doubts] == ["sector_near"]


def test_a_corrected_value_and_an_accepted_doubt_settle_a_row():
    rows = [["姓名", "界别", "出生年月", "党派"], ["张三", "教育", "不详", "无"], ["李四", "未知", "", ""]]
    first = read(rows)
    zhang, li = first.rows[0], first.rejected[0]
    party = next(doubt for doubt in zhang.doubts if doubt.field == "party")
    decided = Decisions(
        values={zhang.key: {"birth": "1968.5"}, li.key: {"sector": "教育"}},
        accepted=frozenset({doubt_key(zhang.key, party)}),
    )
    settled = read(rows, decided)
    assert [(row.name, row.birth, row.sector, row.doubts) for row in settled.rows] == [
        ("张三", "1968-05", "教育", []),
        ("李四", None, "教育", []),
    ]
    assert settled.rejected == []


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("138 7931 0001（0793-5121001）", "13879310001、0793-5121001"),
        ("13979350001(5125001)", "13979350001、5125001"),
        ("13979350001 （0793 5125001）", "13979350001、0793-5125001"),
        ("0793-5125001（13979350001）", "0793-5125001、13979350001"),
        ("（13979350001）", "13979350001"),
        ("13979350001（0793－5125001）/13800000001", "13979350001、0793-5125001、13800000001"),
    ],
)
def test_a_whole_number_in_brackets_is_a_number_of_its_own(text, phone):
    told = reached_by(text)
    assert (told.phone.replace("07935125001", "0793-5125001"), told.remarks) == (phone, ())
    assert phone_number(text).replace("07935125001", "0793-5125001") == phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("(0793)5125001", "(0793)5125001"),
        ("0793-5125001(801)", "0793-5125001(801)"),
    ],
)
def test_brackets_within_a_number_stay_part_of_it(text, phone):
    assert phone_number(text) == phone


def test_under_a_heading_of_mobile_and_office_number_both_are_kept():
    rows = [["姓名", "界别", "单位职务", "手机（办公电话）"], ["赵甲", "教育", "x", "138 7931 0001（0793-5121001）"]]
    row = understood(rows).rows[0]
    assert (row.phone, row.remark, row.doubts) == ("13879310001、0793-5121001", None, [])
