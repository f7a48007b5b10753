"""Who comes with the next term: the office keeps their data before the day, and nobody else sees them."""

import pytest
from django.utils import timezone

from core.models import Organisation
from members.models import Mandate, Member, RosterImport, Session, Term
from tests.builders.cast import body
from tests.builders.pages import signed_in
from tests.members.test_carry_over import ROSTER, coming, upload  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def take_in(client, term, rows) -> None:
    url = upload(client, term, rows)
    page = client.get(url)
    seen = {"digest": page.context["plan"].digest, "known": page.context["unlooked"], "with_doubts": "1"}
    client.post(f"{url}confirm/", seen)


@pytest.fixture
def office(cast, coming, client, media):  # noqa: F811 - the fixture
    cast.farming.names.create(name="农业")
    Member.objects.filter(pk=cast.shen_member.pk).update(birth="1980-05", employer_post="旧单位")
    client.force_login(cast.office_clerk)
    take_in(client, coming, ROSTER)
    return client


def test_the_office_opens_and_edits_a_newcomer_before_the_day_and_nobody_else(cast, coming, office):  # noqa: F811
    page = Member.objects.get(name="新来").get_absolute_url()
    assert "第十六届新进委员" in office.get(page).content.decode()
    assert office.get(f"{page}edit/").status_code == 200
    for user in (cast.leader, cast.shen, cast.committee_clerk):
        assert signed_in(user).get(page).status_code == 404
    assert "新来" not in office.get("/members/").content.decode()


def test_a_second_roster_updates_newcomers_and_tells_what_is_new_of_those_who_stay(cast, coming, office):  # noqa: F811
    rows = [ROSTER[0], ROSTER[1], [*ROSTER[2][:5], "江岭区新公司董事长", "13800007777", ""]]
    take_in(office, coming, rows)
    new = Member.objects.get(name="新来")
    assert (new.employer_post, new.phone) == ("江岭区新公司董事长", "13800007777")
    told = office.get(f"/members/terms/{coming.pk}/carry-over/").content.decode()
    assert "1 名留任委员的单位、电话等" in told and "旧单位 → 江岭区新单位主任" in told
    assert Member.objects.get(pk=cast.shen_member.pk).employer_post == "旧单位"


@pytest.mark.parametrize("way", ["roster", "term"])
def test_a_sector_entered_for_a_roster_goes_when_the_roster_or_the_term_is_given_up(cast, coming, client, media, way):  # noqa: F811
    client.force_login(cast.office_clerk)
    new = [ROSTER[0], [*ROSTER[2][:4], "新兴产业人士", *ROSTER[2][5:]]]
    url = upload(client, coming, new)
    asked = {"field": "sector", "written": "新兴产业人士", "choice": "own", "seen": ""}
    client.post(f"{url}spellings/", asked)
    sectors = Organisation.objects.filter(name__startswith="新兴产业")
    assert sectors.exists()
    client.post(f"{url}discard/")
    assert not sectors.exists()
    if way == "term":
        kept = upload(client, coming, new)
        client.post(f"{kept}spellings/", asked)
        RosterImport.objects.update(state="discarded")
        Session.objects.filter(term=coming).delete()
        client.post(f"/members/terms/{coming.pk}/give-up/")
        assert not Term.objects.filter(pk=coming.pk).exists() and not sectors.exists()


def test_leaders_read_the_composition_of_a_confirmed_list_and_blank_sex_is_a_row(cast, coming, office):  # noqa: F811
    Member.objects.filter(name="新来").update(gender="")
    page = f"/members/terms/{coming.pk}/composition/"
    assert "性别未填" in office.get(page).content.decode() and signed_in(cast.leader).get(page).status_code == 404
    Term.objects.filter(pk=coming.pk).update(confirmed_at=timezone.now(), confirmed_by=cast.office_clerk)
    assert signed_in(cast.leader).get(page).status_code == 200


def test_a_sector_that_comes_with_the_prepared_term_is_not_offered_in_the_running_one(cast, coming, office):  # noqa: F811
    fresh = body("新兴产业界", "sector")
    Mandate.objects.filter(term=coming).update(sector=fresh)
    running = Term.objects.get(number=15)
    for page in ("/members/", f"/members/terms/{running.pk}/composition/"):
        assert "新兴产业界" not in office.get(page).content.decode()
    assert "新兴产业界" in office.get(f"/members/terms/{coming.pk}/composition/").content.decode()
