"""Importing a roster as pages: upload, preview, confirm once, refused rows back; opening accounts."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event, Organisation
from members.models import Mandate, Member, RosterImport, Term
from members.roster import read_roster
from members.services.sectors import vocabulary
from tests.builders.rosters import BAD, HEADER, ROWS, book_of, confirm, upload, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_an_upload_waits_for_its_preview_and_writes_nothing(office, media):
    roster = waiting(office, *ROWS)
    assert (roster.state, roster.name, Member.objects.filter(name="赵一川").count()) == ("preview", "名册.xlsx", 0)
    assert "名册" not in roster.file.name
    page = office.get(reverse("members:roster_import", args=[roster.pk]), {"show": "new"}).content.decode()
    assert "确认后新增 <b>2</b> 人" in page
    assert "江岭区实验小学校长" in page
    assert Event.objects.filter(key="upload_roster").count() == 1


def test_the_same_file_waits_once(office):
    data = book_of([HEADER, *ROWS])  # written once: a workbook says the second in which it was made
    first, second = (upload(office, data=data).headers["Location"] for _ in range(2))
    assert first == second and RosterImport.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("名册.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
        ("名册.xlsx", b"not a workbook", "不是 Excel"),
        ("名册.xlsm", book_of([HEADER, *ROWS]), "宏"),
        ("名册.xlsx", b"", "空的"),
        ("名册.xlsx", book_of([["界别", "人数"], ["教育", 3]]), "没有找到表头"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(office, name, data, words):
    response = upload(office, name=name, data=data)
    assert (response.status_code, RosterImport.objects.count()) == (422, 0)
    assert words in response.content.decode()


def test_a_file_over_the_limit_is_not_kept(office, monkeypatch):
    monkeypatch.setattr("core.sheets.keeping.MAX_FILE_BYTES", 1000)
    response = upload(office, *ROWS)
    assert (response.status_code, RosterImport.objects.count()) == (422, 0)
    assert "上限" in response.content.decode()


def test_without_a_term_the_form_asks_for_it_and_sets_it_up(office):
    Mandate.objects.all().delete()
    for session in Term.objects.get().sessions.all():
        session.delete()
    Term.objects.all().delete()
    bad = upload(office, data=b"x", number=3, begins_on="2026-01-05")
    assert (bad.status_code, Term.objects.count()) == (422, 0)
    upload(office, *ROWS, number=3, begins_on="2026-01-05")
    roster = RosterImport.objects.get()
    assert (roster.term.number, roster.term.starts_on, roster.term.is_current) == (3, date(2026, 1, 5), True)
    confirm(office, roster)
    assert Mandate.objects.get(member__name="赵一川").gained == Mandate.Gained.ORIGINAL


def test_confirming_writes_once_and_a_second_click_says_so(office, cast):
    roster = waiting(office, *ROWS)
    page = confirm(office, roster)
    assert "已导入：新增 2 人，更新 0 人" in page.content.decode()
    mandate = Mandate.objects.get(member__name="赵一川")
    assert (mandate.sector.name, mandate.gained) == ("教育", Mandate.Gained.ADDED)
    event = Event.objects.get(key="import_roster")
    assert (event.actor, event.text) == (
        cast.office_clerk,
        "“名册.xlsx”：新增 2 人，更新 0 人，未变 0 人，退回 0 行；需核对的 1 行没有逐行看过",
    )
    again = confirm(office, roster)
    assert "已经导入，没有重复写入" in again.content.decode()
    assert (Member.objects.filter(name="赵一川").count(), Event.objects.filter(key="import_roster").count()) == (1, 1)


def test_refused_rows_hold_the_import_up_until_they_are_left_out(office):
    roster = waiting(office, *ROWS, BAD)
    page = office.get(reverse("members:roster_import", args=[roster.pk])).content.decode()
    assert "界别“社会科学”不在本委员会的界别目录里" in page
    assert "有 1 行被退回" in confirm(office, roster).content.decode()
    assert not Member.objects.filter(name="赵一川").exists()
    assert "新增 2 人" in confirm(office, roster, skip_refused="1").content.decode()


def test_doubts_that_nobody_has_looked_at_hold_the_import_up_until_somebody_says_so(office):
    roster = waiting(office, ROWS[0], [*ROWS[1][:5], ROWS[0][5]], ["孙远", "男", "", "工会", "某处", ""])
    page = office.get(reverse("members:roster_import", args=[roster.pk])).content.decode()
    assert "需核对的 3 行没有逐行看过" in page and "手机号码与名册中另一位委员相同" in page
    for known in ("", "2", "x"):
        told = confirm(office, roster, known=known).content.decode()
        assert "还有 3 行需核对没有看过" in told and not Member.objects.filter(name="赵一川").exists()
    lines = office.get(reverse("members:roster_import", args=[roster.pk]), {"show": "check"}).context["page"]
    for key in [question.key for line in lines.object_list for question in line.questions]:
        office.post(reverse("members:roster_settle", args=[roster.pk]), {"doubt": key, "name": "某"})
    assert "新增 3 人" in confirm(office, roster, known="").content.decode()


@pytest.mark.parametrize("imported", [False, True])
def test_refused_rows_come_back_as_a_workbook_to_correct_and_send_again(office, imported):
    roster = waiting(office, *ROWS, BAD, ["李远", "男", "", "社会科学", "+1", ""])
    if imported:
        confirm(office, roster, skip_refused="1")
    address = reverse("members:roster_refused", args=[roster.pk])
    assert "用途" in office.get(address).content.decode() and not Event.objects.filter(key="export").exists()
    response = office.post(address, {"purpose": "退回更正"})
    assert Event.objects.get(key="export").text == "导出“名册退回的行”2行（文件：名册.xlsx）"
    data = b"".join(response.streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "姓名"
    assert rows[0][-2:] == ["原位置", "退回原因"]
    assert (rows[1][0], rows[1][-2]) == ("孙远", "委员名单 第 4 行") and "界别目录" in rows[1][-1]
    assert rows[2][rows[0].index("工作单位及职务")] == "+1"
    sheet.cell(2, rows[0].index("界别") + 1).value = "教育"
    corrected = BytesIO()
    sheet.parent.save(corrected)
    again = read_roster(corrected.getvalue(), vocabulary())
    assert (again.rows[0].name, again.rows[0].sector, again.unread_columns) == (
        "孙远",
        "教育",
        ["原位置", "退回原因"],
    )


def test_only_what_the_preview_showed_can_be_confirmed(office):
    roster = waiting(office, *ROWS)
    digest = office.get(reverse("members:roster_import", args=[roster.pk])).context["plan"].digest
    confirm(office, waiting(office, ROWS[0]))
    page = confirm(office, roster, digest=digest)
    assert "与您刚才看到的不同" in page.content.decode()
    assert not Member.objects.filter(name="钱知夏").exists()
    assert "新增 1 人，更新 0 人" in confirm(office, roster).content.decode()


def test_changes_are_shown_field_by_field_and_can_be_searched(office):
    confirm(office, waiting(office, *ROWS))
    moved = [*ROWS[0][:3], "工会", "江岭区教育局副局长", "13800000001"]
    roster = waiting(office, moved, ROWS[1])
    address = reverse("members:roster_import", args=[roster.pk])
    page = office.get(address, {"show": "changed"}).content.decode()
    assert "<del>教育</del> → <ins>工会</ins>" in page
    assert "<del>江岭区实验小学校长</del> → <ins>江岭区教育局副局长</ins>" in page
    assert "钱知夏" in office.get(address, {"show": "unchanged"}).content.decode()
    assert "没有符合条件的行" in office.get(address, {"show": "changed", "q": "钱"}).content.decode()
    assert "沈岚" in office.get(address, {"show": "absent"}).content.decode()
    assert "表头" in office.get(address, {"show": "ignored"}).content.decode()


def test_a_roster_can_be_given_up_and_then_not_confirmed(office):
    roster = waiting(office, *ROWS)
    digest = office.get(reverse("members:roster_import", args=[roster.pk])).context["plan"].digest
    page = office.post(reverse("members:roster_discard", args=[roster.pk]), follow=True).content.decode()
    assert "已放弃导入" in page
    assert "已放弃导入，请重新上传" in confirm(office, roster, digest=digest).content.decode()
    assert (
        "不能再放弃" in office.post(reverse("members:roster_discard", args=[roster.pk]), follow=True).content.decode()
    )


def test_a_lost_file_is_said_and_breaks_nothing(office):
    roster = waiting(office, *ROWS)
    roster.file.storage.delete(roster.file.name)
    response = office.get(reverse("members:roster_import", args=[roster.pk]))
    assert (response.status_code, "请重新上传" in response.content.decode()) == (422, True)
    assert "请重新上传" in confirm(office, roster).content.decode()


def test_a_title_of_another_term_is_pointed_out(office):
    response = upload(office, data=book_of([["政协江岭区第十四届委员会委员名单"], HEADER, *ROWS]))
    assert "名册标题写的是第十四届" in office.get(response.headers["Location"]).content.decode()


def test_new_committees_and_groups_are_announced(office):
    header = [*HEADER, "专委会", "街道小组"]
    rows = [[*ROWS[0], "文史委员会", "东门"], [*ROWS[1], "经济委员会", ""]]
    response = upload(office, data=book_of([header, *rows]))
    page = office.get(response.headers["Location"]).content.decode()
    assert "将新建专门委员会：文史委员会" in page
    assert "将新建委员小组：东门" in page
    confirm(office, RosterImport.objects.get())
    assert Organisation.objects.filter(kind=Organisation.Kind.SPECIAL_COMMITTEE).count() == 2


@pytest.mark.parametrize("who", ["shen", "clerk", "leader", "auditor", "secadmin", "committee_clerk"])
def test_others_may_not_import(cast, client, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("members:roster")).status_code == 403
    assert upload(client, *ROWS).status_code == 403
    assert client.get(reverse("members:accounts")).status_code == 403


def test_pages_ask_the_same_number_of_questions_for_one_and_many_rows(office):
    def asked(count):
        rows = [[f"赵{chr(0x4E00 + n)}", "男", "", "教育", f"单位{n}", ""] for n in range(count)]
        address = reverse("members:roster_import", args=[waiting(office, *rows).pk])
        office.get(address)
        with CaptureQueriesContext(connection) as seen:
            office.get(address)
        with CaptureQueriesContext(connection) as listed:
            office.get(reverse("members:roster"))
        return len(seen), len(listed)

    assert asked(1) == asked(25)
