"""What a new list does to offices and to 委员联系: what cannot be is refused, losses are told, contacts end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.matters.lifecycle import Refused
from members.models import Contact, Mandate, OfficeHeld, Term
from members.services import carry_over, contact_ends, holding, left_behind, list_checks, rejoining
from members.services import terms as acts
from tests.builders.cast import at, who
from tests.builders.pages import signed_in
from tests.members.test_change_of_term import AFTER, DAY, autumn, clerk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
Office = OfficeHeld.Office
EVE = DAY - timedelta(days=1)


@pytest.fixture
def coming(cast, autumn):  # noqa: F811 - the fixture
    """沈岚, 何静 and 周正 are 常委 now; of them 沈岚 stays."""
    cast.travel = autumn
    for member in (cast.shen_member, cast.he_member, cast.zhou_member):
        OfficeHeld.objects.create(mandate=Mandate.objects.get(member=member), office=Office.STANDING)
    return acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))


def keep(cast, term, *people, offices=True) -> None:
    keys = [getattr(cast, f"{name}_member").pk for name in people]
    carry_over.keep(actor=clerk(cast), term=term, members=keys, offices=offices, seats=True)


def confirm(cast, term) -> None:
    seen = carry_over.comparison(term).digest
    carry_over.confirm(actor=clerk(cast), term=term, seen=seen, with_doubts=True)


def choose(cast, term, *offices) -> None:
    new = Mandate.objects.get(member=cast.shen_member, term=term)
    carry_over.choose(
        actor=clerk(cast), term=term, member=cast.shen_member, sector=cast.farming, bodies=[], offices=offices,
        seen=carry_over.fingerprint(new),
    )  # fmt: skip


# ---- offices ----


@pytest.mark.parametrize("other", [Office.VICE_CHAIR, Office.SECRETARY_GENERAL])
def test_the_chair_holds_no_other_of_these_offices_on_a_list(cast, coming, other):
    keep(cast, coming, "shen")
    with pytest.raises(Refused, match=f"沈岚任主席，不能同时任{other.label}"):
        choose(cast, coming, Office.CHAIR, other)
    new = Mandate.objects.get(member=cast.shen_member, term=coming)
    for office in (Office.CHAIR, other):  # as a roster may say
        OfficeHeld.objects.create(mandate=new, office=office, starts_on=DAY)
    address = reverse("members:carry_over", args=[coming.pk])
    page = signed_in(cast.office_clerk).get(address).content.decode()
    assert "改正以后才能确认名单" in page and "确认名单</button>" not in page
    with pytest.raises(Refused, match="不能同时任"):
        confirm(cast, coming)


def test_the_same_on_the_members_page_and_a_vice_chair_is_secretary_general_only_where_it_is_meant(cast, coming):
    mandate, day = Mandate.objects.get(member=cast.shen_member), date(2026, 10, 12)
    give = {"actor": clerk(cast), "mandate": mandate, "starts_on": day, "reason": "全会选举"}
    holding.give_office(office=Office.VICE_CHAIR, **give)
    with pytest.raises(Refused, match="先登记原职务结束"):
        holding.give_office(office=Office.CHAIR, second=True, **give)
    client, address = signed_in(cast.office_clerk), reverse("members:give", args=[cast.shen_member.pk, "office"])
    facts = {"office": Office.SECRETARY_GENERAL, "starts_on": day.isoformat(), "reason": "全会选举"}
    assert "既是副主席又是秘书长" in client.post(address, facts).content.decode()
    assert client.post(address, facts | {"second": "on"}).status_code == 302
    keep(cast, coming, "shen")
    assert any("既是副主席又是秘书长" in one for one in list_checks.checks(carry_over.comparison(coming)).asked)


def test_a_list_that_forgot_the_offices_says_how_many_there_were(cast, coming):
    client, address = signed_in(cast.office_clerk), reverse("members:carry_over", args=[coming.pk])
    every = client.post(f"{address}?show=goes", {"act": "keep_all", "seats": "1"}, follow=True).content.decode()
    assert "其中3人现任政协职务，没有勾选“政协职务照旧”" in every
    asked = list_checks.checks(carry_over.comparison(coming)).asked
    assert any("政协职务比本届少得多（常委3人→0人）" in one for one in asked)
    assert "常委3人→0人" in every and "仍然确认" in every
    for member in (cast.shen_member, cast.he_member):
        new = Mandate.objects.get(member=member, term=coming)
        OfficeHeld.objects.create(mandate=new, office=Office.STANDING, starts_on=DAY)
    found = list_checks.checks(carry_over.comparison(coming))
    assert not any("少得多" in one for one in found.asked)
    assert any("常委3人→2人" in row.sentence and not row.asked for row in found.rows)


# ---- contacts ----


def test_contacts_of_who_left_with_the_term_end_with_it_and_come_back_with_the_person(cast, coming):
    kind = Contact.Kind.STANDING
    made = [
        Contact.objects.create(kind=kind, member=a, contacted=b, starts_on=date(2026, 3, 1))
        for a, b in ((cast.zhou_member, cast.shen_member), (cast.shen_member, cast.he_member),
                     (cast.shen_member, cast.lu_member))
    ]  # fmt: skip
    keep(cast, coming, "shen", "lu", offices=False)
    confirm(cast, coming)
    address = reverse("members:carry_over", args=[coming.pk])
    assert "2 项一方届满" in signed_in(cast.office_clerk).get(address).content.decode()
    cast.travel.move_to(AFTER)
    left_behind.settle_left(DAY)
    assert [row.ends_on for row in Contact.objects.order_by("pk")] == [EVE, EVE, None]
    found = contact_ends.report(carry_over.comparison(Term.objects.get(number=16)))
    assert (found.ended, found.coming, found.no_office) == (2, 0, 1)
    page = signed_in(cast.office_clerk).get(address).content.decode()
    assert "2 项已随届满结束" in page and "1 项常委联系的联系人在新名单上没有职务" in page
    rows = signed_in(cast.office_clerk).get(f"/members/contacts/?ended={EVE}").context["table"]
    assert rows.page.count == 2
    assert left_behind.settle_left(DAY) == 0
    cast.travel.move_to(at(DAY + timedelta(days=2)))
    told = rejoining.give(
        actor=who(cast.office_clerk, DAY + timedelta(days=2)), member=cast.zhou_member,
        term=Term.objects.get(number=16), basis="correction", sector=cast.farming, bodies=[], starts_on=None,
        reason="漏列", decided_by="常委会",
    )  # fmt: skip
    assert "随之恢复委员联系1项。" in told
    made[0].refresh_from_db()
    assert made[0].ends_on is None


# ---- where it is told ----


def test_a_confirmed_list_is_told_with_its_day_until_then_and_linked_from_the_terms(cast, coming):
    keep(cast, coming, "shen")
    confirm(cast, coming)
    client = signed_in(cast.office_clerk)
    assert "2027年1月5日换届：第十六届名单已确认，留任1人" in client.get("/").content.decode()
    cast.travel.move_to(AFTER)
    client = signed_in(cast.office_clerk)
    home = client.get("/").content.decode()
    assert "名单已确认" not in home and "换届完成" in home
    page = client.get("/members/terms/").content.decode()
    assert page.count("换届当日名单") == 1 and reverse("members:carry_over", args=[coming.pk]) in page
