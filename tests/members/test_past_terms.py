"""The register of a term that is over: as it was on that term's last day, whatever the next term says."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Mandate, OfficeHeld, Term
from tests.builders.sheets import exported
from tests.members.test_change_of_term import AFTER, autumn, business, prepare  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned(cast, autumn, client):  # noqa: F811 - the fixture
    """The day after the turn: 沈岚 was 副主席 in 农业 with card 15-001 and is 常委 in 工商联界 with 16-009."""
    old = Mandate.objects.get(member=cast.shen_member)
    Mandate.objects.filter(pk=old.pk).update(card_no="15-001")
    Mandate.objects.filter(member=cast.lu_member).update(
        ended=Mandate.Ended.RESIGNED, ends_on=date(2026, 9, 30), card_no="15-007"
    )
    OfficeHeld.objects.create(mandate=old, office=OfficeHeld.Office.VICE_CHAIR)
    coming = prepare(cast)
    new = Mandate.objects.get(member=cast.shen_member, term=coming)
    Mandate.objects.filter(pk=new.pk).update(card_no="16-009")
    new.seats.all().delete()
    autumn.move_to(AFTER)
    client.force_login(cast.office_clerk)
    return cast


def rows(client, query: str) -> dict[str, list]:
    """The exported list by name."""
    answer = client.post(f"/members/?{query}&export=xlsx", {"purpose": "存档"})
    head, read = exported(answer)
    return {row[0]: dict(zip(head, row, strict=True)) for row in read}


def test_a_past_term_is_listed_as_on_its_last_day(turned, client):
    old, new = Term.objects.get(number=15).pk, Term.objects.get(number=16).pk
    past, now = rows(client, f"term={old}")["沈岚"], rows(client, "")["沈岚"]
    assert (past["界别"], past["委员证号"], past["专委会与小组"]) == ("农业界", "15-001", "经济委员会")
    assert (now["界别"], now["委员证号"], now["专委会与小组"]) == ("工商联界", "16-009", None)
    page = client.get(f"/members/?term={old}&serving=1").content.decode()
    assert "副主席</span>" in page and "常委</span>" not in page and "届满</span>" not in page
    assert "2027年1月4日届满时为准" in page
    assert "常委</span>" in client.get(f"/members/?term={new}").content.decode()


def test_a_past_term_costs_as_many_statements_as_the_list_of_today(turned, client):
    old, counts = Term.objects.get(number=15).pk, []
    for query in (f"term={old}&serving=1", f"term={old}&serving=1", "serving=1"):  # choices are read once a minute
        with CaptureQueriesContext(connection) as told:
            client.get(f"/members/?{query}")
        counts.append(len(told))
    assert counts[1] == counts[2]


def test_the_conditions_ask_of_the_last_day_of_the_chosen_term(turned, client):
    old = Term.objects.get(number=15).pk
    assert set(rows(client, f"term={old}&serving=1")) == {"沈岚", "周正", "何静"}
    assert set(rows(client, f"term={old}&serving=0")) == {"陆远"}
    assert set(rows(client, f"term={old}&office=vice_chair")) == {"沈岚"}
    assert not rows(client, f"term={old}&office=standing") and set(rows(client, "office=standing")) == {"沈岚"}
    assert "沈岚" in rows(client, f"term={old}&body={turned.committee.pk}")
    assert not rows(client, f"term={old}&sector={business().pk}")
    assert "新来" not in rows(client, f"term={old}") and set(rows(client, "serving=1")) == {"沈岚", "新来"}


def test_a_sector_that_has_ended_is_asked_for_in_earlier_terms(turned, client):
    turned.farming.is_active = False
    turned.farming.save(update_fields=["is_active"])
    old = Term.objects.get(number=15).pk
    assert "沈岚" in rows(client, f"term={old}&sector={turned.farming.pk}")
    assert "农业界（已停用）" in client.get(f"/members/?term={old}").content.decode()
