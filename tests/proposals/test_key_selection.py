"""遴选重点提案: begins when the session has closed, ends with the chair's word."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock.reminders import endings as registry
from core.matters.lifecycle import Forbidden, Refused
from core.models import Clock, Event
from core.people.actors import system_actor
from members.models import Session
from proposals import key_selection
from proposals.models import KeySelection
from tests.builders.acts import do, filed_and_assigned
from tests.builders.cast import at, draft, fresh, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 2, 6)


@pytest.fixture
def selection(cast):
    return key_selection.open_key_selections(FRIDAY)[0]


@pytest.fixture
def chosen(cast):
    proposal = filed_and_assigned(cast)
    do(proposal, "mark_key", cast.chair)
    return fresh(proposal)


def test_it_begins_on_the_first_working_day_after_the_session_and_once(cast):
    assert key_selection.open_key_selections(cast.session.closes_on) == []
    outcome = registry.perform(FRIDAY, system_actor(at(FRIDAY, 8)))
    assert outcome.faults == []
    selection = KeySelection.objects.get()
    clock = Clock.objects.get(kind="key_select")
    assert (clock.target, clock.root, clock.holder_role) == (selection, selection, "proposal_chair")
    assert (clock.started_on, clock.due) == (cast.session.closes_on, date(2026, 4, 7))
    assert "大会闭幕次日起60日" in clock.explanation
    assert key_selection.open_key_selections(date(2026, 2, 9)) == []
    assert Clock.objects.filter(kind="key_select").count() == 1
    assert Event.objects.get(key="start_selection").actor_name == "系统"


def test_a_site_set_up_later_in_the_year_does_not_begin_with_what_is_long_over(cast):
    assert key_selection.open_key_selections(date(2026, 6, 1)) == []


def test_only_the_newest_closed_session_counts(cast):
    Session.objects.create(
        term=cast.term, number=4, opens_on=date(2026, 1, 20), closes_on=date(2026, 1, 22), proposal_cutoff=at(FRIDAY)
    )
    assert [s.session for s in key_selection.open_key_selections(FRIDAY)] == [cast.session]


def test_the_chair_finishes_and_the_clock_stops(cast, selection, chosen):
    key_selection.finish_key_selection(actor=who(cast.chair), selection=selection, note="经主席会议审议通过")
    done = KeySelection.objects.get()
    assert done.finished_by == cast.chair and done.note == "经主席会议审议通过"
    assert not Clock.objects.filter(kind="key_select", stopped_at=None).exists()
    event = Event.objects.get(key="finish_selection")
    assert event.text == "完成重点提案遴选，共1件" and event.actor == cast.chair
    with pytest.raises(Refused, match="已经完成"):
        key_selection.finish_key_selection(actor=who(cast.chair), selection=selection)


def test_nothing_is_finished_while_nothing_is_chosen(cast, selection):
    filed_and_assigned(cast)
    with pytest.raises(Refused, match="还没有列为重点提案的件"):
        key_selection.finish_key_selection(actor=who(cast.chair), selection=selection)
    assert Clock.objects.filter(kind="key_select", stopped_at=None).exists()


def test_nobody_but_the_chair_finishes(cast, selection, chosen):
    for user in (cast.clerk, cast.leader, cast.office_clerk, cast.shen):
        with pytest.raises(Forbidden):
            key_selection.finish_key_selection(actor=who(user), selection=selection)


def test_the_page_shows_what_is_chosen_and_the_date_with_its_reason(cast, selection, chosen):
    url = selection.get_absolute_url()
    other = draft(cast, cast.zhou, title="关于另一件事的提案")
    for user in (cast.chair, cast.clerk, cast.leader, cast.office_clerk):
        html = signed_in(user).get(url).content.decode()
        assert chosen.title in html and other.title not in html
        assert "2026年4月7日" in html and "大会闭幕次日起60日" in html
        assert ("<button" in html and "完成遴选</button>" in html) is (user == cast.chair)
    for user in (cast.shen, cast.gov_office, cast.housing_clerk):
        assert signed_in(user).get(url).status_code == 403
    assert signed_in(cast.chair).get("/proposals/sessions/999999/key/").status_code == 404


def test_finishing_on_the_page(cast, selection, chosen):
    url = selection.get_absolute_url()
    assert signed_in(cast.clerk).post(url, {"note": "我来"}).status_code == 403
    assert not KeySelection.objects.get().finished_at
    response = signed_in(cast.chair).post(url, {"note": "主席会议通过"}, follow=True)
    html = response.content.decode()
    assert "现有重点提案 1 件" in html and "主席会议通过" in html and "完成遴选</button>" not in html


def test_a_refusal_on_the_page_keeps_the_note(cast, selection):
    response = signed_in(cast.chair).post(selection.get_absolute_url(), {"note": "主席会议通过"})
    html = response.content.decode()
    assert response.status_code == 409 and "还没有列为重点提案的件" in html and "主席会议通过" in html


def test_before_it_has_begun_the_page_says_when_it_will(cast):
    client = signed_in(cast.chair)
    url = f"/proposals/sessions/{cast.session.pk}/key/"
    assert "大会闭幕后的第一个工作日起计算" in client.get(url).content.decode()
    assert client.post(url, {"note": ""}).status_code == 404
    response = client.get("/proposals/sessions/key/")
    assert response.status_code == 302 and response.url == url


def test_the_page_costs_the_same_for_one_and_for_many(cast, selection, chosen):
    client = signed_in(cast.chair)
    url = selection.get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(4):
        do(filed_and_assigned(cast), "mark_key", cast.chair)
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(one) == len(many), [q["sql"][:120] for q in many.captured_queries]
