"""What follows when a period has run out, and what every working day begins with."""

from datetime import date, timedelta

import pytest
from django.utils.module_loading import autodiscover_modules

from core.clock import clocks
from core.clock.reminders import endings, morning
from core.matters import deadlines
from core.matters.deadlines import ClockKind, Whose
from core.models import Clock, Notice, Organisation, ReminderScan
from tests.builders.reminders import MONDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def silent_kinds(monkeypatch):
    """Kinds of clock of the test alone: ``silent_kinds("a", "b")`` decorates what follows when one of them is over."""
    monkeypatch.setattr(deadlines, "_kinds", {})
    monkeypatch.setattr(deadlines, "_lines", {})

    def table(*keys):
        def register(silence):
            rows = [ClockKind(key, key, "", since="开始", of=lambda _: Whose(), silence=silence) for key in keys]
            deadlines.register("tests.Matter", rows)
            return silence

        return register

    return table


@pytest.fixture(autouse=True)
def duties(monkeypatch):
    """Duties of the test alone; those of the apps are loaded first, which happens once."""
    autodiscover_modules("endings")
    monkeypatch.setattr(endings, "_duties", {})


def unit(name: str) -> Organisation:
    return Organisation.objects.create(name=name, kind=Organisation.Kind.UNIT)


def test_an_ending_is_called_once_for_each_clock_that_is_over(cast, clock_due, silent_kinds):
    called = []

    @silent_kinds("countersign")
    def silent(clock, target, actor):
        called.append((clock.pk, target, actor.today, actor.user))
        clocks.stop_clock(target, "countersign", actor.at, "视为同意")

    over = clock_due(cast.water, MONDAY - DAY, "countersign", holder_org=cast.water)
    clock_due(cast.housing, MONDAY, "countersign", holder_org=cast.housing)
    clock_due(cast.finance, MONDAY - DAY, "check", holder_org=cast.finance)
    result = morning.run(MONDAY)
    assert called == [(over.pk, cast.water, MONDAY, None)] and result["endings"] == 1
    morning.run(MONDAY)
    assert len(called) == 1


def test_the_ending_comes_before_the_reminder(cast, clock_due, silent_kinds):
    """Nobody is reminded of what has just ended by itself."""

    @silent_kinds("countersign")
    def silent(clock, target, actor):
        clocks.stop_clock(target, "countersign", actor.at, "视为同意")

    clock_due(cast.water, MONDAY - DAY, "countersign", holder_org=cast.water)
    assert morning.run(MONDAY)["clocks"] == 0 and not Notice.objects.exists()


def test_a_fault_keeps_nobody_waiting_and_leaves_nothing(cast, clock_due, silent_kinds, caplog):
    first, second = unit("甲局"), unit("乙局")

    @silent_kinds("countersign")
    def silent(clock, target, actor):
        Clock.objects.filter(pk=clock.pk).update(label="改到一半")
        if target == first:
            raise RuntimeError("坏了")
        clocks.stop_clock(target, "countersign", actor.at, "视为同意")

    broken = clock_due(first, MONDAY - 2 * DAY, "countersign", holder_org=cast.water)
    clock_due(second, MONDAY - DAY, "countersign", holder_org=cast.water)
    result = morning.run(MONDAY)
    assert result["endings"] == 1 and len(result["faults"]) == 1 and "坏了" in result["faults"][0]
    assert "坏了" in caplog.text
    broken.refresh_from_db()
    assert broken.stopped_at is None and broken.label == "答复"
    assert result["people"] >= 1 and ReminderScan.objects.filter(day=MONDAY).exists()


def test_what_could_not_end_is_tried_on_the_next_working_day(cast, clock_due, silent_kinds):
    called = []

    @silent_kinds("feedback")
    def not_yet(clock, target, actor):
        called.append(actor.today)
        return False

    clock_due(cast.water, MONDAY - DAY, "feedback", holder_org=cast.water)
    days = [MONDAY, MONDAY + DAY, MONDAY + 5 * DAY]  # the last one is a Saturday
    assert [morning.run(day)["endings"] for day in days] == [0, 0, 0]
    assert called == days[:2]


def test_one_ending_may_end_another(cast, clock_due, silent_kinds):
    called = []

    @silent_kinds("a", "b")
    def both(clock, target, actor):
        called.append(clock.kind)
        clocks.stop_clock(target, None, actor.at, "会签完成")

    clock_due(cast.water, MONDAY - 2 * DAY, "a", holder_org=cast.water)
    clock_due(cast.water, MONDAY - DAY, "b", holder_org=cast.water)
    assert morning.run(MONDAY)["endings"] == 1 and called == ["a"]


def test_duties_of_the_day_are_looked_at_on_working_days(cast):
    seen = []

    @endings.every_working_day
    def look(day, actor):
        seen.append((day, actor.today))

    @endings.every_working_day
    def broken(day, actor):
        raise RuntimeError("坏了")

    result = morning.run(MONDAY)
    morning.run(MONDAY)
    morning.run(date(2026, 11, 22))
    assert seen == [(MONDAY, MONDAY)] and result["duties"] == 1 and len(result["faults"]) == 1
