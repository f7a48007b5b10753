"""Sheets of changes (机构变动情况): each line is told with the page on which it is done; why others are not read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.models import Organisation, OrganisationImport
from core.organisations.sheets.pages import moved
from core.organisations.sheets.reading import read_sheet
from tests.builders.cast import fresh
from tests.builders.pages import signed_in
from tests.builders.rosters import as_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MOVES = [
    ["机构变动情况表"],
    ["序号", "原单位名称", "现单位名称", "变动情况"],
    [1, "县水利局", "县水务局", "更名"],
    [2, "县文化局、县旅游局", "县文化和旅游局", "合并组建"],
    [3, "县物价局", "", "撤销"],
    [4, "县林业局", "县自然资源局", "并入"],
    [5, "县某某局", "", "撤销"],
]


def book(lists, moves, *hidden) -> bytes:
    made = Workbook()
    for name, rows in (("名单", lists), ("机构变动情况", moves), *((name, [["单位名称"]]) for name in hidden)):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.remove(made.worksheets[0])
    return as_bytes(made)


@pytest.fixture
def old(cast) -> dict[str, Organisation]:
    names = ("县水利局", "县文化局", "县旅游局", "县物价局", "县林业局", "县自然资源局")
    return {name: Organisation.objects.create(name=name, kind="unit") for name in names}


def uploaded(browser, data: bytes) -> str:
    file = SimpleUploadedFile("单位.xlsx", data)
    return browser.post("/settings/organisations/import/", {"file": file}).url


def test_each_change_leads_to_the_page_on_which_it_is_done(cast, old):
    browser = signed_in(cast.office_clerk)
    where = uploaded(browser, book([["单位名称"], ["县司法局"]], MOVES, "旧表"))
    page = browser.get(f"{where}?show=moves")
    lines = {line.name: line for line in page.context["page"]}
    address = {name: body.get_absolute_url() for name, body in old.items()}
    assert lines["县水利局 → 县水务局"].url.startswith(f"{address['县水利局']}rename/?name=")
    assert lines["县林业局 → 县自然资源局"].url == f"{address['县林业局']}merge/?into={old['县自然资源局'].pk}"
    assert lines["县物价局"].url == f"{address['县物价局']}close/"
    assert "先由其中一家更名" in lines["县旅游局 → 县文化和旅游局"].texts[1]
    assert "不用办理" in lines["县某某局"].texts[1] and not lines["县某某局"].url
    text = page.content.decode()
    assert "6 条变动情况" in text and "旧表（隐藏的工作表）" in text and "机构变动情况（" not in text
    browser.post(f"{where}confirm/", {"digest": page.context["plan"].digest})
    assert Organisation.objects.filter(name="县司法局").exists() and fresh(old["县水利局"]).name == "县水利局"
    assert "县水利局 → 县水务局" in browser.get(where).content.decode(), "what is left to do is on the result, too"


def test_what_is_proposed_stands_in_the_form_and_is_done_once_it_is_kept(cast, old):
    browser = signed_in(cast.office_clerk)
    where = uploaded(browser, book([["单位名称"], ["县司法局"]], MOVES))
    lines = {line.name: line for line in browser.get(f"{where}?show=moves").context["page"]}
    form = browser.get(lines["县水利局 → 县水务局"].url).context["form"]
    assert form["name"].value() == "县水务局"
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    browser.post(lines["县水利局 → 县水务局"].url, sent | {"reason": "机构改革"})
    assert fresh(old["县水利局"]).name == "县水务局"
    again = {line.name: line for line in browser.get(f"{where}?show=moves").context["page"]}
    (row,) = browser.get(uploaded(browser, book([["单位名称"], ["县水利局"]], MOVES))).context["plan"].rows
    assert row.body == old["县水利局"] and not any("按在用登记" in doubt for doubt in row.doubts)
    assert "已办理：“县水利局”是“县水务局”的曾用名" in again["县水利局 → 县水务局"].texts[1]
    merging = browser.get(lines["县林业局 → 县自然资源局"].url)
    assert f'value="{old["县自然资源局"].pk}"' in merging.content.decode()
    assert str(merging.context["form"]["into"].value()) == str(old["县自然资源局"].pk)


def test_a_workbook_of_changes_alone_is_told_too(cast, old):
    browser = signed_in(cast.office_clerk)
    page = browser.get(uploaded(browser, book([["说明"]], MOVES)))
    assert page.status_code == 200 and "6 条变动情况" in page.content.decode()
    assert OrganisationImport.objects.get().summary["why_unread"] == ["名单（没有写“单位名称”的表头）"]


def test_a_unit_that_the_list_has_in_use_and_the_changes_have_not_is_asked_about(cast):
    browser = signed_in(cast.office_clerk)
    where = uploaded(browser, book([["单位名称"], ["县水利局"], ["县司法局"]], MOVES))
    asked = browser.get(f"{where}?show=check").content.decode()
    assert "写“县水利局 → 县水务局，更名”，这里现按在用登记" in asked and "县司法局" not in asked
    lines = {line.name: line for line in browser.get(f"{where}?show=moves").context["page"]}
    assert "导入以后再办理" in lines["县水利局 → 县水务局"].texts[1]


def test_new_bodies_are_found_by_what_they_were_called():
    read = read_sheet(book([["单位名称"], ["县水务局"], ["县文化和旅游局"]], MOVES))
    water, culture = read.rows
    assert (water.former, culture.spellings) == ("县水利局", "县文化局、县旅游局")
    assert read.unread_sheets == [] and len(read.moves) == 6


REFORM = [
    ["序号", "改革前", "改革后", "方式", "说明"],
    [1, "县医疗保障局", "—", "保留", ""],
    [2, "县审计局", "县审计局", "重新组建", ""],
    [3, "县司法局", "/", "不涉及", ""],
    [4, "", "县数据局", "新设", "在县发改局挂牌"],
    [5, "县文旅局（体育职责）", "县体育中心", "划转", ""],
    [6, "县供销合作社联合社", "县供销总社", "更名", ""],
    [7, "上溪乡\n下溪乡", "上下溪镇", "撤并", ""],
    [8, "县信访局", "县委社会工作部管理的县信访局", "调整隶属", ""],
    [9, "县执法局（城市管理局）", "县城市管理局（县执法局）", "调整挂牌", ""],
    [10, "县人社局", "县人力局", "更名", ""],
    [11, "县外贸局", "县商务局", "更名", ""],
]


def test_a_reform_says_who_stays_who_is_new_and_who_may_be_meant(cast):
    names = (
        "县医疗保障局", "县审计局", "县司法局", "县文旅局", "县供销合作社联合社", "上溪乡", "下溪乡", "县信访局",
        "县执法局", "县人力资源和社会保障局",
    )  # fmt: skip
    bodies = {name: Organisation.objects.create(name=name, kind="unit") for name in names}
    browser = signed_in(cast.office_clerk)
    page = browser.get(uploaded(browser, book(REFORM, [["x"]])))
    text = page.content.decode()
    assert page.context["tab"] == "moves" and "与系统一致" not in text and "有内容的 0 行" not in text
    lines = {line.name: (line.url, line.texts[1]) for line in page.context["page"]}
    for name in ("县医疗保障局", "县司法局"):
        assert lines[name] == (bodies[name].get_absolute_url(), "表里写的是不变动，不用办理")
    assert lines["县审计局 → 县审计局"][1] == "名称没有变，不用办理"
    assert "核对“县信访局”的上级" in lines["县信访局 → 县委社会工作部管理的县信访局"][1]
    url, told = lines["新设 县数据局"]
    assert told == "待办理：点名称，登记“县数据局”"
    assert browser.get(url).context["form"]["name"].value() == "县数据局"
    url, told = lines["县文旅局（体育职责） → 县体育中心"]
    assert told.startswith("只划转部分职责") and "/new/" in url and "停用" not in told
    for name in ("上溪乡", "下溪乡"):
        assert lines[f"{name} → 上下溪镇"][0].startswith(f"{bodies[name].get_absolute_url()}rename/")
    url, told = lines["县执法局（城市管理局） → 县城市管理局（县执法局）"]
    assert url.startswith(f"{bodies['县执法局'].get_absolute_url()}rename/") and "更名为“县城市管理局”" in told
    url, told = lines["县人社局 → 县人力局"]
    assert url == bodies["县人力资源和社会保障局"].get_absolute_url() and "可能就是“县人力资源和社会保障局”" in told
    assert "也没有“县商务局”" in lines["县外贸局 → 县商务局"][1] and "/new/" in lines["县外贸局 → 县商务局"][0]


def test_a_body_that_is_founded_and_one_that_belongs_elsewhere_are_to_be_done(cast, old):
    head = ["序号", "原单位名称", "变动类型", "现单位名称", "联系人/电话", "备注"]
    rows = [
        ["机构改革变动表（依据清委编〔2026〕31号，自2026年3月1日起）"],
        head,
        [1, "县数据中心", "新设", "", "邱某 13911110001", ""],
        [2, "县林业局", "隶属调整", "县林业局", "", "由县自然资源局管理"],
        [3, "县物价局", "归口调整", "", "", "有关归口另行通知"],
        [4, "——", "新组建", "县委社会工作部（县委社工部）", "温某", ""],
        [5, "县文化局", "更名", "县文旅局", "", ""],
        [6, "县水利局", "不变", "县水利局", "", ""],
    ]
    made = Workbook()
    for row in rows:
        made.active.append(row)
    lines = moved(read_sheet(as_bytes(made)).moves)
    founded, belongs, unsaid, department, renamed, stays = lines
    assert founded.name == "新设 县数据中心" and "待办理" in founded.texts[1]
    assert "contact_phone=13911110001" in founded.url and "%E5%8F%B7" in founded.url
    forest, land = old["县林业局"], old["县自然资源局"]
    assert (
        belongs.url == f"/settings/organisations/{forest.pk}/edit/?parent={land.pk}"
        and "上级改为“县自然资源局”" in belongs.texts[1]
    )
    assert "核对“县物价局”的上级" in unsaid.texts[1] and "不用办理" in stays.texts[1]
    browser = signed_in(cast.office_clerk)
    assert browser.get(belongs.url).context["form"]["parent"].value() == land.pk
    new = browser.get(department.url).context["form"]
    assert (new["short_name"].value(), new["contact_name"].value()) == ("县委社工部", "温某")
    form = browser.get(renamed.url).context["form"]
    assert (str(form["day"].value()), form["reason"].value()) == ("2026-03-01", "清委编〔2026〕31号")
    Organisation.objects.filter(pk=forest.pk).update(parent=land)
    assert "不用办理" in moved(read_sheet(as_bytes(made)).moves)[1].texts[1]
