"""A newer list of those who are to be rung up: units in short names, people changed, gone and called otherwise."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Organisation, OrganisationName
from core.organisations.sheets.applying import write
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import GONE
from core.organisations.sheets.reading import read_sheet
from core.people.actors import Actor
from tests.builders.cast import body, fresh
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEAD = ["单位", "联络员", "手机"]


def planned(*rows, head=HEAD):
    return plan_import(read_sheet(book_of([head, *rows])).rows).rows


def unit(name, contact="", phone="", **more):
    return Organisation.objects.create(name=name, kind="unit", contact_name=contact, contact_phone=phone, **more)


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("县水务局", "水务局"),
        ("县委政研办", "政研办"),
        ("县住房和城乡建设局", "住建局"),
        ("石桥乡人民政府", "石桥乡政府"),
    ],
)
def test_the_only_unit_that_fits_is_meant_whoever_is_rung_up_now(known, written):
    there = unit(known, "丁一", "13911110001")
    (one,) = planned([written, "文新", "13911110002"])
    assert one.body == there and one.values["contact_name"] == "文新" and one.doubts


def test_of_several_that_fit_none_is_meant_nor_one_that_has_a_row_of_its_own_nor_one_of_another_region():
    unit("县文化和旅游局", "丁一"), unit("县文化旅游发展局", "丁二")
    (one,) = planned(["文旅局", "文新", "13911110002"])
    assert one.body is None and "可能就是" in one.doubts[0]
    unit("县农业农村局", "丁三")
    first, own = planned(["农业局", "文新", "13911110002"], ["县农业农村局", "丁三", ""])
    assert first.body is None and own.body.name == "县农业农村局"
    unit("区审计局", "丁四")
    (other,) = planned(["县审计局", "文新", "13911110002"])
    assert other.body is None and other.doubts


def test_who_is_reached_alike_is_one_where_the_words_are_too():
    youth = body("共青团清源县委", Organisation.Kind.PEOPLES_ORGANISATION)
    Organisation.objects.filter(pk=youth.pk).update(contact_name="黄某", contact_phone="13911110003")
    air = unit("市生态环境局清源分局", "袁某", "13911110004")
    (first, second) = planned(["团委", "黄某", "13911110003"], ["环保局", "袁某", "13911110004"])
    assert (first.body, second.body) == (youth, air) and first.doubts and second.doubts
    assert not any("选不到它" in told for told in first.doubts), "it is not registered anew"


def test_a_row_called_as_another_one_for_short_is_that_one():
    head = ["单位", "简称", "联络员", "手机"]
    first, again = planned(
        ["县城市管理和综合执法局", "县城管局", "武某", "13911110005"], ["县城管局", "", "", ""], head=head
    )
    assert first.kind == "new" and again.kind == "unchanged" and "合为一家" in again.doubts[0]


def test_a_unit_is_no_sector_that_is_called_so():
    sector = body("妇联界", Organisation.Kind.SECTOR)
    for name in ("妇联", "总工会"):
        OrganisationName.objects.create(organisation=sector, name=name, kind="alias")
    union = body("清源县总工会", Organisation.Kind.PEOPLES_ORGANISATION)
    head = [*HEAD, "是否承办"]
    women, labour = planned(["妇联", "柳某", "13911110006", "是"], ["总工会", "彭某", "13911110007", "是"], head=head)
    assert women.body is None and women.values["also_handles"] is True and labour.body == union
    (asked,) = planned(["妇联", "柳某", "13911110006"])
    assert asked.kind == "new" and any("界别“妇联界”" in told for told in asked.doubts)
    (said,) = plan_import(read_sheet(book_of([["界别", "联系人"], ["妇联", "柳某"]])).rows).rows
    assert said.body == sector, "in a list of sectors it is one"


def test_whoever_has_gone_is_the_contact_no_more(cast):
    there = unit("县粮储局", "唐某", "62310001、13911110008")
    (one,) = planned(["县粮储局", "唐某（调走）", ""])
    assert one.kind == "changed" and one.values == {"contact_name": "", "contact_phone": "62310001"}
    assert [(change.label, change.old, change.new) for change in one.changes] == [
        ("联系人", "唐某", ""),
        ("联系电话", "62310001、13911110008", "62310001"),
    ]
    write(plan_import(read_sheet(book_of([HEAD, ["县粮储局", "唐某（调走）", ""]])).rows),
          actor=Actor.of(cast.office_clerk), source="表")  # fmt: skip
    assert fresh(there).contact_name == ""
    two = unit("县气象局", "唐某、文某", "13911110008、13911110009")
    (one,) = planned(["县气象局", "唐某（已调离）", ""])
    assert one.values == {"contact_name": "文某"} and any("还有没有已离开的人的号码" in told for told in one.doubts)
    Organisation.objects.filter(pk=two.pk).update(contact_name="文某")
    (one,) = planned(["县气象局", "唐某（已调离）", ""])
    assert one.kind == "unchanged", "somebody else is there by now"


def test_words_are_no_number():
    there = unit("县委编办", "李某", "13911110010")
    head = ["单位", "分管领导及职务", "联系电话", "经办人", "经办人电话"]
    (one,) = planned(["县委编办", "李某 主任", "139 1111 0011", "李某", "同左"], head=head)
    assert one.values["contact_phone"] == one.values["head_phone"] == "13911110011"
    (one,) = planned(["县委编办", "", "", "李某", "同左"], head=head)
    assert "contact_phone" not in one.values and any("左边没有号码" in told for told in one.doubts)
    (one,) = planned(["县委编办", "", "", "李某", "见附件2"], head=head)
    assert "contact_phone" not in one.values and any("“见附件2”，不是号码" in told for told in one.doubts)
    assert fresh(there).contact_phone == "13911110010"


def test_a_list_of_mobile_numbers_leaves_the_others():
    unit("县司法局", "林某", "62310002、13911110012")
    (one,) = planned(["县司法局", "林某", "13911110013"])
    assert one.values["contact_phone"] == "62310002、13911110013"
    (one,) = planned(["县司法局", "林某", "13911110012"])
    assert one.kind == "unchanged"
    (one,) = planned(["县司法局", "林某", "13911110013"], head=["单位", "联络员", "联系电话"])
    assert one.values["contact_phone"] == "13911110013", "a list of all numbers says which there are"


def test_somebody_else_to_be_rung_up_is_the_contact_too_where_there_is_a_number():
    (one,) = planned(["县总工会", "彭某（挂职，联系廖 某）", "13911110014/13911110015"])
    assert one.values["contact_name"] == "彭某、廖某" and any("联系“廖某”" in told for told in one.doubts)
    (one,) = planned(["县总工会", "彭某（挂职，联系乡镇）", "13911110014/13911110015"])
    assert one.values["contact_name"] == "彭某"
    unit("县公安局", "赵某", "13911110016")
    (one,) = planned(["县公安局", "", "13911110017"])
    assert any("没有写联系人的姓名" in told for told in one.doubts)


def test_who_stands_in_a_list_of_those_who_handle_does_so():
    rows = [["清源县提案承办单位通讯录"], HEAD, ["县妇联", "柳某", "13911110018"], ["县科协", "柳某", ""]]
    for one in plan_import(read_sheet(book_of(rows)).rows).rows:
        assert one.values["also_handles"] is True and any("表题写明是承办单位" in told for told in one.doubts)
    (one,) = planned(["县妇联", "柳某", "13911110018"])
    assert "also_handles" not in one.values


def test_nothing_is_asked_of_a_name_without_its_region_where_the_same_person_is_rung_up():
    there = unit("云溪县教育局", "丁一", "13911110001")
    (one,) = planned(["县教育局", "丁一", "13911110001"])
    assert one.body == there and one.doubts == [] and [given for _, given in one.names] == ["县教育局"]
    (other,) = planned(["县教育局", "文新", "13911110002"])
    assert other.body == there and other.doubts


def test_what_the_directory_has_and_the_newer_list_has_not_is_told(cast):
    for name in ("县审计局", "县公安局", "县教育局"):
        unit(name, "丁一")
    office = signed_in(cast.office_clerk)
    rows = [HEAD, ["县审计局", "丁一", ""], ["县教育局", "丁一", ""], [cast.water.name, "丁二", ""]]
    file = SimpleUploadedFile("单位.xlsx", book_of(rows))
    where = office.post("/settings/organisations/import/", {"file": file}).url
    page = office.get(f"{where}?show=absent")
    names = {line.name for line in page.context["page"]}
    assert "县公安局" in names and not names & {"县审计局", "县教育局", str(cast.gov)}
    assert "这份表里没有，不会改动" in page.content.decode()


def test_what_became_of_a_unit_may_stand_in_the_cell_of_its_name():
    there = unit("县农业农村局", "丁一")
    (one,) = planned(["原县农业局，现并入县农业农村局", "", ""])
    assert (one.kind, one.row.name, one.heir) == (GONE, "县农业局", there)
