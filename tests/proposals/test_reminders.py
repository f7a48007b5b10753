"""Who is reminded of what a proposal's people owe: by name, and nobody else."""

from datetime import timedelta

import pytest

from core.clock import calendar
from core.clock.reminders import morning
from core.models import Clock, Reminder
from tests.builders.acts import work
from tests.builders.pages import act, handed, submitted

pytestmark = pytest.mark.django_db


def morning_of(clock: Clock):
    """The first working day from the due day of ``clock`` on."""
    day = clock.due
    while not calendar.current().is_workday(day):
        day += timedelta(days=1)
    return day


def told_on(clock: Clock) -> set[str]:
    """Names of the people told of ``clock`` on its due day, as holders."""
    morning.run(morning_of(clock))
    return {r.person.full_name for r in Reminder.objects.filter(clock=clock, level="holder").select_related("person")}


def test_whoever_leads_a_proposal_sent_back(cast):
    proposal = submitted(cast)
    act(cast.clerk, proposal, "return_to_author", reason="请补充数据")
    assert told_on(Clock.objects.get(kind="revise")) == {"沈岚"}


def test_the_clerk_of_the_unit_that_has_to_sign(cast):
    proposal = handed(cast)
    clock = Clock.objects.get(kind="sign", object_id=work(proposal, cast.housing).pk)
    assert clock.next_reminder is not None and clock.watched_by == cast.gov
    assert told_on(clock) == {"马宁"}


def test_a_right_to_ask_for_a_return_is_not_spoken_of(cast):
    handed(cast)
    assert Clock.objects.get(kind="return").next_reminder is None


def test_the_editor_of_what_became_an_opinion(cast):
    proposal = submitted(cast)
    act(cast.clerk, proposal, "recommend", outcome="file", category="city", text="建议转送")
    act(cast.chair, proposal, "pass_on", passed_on_as="opinion", text="转社情民意")
    assert told_on(Clock.objects.get(kind="passed_on")) == {"边集"}
