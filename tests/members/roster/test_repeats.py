"""A second sheet with the same people in another order (按专委会): one member each, with what both sheets say."""

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from members.roster.decisions import DISTINCT, SAME_ROW, Decisions
from members.roster.vocabulary import Directory
from members.roster.words import ignored_sentence
from tests.builders.rosters import ALIASES, SECTORS, as_bytes

COMMITTEES = ["提案委员会", "经济科技委员会"]
KNOWN = Vocabulary.of(SECTORS, ALIASES, Directory({"committee": {name: name for name in COMMITTEES}}))
HEADER = ["序号", "姓名", "性别", "界别", "工作单位及职务", "手机", "专委会"]
LI = [1, "李四", "男", "教育", "某校校长", "13800000001", ""]
WANG = [2, "王五", "女", "工会", "总工会副主席", "", "提案委员会"]


def read(sheets, **decided):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return read_roster(as_bytes(book), KNOWN, decisions=Decisions(**decided))


def by_committee(*rows, header=("序号", "姓名", "工作单位及职务")):
    return {"委员名单": [HEADER, LI, WANG], "按专委会": [list(header), *rows]}


def again(result):
    return [(row.name, row.why, row.of, row.added) for row in result.ignored if row.of is not None]


def test_a_list_by_committees_gives_its_seats_to_the_members():
    result = read(by_committee(["提案委员会（2人）"], [1, "李四", "某校校长"], [2, "王五", "总工会副主席"]))
    assert [(row.name, row.committee) for row in result.rows] == [("李四", "提案委员会"), ("王五", "提案委员会")]
    assert (result.rejected, [row.doubts for row in result.rows]) == ([], [[], []])
    assert again(result) == [("李四", "supplement", 2, ["专门委员会"]), ("王五", "same_person", 3, [])]
    told = [ignored_sentence(row) for row in result.ignored if row.of is not None]
    assert told == ["补充工作表“委员名单”第 2 行的专门委员会", "与工作表“委员名单”第 3 行是同一人，只计一次"]


def test_a_second_committee_is_added_and_asked_about_where_the_first_sheet_names_another():
    rows = [["提案委员会（1人）"], [1, "李四", "某校校长"], ["经济科技委员会（2人）"]]
    result = read(by_committee(*rows, [1, "李四", "某校校长"], [2, "王五", "总工会副主席"]))
    assert [row.committee for row in result.rows] == ["提案委员会、经济科技委员会"] * 2
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[], ["bodies_added"]]


def test_the_duty_in_a_committee_is_taken_along():
    rows = [["提案委员会（2人）"], [1, "李四", "主任"], [2, "王五", "委员"]]
    result = read(by_committee(*rows, header=("序号", "姓名", "职务")))
    assert [(row.post, row.committee) for row in result.rows] == [
        ("某校校长", "提案委员会"), ("总工会副主席", "提案委员会"),
    ]  # fmt: skip
    assert [row.duties.get(("committee", "提案委员会")) for row in result.rows] == ["主任", "委员"]
    assert result.rejected == []


@pytest.mark.parametrize("first", [True, False])
def test_it_does_not_matter_which_sheet_comes_first(first):
    sheets = by_committee(["提案委员会（1人）"], [1, "李四", "某校校长"])
    result = read(sheets if first else dict(reversed(sheets.items())))
    assert ([row.committee for row in result.rows], result.rejected) == (["提案委员会", "提案委员会"], [])


def test_what_the_sheets_say_otherwise_is_asked_about_and_blanks_are_filled():
    rows = [
        ["某组", ""],
        [1, "李四", "教育", "某校校长", "13900000009"],
        [2, "王五", "工会", "总工会副主席", "13900000002"],
    ]
    result = read(by_committee(*rows, header=("序号", "姓名", "界别", "工作单位及职务", "手机")))
    li, wang = result.rows
    assert (li.phone, [(doubt.key, doubt.written) for doubt in li.doubts]) == (
        "13800000001", [("sheets_differ", "13900000009")],
    )  # fmt: skip
    assert (wang.phone, wang.doubts) == ("13900000002", [])


