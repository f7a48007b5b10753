"""A small line of business has a list, cards, conditions and an interface by saying only what is its own."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import path
from rest_framework import serializers
from rest_framework.test import APIRequestFactory, force_authenticate

from core.lists import export
from core.matters import kinds
from core.matters.api_kind import MatterApi
from core.matters.api_urls import viewset_of
from core.matters.filters import Coded, Condition, Days, Flag, Key, Text, api_filters, light, page_filters, state, turn
from core.matters.list_views import MatterList, view_of_job
from core.matters.serializers import MatterRowSerializer, MatterSerializer
from core.matters.tables import MatterTable
from core.models import JobRun
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from proposals.models import Assignment, Proposal, ProposalState
from tests.builders.pages import act, filed, fresh, handed, signed_in, submitted
from zhengxie import urls

pytestmark = pytest.mark.django_db


def led_by(rows, _asked: str, user):
    return rows.filter(author=user)


class SmallTable(MatterTable):
    """All that a small line says of its list."""

    key, title, model = "small", "小件", Proposal
    conditions = (
        state(ProposalState),
        Flag("key", "重点", "is_key"),
        Flag("filed", "立案", "number", known=True, only_yes=True),
        Coded("mine", "我写的", narrow=led_by, choices=(("led", "我写的"),)),
        light(),
        turn(),
    )


class SmallRow(serializers.ModelSerializer, MatterRowSerializer):
    class Meta:
        model = Proposal
        fields = ["id", "title", "state", "state_label", "turn", "due", "url"]


class SmallDetail(serializers.ModelSerializer, MatterSerializer):
    class Meta:
        model = Proposal
        fields = ["id", "title", "state", "turn", "available", "clocks", "attachments", "documents"]


SMALL = replace(PROPOSALS, table=SmallTable, api=MatterApi("small", row=SmallRow, detail=SmallDetail))


@pytest.fixture
def small_line():
    kinds.register(SMALL, ASSIGNMENTS)
    yield SMALL
    kinds.register(PROPOSALS, ASSIGNMENTS)


def listed(user, query: str = "") -> list[int]:
    table = SmallTable(
        queryset=Proposal.objects.visible_to(user), user=fresh(user), params=QueryDict(query), path="/small/"
    )
    return [row.pk for row in table.rows]


def asked(user, query: str = "", pk: int | None = None):
    """What the interface answers: the list, or one of it."""
    request = APIRequestFactory().get(f"/api/v1/small/?{query}")
    force_authenticate(request, fresh(user))
    view = viewset_of(SMALL).as_view({"get": "retrieve" if pk else "list"})
    return view(request, **({"pk": str(pk)} if pk else {}))


def test_a_table_without_columns_of_its_own_says_state_turn_and_date(cast, small_line, settings):
    settings.ROOT_URLCONF = type(
        "Site", (), {"urlpatterns": [path("small/", MatterList.as_view(matter_kind=SMALL)), *urls.urlpatterns]}
    )
    proposal = submitted(cast)
    html = signed_in(cast.clerk).get("/small/").content.decode()
    assert "<h1" in html and "小件" in html and "待我办" in html
    assert proposal.title in html and "待审查" in html and "轮到您：提出初审意见" in html and "审查 " in html
    cards = signed_in(cast.shen).get("/small/").content.decode()
    assert "<table" not in cards and "m-card" in cards and "轮到提案委工作人员：提出初审意见" in cards


def test_page_and_interface_find_the_same_by_the_same_names(cast, small_line):
    c = cast
    waiting, ready = submitted(c, title="关于夜间照明的提案"), filed(c, c.zhou, title="关于口袋公园的提案")
    act(c.chair, ready, "mark_key")
    for page, interface, found in (
        ("", "", {waiting, ready}),
        ("state=submitted", "state=submitted", {waiting}),
        ("state=submitted&state=filed", "state=submitted&state=filed", {waiting, ready}),
        ("key=1", "key=true", {ready}),
        ("key=0", "key=false", {waiting}),
        ("filed=1", "filed=true", {ready}),
        ("q=公园", "q=公园", {ready}),
        ("light=late", "light=late", set()),
    ):
        wanted = {row.pk for row in found}
        assert set(listed(c.clerk, page)) == wanted, page
        assert {row["id"] for row in asked(c.clerk, interface).data["results"]} == wanted, interface
    assert listed(c.shen, "mine=led") == [waiting.pk]
    assert {row["id"] for row in asked(c.clerk, "turn=false").data["results"]} == set(listed(c.clerk)) - set(
        listed(c.clerk, "turn=1")
    )


def test_the_page_offers_yes_alone_where_no_would_say_nothing(cast, small_line):
    form = page_filters(SmallTable.conditions)(data={}, queryset=Proposal.objects.all(), user=cast.clerk).form
    assert [value for value, _ in form.fields["filed"].choices] == ["", "1"]
    assert [value for value, _ in form.fields["key"].choices] == ["", "1", "0"]
    refused = asked(cast.clerk, "light=blue")
    assert refused.status_code == 400 and "light" in refused.data["fields"]


def test_a_condition_may_stand_on_one_side_only():
    some: tuple[Condition, ...] = (
        Text("letter", "字母"),
        Key("number", "案号", on_page=False),
        Coded("round", "轮次", choices=(("1", "一"),), in_api=False),
        Key("round", "轮次", on_page=False),
        Days("sent", "日期", "submitted_at", api_label="时间"),
    )
    # “only” is every list's own: the rows that were ticked, gone through one by one.
    assert list(page_filters(some).base_filters) == ["round", "sent", "only"]
    assert list(api_filters(some).base_filters) == ["letter", "number", "round", "sent"]
    assert api_filters(some).base_filters["sent"].label == "时间"


def test_the_interface_follows_from_the_registration(cast, small_line):
    proposal = handed(cast)
    row = asked(cast.gov_office).data["results"][0]
    assert (row["id"], row["state_label"], row["url"]) == (proposal.pk, "办理中", proposal.get_absolute_url())
    assert row["turn"]["who"] == cast.housing.brief and row["due"]["label"]
    whole = asked(cast.clerk, pk=proposal.pk).data
    assert whole["turn"]["sentence"].startswith("轮到") and whole["clocks"] and whole["documents"]
    assert "publish_list" in {one["key"] for one in whole["available"]}
    assert asked(cast.auditor, pk=proposal.pk).status_code in (403, 404)
    made = viewset_of(SMALL)
    assert made.orderings == {"id": ("pk",), "state": ("state", "pk")} and hasattr(made, "document")
    assert not hasattr(viewset_of(replace(SMALL, papers=())), "document")
    with pytest.raises(TypeError):
        viewset_of(replace(SMALL, api=None))


def test_old_export_jobs_still_find_their_list(cast, monkeypatch):
    filed(cast)
    monkeypatch.setattr(export, "AT_ONCE", 0)
    for url, kind, former in (
        ("/proposals/", PROPOSALS, "proposals.views.listing.ProposalList"),
        ("/proposals/assignments/", ASSIGNMENTS, "proposals.views.listing.AssignmentList"),
    ):
        if kind is ASSIGNMENTS:
            handed(cast)
        signed_in(cast.clerk).get(f"{url}?export=xlsx")
        job = JobRun.objects.latest("pk")
        assert job.params["kind"] == kind.label
        assert isinstance(view_of_job(job.params).table_of(job), kind.table)
        old = {name: value for name, value in job.params.items() if name != "kind"} | {"view": former}
        view = view_of_job(old)
        assert isinstance(view, MatterList) and view.matter_kind is kind
        assert list(view.table_of(job).found) == list(kind.model.objects.visible_to(fresh(cast.clerk)))


def test_words_are_looked_for_in_the_matter_of_a_part(cast):
    handed(cast, title="关于城北公交的提案")
    other = handed(cast, title="关于水厂整合的提案")
    found = ASSIGNMENTS.table.containing(Assignment.objects.all(), "水厂整合", cast.clerk, newest_first=True)
    assert {work.proposal_id for work in found} == {other.pk}


@pytest.mark.parametrize("sign", ["{}", "第{}号", "{:04}", "第{:04}号"])
def test_a_list_finds_a_number_as_the_search_box_does(cast, sign):
    handed(cast, title="关于第2条公交线的提案")
    other = handed(cast, title="关于水厂整合的提案")
    client = signed_in(cast.clerk)
    words = sign.format(other.number)
    for url, attribute in (("/proposals/", "pk"), ("/proposals/assignments/", "proposal_id")):
        table = client.get(url, {"q": words}).context["table"]
        assert {getattr(row, attribute) for row in table.rows} == {other.pk}, f"{url} {words}"
    received = client.get("/proposals/", {"q": f"收{other.receipt_number:04}"}).context["table"]
    assert [row.pk for row in received.rows] == [other.pk]
    answer = client.get("/workbench/search/", {"q": words})
    if words.startswith("第"):  # a number that can only mean this matter
        assert answer.status_code == 302 and answer["Location"] == other.get_absolute_url()
    else:
        (line,) = dict(answer.context["sections"])["提案"]
        assert line.url == other.get_absolute_url()
