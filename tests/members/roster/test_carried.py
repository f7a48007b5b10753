"""A refused row takes back what is settled about it already, so that it is read alike when it comes again alone."""

import pytest

from members.roster import read_roster
from members.roster.decisions import Decisions
from members.roster.words import FIELDS
from tests.builders.rosters import VOCABULARY, book_of

HEADER = ["姓名", "性别", "民族", "界别", "工作单位及职务"]
NOTE = ["注：未注明民族的均为汉族；★为常委；▲为住院"]


def read(*rows, **decided):
    return read_roster(book_of(list(rows)), VOCABULARY, decisions=Decisions(**decided))


def refused(*rows, **decided) -> dict[str, str]:
    (rejected,) = read(*rows, **decided).rejected
    return rejected.cells


def again(cells: dict[str, str], **right):
    """The row as it is read by itself, with a sector that there is."""
    cells = cells | {"sector": "教育"} | right
    (row,) = read([FIELDS[name] for name in cells], list(cells.values())).rows
    return row


def test_confirmed_notes_fill_the_cells_and_explained_marks_go():
    cells = refused(HEADER, ["★林晚", "女", "", "没有的界", "某院"], NOTE)
    assert (cells["name"], cells["ethnicity"], cells["office"]) == ("林晚", "汉族", "常委")
    row = again(cells)
    assert (row.name, row.ethnicity, row.office, row.doubts) == ("林晚", "汉族", "常委", [])


@pytest.mark.parametrize("written", ["林晚★", "林★晚", "★ 林晚"])
def test_the_mark_goes_from_wherever_it_stands(written):
    row = again(refused(HEADER, [written, "女", "回族", "没有的界", "某院"], NOTE))
    assert (row.name, row.ethnicity, row.office, row.doubts) == ("林晚", "回族", "常委", [])


def test_what_a_mark_only_notes_becomes_a_remark():
    cells = refused(HEADER, ["▲林晚", "女", "", "没有的界", "某院"], NOTE)
    assert (cells["name"], "住院" in cells["remark"]) == ("林晚", True)


def test_what_was_declined_is_not_carried_and_the_mark_stays():
    keys = {each.key: False for each in read(HEADER, ["李四", "男", "", "教育", "某校"], NOTE).statements}
    cells = refused(HEADER, ["★林晚", "女", "", "没有的界", "某院"], NOTE, statements=keys)
    assert (cells["name"], "ethnicity" in cells, "office" in cells) == ("★林晚", False, False)


def test_a_value_put_right_is_carried():
    header = [*HEADER, "出生年月"]
    rows = [header, ["林晚", "女", "", "没有的界", "某院", "不详"]]
    (rejected,) = read(*rows).rejected
    values = {rejected.key: {"birth": "1970-03", "post": "某院院长"}}
    cells = refused(*rows, values=values)
    assert (cells["birth"], cells["post"]) == ("1970-03", "某院院长")


def test_how_somebody_came_in_is_carried_from_the_name_of_the_list():
    book = book_of([HEADER, ["林晚", "女", "", "没有的界", "某院"]], title="增补委员名单")
    (rejected,) = read_roster(book, VOCABULARY).rejected
    assert rejected.cells["since"] == "增补"


def test_who_has_no_name_keeps_the_cell_as_it_is():
    cells = refused(HEADER, ["★", "女", "", "教育", "某院"], NOTE)
    assert cells["ethnicity"] == "汉族" and not cells.get("name", "").strip("★")
