"""Outside the site nobody is disturbed at night or on a rest day; what waits leaves when the time is over."""

from datetime import datetime

import pytest
from django.utils import timezone

from core.delivery import outbox, quiet
from core.delivery.sending import deliver
from core.models import CalendarDay, Delivery, Notice
from tests.builders.notices import notice_for, set_rule, waiting

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def nights(db):
    set_rule("reminder.quiet_hours", {"from": "20:00", "to": "08:00"})
    set_rule("reminder.quiet_rest_days", True)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:00"),  # Monday
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 19:59", "2026-03-02 19:59"),
        ("2026-03-02 20:00", "2026-03-03 08:00"),
        ("2026-03-06 21:30", "2026-03-09 08:00"),  # Friday night: over the weekend
        ("2026-03-07 10:00", "2026-03-09 08:00"),
        ("2026-02-28 10:00", "2026-02-28 10:00"),  # Saturday made a workday after 春节
        ("2026-02-14 10:00", "2026-02-14 10:00"),  # Saturday made a workday before 春节
        ("2026-02-14 20:00", "2026-02-24 08:00"),  # then nine days of 春节
        ("2026-09-30 22:00", "2026-10-08 08:00"),  # 国庆节 up to 7 October
    ],
)
def test_it_leaves_at(nights, now, leaves):
    assert quiet.may_leave_at(moment(now)) == moment(leaves)


def test_hours_within_one_day(nights):
    set_rule("reminder.quiet_hours", {"from": "12:00", "to": "14:00"})
    assert quiet.may_leave_at(moment("2026-03-02 12:30")) == moment("2026-03-02 14:00")
    assert quiet.may_leave_at(moment("2026-03-02 23:00")) == moment("2026-03-02 23:00")


def test_rest_days_only_where_the_rule_says(nights):
    set_rule("reminder.quiet_rest_days", False)
    assert quiet.may_leave_at(moment("2026-03-07 10:00")) == moment("2026-03-07 10:00")


def test_no_quiet_times_at_all(open_hours):
    now = moment("2026-03-07 03:00")
    assert quiet.may_leave_at(now) == now
    assert quiet.words() == ""


def test_a_value_that_cannot_be_read_keeps_nothing_back(nights):
    set_rule("reminder.quiet_hours", {"from": "later"})
    assert quiet.may_leave_at(moment("2026-03-02 23:00")) == moment("2026-03-02 23:00")


def test_an_endless_holiday_does_not_hold_messages_for_ever(nights):
    days = [moment("2026-03-02 00:00").date().replace(month=m, day=d) for m in (3, 4, 5, 6, 7) for d in range(1, 29)]
    CalendarDay.objects.filter(date__in=days).delete()
    for day in days:
        CalendarDay.objects.create(date=day, kind="holiday", name="假")
    assert quiet.may_leave_at(moment("2026-03-02 10:00")) < moment("2026-07-01 00:00")


def test_in_words(nights):
    assert quiet.words() == "每天20:00至次日08:00、休息日"


def test_inside_at_once_outside_in_the_morning(reachable, nights, time_machine_at):
    c = reachable
    with time_machine_at("2026-03-02 21:00"):
        notice = notice_for(c.shen, c.housing)
        outbox.enqueue([notice])
        assert Notice.objects.filter(pk=notice.pk, read_at=None).exists()
    assert {row.not_before for row in Delivery.objects.all()} == {moment("2026-03-03 08:00")}


def test_what_waited_since_the_day_does_not_leave_at_night(reachable, nights, gateway, time_machine_at):
    c = reachable
    with time_machine_at("2026-03-02 17:00"):
        waiting(c.zhou, c.housing)
    with time_machine_at("2026-03-02 22:00"):
        deliver()
    assert gateway.taken == []
    with time_machine_at("2026-03-03 08:01"):
        deliver()
    assert len(gateway.taken) == 1
