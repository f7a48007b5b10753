"""A body is found by whatever it is called, in every search box and every picker."""

import pytest

from core.models import Organisation, OrganisationName
from core.organisations import names
from core.organisations.finding import best
from tests.builders.cast import draft
from tests.builders.pages import act, filed, signed_in

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind
ASKED = {
    "住建": "青石县住房和城乡建设局", "住建局": "青石县住房和城乡建设局", "县住建局": "青石县住房和城乡建设局",
    "青石县住建局": "青石县住房和城乡建设局", "发改局": "青石县发展和改革局", "妇联": "青石县妇女联合会",
    "团县委": "共青团青石县委员会", "县委编办": "中共青石县委机构编制委员会办公室",
    "县政府督查室": "青石县人民政府督查室",
    "建设局": "青石县住房和城乡建设局", "粮食局": "青石县发展和改革局",
}  # fmt: skip


@pytest.fixture
def bodies(db):
    kinds = {"青石县人民政府督查室": Kind.SUPERVISION_OFFICE}
    made = {one: Organisation.objects.create(name=one, kind=kinds.get(one, Kind.UNIT)) for one in set(ASKED.values())}
    Organisation.objects.filter(name="青石县住房和城乡建设局").update(short_name="县建局")
    grain = made["青石县发展和改革局"]
    OrganisationName.objects.create(organisation=grain, name="青石县粮食局", kind="former", valid_to="2020-01-01")
    names.forget()
    return made


def test_names_short_names_former_ones_and_abbreviations_mean_the_body(bodies):
    assert {words: best(words).first().name for words in ASKED} == ASKED
    assert not best("住建委员会办公处").exists()


def test_who_is_called_so_stands_before_those_that_are_shortened_so(bodies):
    Organisation.objects.create(name="住建局", kind=Kind.UNIT, order=999)
    assert [one.name for one in best("住建局")] == ["住建局", "青石县住房和城乡建设局"]


@pytest.mark.parametrize("words", ["住建局", "县建局", "粮食局"])
def test_the_search_box_the_list_and_the_interface_find_alike(cast, bodies, words):
    client, name = signed_in(cast.office_clerk), ASKED.get(words, "青石县住房和城乡建设局")
    assert name in client.get("/workbench/search/", {"q": words}).content.decode()
    assert name in client.get("/settings/organisations/", {"q": words}).content.decode()
    found = client.get("/api/v1/organisations/", {"q": words}).json()["results"]
    assert name in [one["name"] for one in found]


def test_pickers_name_a_body_by_both_names_and_carry_what_it_is_found_by(cast, bodies):
    proposal = draft(cast, cast.shen)
    told = 'data-names="青石县粮食局 qsxfzhggj"'
    assert told in signed_in(cast.shen).get(f"/proposals/{proposal.pk}/write/").content.decode()
    account = signed_in(cast.sysadmin).get(f"/settings/accounts/{cast.clerk.pk}/")
    assert told in account.content.decode() and "县建局 青石县住房和城乡建设局" in account.content.decode()


def test_the_picker_of_units_to_hand_a_matter_to_carries_them_too(cast, bodies):
    proposal = filed(cast)
    act(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)
    shown = signed_in(cast.gov_office).get(f"/proposals/{proposal.pk}/do/assign/").content.decode()
    assert 'data-names="青石县粮食局 qsxfzhggj"' in shown and "县建局 青石县住房和城乡建设局" in shown
