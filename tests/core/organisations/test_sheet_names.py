"""Names in sheets of bodies: brackets behind them, twins under another name, groups of several sorts, telephones."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Event, Organisation
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.naming import Twins, behind
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

Kind = Organisation.Kind


def planned(*rows):
    return plan_import(read_sheet(book_of(list(rows), title="单位")).rows).rows


@pytest.mark.parametrize(
    ("written", "name", "called", "doubtful", "noted"),
    [
        ("国网青石县供电公司（县供电公司）", "国网青石县供电公司", ["县供电公司"], [], []),
        ("青石县教育局(县教育局)", "青石县教育局", ["县教育局"], [], []),
        ("青石县人民政府办公室（简称：县政府办）", "青石县人民政府办公室", ["县政府办"], [], []),
        ("区委统战部（区民宗局）", "区委统战部", ["区民宗局"], ["区民宗局"], []),
        ("青石学院（筹）", "青石学院", [], [], ["筹"]),
        ("县档案馆（与县委办合署）", "县档案馆", [], [], ["与县委办合署"]),
        ("县粮食局（2019年撤销）", "县粮食局", [], [], ["2019年撤销"]),
        ("江岭（集团）有限公司", "江岭（集团）有限公司", [], [], []),
    ],
)
def test_what_stands_in_brackets_behind_a_name(written, name, called, doubtful, noted):
    assert behind(written) == (name, called, doubtful, noted)


@pytest.mark.parametrize(
    ("one", "other", "twins"),
    [
        ("青石县住建局", "青石县住房和城乡建设局", True),
        ("人力资源和社会保障局", "青石县人力资源社会保障局", True),
        ("县市场监管局", "市场监督管理局", True),
        ("县医院", "县中医院", False),
        ("县委办公室", "县政府办公室", False),
        ("青石县教育局", "青石县体育局", False),
        ("东山镇", "西山镇", False),
    ],
)
def test_names_that_may_be_one_bodys(one, other, twins):
    for first, second in ((one, other), (other, one)):
        known = Twins()
        known.add(first, "unit", first)
        assert bool(known.of(second, "unit")) == twins


@pytest.mark.django_db
def test_a_bracketed_short_name_finds_the_body_and_is_no_part_of_a_new_ones_name(cast):
    known = Organisation.objects.create(name="青石县教育局", kind=Kind.UNIT)
    education, power = planned(["单位名称"], ["青石县教育局（县教育局）"], ["国网青石县供电公司（县供电公司）"])
    assert education.body == known and education.values["short_name"] == "县教育局" and not education.doubts
    assert (power.values["name"], power.values["short_name"]) == ("国网青石县供电公司", "县供电公司")
    (noted,) = planned(["单位名称"], ["青石学院（筹）"])
    assert noted.values["name"] == "青石学院" and "“筹”没有读作名称" in noted.doubts[0]


@pytest.mark.django_db
def test_twins_are_asked_about_in_the_directory_and_within_the_sheet(cast):
    Organisation.objects.create(name="青石县文化广电和旅游局", kind=Kind.UNIT)
    rows = planned(["单位名称"], ["青石县文旅局"], ["人力资源和社会保障局"], ["青石县人力资源社会保障局"])
    said = ["".join(one.doubts) for one in rows]
    assert "目录里的“青石县文化广电和旅游局”" in said[0] and not said[1]
    assert "第 3 行的“人力资源和社会保障局”" in said[2]


@pytest.mark.django_db
def test_a_group_of_several_sorts_says_nothing_against_the_names_below_it(cast):
    rows = planned(
        ["单位名称"], ["县委部门"], ["县委组织部"], ["乡镇"], ["东山镇"], ["四、群团、法检及其他"], ["县总工会"],
        ["县人民法院"], ["县人民检察院"], ["县供电公司"], ["县残疾人联合会"],
    )  # fmt: skip
    assert [(one.values["name"], one.values["kind"], one.values.get("branch", "")) for one in rows] == [
        ("县委组织部", "unit", "party"), ("东山镇", "unit", "government"),
        ("县总工会", "peoples_organisation", "party"), ("县人民法院", "unit", "court"),
        ("县人民检察院", "unit", "procuratorate"), ("县供电公司", "unit", "other"),
        ("县残疾人联合会", "peoples_organisation", ""),
    ]  # fmt: skip
    assert all(one.doubts for one in rows[3:])


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["1380571100", "13800000001234", "0571123456789012", "13800000001、无", "、无"])
def test_an_odd_telephone_number_is_looked_at(cast, written):
    (one,) = planned(["单位名称", "联系电话"], ["县某局", written])
    assert any("联系电话" in doubt for doubt in one.doubts)
    assert "无" not in one.values.get("contact_phone", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "kept"),
    [("5221003 5221033", "5221003、5221033"), ("5221003（办）13900000001（手机）", "5221003、13900000001")],
)
def test_numbers_side_by_side_are_several(cast, written, kept):
    (one,) = planned(["单位名称", "联系电话"], ["县某局", written])
    assert one.values["contact_phone"] == kept and not any("位数或号段" in doubt for doubt in one.doubts)


@pytest.mark.django_db
def test_the_columns_of_a_list_of_sectors_are_read(cast):
    rows = read_sheet(book_of([["界别名称", "别称"], ["青石界", "青石"]], title="Sheet1")).rows
    assert [(row.name, row.spellings) for row in rows] == [("青石界", "青石")]


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
def test_rows_with_a_doubt_are_written_once_somebody_says_to_know_of_them(cast):
    browser, data = signed_in(cast.office_clerk), book_of([["单位名称"], ["青石学院（筹）"]], title="单位")
    shown = browser.post("/settings/organisations/import/", {"file": SimpleUploadedFile("单位.xlsx", data)}).url
    page = browser.get(shown)
    given = {"digest": page.context["plan"].digest}
    assert page.context["unlooked"] == 1 and 'name="known"' in page.content.decode()
    refused = browser.post(f"{shown}confirm/", given, follow=True).content.decode()
    assert "打开“需核对”，看过后勾选“已看过”" in refused
    on_tab, elsewhere = (browser.get(f"{shown}?show={tab}").content.decode() for tab in ("check", "new"))
    assert "需核对的 1 行已看过" in on_tab and 'name="looked"' in on_tab
    assert "没有逐行看过，已知晓" in elsewhere and 'name="looked"' not in elsewhere
    assert not Organisation.objects.filter(name="青石学院").exists()
    browser.post(f"{shown}confirm/", given | {"known": "1", "looked": "1"})
    assert Organisation.objects.filter(name="青石学院").exists()
    assert "需核对的 1 行已看过" in Event.objects.get(key="import_bodies").text


@pytest.mark.django_db
def test_a_name_that_is_a_formula_without_a_result_is_its_rows_fault(cast):
    rows = planned(["单位名称", "备注", "类别"], ["县某局", "", ""], ["=A9", "", "人民团体"], ["县某办", "", ""])
    assert [(one.row.name, one.kind) for one in rows] == [("县某局", "new"), ("", "refused"), ("县某办", "new")]
    assert rows[2].values["kind"] == "unit"


@pytest.mark.django_db
def test_what_several_names_end_with_is_nobodys_short_name(cast):
    rows = planned(
        ["单位名称", "简称"], ["县委督查室", "督查室"], ["县政府督查室", "督查室"], ["县督查室", "督查室"],
        ["县林草局", "林草局"], ["县委办公室", "办公室"], ["县政府办公室", "县府办"],
    )  # fmt: skip
    shorts = {one.row.name: one.values.get("short_name", "") for one in rows}
    assert [name for name, short in shorts.items() if short] == ["县林草局", "县政府办公室"]
    for one in rows[:3]:
        (told,) = [doubt for doubt in one.doubts if "没有登记" in doubt]
        assert "“督查室”可能指" in told and "县委督查室、县政府督查室" in told


@pytest.mark.django_db
def test_a_short_name_that_fits_a_body_of_the_directory_as_well_is_nobodys(cast):
    Organisation.objects.create(name="市林业局", kind=Kind.UNIT)
    (one,) = planned(["单位名称", "简称"], ["县林业局", "林业局"])
    assert "short_name" not in one.values and "市林业局、县林业局" in "".join(one.doubts)
    kept = Organisation.objects.create(name="县林业局", short_name="林业局", kind=Kind.UNIT)
    (again,) = planned(["单位名称", "简称"], ["县林业局", "林业局"])
    assert (again.body, again.kind, again.doubts) == (kept, "unchanged", [])  # settled by a person


def test_an_office_called_by_the_bare_word_is_nobodys_channel_but_by_its_own_name(cast):
    party = Organisation.objects.create(name="县委督查室", kind="supervision_office")
    bare = Organisation.objects.create(name="督查室", kind="supervision_office")
    known = Directory.read()
    assert known.office("垂直管理", {}) is None and known.office("其他", {}) is None
    assert known.office("县委", {}) == party and known.office("督查室", {}) == bare


def _planned(*rows, head=("单位名称", "联系人", "联系电话", "备注")):
    return plan_import(read_sheet(book_of([list(head), *map(list, rows)])).rows).rows


@pytest.mark.django_db
def test_likely_twins_with_one_contact_are_one_body(cast):
    first, again = _planned(["县住房和城乡建设局", "高某", "13911110001", ""], ["县住建局", "高某", "13911110001", ""])
    assert again.kind == "unchanged" and "合为一家" in again.doubts[0]
    assert first.names == [("alias", "县住建局")]
    first, again = _planned(["县住房和城乡建设局", "高某", "13911110001", ""], ["县住建局", "李某", "13911110002", ""])
    assert again.kind == "new" and "可能就是" in again.doubts[0]


@pytest.mark.django_db
def test_a_likely_twin_of_the_directory_with_its_contact_is_that_body(cast):
    body = Organisation.objects.create(name="县住房和城乡建设局", kind="unit", contact_name="高某")
    (one,) = _planned(["县住建局", "高某", "13911110001", ""])
    assert one.body == body and one.names == [("alias", "县住建局")] and one.doubts


@pytest.mark.django_db
def test_rows_of_one_unit_that_differ_by_empty_cells_are_merged(cast):
    first, again = _planned(["县林草局", "高某", "", ""], ["县林草局", "", "5221001", ""])
    assert (first.values["contact_name"], first.values["contact_phone"]) == ("高某", "5221001")
    assert again.kind == "unchanged" and "合为一行" in again.doubts[0]
    known, again = _planned(["区水利局", "高某", "", ""], ["区水利局", "", "13911110001", ""])
    assert known.values["contact_phone"] == "13911110001" and again.kind == "unchanged"
    assert "联系电话" in {change.label for change in known.changes}
    _, again = _planned(["县林草局", "高某", "", ""], ["县林草局", "李某", "", ""])
    assert again.kind == "refused"


@pytest.mark.django_db
@pytest.mark.parametrize("remark", ["原水利局", "原县水利局"])
def test_a_former_name_that_lives_is_asked_about(cast, remark):
    Organisation.objects.filter(pk=cast.water.pk).update(name="县水利局")
    (one,) = _planned(["县水务局", "辛某", "", remark])
    assert "目录里还有“县水利局”，是不是它更名为“县水务局”" in "".join(one.doubts)
