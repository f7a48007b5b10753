"""Rows that speak of one body by several names: the right one wins, whoever was merged comes back as nobody else."""

import pytest
from django.utils import timezone

from core.models import Organisation, OrganisationName
from core.organisations import ending, services
from core.organisations.sheets.applying import write
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.reading import read_sheet
from tests.builders.cast import fresh, who
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
HEAD = ["单位名称", "简称", "联系人", "联系电话", "备注"]
FACTS = ("contact_name", "contact_phone", "short_name", "head_name")


def planned(*rows):
    return plan_import(read_sheet(book_of([HEAD, *rows], title="单位")).rows)


def unit(name: str, **facts) -> Organisation:
    return Organisation.objects.create(name=name, kind="unit", **facts)


@pytest.fixture
def reformed(cast) -> tuple[Organisation, Organisation]:
    """县水利局 was renamed 县水务局, into which 县农业农村局 was merged."""
    farming, water = (
        unit("县农业农村局", contact_name="麦某"),
        unit("县水利局", contact_name="江某", contact_phone="81230001"),
    )
    facts = {"reason": "机构改革", "actor": who(cast.office_clerk, timezone.localdate())}
    services.rename(water, name="县水务局", short_name="", day=facts["actor"].today, seen=0, mistake=False, **facts)
    ending.merge(farming, fresh(water), seen=fresh(farming).revision, **facts)
    return farming, fresh(water)


@pytest.mark.parametrize("turned", [False, True])
def test_the_list_from_before_a_merge_gives_the_new_unit_nobody_else(cast, reformed, turned):
    _, water = reformed
    rows = [["县农业农村局", "县农业农村局", "麦某", "81239999"], ["县水利局", "", "江某", "81230002"]]
    plan = planned(*(reversed(rows) if turned else rows))
    merged, own = sorted(plan.rows, key=lambda one: one.row.name != "县农业农村局")
    assert "江某" not in "".join(merged.told), "what is told of the row is its own"
    assert (merged.kind, merged.values) == ("gone", {}) and "已并入“县水务局”，这一行没有写入" in merged.doubts[0]
    assert (own.kind, own.body) == ("changed", water) and not own.reason
    write(plan, actor=who(cast.office_clerk), source="旧表.xlsx")
    assert [getattr(fresh(water), name) for name in FACTS] == ["江某", "81230002", "", ""]


@pytest.mark.parametrize("turned", [False, True])
def test_a_row_by_a_further_name_never_goes_before_the_bodys_own(cast, turned):
    land = unit("县自然资源局", contact_name="田某", contact_phone="81230001")
    OrganisationName.objects.create(organisation=land, name="县林业局")
    rows = [["县林业局", "", "林某", "81239999"], ["县自然资源局", "", "田某", "81230002"]]
    plan = planned(*(reversed(rows) if turned else rows))
    assert {one.row.name: one.kind for one in plan.rows} == {"县林业局": "unchanged", "县自然资源局": "changed"}
    assert "请先在“县自然资源局”的页面移除这一写法" in "".join(doubt for one in plan.rows for doubt in one.doubts)
    write(plan, actor=who(cast.office_clerk), source="单位.xlsx")
    assert (fresh(land).contact_name, fresh(land).contact_phone) == ("田某", "81230002")


def test_alone_it_changes_nothing_that_is_known_unless_the_contact_is_the_same(cast):
    land = unit("县自然资源局", contact_name="田某", contact_phone="81230001")
    OrganisationName.objects.create(organisation=land, name="县林业局")
    (one,) = planned(["县林业局", "", "林某", "81239999"]).rows
    assert not one.values and "联系人、联系电话与目录不同，没有改动" in "".join(one.doubts)
    (one,) = planned(["县林业局", "", "田某", "81239999"]).rows
    assert one.values == {"contact_phone": "81239999"}


def test_a_former_name_is_the_body_itself(cast):
    water = unit("县水务局", contact_name="江某", contact_phone="81230001")
    OrganisationName.objects.create(organisation=water, name="县水利局", kind="former")
    (one,) = planned(["县水利局", "", "江某", "81230002"]).rows
    assert (one.body, one.values) == (water, {"contact_phone": "81230002"})


@pytest.mark.parametrize("turned", [False, True])
def test_the_full_name_wins_over_the_abbreviation(cast, turned):
    rows = [["县卫健委", "", "卫某", ""], ["县卫生健康委员会", "", "卫某", "81230001"]]
    plan = planned(*(reversed(rows) if turned else rows))
    write(plan, actor=who(cast.office_clerk), source="单位.xlsx")
    health = Organisation.objects.get(name="县卫生健康委员会")
    assert health.contact_phone == "81230001" and not Organisation.objects.filter(name="县卫健委").exists()
    assert "县卫健委" in (health.short_name, *health.names.values_list("name", flat=True))
    assert not any(one.reason for one in plan.rows) and not any(one.values for one in planned(*rows).rows)


def test_a_former_name_without_its_county_is_kept_whole_and_found_in_the_list(cast):
    plan = planned(["县商务局（原商粮局）", "", "", ""], ["县商务和粮食局", "", "", "", "已撤销"])
    new, gone = plan.rows
    assert ("former", "县商粮局") in new.names and ("former", "县商务和粮食局") in new.names
    assert gone.kind == "gone" and "登记为“县商务局”的曾用名" in gone.doubts[0]
