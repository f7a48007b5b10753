"""Sheets of bodies as offices have them: titles, merged cells, numbering, totals, full width, several sorts in one."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from core.clock.reminders.people import Directory
from core.files.workbook import WorkbookError
from core.matters import filters
from core.matters.fields import handling_units
from core.models import Event, Organisation, OrganisationImport, OrganisationName, Role
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from core.people.batch.words import Bodies
from tests.builders.cast import person
from workbench.board.table import holders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
BACKEND = "core.backends.PostBackend"
URL = "/settings/organisations/import/"


def xlsx(sheets: dict[str, list[list]], merges: dict[str, list[str]] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merges or {}).get(name, []):
            sheet.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


UNITS = xlsx(
    {
        "Sheet1": [
            ["江岭区提案承办单位一览表"],
            ["填报：区政协提案委　　2026年3月"],
            ["序号", "承办单位名称", "简 称", "系统", "督查渠道", "联系人", "联系人电话", "备注"],
            ["一、政府系统（4家）"],
            [1, "区 水 利 局", "区水利局", "政府", "区政府督查室", "江晓淼", 13800000001, ""],
            [2, "２．区住房和城乡建设局", "区住建局", None, None, "马宁", "１３８ ０００００００２", ""],
            [3, "区文化和旅游局", "区文旅局", None, None, "苏砚秋", "0000-8123456", "新增"],
            [4, "区科技局", "", None, None, "", "", ""],
            ["二、党群系统"],
            [5, "区委宣传部", "宣传部", "党群", "区委督查室", "文思齐", "—", ""],
            [6, None, "", "党群", "区委督查室", "无名氏", "1", ""],
            ["合计", "6家"],
            ["注：联系人变动请及时告知。"],
        ]
    },
    {"Sheet1": ["A1:H1", "D5:D8", "E5:E8", "A4:H4", "A9:H9"]},
)
BODIES = xlsx(
    {
        "界别": [
            ["政协江岭区委员会界别目录"],
            ["序号", "界别", "其他写法"],
            ["（1）", "农业界", "农业、农林"],
            ["（2）", "医药卫生界", "医卫"],
        ],
        "专委会和小组": [
            ["名称", "类别", "上级"],
            ["经济委员会", "专门委员会", "区政协办公室"],
            ["提案委员会", "", "区政协办公室"],
            ["青山街道委员小组", None, None],
            ["民盟江岭区委员会", None, None],
            ["区总工会", None, None],
            ["云桥联络办", "", "第九办公室"],
        ],
        "说明": [["本表由区政协办公室整理"]],
    }
)  # fmt: skip
TWO_LINES = xlsx(
    {
        "名单": [
            ["各承办单位联络方式"],
            ["承办单位", "单位类别", "联络方式", None, "原单位名称"],
            [None, None, "联系人", "手机", None],
            ["区数据局（区政务服务局）", "承办单位", "舒捷", "13900000009.0", "区大数据局、区行政审批局"],
            ["区财政局", "政府部门", "金如筠", "13900000010", ""],
            ["区财政局", "政府部门", "金如筠", "13900000010", ""],
            ["区教育局", "政府部门", "甲", "13900000011", ""],
            ["区教育局", "政府部门", "乙", "13900000012", ""],
        ]
    },
    {"名单": ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"]},
)


def planned(data):
    return {one.row.name or "?": one for one in plan_import(read_sheet(data).rows).rows}


def test_titles_numbering_groups_totals_and_full_width(cast):
    found = planned(UNITS)
    assert list(found) == ["区水利局", "区住房和城乡建设局", "区文化和旅游局", "区科技局", "区委宣传部", "?"]
    water, culture, publicity = found["区水利局"], found["区文化和旅游局"], found["区委宣传部"]
    assert (water.kind, water.body) == ("changed", cast.water)
    assert {(c.label, c.new) for c in water.changes} == {
        ("系统", "政府"), ("联系人", "江晓淼"), ("联系电话", "13800000001"),
    }  # fmt: skip
    assert found["区住房和城乡建设局"].values["contact_phone"] == "13800000002"
    assert culture.kind == "new" and culture.values["supervised_by"] == cast.gov  # from the merged cell
    assert culture.values["kind"] == "unit" and not culture.doubts
    assert (publicity.values["branch"], publicity.values["supervised_by"]) == ("party", cast.party)
    assert "contact_phone" not in publicity.values
    assert found["?"].kind == "refused" and "补上名称" in found["?"].reason


def test_sectors_committees_groups_parties_and_offices_in_one_workbook(cast):
    found = planned(BODIES)
    kinds = {name: one.body.kind if one.body else one.values["kind"] for name, one in found.items()}
    assert kinds == {
        "农业界": "sector", "医药卫生界": "sector", "经济委员会": "special_committee",
        "提案委员会": "special_committee", "青山街道委员小组": "member_group",
        "民盟江岭区委员会": "party", "区总工会": "peoples_organisation",
        "云桥联络办": "liaison_office",
    }  # fmt: skip
    assert [name for name, one in found.items() if one.kind == "changed"] == ["农业界", "经济委员会"]
    assert any("请核对" in doubt for doubt in found["区总工会"].doubts)
    assert any("第九办公室" in doubt for doubt in found["云桥联络办"].doubts)
    assert found["提案委员会"].values["parent"] == cast.office


def test_two_lines_of_heading_repeated_rows_and_rows_that_contradict(cast):
    rows = plan_import(read_sheet(TWO_LINES).rows).rows
    assert [one.kind for one in rows] == ["new", "changed", "unchanged", "changed", "refused"]
    assert rows[0].values["contact_phone"] == "13900000009"
    assert rows[0].values["name"] == "区数据局"
    assert rows[0].names == [("alias", "区政务服务局"), ("former", "区大数据局"), ("former", "区行政审批局")]
    assert "第 7 行" in rows[4].reason and "联系人（“甲”与“乙”）、联系电话（“13900000011”与" in rows[4].reason
    assert rows[1].values["contact_name"] == "金如筠"


@pytest.mark.parametrize("merges", [[], ["A2:D2", "A4:D4"]])
@pytest.mark.parametrize(
    ("label", "first", "at", "kinds"),
    [
        ("名称", "界别（28个）", 0, ["sector", "unit"]),
        ("单位名称", "承办单位（27家）", 0, ["unit", "unit"]),
        ("单位名称", "单位名称（28个）", 0, ["unit", "unit"]),
        ("名称", "界别（28个）", 1, ["sector", "unit"]),
    ],
)
def test_a_groups_heading_below_the_columns_is_no_second_line_of_theirs(cast, label, first, at, kinds, merges):
    """“界别（28个）” alone in a row names no column: the numbers must not become the names."""
    lone = [None] * at
    rows = [
        ["序号", label, "类别", "其他写法"], [*lone, first], [1, "渔业盐业", None, "渔盐"],
        [*lone, "二、承办单位（27家）"], [2, "区渔政站", None, ""],
    ]  # fmt: skip
    found = plan_import(read_sheet(xlsx({"表": rows}, {"表": [] if at else merges})).rows).rows
    assert [(one.row.name, one.values["kind"]) for one in found] == list(
        zip(["渔业盐业", "区渔政站"], kinds, strict=True)
    )
    assert found[0].names == [("alias", "渔盐")] and not found[0].reason


def test_a_groups_heading_may_have_its_count_in_a_cell_of_its_own(cast):
    rows = [["序号", "名称", "类别"], ["一、界别", "28个"], [1, "渔业盐业", None], [2, "5家", "界别"]]
    one, count = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert (one.row.name, one.values["kind"], count.kind) == ("渔业盐业", "sector", "refused")


def test_a_second_line_may_stand_below_the_name_too(cast):
    rows = [
        ["序号", "单位", "联系方式", None, None], [None, "名称", "姓名", "职务", "手机"],
        [1, "区渔政站", "舒捷", "科长", "13900000009"],
    ]  # fmt: skip
    (row,) = read_sheet(xlsx({"表": rows}, {"表": ["C1:E1"]})).rows
    assert (row.name, row.contact_name, row.contact_phone) == ("区渔政站", "舒捷", "13900000009")


@pytest.mark.parametrize("merges", [[], ["B1:C1", "D1:F1"]])
def test_a_second_line_divides_what_spans_and_keeps_the_rest(cast, merges):
    rows = [
        ["序号", "承办单位", None, "联系方式", None, None],
        [None, "名称", "简称", "联系人", "手机", "邮箱"],
        [1, "区渔政站", "渔政", "舒捷", "13900000009", "s@x.cn"],
    ]
    read = read_sheet(xlsx({"表": rows}, {"表": merges}))
    (row,) = read.rows
    assert (row.name, row.short_name, row.contact_name, row.contact_phone) == (
        "区渔政站", "渔政", "舒捷", "13900000009",
    )  # fmt: skip
    assert read.unread_columns == ["邮箱"]


def test_what_stands_beside_a_telephone_number_is_no_part_of_it(cast):
    rows = [["单位名称", "联系人", "电话"], ["区渔政站", "舒捷", "13811110006（微信同号）、s@x.cn"]]
    (one,) = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert one.values["contact_phone"] == "13811110006" and "微信同号、s@x.cn" in one.doubts[-1]


def test_a_number_is_no_name(cast):
    rows = [["单位名称", "系统"], ["17", "政府"], ["（3）", "政府"], ["110中心", "政府"]]
    found = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert [one.kind for one in found] == ["refused", "refused", "new"]
    assert "像是序号，不是名称" in found[0].reason


@pytest.mark.parametrize("turned", [False, True])
def test_offices_and_parents_of_the_same_sheet_are_found_whatever_the_order(cast, client, turned):
    rows = [
        ["区渔政站", "承办单位", "区海洋督查室", "区海洋发展局"], ["区海洋督查室", "督查室", "", ""],
        ["区海洋发展局", "承办单位", "海洋督查", ""], [cast.water.name, "", "区海洋督查室", "区海洋发展局"],
        ["区渔业站", "承办单位", "区渔政站", ""],
    ]  # fmt: skip
    data = xlsx({"表": [["单位名称", "类别", "交办督查渠道", "上级"], *(reversed(rows) if turned else rows)]})
    found = planned(data)
    assert not any(found[name].doubts for name in ("区渔政站", "区海洋发展局", cast.water.name))
    assert {c.label for c in found[cast.water.name].changes} == {"交办督查渠道", "上级"}
    assert "类别是承办单位，不是督查室" in found["区渔业站"].doubts[0]
    client.force_login(cast.office_clerk, backend=BACKEND)
    shown = upload(client, data)
    known = client.get(shown.url).context["unlooked"]
    client.post(f"{shown.url}confirm/", {"digest": plan_import(read_sheet(data).rows).digest, "known": known})
    for name in ("区渔政站", "区海洋发展局", cast.water.name):
        assert Organisation.objects.get(name=name).supervised_by.name == "区海洋督查室"
    assert Organisation.objects.get(name=cast.water.name).parent.name == "区海洋发展局"
    assert {one.kind for one in planned(data).values()} == {"unchanged"}


def test_a_kind_that_says_the_branch_fills_it(cast):
    rows = [["单位名称", "类别"], ["区渔政站", "政府部门"], ["区委老干部中心", "党委部门"], ["渔业集团", "承办单位"]]
    found = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert [one.values.get("branch") for one in found] == ["government", "party", None]
    rows = [["单位名称", "系统"], ["区渔政站", "政府部门"], ["区委老干部中心", "党委部门"]]
    found = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert [one.values.get("branch") for one in found] == ["government", "party"]


def test_a_file_without_names_is_refused_with_a_sentence():
    with pytest.raises(WorkbookError, match="没有找到表头"):
        read_sheet(xlsx({"a": [["甲", "乙"], ["1", "2"]]}))


def test_a_former_name_finds_the_body_and_does_not_rename_it(cast):
    OrganisationName.objects.create(organisation=cast.water, name="区水务局", kind="former")
    (one,) = plan_import(read_sheet(xlsx({"a": [["单位名称", "电话"], ["区水务局", "1234567"]]})).rows).rows
    assert one.body == cast.water and "name" not in one.values and "别称或曾用名" in one.doubts[0]


def upload(client, data, name="单位.xlsx"):
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def test_preview_confirm_once_and_a_second_click_changes_nothing(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    shown = upload(client, UNITS)
    assert upload(client, UNITS).url == shown.url  # kept once
    page = client.get(shown.url).content.decode()
    assert "补上名称" in page and not Organisation.objects.filter(name="区文化和旅游局").exists()
    assert "江晓淼" in client.get(f"{shown.url}?show=changed").content.decode()
    digest = plan_import(read_sheet(UNITS).rows).digest
    client.post(f"{shown.url}confirm/", {"digest": digest})  # a row is refused and not left out
    assert not Organisation.objects.filter(name="区文化和旅游局").exists()
    for _ in range(2):
        client.post(f"{shown.url}confirm/", {"digest": digest, "skip_refused": "1"})
    culture = Organisation.objects.get(name="区文化和旅游局")
    assert culture.supervised_by == cast.gov and culture.branch == "government"
    assert Event.objects.filter(key="import_bodies").count() == 1
    assert OrganisationImport.objects.get().state == "applied" and "新增 3 家" in client.get(shown.url).content.decode()
    assert {one.kind for one in planned(UNITS).values()} == {"unchanged", "refused"}


def test_what_changed_meanwhile_is_shown_again(cast, client):
    client.force_login(cast.sysadmin, backend=BACKEND)
    shown = upload(client, TWO_LINES)
    digest = plan_import(read_sheet(TWO_LINES).rows).digest
    Organisation.objects.filter(pk=cast.finance.pk).update(contact_name="金如筠", contact_phone="13900000010")
    told = {"skip_refused": "1", "known": "9"}
    client.post(f"{shown.url}confirm/", told | {"digest": digest})
    assert OrganisationImport.objects.get().state == "preview"
    client.post(f"{shown.url}confirm/", told | {"digest": plan_import(read_sheet(TWO_LINES).rows).digest})
    assert OrganisationImport.objects.get().state == "applied"  # nothing else was in its way


def test_strangers_import_nothing(cast, client):
    for user in (cast.clerk, cast.housing_clerk, cast.shen):
        client.force_login(user, backend=BACKEND)
        assert client.get(URL).status_code == 403 and upload(client, UNITS).status_code == 403
    assert not OrganisationImport.objects.exists()


def test_an_export_comes_back_unchanged(cast, client):
    OrganisationName.objects.create(organisation=cast.water, name="区水务局", kind="former")
    OrganisationName.objects.create(organisation=cast.farming, name="农林")
    Organisation.objects.filter(pk=cast.water.pk).update(parent=cast.office, contact_phone="0000-8123456")
    client.force_login(cast.office_clerk, backend=BACKEND)
    data = b"".join(client.get("/settings/organisations/?export=xlsx").streaming_content)
    assert [cell.value for cell in load_workbook(BytesIO(data)).active[1]][:3] == ["单位名称", "简称", "类别"]
    assert {(one.kind, tuple(one.doubts)) for one in planned(data).values()} == {("unchanged", ())}


def test_the_command_tells_and_writes(cast, tmp_path):
    path = tmp_path / "各界别.xlsx"
    path.write_bytes(BODIES)
    out = StringIO()
    call_command("import_organisations", str(path), "--dry-run", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["counts"] == {
        "new": 6,
        "changed": 2,
        "unchanged": 0,
        "gone": 0,
        "refused": 0,
        "skipped": 0,
        "heading": 3,
        "unread": 0,
        "further": 0,
    }
    assert told["unread_sheets"] == ["说明"]
    assert [line["why"] for line in told["left"]] == ["表头及以上"] * 3
    assert not Organisation.objects.filter(name="医药卫生界").exists()
    call_command("import_organisations", str(path), stdout=StringIO())
    health = Organisation.objects.get(name="医药卫生界")
    assert health.names.get().name == "医卫" and Event.objects.filter(key="add_body").count() == 6
    call_command("import_organisations", str(path), "--json", stdout=(again := StringIO()))
    assert json.loads(again.getvalue())["counts"]["unchanged"] == 8


def league() -> Organisation:
    return Organisation.objects.create(name="共青团江岭区委员会", short_name="团区委", kind="peoples_organisation")


def test_of_a_peoples_organisation_it_is_asked_whether_it_handles_too(cast):
    rows = [
        ["单位名称", "类别", "是否承办"],
        ["区残联", "人民团体", "是"],
        ["区妇联", "人民团体", ""],
        ["区水务局", "承办单位", ""],
    ]
    one, asked, unit = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert one.values["also_handles"] is True and not one.doubts
    assert "是否承办" in asked.doubts[0] and "also_handles" not in asked.values
    assert not unit.doubts
    known = league()
    rows = [["单位名称", "承办提案（是/否）"], ["共青团江岭区委员会", "是"], ["区民政局", "否"]]
    changed, told = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert changed.body == known and [c.label for c in changed.changes] == ["是否承办"]
    assert told.kind == "refused" and "是否承办" in told.reason  # nobody becomes a handling unit against the sheet
    rows = [["单位名称", "是否承办"], [cast.water.name, "否"]]
    (there,) = plan_import(read_sheet(xlsx({"表": rows})).rows).rows
    assert there.kind == "unchanged" and "没有改动" in there.doubts[0]


def test_a_body_that_handles_too_is_found_wherever_units_are(cast, client):
    """Assigning, filters, accounts, the guide's count, the board, the list of units, reminders."""
    body, other = league(), Organisation.objects.create(name="区工商联", kind="peoples_organisation")
    clerk = person("tuan", "团委经办", Role.UNIT_CLERK, body)
    client.force_login(cast.office_clerk, backend=BACKEND)
    assert body not in handling_units(None, None)
    given = {"kind": body.kind, "short_name": body.short_name, "order": "9", "seen": "0", "reason": "承办提案"}
    client.post(f"{body.get_absolute_url()}edit/", given | {"also_handles": "on"})
    body.refresh_from_db()
    assert body.also_handles and "也是承办单位" in client.get(body.get_absolute_url()).content.decode()
    for found in (handling_units(None, None), Organisation.objects.handling()):
        assert body in found and other not in found
    assert body.pk in [pk for pk, _ in filters._units()] and body.pk in [pk for pk, _ in holders()]
    assert Bodies().find("团区委", Role.UNIT_CLERK)[0] == body
    assert Bodies().find("区工商联", Role.UNIT_CLERK)[0] is None
    assert clerk.pk in Directory(date.today()).of_body(body.pk)
    listed = client.get("/settings/organisations/?kind=unit").content.decode()
    assert body.name in listed and other.name not in listed


