"""A list of bodies taken back as a whole on the day it was imported."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import Event, Organisation, OrganisationImport, OrganisationName, Role
from core.sheets.taking_back import TOO_LATE
from tests.builders.cast import fresh, person
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEAD = ["单位名称", "上级", "联系人", "联系电话", "其他写法"]


@pytest.fixture
def imported(cast):
    old = Organisation.objects.create(name="县水利局", kind="unit", contact_name="丁一", contact_phone="62310014")
    other = Organisation.objects.create(name="县司法局", kind="unit", contact_name="林芳")
    rows = [
        ["县公安局", "", "何勇", "62310005", "县公安"],
        ["县公安局交警大队", "县公安局", "鲁斌", "62310055", ""],
        ["县审计局", "", "路遥", "62310021", ""],
        ["县财政局", "", "赵静", "62310008", ""],
        ["县水利局", "", "丁二", "62310015", "水务局"],
        ["县司法局", "", "方新", "62310016", ""],
    ]
    browser = signed_in(cast.office_clerk)
    where = browser.post(
        "/settings/organisations/import/", {"file": SimpleUploadedFile("单位.xlsx", book_of([HEAD, *rows]))}
    ).url
    plan = browser.get(where).context["plan"]
    browser.post(f"{where}confirm/", {"digest": plan.digest, "known": 99})
    return browser, where, old, other


def test_an_import_is_taken_back_as_far_as_nothing_has_happened_since(cast, imported):
    browser, where, old, other = imported
    assert fresh(old).contact_name == "丁二" and "撤销这次导入" in browser.get(where).content.decode()
    person("shenji", "路遥", Role.UNIT_CLERK, Organisation.objects.get(name="县审计局"))
    Organisation.objects.filter(pk=other.pk).update(contact_name="又换")
    page = browser.get(f"{where}undo/")
    assert page.context["outlook"].removed == 3 and fresh(old).contact_name == "丁二", "looking writes nothing"
    text = page.content.decode()
    assert "县审计局" in text and "县司法局" in text
    browser.post(f"{where}undo/")
    names = set(Organisation.objects.values_list("name", flat=True))
    assert not names & {"县公安局", "县公安局交警大队", "县财政局"} and "县审计局" in names
    assert (fresh(old).contact_name, fresh(old).contact_phone) == ("丁一", "62310014")
    assert fresh(other).contact_name == "又换" and not OrganisationName.objects.filter(name__in=["水务局", "县公安"])
    kept = OrganisationImport.objects.get()
    assert {name for name, _ in kept.summary["undone"]["left"]} == {"县审计局", "县司法局"}
    assert Event.objects.filter(key="undo_import").count() == 1
    text = browser.get(where).content.decode()
    assert "已撤销这次导入" in text and "撤销这次导入…" not in text
    assert "已撤销：去掉新增 3 项" in browser.get("/settings/organisations/import/").content.decode()
    assert TOO_LATE in browser.post(f"{where}undo/", follow=True).content.decode()


def test_only_on_the_day_and_only_by_whoever_keeps_the_directory(cast, imported):
    browser, where, old, _ = imported
    assert signed_in(cast.clerk).post(f"{where}undo/").status_code in (403, 404)
    OrganisationImport.objects.update(applied_at=timezone.now() - timedelta(days=1))
    assert TOO_LATE in browser.post(f"{where}undo/", follow=True).content.decode()
    assert browser.get(f"{where}undo/").status_code == 302 and fresh(old).contact_name == "丁二"
