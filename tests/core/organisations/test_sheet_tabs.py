"""Worksheets of one book: which hold, which are set aside or not read at all, and one body in two of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.files.workbook import WorkbookError
from core.models import Organisation, OrganisationImport
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import NEW, REFUSED
from core.organisations.sheets.reading import read_sheet
from core.organisations.sheets.tabs import set_aside
from tests.builders.pages import signed_in
from tests.builders.rosters import as_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEAD = ["单位", "联络员", "电话"]
NOW = [HEAD, ["水利局", "丁一", "62310014"]]
OLD = [
    ["单位", "分管领导", "联络员", "电话"],
    ["县水利局", "老魏头", "老丁", "62319014"],
    ["县外经贸局", "", "老戊", ""],
]


def book(**tabs) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in tabs.items():
        sheet = made.create_sheet(name.removeprefix("_"))
        for row in rows:
            sheet.append(row)
    return as_bytes(made)


@pytest.mark.parametrize(
    ("names", "aside"),
    [
        (["2026年", "2025年旧表", "作废"], ["2025年旧表", "作废"]),
        (["2026年12月（最新）", "2024年（已过期）"], ["2024年（已过期）"]),
        (["2026", "2025"], ["2025"]),
        (["部门", "往年名单", "停用", "历史"], ["往年名单", "停用", "历史"]),
        (["旧州镇", "文化和历史研究", "2026年部门", "乡镇"], ["文化和历史研究"]),
        (["旧表"], []),
    ],
)
def test_which_tabs_seem_to_hold_no_more(names, aside):
    assert list(set_aside(names)) == aside


def test_an_old_tab_is_set_aside_and_read_where_somebody_ticks_it(cast):
    browser = signed_in(cast.office_clerk)
    file = SimpleUploadedFile("单位.xlsx", book(最新=NOW, _2025旧=OLD))
    where = browser.post("/settings/organisations/import/", {"file": file}).url
    page = browser.get(where)
    assert [one.row.name for one in page.context["plan"].rows] == ["水利局"]
    text = page.content.decode()
    assert "工作表“2025旧”（3 行）没有读入" in text and 'name="tab" value="2025旧"' in text
    browser.post(f"{where}tabs/", {"tab": ["2025旧"]})
    page = browser.get(where)
    assert [one.row.name for one in page.context["plan"].rows] == ["县水利局", "县外经贸局"]
    browser.post(f"{where}tabs/", {})
    assert [tab["read"] for tab in OrganisationImport.objects.get().summary["tabs"]] == [False, True], (
        "none is no choice"
    )
    assert signed_in(cast.clerk).post(f"{where}tabs/", {"tab": ["最新"]}).status_code in (403, 404)
    browser.post(f"{where}discard/")
    browser.post(f"{where}tabs/", {"tab": ["最新"]})
    assert [tab["read"] for tab in OrganisationImport.objects.get().summary["tabs"]] == [False, True]


def test_two_tabs_that_say_different_things_of_one_body_are_both_refused(cast):
    plan = plan_import(read_sheet(book(甲=NOW, 乙=OLD)).rows)
    assert [(one.row.name, one.kind) for one in plan.rows] == [
        ("水利局", REFUSED), ("县水利局", REFUSED), ("县外经贸局", NEW),
    ]  # fmt: skip
    assert all("看不出以哪一张为准" in one.reason and "丁一" in one.reason for one in plan.of_kind(REFUSED))
    body = Organisation.objects.create(name="县水利局", short_name="水利局", kind="unit", head_name="魏东")
    known = plan_import(read_sheet(book(甲=NOW, 乙=OLD)).rows)
    assert [one.kind for one in known.rows if one.body == body] == [REFUSED, REFUSED]
    further = [["单位", "分管领导"], ["水利局", "魏东"]]
    assert not plan_import(read_sheet(book(甲=NOW, 乙=further)).rows).of_kind(REFUSED), "one completes the other"


def test_what_is_set_aside_is_not_all_there_is_and_unread_tabs_are_told_with_their_rows():
    alone = read_sheet(book(作废=NOW))
    assert [row.name for row in alone.rows] == ["水利局"] and "看名称像是旧表" in alone.notes[0]
    duty = [["日期", "值班员"], ["12月1日", "小李"]]
    read = read_sheet(book(名单=NOW, 值班表=duty))
    assert any("“值班表”有 2 行，整张没有读入" in told for told in read.notes)
    with pytest.raises(WorkbookError, match="至少选一张"):
        read_sheet(book(甲=NOW, 乙=OLD), chosen=[])


@pytest.mark.parametrize("label", ["乡镇", "乡镇（街道）名称", "镇街", "乡镇/街道", "部门", "街道办名称"])
def test_towns_and_departments_head_the_column_of_names(label):
    rows = [[label, "联络员", "手机"], ["石桥镇", "陈海平", "13900030001"], ["白云街道", "蒋卫东", "13900030004"]]
    assert [row.name for row in read_sheet(book(表=rows)).rows] == ["石桥镇", "白云街道"]
    beside = [[label, "单位名称", "联络员"], ["石桥镇", "石桥镇人民政府", "陈海平"]]
    if label != "部门":
        assert [row.name for row in read_sheet(book(表=beside)).rows] == ["石桥镇人民政府"], "whose the units are"


def test_a_tab_called_by_its_contacts_makes_no_liaison_offices(cast):
    for name, kind in (("联络", "unit"), ("联络员", "unit"), ("联络办", "liaison_office")):
        (one,) = plan_import(read_sheet(book(**{name: [HEAD, ["县统计局", "钱多", "62310101"]]})).rows).rows
        assert one.becomes == kind, name