def test_a_namesake_is_another_person_and_an_unknown_one_is_refused():
    rows = [["提案委员会（3人）"], [1, "李四", "女"], [2, "赵六", "男"], [3, "王五", "女"]]
    result = read(by_committee(*rows, header=("序号", "姓名", "性别")))
    assert [(row.name, row.reason) for row in result.rejected] == [
        ("李四", "unknown_sector"),
        ("赵六", "unknown_sector"),
    ]
    assert again(result) == [("王五", "same_person", 3, [])]


def test_somebody_may_say_that_it_is_another_person():
    sheets = {"一": [HEADER, LI], "二": [HEADER, LI]}
    assert len(read(sheets).rows) == 1
    assert len(read(sheets, values={"二|2|0": {DISTINCT: "1"}}).rows) == 2


STANDING = ["姓名", "职务", "界别", "手机"]


def of_two(*rows, header=STANDING, first=(), second="常委", **decided):
    return read({"委员": [HEADER, LI, WANG, *first], second: [header, *rows]}, **decided)


@pytest.mark.parametrize("label", ["职务", "会内职务", "政协内职务", "身份", "职别"])
@pytest.mark.parametrize("unit", [True, False])
def test_a_column_of_the_committees_offices_is_one_whatever_it_is_called(label, unit):
    header = ["姓名", label, "界别", "手机", *(["工作单位及职务"] if unit else [])]
    result = of_two(
        ["李四", "副主席", "教育", "13800000001", "某校校长"][: len(header)],
        ["王五", "常委", "工会", "", "总工会副主席"][: len(header)], header=header,
    )  # fmt: skip
    assert [(row.name, row.office, row.post) for row in result.rows] == [
        ("李四", "副主席", "某校校长"), ("王五", "常委", "总工会副主席"),
    ]  # fmt: skip
    assert (result.rejected, [row.doubts for row in result.rows], result.unread_columns) == ([], [[], []], [])


def test_a_column_of_another_bodys_posts_or_of_the_employers_is_none():
    for header, values in (
        (["姓名", "界别", "党派职务"], ["副主席", "常委"]), (["姓名", "界别", "上届身份"], ["常委", "副主席"]),
        (["姓名", "界别", "单位", "职务"], ["主席", "院长"]), (["姓名", "界别", "职务"], ["委员", "委员"]),
    ):  # fmt: skip
        rows = [
            [name, "教育", *(["某处"] if "单位" in header else []), v] for name, v in zip("李王", values, strict=True)
        ]
        found = read({"名单": [header, *[[f"{row[0]}四", *row[1:]] for row in rows]]}).rows
        assert [row.office for row in found] == [None, None], header


def test_almost_all_is_enough_and_what_else_is_said_is_asked_about():
    names = ["赵一", "钱二", "孙三", "周四", "吴五"]
    rows = [[name, "常委" if name != "吴五" else "秘书长、办公室主任", "教育"] for name in names]
    result = read({"常委": [["姓名", "职务", "界别"], *rows]})
    assert [row.office for row in result.rows] == ["常委"] * 4 + ["秘书长"]
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[]] * 4 + [["office_column"]]
    assert result.rows[-1].post == "办公室主任"


def test_a_list_of_names_and_offices_alone_is_read():
    result = of_two(["李四", "副主席"], ["王五", "常委"], header=["姓名", "政协职务"])
    assert [row.office for row in result.rows] == ["副主席", "常委"] and result.sheets_ignored == []


def test_offices_of_two_sheets_go_together_and_only_those_that_cannot_are_asked_about():
    header = [*HEADER, "政协职务"]
    first = [[*LI, "常委"], [*WANG, "秘书长"]]
    result = read(
        {"委员": [header, *first], "常委": [STANDING, ["李四", "副主席", "教育", ""], ["王五", "主席", "工会", ""]]}
    )
    assert [row.office for row in result.rows] == ["常委、副主席", "秘书长"]
    assert [[doubt.key for doubt in row.doubts] for row in result.rows] == [[], ["sheets_differ"]]


@pytest.mark.parametrize("post", ["县教育局党组书记、局长", "县卫生健康局副局长"])
def test_the_same_name_and_mobile_number_is_the_same_person_and_what_differs_is_asked_about(post):
    header = ["姓名", "工作单位及职务", "界别", "手机"]
    result = of_two(["李四", post, "工会", "13800000001"], header=header, second="通讯录")
    assert [row.name for row in result.rows] == ["李四", "王五"]
    assert {doubt.field for doubt in result.rows[0].doubts} == {"post", "sector"}


