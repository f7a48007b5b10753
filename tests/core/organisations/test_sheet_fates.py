"""What a remark, a state or brackets say became of a body: none that is gone is registered, its name goes where it
belongs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Organisation
from core.organisations.sheets.applying import write
from core.organisations.sheets.fates import Sort, fate_of, repeats
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import CHANGED, GONE, NEW
from core.organisations.sheets.reading import read_sheet
from tests.builders.cast import who
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

HEAD = ["单位名称", "简称", "状态", "备注"]


def planned(*rows, head=HEAD):
    return plan_import(read_sheet(book_of([head, *rows])).rows)


@pytest.mark.parametrize(
    ("words", "sort", "into"),
    [
        ("已并入科工信局", Sort.MERGED, "科工信局"),
        ("撤销，职能划入区市场监管局", Sort.MERGED, "区市场监管局"),
        ("已撤并到自然资源局", Sort.MERGED, "自然资源局"),
        ("更名为区卫生健康局", Sort.RENAMED, "区卫生健康局"),
        ("撤乡设镇，现为石桥镇", Sort.RENAMED, "石桥镇"),
        ("2019年撤销", Sort.ENDED, ""),
        ("牌子挂在区委办，不再单设", Sort.ENDED, ""),
        ("同区政府办公室", Sort.SAME, "区政府办公室"),
        ("一个机构两块牌子", "", ""),
        ("垂直管理", "", ""),
        ("2018年由区旅游局和区文化局合并", "", ""),
        ("拟撤销", "", ""),
        ("同时承办", "", ""),
        ("改为公司制", "", ""),
    ],
)
def test_words_say_what_became_of_a_body(words, sort, into):
    fate = fate_of(words)
    assert (fate.sort, fate.into) == (sort, into)


def test_words_say_what_a_body_was_made_of():
    assert fate_of("原区卫计局").former == ["区卫计局"]
    assert fate_of("由原区科技局、区经信局合并组建").absorbed == ["区科技局", "区经信局"]
    assert fate_of("区委老干部局并入").absorbed == ["区委老干部局"]
    assert fate_of("并转另定").unread or fate_of("并转另定").sort
    assert repeats("与1重复") and not repeats("与民政局合署")


@pytest.mark.django_db
def test_who_is_gone_is_not_registered_and_leaves_the_name_to_its_heir(cast):
    plan = planned(
        ["区科学技术和工业信息化局", "科工信局", "", "由原区科技局、区经信局合并组建"],
        ["区经信局", "", "", "已并入科工信局"],
        ["区卫计局", "", "", "更名为区卫生健康局"],
        ["区卫生健康局", "", "", ""],
        ["区粮食局", "", "", "2019年撤销"],
        ["区林业局（已撤并到区卫健局）", "", "", ""],
        ["区文旅局", "", "", "挂区文物局牌子"],
        ["区房产局", "", "撤销", "职能并入区不知局"],
    )
    made, merged, old, new, ended, moved, live, unknown = plan.rows
    assert [one.kind for one in plan.rows] == [NEW, GONE, GONE, NEW, GONE, GONE, NEW, GONE]
    assert {name for _, name in made.names} == {"区科技局", "区经信局"}
    assert new.names == [("former", "区卫计局"), ("alias", "区林业局")]
    assert "“区卫计局”登记为“区卫生健康局”的曾用名" in old.doubts[-1]
    assert "没有登记为单位" in ended.doubts[-1] and "“区不知局”不在目录里" in unknown.doubts[-1]
    assert merged.doubts and moved.row.called == "" and not live.doubts
    assert "已撤并 5" in plan.tally and plan.counts[GONE] == 5
    write(plan, actor=who(cast.office_clerk), source="单位.xlsx")
    there = set(Organisation.objects.values_list("name", flat=True))
    assert not there & {"区经信局", "区卫计局", "区粮食局", "区林业局", "区房产局"}
    assert {"区卫生健康局", "区文旅局"} <= there
    event = Organisation.objects.get(name="区文旅局")
    assert plan_import(read_sheet(book_of([HEAD, ["区林业局", "", "", ""]])).rows).rows[0].body.name == "区卫生健康局"
    assert event.pk


@pytest.mark.django_db
def test_a_body_in_use_that_is_said_to_have_ended_is_shown_with_the_way_to_its_page(cast):
    data = book_of([HEAD, [cast.water.name, "", "撤销", "职能并入区水务集团公司"]], title="单位")
    browser = signed_in(cast.office_clerk)
    shown = browser.post("/settings/organisations/import/", {"file": SimpleUploadedFile("单位.xlsx", data)}).url
    page = browser.get(f"{shown}?show=gone").content.decode()
    assert cast.water.get_absolute_url() in page and "办理“合并”" in page and "还在用，没有改动" in page
    assert "已撤并 1" in page and "未变 0" in page


@pytest.mark.django_db
def test_a_name_goes_to_a_body_of_which_the_sheet_has_no_row(cast):
    plan = planned(["区水政监察大队", "", "", f"已并入{cast.water.name}"])
    (one,) = plan.rows
    assert one.kind == GONE and one.heir == cast.water and one.names == [("alias", "区水政监察大队")]
    write(plan, actor=who(cast.office_clerk), source="单位.xlsx")
    assert cast.water.names.filter(name="区水政监察大队", kind="alias").exists()
    assert planned(["区水政监察大队", "", "", f"已并入{cast.water.name}"]).rows[0].names == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short", "long"),
    [("白石镇", "白石镇人民政府"), ("玉水街道", "玉水街道办事处"), ("政协办公室", "政协青禾县委员会办公室")],
)
def test_two_names_of_one_body_become_one(cast, short, long):
    Organisation.objects.filter(kind="cppcc_office").update(is_active=False)
    plan = planned([short, "", "", ""], [long, "", "", ""])
    assert [one.kind for one in plan.rows] == [NEW, "unchanged"]
    assert plan.rows[0].names == [("alias", long)] and "是同一家，合为一家" in plan.rows[1].doubts[0]
    write(plan, actor=who(cast.office_clerk), source="单位.xlsx")
    again = planned([long, "", "", ""], [short, "", "", ""])
    assert {one.body.name for one in again.rows} == {short} and not any(one.reason for one in again.rows)


@pytest.mark.django_db
def test_a_second_sheet_with_the_longer_name_finds_the_body(cast):
    write(planned(["白石镇", "", "", ""]), actor=who(cast.office_clerk), source="一.xlsx")
    (one,) = planned(["白石镇人民政府", "", "", ""]).rows
    assert one.kind == CHANGED and one.body.name == "白石镇" and one.names == [("alias", "白石镇人民政府")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["区文化局/区旅游局", "区残联理事会、区红十字会"])
def test_two_bodies_in_one_cell_come_back(cast, name):
    (one,) = planned([name, "", "", ""]).rows
    assert one.kind == "refused" and "像是写了 2 家" in one.reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"),
    [("提案委办公室", "cppcc_office"), ("白石镇政协委员联络处", "liaison_office"), ("提案委", "special_committee")],
)
def test_bodies_of_the_committee_are_known_by_their_names(cast, name, kind):
    data = book_of([["单位名称", "联系人"], ["（一）政协机关", ""], [name, "林某"]], title="单位")
    assert plan_import(read_sheet(data).rows).rows[0].values["kind"] == kind


@pytest.mark.django_db
def test_the_federation_among_the_parties_is_a_peoples_organisation(cast):
    head = ["类别", "单位名称"]
    (one,) = planned(["民主党派、工商联", "区工商联合会"], head=head).rows
    assert one.values["kind"] == "peoples_organisation" and "交办时选不到它" in "".join(one.doubts)


@pytest.mark.django_db
def test_the_bare_office_below_the_committees_heading_is_the_committees_office(cast):
    Organisation.objects.filter(kind="cppcc_office").update(is_active=False)
    data = book_of(
        [["单位名称", "联系人"], ["（一）政协机关", ""], ["办公室", "林某"], ["政协青禾县委员会办公室", "林某"]]
    )
    first, again = plan_import(read_sheet(data).rows).rows
    assert first.values["kind"] == "cppcc_office" and first.names == [("alias", "政协青禾县委员会办公室")]
    assert again.kind == "unchanged" and "合为一家" in again.doubts[0]


@pytest.mark.django_db
def test_a_renamed_town_that_is_nowhere_is_advised_by_its_new_name(cast):
    data = book_of([["单位名称", "备注"], ["白石乡", "撤乡设镇，现为白石镇"]])
    (one,) = plan_import(read_sheet(data).rows).rows
    assert "请把单位名称改为“白石镇”、“白石乡”写在“曾用名”栏" in one.doubts[-1]


@pytest.mark.django_db
@pytest.mark.parametrize("remark", ["已改制为供销集团有限公司", "改组为国资公司", "已转为企业"])
def test_a_remark_of_another_form_raises_a_doubt(cast, remark):
    data = book_of([["单位名称", "备注"], ["区供销联社", remark]])
    (one,) = plan_import(read_sheet(data).rows).rows
    assert "按在用登记" in "".join(one.doubts)
