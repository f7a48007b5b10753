"""Pages cost the same number of statements whatever has happened, and lists the same for 1 and 25 rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import rulebook
from core.clock import calendar
from core.committee import identity
from tests.builders.acts import work
from tests.builders.pages import JUDGED, TALK, act, answered, drafted, handed, signed_in, submitted, today

pytestmark = pytest.mark.django_db
SIGN_IN = 2  # the session and its person, on every page
LIST, PAGE, FORM = 5 + SIGN_IN, 10 + SIGN_IN, 4 + SIGN_IN


@pytest.fixture(autouse=True)
def long_memory(monkeypatch):
    """Rules, calendar and names are read anew every few seconds: no slow machine may meet that moment in a measure."""
    monkeypatch.setattr(rulebook.reading, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(identity, "FRESH_SECONDS", 3600)


def statements(client, url) -> list[str]:
    """The statements of one answer of a site that is running (rules, calendar and choices are remembered)."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def shown(found: list[str]) -> str:
    return "\n".join(f"{n}. {sql[:230]}" for n, sql in enumerate(found, start=1))


def test_lists_searched_sorted_and_filtered_cost_the_same_for_1_and_25_rows(cast):
    c = cast
    everybody = ("clerk", "chair", "gov_office", "leader", "housing_clerk", "shen", "lu", "committee_clerk")
    pages = [("/proposals/", name) for name in everybody]
    pages += [(f"/proposals/?q=提案&sort=due&light=soon&unit={c.housing.pk}", name) for name in ("clerk", "shen")]
    pages += [("/proposals/?q=沈岚 提案", name) for name in ("clerk", "lu")]
    pages += [("/proposals/assignments/", name) for name in ("housing_clerk", "gov_office", "clerk")]
    clients = {name: signed_in(getattr(c, name)) for name in everybody}
    handed(c, joints=(c.water,))
    one = {(url, name): len(statements(clients[name], url)) for url, name in pages}
    for number in range(24):
        handed(c, title=f"关于第{number}件事的提案", joints=(c.water,))
    clients["clerk"].get("/proposals/")  # rules and calendar are remembered for half a minute only
    for url, name in pages:
        many = statements(clients[name], url)
        assert one[url, name] == len(many), f"{name} {url}: {one[url, name]}\n{shown(many)}"
        assert len(many) <= LIST, shown(many)


def eventful(c):
    """A proposal with a merged one, two rounds, judgements and a follow-up."""
    main = handed(c)
    other = submitted(c, c.lu, title="关于改造青山老旧水管的提案")
    act(c.clerk, other, "recommend", outcome="merge", category="city", main=main.pk)
    act(c.chair, other, "merge", main=main.pk)
    answered(c, main, "B")
    act(c.shen, main, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    act(c.lu, main, "evaluate", result="satisfied", **JUDGED)
    act(c.gov_office, main, "rehandle", reason="请给出时间表")
    answered(c, main, "B", round=2)
    act(c.shen, main, "evaluate", result="satisfied", **JUDGED)
    act(c.clerk, main, "follow")
    act(c.clerk, main, "record_follow_up", text="已更新一半", letter="B")
    return main


def test_the_page_of_an_eventful_proposal_stays_within_its_budget(cast):
    proposal = eventful(cast)
    for name in ("clerk", "chair", "gov_office", "leader", "housing_clerk", "shen", "lu"):
        found = statements(signed_in(getattr(cast, name)), proposal.get_absolute_url())
        # What is owed to those behind the merged one is read beside, in one statement however many they are.
        assert len(found) <= PAGE + 1, f"{name}\n{shown(found)}"
        if name in ("clerk", "shen", "lu"):  # of the merged one, how the main one stands; in its row of a list, too
            client = signed_in(getattr(cast, name))
            found = statements(client, proposal.merged.get().get_absolute_url())
            assert len(found) <= PAGE, f"{name}\n{shown(found)}"
            assert len(found := statements(client, "/proposals/")) <= LIST, f"{name}\n{shown(found)}"


def test_a_page_costs_the_same_for_two_and_for_four_units_with_many_talks(cast):
    c = cast
    client = signed_in(c.gov_office)
    small = handed(c, joints=(c.water,))
    act(c.housing_clerk, work(small, c.housing), "sign", handler_name="经办", handler_phone="1")
    act(c.housing_clerk, work(small, c.housing), "record_contact", **TALK | {"held_on": today()})
    before = statements(client, small.get_absolute_url())
    big = handed(c, joints=(c.water, c.finance, c.school), title="关于另一件事的提案")
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk)):
        act(user, work(big, unit), "sign", handler_name="经办", handler_phone="1")
        for _ in range(3):
            act(user, work(big, unit), "record_contact", **TALK | {"held_on": today()})
    after = statements(client, big.get_absolute_url())
    assert len(before) == len(after) <= PAGE, shown(after)


def test_the_page_of_a_units_work_stays_within_its_budget(cast):
    proposal = handed(cast, joints=(cast.water,))
    drafted(cast, proposal)
    for name in ("housing_clerk", "housing_head", "water_clerk", "gov_office", "clerk"):
        found = statements(signed_in(getattr(cast, name)), work(proposal, cast.housing).get_absolute_url())
        assert len(found) <= PAGE, f"{name}\n{shown(found)}"


def test_a_page_with_requests_for_more_time_and_urgings_stays_within_its_budget(cast):
    proposal = handed(cast, joints=(cast.water, cast.finance))
    drafted(cast, proposal)
    lead = work(proposal, cast.housing)
    act(cast.housing_clerk, lead, "ask_extension", reason="等待批复")
    act(cast.gov_office, lead, "grant_extension")
    for unit, key in ((cast.housing, "urge"), (cast.water, "urge_sign"), (cast.finance, "urge_sign")):
        act(cast.gov_office, work(proposal, unit), key, wording="请抓紧")
    for name in ("gov_office", "clerk", "chair", "housing_clerk", "shen"):
        client = signed_in(getattr(cast, name))
        for url in (proposal.get_absolute_url(), lead.get_absolute_url()):
            if name == "shen" and url == lead.get_absolute_url():
                continue
            found = statements(client, url)
            assert len(found) <= PAGE, f"{name} {url}\n{shown(found)}"


def test_the_writing_page_costs_few_statements(cast):
    client = signed_in(cast.shen)
    assert len(found := statements(client, "/proposals/new/")) <= FORM, shown(found)


def test_units_that_were_suggested_cost_one_statement_beside_the_works_however_many(cast):
    c = cast
    proposal = handed(c, joints=(c.water,))
    client = signed_in(c.gov_office)
    before = statements(client, proposal.get_absolute_url())
    for unit in (c.finance, c.school, c.housing):
        proposal.suggested_units.create(unit=unit, is_lead=unit == c.finance)
    after = statements(client, proposal.get_absolute_url())
    assert len(before) + 1 == len(after) <= PAGE, shown(after)
