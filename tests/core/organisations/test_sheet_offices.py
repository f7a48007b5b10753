"""督查室 and nothing else: whose it is says the heading, and never is it one office for both."""

import pytest

from core.models import Organisation
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import CHANGED, NEW, REFUSED
from core.organisations.sheets.reading import read_sheet
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
OFFICE = Organisation.Kind.SUPERVISION_OFFICE


def sheet(*headings):
    rows = [["序号", "单位", "联系人"]]
    for number, heading in enumerate(headings):
        rows += [[heading, "", ""], [1, "督查室", f"冯某{number}"]]
    return plan_import(read_sheet(book_of(rows, title="单位")).rows).rows


@pytest.fixture(autouse=True)
def no_offices(cast):
    Organisation.objects.filter(kind=OFFICE).update(is_active=False)


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (("一、县委部门", "二、县政府部门"), ["县委督查室", "县政府督查室"]),
        (("县委", "县政府"), ["县委督查室", "县政府督查室"]),
        (("区委", "区人民政府"), ["区委督查室", "区政府督查室"]),
    ],
)
def test_each_heading_has_its_own(headings, names):
    rows = sheet(*headings)
    assert [one.row.name for one in rows] == names and {one.kind for one in rows} == {NEW}
    assert [one.values["branch"] for one in rows] == ["party", "government"]
    assert all("名称只写“督查室”" in one.doubts[0] for one in rows)


def test_those_of_the_directory_are_meant():
    party = Organisation.objects.create(name="中共青禾县委督查室", kind=OFFICE)
    government = Organisation.objects.create(name="青禾县人民政府督查室", kind=OFFICE)
    rows = sheet("县委部门", "县政府部门")
    assert [one.body for one in rows] == [party, government] and {one.kind for one in rows} == {CHANGED}


def test_without_a_heading_it_is_refused_where_it_may_be_two():
    for name in ("县委督查室", "县政府督查室"):
        Organisation.objects.create(name=name, kind=OFFICE)
    (one,) = plan_import(read_sheet(book_of([["单位", "联系人"], ["督查室", "冯某"]])).rows).rows
    assert one.kind == REFUSED and "“县委督查室”" in one.reason and "“县政府督查室”" in one.reason


def test_the_branch_of_an_office_follows_from_its_name():
    rows = plan_import(read_sheet(book_of([["单位"], ["县委督查室"], ["县政府督查室"]])).rows).rows
    assert [one.values["branch"] for one in rows] == ["party", "government"]
