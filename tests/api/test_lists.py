"""Lists: the same number of statements for 1 and 25 rows, filters, order, pages, words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import rulebook
from core.clock import calendar
from core.models import Notice, Organisation
from members.models import Mandate, Member
from proposals.models import Proposal
from tests.builders.api import do, file_and_assign, sign, start

pytestmark = pytest.mark.django_db
MOST = 8
MOST_OF_A_PAGE = 20


@pytest.fixture(autouse=True)
def slow_machines_count_the_same(monkeypatch):
    """Rules and calendar are read again every few seconds; not in the middle of counting."""
    for module in (rulebook.reading, calendar):
        monkeypatch.setattr(module, "FRESH_SECONDS", 3600)


def statements(client, path: str) -> int:
    client.get(path)  # what a process reads once
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def ids(client, things: str, **query) -> list[int]:
    answer = client.get(f"/api/v1/{things}/", query)
    assert answer.status_code == 200, answer.content.decode()
    return [row["id"] for row in answer.json()["results"]]


@pytest.fixture
def one(cast, api, clock):
    """One proposal with two units, so that every list has a row."""
    c = cast
    Notice.objects.all().delete()
    return file_and_assign(c, c.housing, joints=(c.water,), cosigners=("zhou",))


def copies(model, pk: int, **differ) -> None:
    """Twenty-four more rows like one."""
    like = model.objects.get(pk=pk)
    for n in range(24):
        like.pk = None
        for name, value in differ.items():
            setattr(like, name, value(n))
        like.save(force_insert=True)


def test_lists_cost_the_same_for_1_and_25_rows(cast, api, one):
    c = cast
    readers = {"proposals": (c.clerk, c.shen, c.housing_clerk, c.gov_office), "assignments": (c.clerk, c.housing_clerk)}
    paths = {(things, user): f"/api/v1/{things}/" for things, users in readers.items() for user in users}
    paths |= {("members", c.clerk): "/api/v1/members/", ("members", c.zhou): "/api/v1/members/"}
    paths |= {(t, c.clerk): f"/api/v1/{t}/" for t in ("organisations", "notices")}
    Member.objects.exclude(pk=c.shen_member.pk).filter(signatures=None).delete()
    before = {key: statements(api(key[1]), path) for key, path in paths.items()}
    original = Proposal.objects.get(pk=one)
    signers, works = list(original.signatories.all()), list(original.assignments.all())
    copies(Proposal, one, number=lambda n: 100 + n, receipt_number=lambda n: 100 + n)
    for proposal in Proposal.objects.exclude(pk=one):
        for row in (*signers, *works):
            row.pk, row.proposal = None, proposal
            row.save(force_insert=True)
    copies(Member, c.shen_member.pk, name=lambda n: f"委员{n}", user=lambda n: None)
    for member in Member.objects.filter(name__startswith="委员"):
        mandate = Mandate.objects.create(member=member, term=c.term, sector=c.farming, starts_on=c.term.starts_on)
        mandate.seats.create(organisation=c.committee)
    copies(Organisation, c.housing.pk, name=lambda n: f"单位{n}")
    copies(Notice, Notice.objects.filter(recipient=c.clerk).first().pk, dedupe_key=lambda n: f"copy{n}")
    after = {key: statements(api(key[1]), path) for key, path in paths.items()}
    assert after == before
    assert max(after.values()) <= MOST, after
    assert len(ids(api(c.clerk), "proposals")) == 25 and len(ids(api(c.housing_clerk), "assignments")) == 50


def test_a_detail_costs_the_same_whatever_has_happened(cast, api, one):
    c = cast
    work = sign(api, one, c.housing, c.housing_clerk)

    def talk():
        do(
            api(c.housing_clerk), "assignments", work, "record_contact",
            mode="phone", held_on="2026-03-02", with_whom="沈岚", content="电话",
        )  # fmt: skip

    talk()
    few = {user.username: statements(api(user), f"/api/v1/proposals/{one}/") for user in (c.clerk, c.shen)}
    of_work = statements(api(c.housing_clerk), f"/api/v1/assignments/{work}/")
    for _ in range(5):
        talk()
    for unit in (c.finance, c.school):
        do(api(c.gov_office), "proposals", one, "add_unit", unit=unit.pk, role="joint")
    assert statements(api(c.housing_clerk), f"/api/v1/assignments/{work}/") == of_work <= MOST_OF_A_PAGE
    for user in (c.clerk, c.shen):
        assert statements(api(user), f"/api/v1/proposals/{one}/") == few[user.username] <= MOST_OF_A_PAGE


def test_filters_of_proposals(cast, api, one):
    c = cast
    draft = start(api(c.clerk), member=c.lu_member.pk)["id"]
    submitted = start(api(c.he), title="关于口袋公园的提案", category="ecology")["id"]
    do(api(c.he), "proposals", submitted, "submit")
    client = api(c.clerk)
    cases = [
        ({"state": "handling"}, [one]),
        ({"state": ["handling", "submitted"]}, [submitted, one]),
        ({"category": "ecology"}, [submitted]),
        ({"unit": c.water.pk}, [one]),
        ({"unit": c.school.pk}, []),
        ({"member": c.zhou_member.pk}, [one]),
        ({"channel": c.gov.pk}, [one]),
        ({"number": 1}, [one]),
        ({"session": c.session.pk}, [submitted, draft, one]),
        ({"timing": "interim", "state": "submitted"}, [submitted]),
        ({"filed": "true"}, [one]),
        ({"filed": "0"}, [submitted, draft]),
        ({"received": "1"}, [submitted, one]),
        ({"key": "true"}, []),
        ({"mine": "led"}, [draft]),
        ({"turn": "1"}, [submitted, draft]),
        ({"turn": "0"}, [one]),
        ({"proposer_kind": "joint"}, [one]),
        ({"submitted_after": "2026-03-01T00:00:00+08:00"}, [submitted, one]),
        ({"submitted_before": "2026-03-01T00:00:00+08:00"}, []),
        ({"light": "late"}, []),
        ({"q": "口袋公园"}, [submitted]),
        ({"q": "没有的词语"}, []),
        ({"q": "口袋公园", "state": "handling"}, []),
        ({"ordering": "submitted_at", "received": "1"}, [one, submitted]),
    ]
    for query, expected in cases:
        assert ids(client, "proposals", **query) == expected, query


def test_a_members_proposals_are_those_that_the_member_signed_first_or_beside_others(cast, api, one):
    """``one`` is led by 沈岚 and signed by 周正; an invitation is no signature, whatever was answered to it."""
    c = cast
    asked = start(api(c.shen), title="关于口袋公园的提案")["id"]
    invited = [member.pk for member in (c.zhou_member, c.he_member, c.lu_member)]
    do(api(c.shen), "proposals", asked, "invite", members=invited)
    do(api(c.zhou), "proposals", asked, "agree_cosign")
    do(api(c.lu), "proposals", asked, "decline_cosign")
    own = start(api(c.he), title="关于夜间照明的提案")["id"]
    do(api(c.he), "proposals", own, "submit")

    def of(member, by) -> list[int]:
        return ids(api(by), "proposals", member=member.pk)

    assert of(c.zhou_member, c.shen) == [asked, one], "signed beside others"
    assert of(c.he_member, c.shen) == of(c.lu_member, c.shen) == [], "asked and not answered; asked and declined"
    do(api(c.shen), "proposals", asked, "submit")
    assert of(c.shen_member, c.clerk) == [asked, one], "led"
    assert of(c.zhou_member, c.clerk) == [asked, one]
    assert of(c.he_member, c.clerk) == [own], "an invitation that lapsed is no signature"
    assert of(c.lu_member, c.clerk) == []


def test_filters_of_works_and_others(cast, api, one):
    c = cast
    client = api(c.gov_office)
    lead, joint = sorted(ids(client, "assignments"))
    assert ids(client, "assignments", role="joint") == [joint]
    assert ids(client, "assignments", unit=c.housing.pk) == [lead]
    assert ids(client, "assignments", q="自来水管网") == [joint, lead]
    assert ids(client, "assignments", open="1", proposal=one, state="sent") == [joint, lead]
    assert ids(client, "assignments", turn="true") == []
    assert ids(api(c.housing_clerk), "assignments", turn="true") == [lead]
    assert ids(client, "organisations", kind="supervision_office", ordering="name") == [c.party.pk, c.gov.pk]
    assert ids(client, "organisations", q="住建") == [c.housing.pk]
    assert ids(client, "members", q="沈") == [c.shen_member.pk]
    assert len(ids(client, "members", body=c.committee.pk, in_office="true", sector=c.farming.pk, term=15)) == 4
    assert ids(client, "members", gender="男") == [] and ids(client, "members", body=999_999) == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "flying"},
        {"ordering": "title"},
        {"unit": "x"},
        {"light": "green"},
        {"submitted_after": "昨天"},
        {"member": "1e400"},
        {"proposer": "74"},
    ],
)
def test_a_condition_that_makes_no_sense_is_400_by_name(cast, api, clock, query):
    answer = api(cast.clerk).get("/api/v1/proposals/", query)
    assert answer.status_code == 400, answer.content.decode()
    assert answer.json()["fields"] and answer.json()["detail"]


def test_odd_conditions_find_nothing_rather_than_fail(cast, api, one):
    client = api(cast.clerk)
    for query in ({"unit": 10**30}, {"member": -1}, {"q": "'\"*"}, {"number": 10**12}):
        answer = client.get("/api/v1/proposals/", query)
        assert answer.status_code in (200, 400) and not answer.json().get("results"), query


def test_pages(cast, api, clock):
    for n in range(5):
        start(api(cast.shen), title=f"关于第{n}件的提案")
    client = api(cast.shen)
    first = client.get("/api/v1/proposals/", {"page_size": 2}).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (5, 2, None)
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    seen = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 5 and third["next"] is None
    assert client.get("/api/v1/proposals/", {"page": 4, "page_size": 2}).status_code == 404
    assert client.get("/api/v1/proposals/", {"page": "x"}).status_code == 404
    assert len(client.get("/api/v1/proposals/", {"page_size": 100_000}).json()["results"]) == 5


def test_a_row_says_what_the_page_says(cast, api, one):
    row = api(cast.clerk).get("/api/v1/proposals/").json()["results"][0]
    assert (row["case_number"], row["first_proposer"], row["cosigners"]) == ("第0001号", "沈岚", 1)
    assert [unit["unit"]["short_name"] for unit in row["units"]] == ["区住建局", "区水利局"]
    assert row["due"]["due"] and row["turn"]["sentence"].startswith("轮到")
    assert row["url"] == f"/proposals/{one}/" and "situation" not in row
