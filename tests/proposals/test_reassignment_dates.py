"""After a reassignment (改办) the new unit's dates follow conventions D6 and D9."""

from datetime import date, timedelta

import pytest

from core.clock import calendar
from core.clock.clocks import running_clock
from tests.builders.acts import do, work
from tests.builders.cast import MONDAY, draft, fresh

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


@pytest.fixture
def reassigned(cast):
    """A function: the housing bureau gives the matter back and the water bureau gets it two days later."""

    def go():
        proposal = draft(cast)
        do(proposal, "submit", cast.shen)
        do(proposal, "recommend", cast.clerk, outcome="file", category="city")
        do(proposal, "file", cast.chair, category="city")
        do(proposal, "hand_over", cast.clerk, channel=cast.gov.pk)
        do(proposal, "assign", cast.gov_office, lead=cast.housing.pk)
        lead = work(proposal, cast.housing)
        do(lead, "ask_return", cast.housing_clerk, ground="not_our_duty", reason="不属于本单位职责")
        do(fresh(lead), "accept_return", cast.gov_office, LATER, unit=cast.water.pk)
        return work(proposal, cast.water)

    return go


def test_the_new_unit_has_its_full_time(reassigned):
    clock = running_clock(reassigned(), "reply")
    assert clock.started_on == LATER
    assert "改办" in clock.explanation


def test_where_the_committee_keeps_the_old_units_time_it_runs_on(reassigned, own_rule):
    own_rule("calendar.conventions", {"reassignment": "keep"})
    calendar.forget()
    clock = running_clock(reassigned(), "reply")
    assert clock.started_on == MONDAY
    assert "交办" in clock.explanation
    calendar.forget()


def test_a_date_that_the_rule_names_does_not_move_to_the_next_year(reassigned, own_rule):
    own_rule("proposal.reply_months", {"unit": "fixed_date", "fixed_date": "03-03"})
    clock = running_clock(reassigned(), "reply")
    assert clock.due == date(2026, 3, 3) < LATER
