"""The kind of a body in a sheet: corrected there, refused where it cannot be, and rows of a sheet of sectors."""

import pytest

from core.models import Organisation, OrganisationName
from core.organisations.sheets.applying import write
from core.organisations.sheets.pages import _line
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from core.people.actors import Actor
from tests.builders.cast import body
from tests.core.organisations.test_sheets import xlsx

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind


def plan(*rows, sheet="表"):
    return plan_import(read_sheet(xlsx({sheet: list(rows)})).rows)


def test_another_kind_in_the_sheet_is_a_change_of_the_body_and_no_twin(cast):
    known = body("青禾县委组织部", Kind.PEOPLES_ORGANISATION, short_name="县委组织部")
    found = plan(["单位名称", "简称", "类别", "是否承办"], ["青禾县委组织部", "县委组织部", "承办单位", ""])
    (one,) = found.rows
    assert (one.kind, one.body) == ("changed", known)
    assert [(c.label, c.old, c.new) for c in one.changes] == [("类别", "人民团体", "承办单位")]
    assert one.doubts == ["类别改为承办单位，交办时可以选它"]
    write(found, actor=Actor.of(cast.office_clerk), source="表")
    known.refresh_from_db()
    assert known.kind == Kind.UNIT and Organisation.objects.filter(name=known.name).count() == 1
    (back,) = plan(["单位名称", "类别", "是否承办"], ["青禾县委组织部", "人民团体", "是"]).rows
    assert back.values["also_handles"] is True and not back.doubts  # it is handed matters as before
    (lost,) = plan(["单位名称", "类别"], ["青禾县委组织部", "人民团体"]).rows
    assert "选不到它" in lost.doubts[0]


def test_a_kind_that_cannot_change_is_refused_with_what_its_own_form_says(cast):
    (held,) = plan(["单位名称", "类别"], [cast.water.name, "人民团体"]).rows
    assert held.kind == "refused" and "江水（承办单位经办人）" in held.reason and "不能设这样的岗位" in held.reason
    (seats,) = plan(["单位名称", "类别"], [cast.committee.name, "承办单位"]).rows
    assert seats.kind == "refused" and "名委员在其中任职，不能改变类别" in seats.reason
    league = body("共青团江岭区委员会", Kind.PEOPLES_ORGANISATION, short_name="团区委")
    body("团区委机关", Kind.UNIT, short_name="团区委")
    (taken,) = plan(["单位名称", "类别"], [league.name, "承办单位"]).rows
    assert taken.kind == "refused" and "团区委机关" in taken.reason


def test_a_new_body_called_as_one_of_another_kind_is_asked_about(cast):
    women = body("青禾县妇女联合会", Kind.PEOPLES_ORGANISATION, short_name="县妇联")
    OrganisationName.objects.create(organisation=women, name="妇联")
    (alias,) = plan(["单位名称", "类别"], ["妇联", "承办单位"]).rows
    assert alias.body is None and "也叫“妇联”" in alias.doubts[0]
    (short,) = plan(["单位名称", "类别"], ["县妇联", "承办单位"]).rows
    assert short.body == women and "认作同一家" in short.doubts[0]
    rows = plan(["单位名称", "类别"], ["县工商联", "人民团体"], ["县工商联", "承办单位"]).rows
    assert "已有同名的人民团体" in rows[1].doubts[0]
    (party,) = plan(["单位名称", "类别"], [cast.farming.name, "党派"]).rows
    assert party.kind == "new" and not party.doubts  # a sector is nobody's twin


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("界别设置", [["序号", "名称"], [1, "妇联"]]),
        ("Sheet1", [["政协青禾县第十届委员会界别设置"], ["序号", "名称"], [1, "妇联"]]),
    ],
)
def test_rows_of_a_sheet_of_sectors_are_sectors(cast, sheet, rows):
    women = body("青禾县妇女联合会", Kind.PEOPLES_ORGANISATION, short_name="县妇联")
    OrganisationName.objects.create(organisation=women, name="妇联")
    (one,) = plan(*rows, sheet=sheet).rows
    assert one.body is None and one.values["kind"] == Kind.SECTOR


def test_the_preview_shows_the_branch_that_is_written(cast):
    found = plan(
        ["单位名称", "联系人"], ["一、政府及其他（2家）"], ["国网供电公司", "甲"], ["区民政局", "乙"], sheet="承办单位"
    )
    lines = {one.row.name: _line(one).texts[0] for one in found.rows}
    assert lines == {"国网供电公司": "承办单位 · 其他 · 甲", "区民政局": "承办单位 · 政府 · 乙"}
    write(found, actor=Actor.of(cast.office_clerk), source="表")
    assert Organisation.objects.get(name="国网供电公司").get_branch_display() == "其他"


@pytest.mark.parametrize("label", ["类别", "系统"])
@pytest.mark.parametrize("written", ["两院", "法检两院", "法检", "法院、检察院"])
def test_each_of_both_courts_is_of_its_own_branch(cast, label, written):
    rows = plan(
        ["单位名称", label], ["青禾县人民法院", written], ["青禾县检察院", written], ["青禾县水利局", written]
    ).rows
    assert [one.values.get("branch", "") for one in rows[:2]] == ["court", "procuratorate"]
    assert not [told for one in rows[:2] for told in one.doubts if label in told]
    assert rows[2].values.get("branch", "") not in ("court", "procuratorate")


def test_a_branch_that_the_name_of_a_court_speaks_against_is_asked_about(cast):
    (one,) = plan(["单位名称", "系统"], ["青禾县检察院", "法院"]).rows
    assert any("名称像是" in told for told in one.doubts)
    (several,) = plan(["单位名称", "系统"], ["国网供电公司", "法检及其他"]).rows
    assert several.values["branch"] == "other"
