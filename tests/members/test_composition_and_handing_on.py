"""构成 against targets with figures that open their people, and what a term hands on when it ends."""

from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from core.matters.lifecycle import Refused
from members.models import Mandate, Member, MemberParty, OfficeHeld
from members.services import composition, handed_on
from members.services import terms as acts
from tests.builders.acts import do
from tests.builders.cast import at, draft, fresh
from tests.members.test_change_of_term import AFTER, DAY, clerk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 12)


@pytest.fixture
def autumn():
    with time_machine.travel(at(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def people(cast, autumn):
    """沈岚 is 45 for one more day, 周正 is 46, 何静's birth is unknown; two are 中共, one of them as second party."""
    c = cast
    for member, birth, parties in (
        (c.shen_member, "1980-10-13", ("民盟", "中共")),
        (c.zhou_member, "1980-10-12", ("中共",)),
        (c.he_member, "", ("无党派",)),
        (c.lu_member, "1966-03", ("民建",)),
    ):
        Member.objects.filter(pk=member.pk).update(birth=birth, gender="女" if member == c.shen_member else "男")
        for place, party in enumerate(parties):
            MemberParty.objects.create(member=member, party=party, order=place)
    for member, office in ((c.shen_member, "vice_chair"), (c.zhou_member, "standing")):
        OfficeHeld.objects.create(mandate=member.mandates.get(), office=office)
    return c


def figures(term) -> dict:
    found = composition.composition(term)
    return {(line.facet, line.value): [cell.count for cell in line.cells] for _, rows in found.tables for line in rows}


def test_every_figure_is_right_and_opens_exactly_its_people(people, client):
    from members.views.composition import address_of

    found = figures(people.term)
    assert (found["party", "中共"], found["party", "non_ccp"]) == ([2, 1, 1], [2, 0, 0])
    assert ("party", "unknown") not in found
    assert (found["gender", "女"], found["gender", "男"]) == ([1, 0, 1], [3, 1, 0])
    assert (found["age", "young"], found["age", "middle"]) == ([1, 0, 1], [1, 1, 0])
    assert (found["age", "eldest"], found["age", "older"], found["age", "unknown"]) == ([0] * 3, [1, 0, 0], [1, 0, 0])
    assert found["sector", str(people.farming.pk)] == [4, 1, 1]
    client.force_login(people.office_clerk)
    for (facet, value), counts in found.items():
        for group, count in zip(composition.GROUPS, counts, strict=True):
            page = client.get(address_of(people.term, group, facet, value))
            assert page.context["table"].found.count() == count, (facet, value, group)


def test_whose_party_is_not_kept_is_counted_apart_and_not_as_non_party(people, client):
    MemberParty.objects.filter(member=people.he_member).delete()
    found = figures(people.term)
    assert (found["party", "non_ccp"], found["party", "unknown"]) == ([1, 0, 0], [1, 0, 0])
    client.force_login(people.office_clerk)
    for value in ("non_ccp", "unknown"):
        page = client.get("/members/", {"term": people.term.pk, "party": value})
        assert page.context["table"].found.count() == 1, value


def test_targets_are_rules_and_quotas_and_say_how_far_it_is(people):
    tables = composition.composition(people.term).tables
    table = {(line.facet, line.value): line.cells for _, rows in tables for line in rows}
    cell = table["party", "non_ccp"][0]
    assert (cell.wanted, cell.distance, "60%" in cell.target) == (3, "还差1人", True)
    assert table["gender", "女"][0].distance == "还差1人"
    seen = composition.quotas_seen(people.term)
    composition.set_quotas(actor=clerk(people), term=people.term, seats={people.farming.pk: 3}, seen=seen)
    with pytest.raises(Refused, match="刚被别人改过"):
        composition.set_quotas(actor=clerk(people), term=people.term, seats={people.farming.pk: 5}, seen=seen)
    quota = next(line for line in composition.composition(people.term).tables[3][1])
    assert quota.cells[0].distance == "超出1人"


def test_the_page_begins_with_the_targets_that_are_missed_in_numbers(people, client):
    seen = composition.quotas_seen(people.term)
    composition.set_quotas(actor=clerk(people), term=people.term, seats={people.farming.pk: 6}, seen=seen)
    client.force_login(people.office_clerk)
    answer = client.get(f"/members/terms/{people.term.pk}/composition/")
    told = {
        (label, cell.label): (cell.count, cell.wanted, cell.distance) for label, cell, _ in answer.context["missed"]
    }
    assert told["女", "委员"] == (1, 2, "还差1人") and told["农业界", "委员"] == (4, 6, "还差2人")
    page = answer.content.decode()
    assert "60%（常委65%，主席、副主席50%）" in page and "目标不低于30%（2人）" in page
    assert "已设 1 个界别，共 6 名" in page and f"没有达到的目标 {len(told)} 项" in page


def test_the_new_list_is_counted_on_its_first_day_by_the_keepers_alone(people, client):
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(people))
    Mandate.objects.create(member=people.shen_member, term=term, sector=people.farming, starts_on=DAY)
    assert figures(term)["age", "young"] == [0, 0, 0] and figures(term)["age", "middle"] == [1, 0, 0]
    page = f"/members/terms/{term.pk}/composition/"
    client.force_login(people.leader)
    assert client.get(page).status_code == 404
    assert client.get(f"/members/terms/{people.term.pk}/composition/").status_code == 200
    client.force_login(people.office_clerk)
    assert client.get(page).status_code == 200
    shown = client.get(f"{page}people/?group=member&facet=age&value=middle").content.decode()
    assert "沈岚" in shown and "1人" in shown
    form = client.get(f"{page}quotas/")
    seen = form.context["form"]["seen"].value()
    assert "现有1人" in form.content.decode()
    client.post(f"{page}quotas/", {f"sector-{people.farming.pk}": "40", "seen": seen})
    assert term.quotas.get().seats == 40


def test_what_was_not_ended_is_handed_on_and_stays_on_the_list_when_it_ends(cast, client):
    c = cast
    with time_machine.travel(at(date(2026, 12, 1)), tick=False) as clock:
        term = acts.start_term(number=16, starts_on=DAY, actor=clerk(c))
        Mandate.objects.create(member=c.zhou_member, term=term, sector=c.farming, starts_on=DAY)
        waiting, other = draft(c, day=date(2026, 12, 1)), draft(c, c.zhou, day=date(2026, 12, 1))
        for proposal in (waiting, other):
            do(proposal, "submit", type(c.shen).objects.get(pk=proposal.author_id), date(2026, 12, 1))
        client.force_login(c.clerk)
        page = f"/members/terms/{c.term.pk}/handed-on/"
        preview = client.get(page).content.decode()
        assert "预览" in preview and "将移交以下2件" in preview
        clock.move_to(AFTER)
        client.force_login(c.clerk)
        after = client.get(page)
        assert "共 2 件" in after.content.decode() and "2027年1月4日届满时" in after.content.decode()
        clock.move_to(timezone.make_aware(datetime(2027, 1, 8, 10)))
        do(fresh(other), "withdraw", c.zhou, date(2027, 1, 8), reason="情况已变化")
        (part,) = handed_on.handed_on(type(c.term).objects.get(pk=c.term.pk), type(c.clerk).objects.get(pk=c.clerk.pk))
        assert (part.count, part.settled) == (2, 1)
        client.force_login(c.clerk)
        assert "移交后已办结" in client.get(page).content.decode()
        book = load_workbook(BytesIO(b"".join(client.get(f"{page}list.xlsx").streaming_content)))
        assert book.active.max_row == 4 and book.active["I4"].value == "是" and book.active["F3"].value
        pdf = client.get(f"{page}list.pdf")
        assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"
        client.force_login(c.shen)
        assert client.get(page).status_code == 403


def test_whoever_cannot_read_the_matters_is_told_so_and_not_that_there_are_none(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    page = client.get(f"/members/terms/{cast.term.pk}/handed-on/").content.decode()
    assert "由办公室工作人员查看" in page and "没有未办结的事项" not in page and "以下0件" not in page
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    assert "由办公室工作人员查看" not in client.get(f"/members/terms/{cast.term.pk}/handed-on/").content.decode()
