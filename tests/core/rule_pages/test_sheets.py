"""A regulation in a workbook, from the template to what stands in the rule book."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from core import rulebook
from core.models import Clock, Role, RuleSheet
from tests.builders.cast import USERS, at
from tests.builders.pages import handed
from tests.builders.rule_pages import REPLY, TODAY, entered, opened, read

pytestmark = pytest.mark.django_db
START = "/settings/rules/import/"
DAY = TODAY.replace(month=5, day=1)


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(at(TODAY), tick=False):
        yield


def downloaded(client: Client, address: str = f"{START}template.xlsx"):
    return load_workbook(BytesIO(b"".join(client.get(address).streaming_content)))


def filled(book, cells: dict[str, str]) -> bytes:
    """The template with the document named and cells written by “key:column”."""
    workbook = downloaded(book.keeper)
    sheet = workbook["规则"]
    sheet["B2"], sheet["B5"] = "提案办理办法", "2026-05-01"
    for place, text in cells.items():
        key, column = place.rsplit(":", 1)
        row = next(r[0].row for r in sheet.iter_rows(min_row=8) if r[9].value == key and r[1].value == "全部")
        sheet[f"{column}{row}"] = text
    return saved(workbook)


def saved(workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def upload(client: Client, data: bytes, name: str = "办法.xlsx"):
    return client.post(START, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client, page, **more):
    data = {"digest": page.context["plan"].digest, **more}
    return client.post(f"{START}{RuleSheet.objects.first().pk}/confirm/", data, follow=True)


def test_downloaded_and_uploaded_untouched_nothing_is_written(book):
    looked = upload(book.keeper, saved(downloaded(book.keeper)))
    assert looked.status_code == 200 and "没有需要写入的内容" in read(looked)
    assert looked.context["plan"].counts["unchanged"] == len(rulebook.in_force(TODAY))


def test_changed_rules_are_looked_at_then_entered_once(book):
    handed(book.cast)
    assert Clock.objects.filter(rule__key=REPLY, stopped_at__isnull=True).exists()
    looked = upload(book.keeper, filled(book, {f"{REPLY}:D": "2", f"{REPLY}:H": "第十条"}))
    said = read(looked)
    assert "确认后新录入 1 条" in said and "3个月 → 2个月" in said and "《提案办理办法》第十条" in said
    assert "2026年5月1日起施行" in said and "截止日 2026年8月3日 → 2026年7月1日" in said
    assert "正在走的期限不变" in said and "1 条的施行日期未到" in said
    assert entered().count() == 0
    assert "新录入 1 条" in read(confirm(book.keeper, looked))
    assert rulebook.value(REPLY, DAY)["n"] == 2 and rulebook.value(REPLY)["n"] == 3
    again = confirm(book.keeper, looked)
    assert "没有重复写入" in again.content.decode() and entered().count() == 1


def test_refused_cells_are_named_and_left_out_only_on_purpose(book):
    looked = upload(book.keeper, filled(book, {f"{REPLY}:D": "尽快", "proposal.sign_days:D": "5"}))
    (refused,) = looked.context["plan"].refused
    assert refused.reason in read(looked) and refused.place.startswith("D")
    assert "请改正后重新上传" in confirm(book.keeper, looked).content.decode() and entered().count() == 0
    confirm(book.keeper, looked, skip_refused="1")
    assert {rule.key for rule in entered()} == {"proposal.sign_days"}


def test_refused_rows_come_back_to_be_corrected_and_sent_alone(book):
    upload(book.keeper, filled(book, {f"{REPLY}:D": "尽快", "proposal.sign_days:D": "5"}))
    back = downloaded(book.keeper, f"{START}{RuleSheet.objects.first().pk}/refused.xlsx")
    sheet = back.active
    assert sheet.max_row == 2 and "看不懂" in sheet["L2"].value
    sheet["D2"] = "2"
    looked = upload(book.keeper, saved(back), "退回的行.xlsx")
    assert looked.context["plan"].counts == {"new": 1, "unchanged": 0, "refused": 0}
    confirm(book.keeper, looked)
    assert rulebook.value(REPLY, DAY)["n"] == 2
    assert {rule.regulation.title for rule in entered()} == {"提案办理办法"}


def test_what_was_looked_at_is_what_is_entered(book):
    looked = upload(book.keeper, filled(book, {f"{REPLY}:D": "2"}))
    book.enter(REPLY, {"n": 4, "unit": "months"})
    assert "结果与您刚才看到的不同" in confirm(book.keeper, looked).content.decode()
    assert entered().count() == 1


def test_it_can_be_given_up(book):
    upload(book.keeper, filled(book, {f"{REPLY}:D": "2"}))
    book.keeper.post(f"{START}{RuleSheet.objects.first().pk}/discard/")
    assert RuleSheet.objects.first().state == RuleSheet.State.DISCARDED and entered().count() == 0


def test_a_file_that_is_no_workbook_or_says_no_document_is_refused_beside_the_field(book):
    assert upload(book.keeper, b"regulation: {}", "办法.yaml").status_code == 422
    workbook = downloaded(book.keeper)
    workbook["规则"]["D9"] = "15"
    response = upload(book.keeper, saved(workbook))
    assert response.status_code == 422 and "请写依据文件的名称" in read(response)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.SYSADMIN}))
def test_only_the_system_administrator_brings_rules_in(book, role):
    upload(book.keeper, filled(book, {f"{REPLY}:D": "2"}))
    client, pk = opened(getattr(book.cast, USERS[role])), RuleSheet.objects.first().pk
    assert client.get(START).status_code == client.get(f"{START}template.xlsx").status_code == 403
    assert client.get(f"{START}{pk}/").status_code == client.post(f"{START}{pk}/confirm/").status_code == 404
