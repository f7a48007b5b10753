"""Clocks keep their date with its reason; lateness is computed."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import rulebook
from core.clock import calendar, clocks
from core.clock.workdays import PeriodError
from core.models import CalendarDay, Clock, Event, Organisation, Rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return Organisation.objects.create(name="江岭区水利局", kind=Organisation.Kind.UNIT)


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def opened(target, started="2025-09-26", n=5, length="working_days", **more):
    given = {"kind": "return", "label": "申请退办期限", "start_label": "交办"} | more
    return clocks.open_clock(target=target, started_on=date.fromisoformat(started), n=n, unit=length, **given)


def publish_2027(*more):
    rows = [("2027-01-01", "holiday", "元旦"), ("2027-10-01", "holiday", "国庆节"), *more]
    for day, kind, name in rows:
        CalendarDay.objects.create(date=day, kind=kind, name=name)


# ---- the calendar in the database ----


def test_a_new_database_has_the_published_calendar():
    assert calendar.current().years == {2024, 2025, 2026}
    assert CalendarDay.objects.get(date="2025-09-28").kind == "workday"


def test_seeding_again_changes_nothing_and_keeps_what_the_office_changed():
    CalendarDay.objects.filter(date="2025-09-28").delete()
    before = CalendarDay.objects.count()
    assert calendar.ensure_seed() == 0
    assert CalendarDay.objects.count() == before


def test_the_calendar_is_read_once_and_again_after_a_change(django_assert_num_queries):
    calendar.current()
    with django_assert_num_queries(0):
        assert not calendar.current().covers(2027)
    publish_2027()
    assert calendar.current().covers(2027)


def test_loading_a_file_replaces_its_years(tmp_path, capsys, unit):
    file = tmp_path / "2027.csv"
    file.write_text("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n2027-10-01,holiday,国庆节\n")
    clock = opened(unit, "2026-12-30", 3)
    assert (clock.due, clock.provisional) == (date(2027, 1, 5), True)
    call_command("load_calendar", str(file))
    assert "已载入 2027 年放假安排，重算后有 1 个期限" in capsys.readouterr().out
    clock.refresh_from_db()
    assert (clock.due, clock.provisional) == (date(2027, 1, 6), False)
    call_command("load_calendar", str(file))
    assert CalendarDay.objects.filter(date__year=2027).count() == 3


def test_a_wrong_file_changes_nothing(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("date,kind,name\n2026-01-01,holiday,元旦\n2026-02-30,holiday,春节\n")
    before = CalendarDay.objects.count()
    with pytest.raises(CommandError, match="第3行的日期“2026-02-30”看不懂"):
        call_command("load_calendar", str(file))
    assert CalendarDay.objects.count() == before


# ---- opening ----


def test_a_clock_explains_its_date(unit):
    clock = opened(unit)
    assert (clock.nominal, clock.due) == (date(2025, 10, 10), date(2025, 10, 10))
    assert clock.explanation == (
        "自2025年9月26日交办次日起5个工作日，计入调休上班日9月28日，跳过国庆节假期10月1日至8日，截止2025年10月10日"
    )
    assert clock.target == unit and clock.root == unit


def test_the_length_comes_from_the_rule_and_stays_with_the_clock(unit):
    regulation = rulebook.rule("calendar.soon_days").regulation
    rule = Rule.objects.create(
        key="x.reply", value={"n": 3, "unit": "months"}, effective_from=date(2020, 1, 1), regulation=regulation
    )
    clock = clocks.open_clock(
        target=unit, kind="reply", label="答复期限", started_on=date(2026, 3, 12), rule=rule, start_label="交办"
    )
    Rule.objects.filter(pk=rule.pk).update(value={"n": 6, "unit": "months"})
    clock.refresh_from_db()
    assert clock.due == date(2026, 6, 12)
    assert clock.rule_value == {"n": 3, "unit": "months", "start_label": "交办"}
    assert clock.rule.source.startswith("《")


def test_a_rule_may_name_a_date(unit):
    clock = opened(unit, "2026-03-12", None, "fixed_date", fixed="09-30")
    assert clock.due == date(2026, 9, 30)


def test_a_cap_cuts(unit):
    clock = opened(unit, "2025-09-30", 7, "months", cap=date(2026, 3, 30))
    assert clock.due == date(2026, 3, 30)


def test_the_same_clock_started_again_is_the_next_round(unit):
    first = opened(unit)
    second = opened(unit, "2025-10-20", at=at("2025-10-20T09:00"))
    first.refresh_from_db()
    assert (first.stopped_at, first.stop_reason) == (at("2025-10-20T09:00"), "重新起算")
    assert (second.round, second.stopped_at) == (2, None)


def test_conventions_are_the_committees(unit):
    Rule.objects.filter(key="calendar.conventions").first().delete()
    regulation = rulebook.rule("calendar.soon_days").regulation
    Rule.objects.create(
        key="calendar.conventions",
        value={"roll": "none"},
        effective_from=date(2020, 1, 1),
        regulation=regulation,
    )
    assert opened(unit, "2025-09-26", 10, "days").due == date(2025, 10, 6)


# ---- extending and stopping ----


def test_an_extension_is_one_longer_period_from_the_same_start(unit):
    clock = opened(unit, "2025-03-28", 3, "months")
    assert clock.due == date(2025, 6, 30)
    clocks.extend_clock(clock, 1, "months", asked_on=date(2025, 6, 25))
    clock.refresh_from_db()
    assert (clock.nominal, clock.due) == (date(2025, 7, 28), date(2025, 7, 28))
    assert clock.rule_value["extensions"] == [{"n": 1, "unit": "months", "asked_on": "2025-06-25"}]


def test_two_extensions_and_a_cap(unit):
    clock = opened(unit, "2025-03-28", 3, "months")
    clocks.extend_clock(clock, 10, "days", asked_on=date(2025, 6, 25))
    assert clock.due == date(2025, 7, 8)
    clocks.extend_clock(clock, 10, "days", asked_on=date(2025, 7, 1), cap=date(2025, 7, 11))
    assert clock.due == date(2025, 7, 11)


def test_an_extension_after_the_due_day_is_refused(unit):
    clock = opened(unit, "2025-03-28", 3, "months")
    with pytest.raises(PeriodError, match="期限已过"):
        clocks.extend_clock(clock, 1, "months", asked_on=date(2025, 7, 1))


def test_a_stopped_clock_cannot_be_extended_nor_stopped_again(unit):
    clock = opened(unit)
    assert clocks.stop_clock(unit, "return", at("2025-10-09T10:00"), "已签收") == 1
    assert clocks.stop_clock(unit, "return", at("2025-10-10T10:00"), "已签收") == 0
    clock.refresh_from_db()
    assert clock.stop_reason == "已签收"
    with pytest.raises(PeriodError, match="已经停止"):
        clocks.extend_clock(clock, 1, "months", asked_on=date(2025, 10, 9))


def test_all_clocks_of_a_thing_may_be_stopped_at_once(unit):
    opened(unit)
    opened(unit, kind="reply")
    assert clocks.stop_clock(unit, None, at("2025-10-09T10:00"), "已撤案") == 2


# ---- reading ----


def test_the_clocks_of_a_matter_take_one_query(unit, django_assert_num_queries):
    child = Organisation.objects.create(name="江岭区农业农村局", kind=Organisation.Kind.UNIT)
    opened(unit)
    opened(child, root=unit, holder_org=child, kind="reply", n=3, length="months")
    clocks.stop_clock(unit, "return", at("2025-10-09T10:00"), "已签收")
    with django_assert_num_queries(1):
        rows = list(clocks.clocks_of(unit))
        assert [(c.kind, c.holder_org and c.holder_org.name, c.rule) for c in rows] == [
            ("reply", "江岭区农业农村局", None),
            ("return", None, None),
        ]


@pytest.mark.parametrize(
    ("today", "level", "words"),
    [
        ("2025-09-26", "soon", "剩 5 个工作日"),
        ("2025-09-25", "ok", "剩 6 个工作日"),
        ("2025-10-10", "soon", "今天到期"),
        ("2025-10-11", "late", "逾期 1 个工作日"),
        ("2025-10-13", "late", "逾期 2 个工作日"),
    ],
)
def test_the_light_says_how_a_clock_stands(unit, today, level, words):
    found = clocks.light(opened(unit), date.fromisoformat(today))
    assert (found.level, found.words, found.provisional) == (level, words, False)
    assert found.icon.startswith("bi-")


@pytest.mark.parametrize(
    ("stopped", "level", "words"),
    [("2025-10-10T23:59", "ok", "按期办结"), ("2025-10-13T08:00", "late", "逾期 2 个工作日办结")],
)
def test_the_light_of_a_stopped_clock_says_whether_it_was_met(unit, stopped, level, words):
    clock = opened(unit)
    clocks.stop_clock(unit, "return", at(stopped), "已答复")
    clock.refresh_from_db()
    assert (clocks.light(clock).level, clocks.light(clock).words) == (level, words)


def test_lights_of_a_list_cost_no_queries(unit, django_assert_num_queries):
    rows = [opened(unit, kind=f"k{number}") for number in range(25)]
    clocks.light(rows[0])
    with django_assert_num_queries(0):
        assert len({clocks.light(clock, date(2025, 10, 9)).words for clock in rows}) == 1


# ---- a calendar published later ----


def test_publishing_a_year_recounts_running_provisional_clocks_and_records_it(unit):
    running, untouched = opened(unit, "2026-12-30", 3), opened(unit, kind="reply")
    stopped = opened(unit, "2026-12-30", 3, kind="old")
    clocks.stop_clock(unit, "old", at("2026-12-31T10:00"), "已答复")
    assert running.provisional and clocks.light(running, date(2026, 12, 30)).provisional
    publish_2027(("2027-01-04", "holiday", "元旦"))
    moved = clocks.recount_provisional()
    assert [(clock.pk, former) for clock, former in moved] == [(running.pk, date(2027, 1, 5))]
    running.refresh_from_db()
    assert (running.due, running.provisional) == (date(2027, 1, 6), False)
    assert "跳过元旦假期2027年1月1日、元旦假期2027年1月4日" in running.explanation
    event = Event.objects.get(key="clock_recounted")
    assert event.target == unit and "由2027-01-05改为2027-01-06" in event.text
    assert clocks.recount_provisional() == []
    for clock in (untouched, stopped):
        due = clock.due
        clock.refresh_from_db()
        assert clock.due == due


def test_a_clock_that_only_becomes_certain_is_not_an_event(unit):
    clock = opened(unit, "2026-12-24", 2)  # ends on 28 December
    publish_2027()
    assert clocks.recount_provisional() == []
    clock.refresh_from_db()
    assert not clock.provisional and "尚未公布" not in clock.explanation
    assert not Event.objects.exists() and Clock.objects.count() == 1


def test_a_named_date_can_be_extended_too(unit):
    clock = opened(unit, "2026-03-02", n=None, length="fixed_date", fixed="2026-06-30")
    extended = clocks.extend_clock(clock, 1, "months", asked_on=date(2026, 6, 30))
    assert extended.due == date(2026, 7, 30)