@pytest.mark.parametrize(
    ("written", "name", "former"),
    [
        ("区海洋和渔业局（原区渔业局）", "区海洋和渔业局", ["区渔业局"]),
        ("区海洋和渔业局(原 区渔业局、区海洋局)", "区海洋和渔业局", ["区渔业局", "区海洋局"]),
        ("区体育中心（曾用名：区体校）", "区体育中心", ["区体校"]),
        ("（原区渔业局）", "（原区渔业局）", []),
    ],
)
def test_a_former_name_in_brackets_is_no_part_of_the_name(cast, written, name, former):
    rows = read_sheet(xlsx({"单位": [["单位名称", "系统"], [written, "政府"]]})).rows
    (one,) = plan_import(rows).rows
    assert (one.kind, one.values["name"]) == ("new", name)
    assert one.names == [("former", each) for each in former]
    assert any("按曾用名处理" in doubt for doubt in one.doubts) == bool(former)


def test_a_body_that_the_directory_still_has_by_its_former_name_is_not_made_twice(cast):
    rows = read_sheet(xlsx({"单位": [["单位名称", "系统"], ["区教育和体育局（原区教育局）", "政府"]]})).rows
    (one,) = plan_import(rows).rows
    assert one.body.name == "区教育局" and any("系统中还叫“区教育局”" in doubt for doubt in one.doubts)
    assert "name" not in one.values