def test_a_post_that_is_only_written_otherwise_is_the_same_persons_and_another_one_is_a_namesakes():
    header = ["姓名", "工作单位及职务", "界别"]
    same = of_two(["王五", "县总工会党组书记、副主席", "工会"], header=header, second="通讯录")
    assert [(row.name, [doubt.key for doubt in row.doubts]) for row in same.rows] == [
        ("李四", []), ("王五", ["sheets_differ"]),
    ]  # fmt: skip
    other = of_two(["王五", "某机械厂工程师", "工会"], header=header, second="通讯录")
    assert [(row.name, [doubt.key for doubt in row.doubts]) for row in other.rows][1:] == [
        ("王五", []), ("王五", ["same_name"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "phone", "doubts"),
    [
        ("13800000001、0571-88881234", "13800000001", "13800000001、0571-88881234", []),
        ("13800000001", "13800000001/0571-88881234", "13800000001、0571-88881234", []),
        ("13800000001、88881234", "13800000001/0571-88881234", "13800000001、0571-88881234", []),
        ("13800000001、0571-88881234", "13800000001、0571-88885678", "13800000001、0571-88881234", ["sheets_differ"]),
    ],
)
def test_a_number_that_one_sheet_lacks_is_no_difference(first, second, phone, doubts):
    li = [*LI[:5], first, ""]
    result = read({"一": [HEADER, li], "二": [HEADER, [*LI[:5], second, ""]]})
    assert [(row.phone, [doubt.key for doubt in row.doubts]) for row in result.rows] == [(phone, doubts)]


WEI = [3, "王伟", "男", "工会", "某厂工程师", "13800000003", ""]
OTHER = [4, "王伟", "男", "教育", "某校教师", "13800000004", ""]
UNKNOWN = [4, "王伟", "男", "没有的界", "某校教师", "13800000004", ""]


@pytest.mark.parametrize("first", [[WEI, OTHER], [WEI, UNKNOWN], [UNKNOWN, WEI]])
def test_a_row_is_not_put_to_one_of_two_namesakes_unseen_even_where_one_is_refused(first):
    result = of_two(["王伟", "常委", "", ""], first=first)
    assert [row.office for row in result.rows if row.name == "王伟"] == [None] * (2 if OTHER in first else 1)
    assert ("常委", "which_namesake") in [(row.sheet, row.reason) for row in result.rejected]


def test_a_number_tells_which_of_two_namesakes_is_meant():
    result = of_two(["王伟", "常委", "", "13800000004"], first=[WEI, OTHER])
    assert [row.office for row in result.rows if row.name == "王伟"] == [None, "常委"] and result.rejected == []


def test_somebody_may_say_whose_row_it_is_also_before_that_row_is_read():
    said = {"常委|2|0": {SAME_ROW: "委员|5|0"}}
    told = of_two(["王伟", "常委", "", ""], first=[WEI, OTHER], values=said)
    assert [row.office for row in told.rows if row.name == "王伟"] == [None, "常委"] and told.rejected == []
    waits = of_two(["王伟", "常委", "", ""], first=[WEI, UNKNOWN], values=said)
    assert [(row.sheet, row.reason) for row in waits.rejected] == [("委员", "unknown_sector"), ("常委", "row_not_read")]
    mended = of_two(["王伟", "常委", "", ""], first=[WEI, UNKNOWN], values=said | {"委员|5|0": {"sector": "教育"}})
    assert [row.office for row in mended.rows if row.name == "王伟"] == [None, "常委"] and mended.rejected == []


def test_a_sector_that_a_row_has_from_its_neighbours_speaks_neither_for_nor_against_anybody():
    li, wang = ["李四", "常委", "教育", "13800000001"], ["王五", "常委", "", ""]
    result = of_two(li, wang, ["王伟", "常委", "", ""], ["李四", "常委", "教育", ""], first=[WEI, UNKNOWN])
    assert [(row.name, row.sector, row.office, row.doubts) for row in result.rows] == [
        ("李四", "教育", "常委", []), ("王五", "工会", "常委", []), ("王伟", "工会", None, []),
    ]  # fmt: skip
    assert [(row.sheet, row.reason) for row in result.rejected] == [
        ("委员", "unknown_sector"),
        ("常委", "which_namesake"),
    ]
