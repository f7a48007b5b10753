"""Holidays fixed by law are never working days, also in years whose schedule is not published yet."""

from datetime import date

import chinese_calendar
import pytest

from core.clock import calendar, statutory, workdays
from core.clock.workdays import DayInfo
from core.models import CalendarDay


def test_the_festivals_are_those_of_the_published_schedules():
    published = (chinese_calendar.constants.holidays, {d.year for d in chinese_calendar.constants.holidays})
    days = [day for day in statutory.by_law() if day.year in published[1]]
    assert len(days) >= 13 and set(days) <= set(published[0]), "each is a holiday in the State Council's schedule too"


def test_thirteen_days_a_year_and_one_less_for_each_that_falls_on_another():
    for year in range(2025, 2051):
        days = [day for day in statutory.by_law() if day.year == year]
        assert 12 <= len(days) <= 13, year
    assert statutory.by_law()[date(2027, 2, 5)] == DayInfo("holiday", "春节"), "除夕"
    assert {date(2027, 2, 8), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)} <= set(statutory.by_law())


@pytest.mark.django_db
def test_a_year_without_a_schedule_knows_them_and_stays_provisional():
    days = calendar.current()
    assert not days.covers(2027)
    for day in (date(2027, 1, 1), date(2027, 2, 8), date(2027, 4, 5), date(2027, 10, 1)):
        assert not days.is_workday(day), day
    assert days.is_workday(date(2027, 1, 4)) and days.holiday(date(2027, 2, 7)).name == "春节"
    found = workdays.add(date(2026, 12, 31), 1, "working_days", calendar=days)
    assert found.due == date(2027, 1, 4) and found.provisional and "法定节日除外" in found.explanation


@pytest.mark.django_db
def test_what_the_office_entered_of_such_a_year_goes_first():
    CalendarDay.objects.create(date=date(2027, 2, 8), kind="workday", name="试")
    calendar.forget()
    assert calendar.current().is_workday(date(2027, 2, 8)) and not calendar.current().is_workday(date(2027, 2, 5))
