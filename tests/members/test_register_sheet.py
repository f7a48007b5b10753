"""The register as a sheet: what an office sends on stands in it, in the order of offices where that is asked for."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Organisation
from members.models import Mandate, Member, OfficeHeld, Seat
from members.roster import read_roster
from members.services.sectors import vocabulary
from tests.builders.cast import body
from tests.builders.pages import signed_in
from tests.members.test_past_terms import rows

pytestmark = pytest.mark.django_db
OFFICE = OfficeHeld.Office


@pytest.fixture
def held(cast):
    """陆远 is chair, 周正 vice-chair and standing member, 何静 has died, 沈岚 is deputy of her committee."""
    ways = [(cast.lu_member, OFFICE.CHAIR), (cast.zhou_member, OFFICE.STANDING), (cast.zhou_member, OFFICE.VICE_CHAIR)]
    for member, office in ways:
        OfficeHeld.objects.create(mandate=member.mandates.get(), office=office)
    died = {"ended": Mandate.Ended.DIED, "ends_on": date(2026, 1, 31)}
    Mandate.objects.filter(member=cast.he_member).update(**died)
    Seat.objects.filter(mandate__member=cast.shen_member).update(duty=Seat.Duty.DEPUTY)
    facts = {"ethnicity": "汉族", "employer_post": "青山农场场长", "phone": "13800001234"}
    Member.objects.filter(pk=cast.shen_member.pk).update(**facts)
    return cast


def test_the_sheet_says_post_office_duty_and_how_somebody_left(held):
    found = rows(signed_in(held.office_clerk), "")
    shen, he = found["沈岚"], found["何静"]
    assert (shen["工作单位及职务"], shen["民族"], shen["手机"]) == ("青山农场场长", "汉族", "13800001234")
    assert (shen["专委会与小组"], shen["状态"], shen["任职至"]) == ("经济委员会（副主任）", "在任", None)
    assert shen["任职自"].date() == date(2022, 1, 1)
    assert (he["状态"], he["任职至"].date()) == ("去世", date(2026, 1, 31))
    assert found["周正"]["政协职务"] == "副主席、常委"
    Mandate.objects.filter(member=held.he_member).update(ended=Mandate.Ended.RESIGNED)
    assert rows(signed_in(held.office_clerk), "")["何静"]["状态"] == "离任（辞职）"


def test_the_sheet_is_read_as_a_roster_its_title_notwithstanding(held):
    answer = signed_in(held.office_clerk).post("/members/?export=xlsx", {"purpose": "存档"})
    again = read_roster(answer.getvalue(), vocabulary())
    assert {(row.name, row.sector) for row in again.rows} == {
        (name, "农业界") for name in ("沈岚", "周正", "何静", "陆远")
    }


def test_a_stranger_gets_the_same_sheet_without_what_is_private(held):
    found = rows(signed_in(held.zhou), "")["沈岚"]
    assert found["工作单位及职务"] == "青山农场场长"
    assert not {"手机", "委员证号", "出生年月"} & set(found)


def test_by_office_then_sector_then_name_and_who_left_last(held):
    office = signed_in(held.office_clerk)
    assert list(rows(office, "sort=offices")) == ["陆远", "周正", "沈岚", "何静"]
    Organisation.objects.filter(pk=held.farming.pk).update(order=5)
    first = body("中共界", "sector", order=1)
    comes = Member.objects.create(name="邹末", sort_key="zou")
    Mandate.objects.create(member=comes, term=held.term, sector=first, starts_on=held.term.starts_on)
    assert list(rows(office, "sort=offices")) == ["陆远", "周正", "邹末", "沈岚", "何静"]
    page = office.get("/members/").content.decode()
    assert 'href="/members/?sort=offices"' in page and "按职务排列" in page
    assert "按职务排列" not in office.get("/members/?sort=offices").content.decode()


def test_the_order_of_offices_costs_no_statement(held):
    office, counts = signed_in(held.office_clerk), []
    for query in ("", "", "?sort=offices"):  # choices are read once a minute
        with CaptureQueriesContext(connection) as told:
            assert office.get(f"/members/{query}").status_code == 200
        counts.append(len(told))
    assert counts[1] == counts[2]
