"""督查室 and nothing else: whose it is says the heading, and never is it one office for both."""

import pytest

from core.models import Organisation, OrganisationName
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


def planned(*rows):
    return plan_import(read_sheet(book_of([list(row) for row in rows])).rows).rows


OURS = {"name": "政协青禾县委员会办公室", "kind": "cppcc_office", "branch": "cppcc"}


@pytest.fixture
def ours():
    Organisation.objects.filter(kind="cppcc_office").update(is_active=False)
    body = Organisation.objects.create(**OURS, contact_name="于海", contact_phone="13900000019")
    OrganisationName.objects.create(organisation=body, name="办公室")
    return body


@pytest.mark.parametrize("word", ["办公室", "综合科", "秘书处", "机关党委"])
def test_a_bare_word_is_the_headings_whatever_alias_the_committees_office_has(ours, word):
    OrganisationName.objects.get_or_create(organisation=ours, name=word)
    head = ["单位", "联系人", "电话"]
    party, government = planned(head, ["县委部门"], [word, "甲某", ""], ["县政府部门"], [word, "丙某", ""])
    assert [party.row.name, government.row.name] == [f"县委{word}", f"县政府{word}"]
    assert {party.kind, government.kind} == {NEW} and party.doubts and government.doubts
    assert not party.names and not government.names
    (one,) = planned(["系统", "承办单位", "联系人"], ["政府", word, "胡某"])
    assert (one.kind, one.row.name, one.body) == (NEW, f"县政府{word}", None) or one.row.name == f"区政府{word}"


def test_below_the_committees_heading_the_bare_office_is_the_committees(ours):
    (one,) = planned(["单位", "联系人"], ["政协机关", ""], ["办公室", "林某"])
    assert one.body == ours and not one.names


def test_the_office_of_the_directory_is_meant_by_its_owner(ours):
    body = Organisation.objects.create(name="青禾县人民政府办公室", kind="unit")
    Organisation.objects.create(name="县政府提案办理办公室", kind="unit")
    (one,) = planned(["单位", "联系人"], ["县政府部门"], ["办公室", "林某"])
    assert one.body == body


def test_without_a_heading_no_unit_is_called_by_a_bare_word(ours):
    (one,) = planned(["单位", "联系人"], ["办公室", "林某"])
    assert one.kind == REFUSED and "“政协青禾县委员会办公室”" in one.reason
    (one,) = planned(["单位", "联系人"], ["党政部门"], ["综合科", "林某"])
    assert one.kind == REFUSED and "看不出是哪一家" in one.reason


def test_no_bare_word_becomes_another_spelling(ours):
    (one,) = planned(["单位", "其他写法"], ["县林草局", "办公室、县林业局"])
    assert one.names == [("alias", "县林业局")] and "分不清是哪一家" in "".join(one.doubts)


def test_by_a_name_of_other_words_branch_and_contact_stay_and_are_asked_about(ours):
    OrganisationName.objects.create(organisation=ours, name="县协商办")
    (one,) = planned(["系统", "单位", "联系人", "电话"], ["政府", "县协商办", "胡某", "13900000020"])
    assert one.body == ours and "branch" not in one.values
    assert "系统没有改动" in "".join(one.doubts) and "联系人、联系电话与目录不同，没有改动" in "".join(one.doubts)
    assert not {"contact_name", "contact_phone"} & one.values.keys()


@pytest.mark.parametrize("cell", ["县残联、县红十字会", "区文联、区科协", "区供销联社、区气象局"])
def test_two_peoples_organisations_in_one_cell_come_back(cast, cell):
    (one,) = planned(["单位", "联系人"], [cell, "张某"])
    assert one.kind == REFUSED and "2 家" in one.reason
