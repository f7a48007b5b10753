"""Working-day arithmetic: the published examples, a table of our own, and properties that hold for any period."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import workdays as wd
from core.clock.workdays import Conventions, PeriodError, WorkCalendar
from tests.builders.calendar import CALENDAR, DAYS


def d(text: str) -> date:
    return date.fromisoformat(text)


def due(start, n, unit, **more):
    return wd.add(d(start), n, unit, calendar=more.pop("calendar", CALENDAR), **more)


# ---- the calendar ----


def test_the_seed_holds_three_complete_years():
    assert wd.published_years(DAYS) == {2024, 2025, 2026}


def test_the_seed_agrees_with_the_published_schedule():
    chinese_calendar = pytest.importorskip("chinese_calendar")
    for day in wd.days_between(d("2024-01-01"), d("2026-12-31")):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"date": "2026-13-01", "kind": "holiday", "name": "元旦"}], "第2行的日期“2026-13-01”看不懂"),
        ([{"date": "2026-01-01", "kind": "off", "name": "元旦"}], "第2行应写明类别"),
        ([{"date": "2026-01-01", "kind": "holiday", "name": "元旦"}] * 2, "第3行的日期2026-01-01重复"),
    ],
)
def test_a_wrong_calendar_row_is_named(rows, sentence):
    with pytest.raises(PeriodError, match=sentence):
        wd.read_days(rows)


def test_a_half_entered_year_does_not_count_as_published():
    days = wd.read_days([{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}])
    assert wd.published_years(days) == set()


def test_count_leaves_out_the_start_and_counts_the_end():
    assert CALENDAR.count(d("2025-09-26"), d("2025-10-10")) == 5
    assert CALENDAR.count(d("2025-10-10"), d("2025-09-26")) == -5
    assert CALENDAR.count(d("2025-10-10"), d("2025-10-10")) == 0


# ---- the sentence ----

WORDS = [
    (
        "2025-09-26",
        5,
        "working_days",
        "交办",
        "自2025年9月26日交办次日起5个工作日，计入调休上班日9月28日，跳过国庆节假期10月1日至8日，截止2025年10月10日",
    ),
    (
        "2026-03-12",
        3,
        "months",
        "交办",
        "自2026年3月12日交办次日起3个月，截止2026年6月12日",
    ),
    (
        "2025-07-08",
        3,
        "months",
        "收到",
        "自2025年7月8日收到次日起3个月，期满日10月8日为国庆节假期，顺延至10月9日",
    ),
    (
        "2025-03-28",
        3,
        "months",
        "收到",
        "自2025年3月28日收到次日起3个月，期满日6月28日为周六，顺延至6月30日",
    ),
    (
        "2025-11-17",
        3,
        "months",
        "收到反馈",
        "自2025年11月17日收到反馈次日起3个月，期满日2026年2月17日为春节假期，顺延至2026年2月24日",
    ),
    (
        "2026-01-31",
        1,
        "months",
        "收到",
        "自2026年1月31日收到次日起1个月（2月没有31日，算到月末），截止2026年2月28日",
    ),
    (
        "2025-12-19",
        15,
        "working_days",
        "收到答复",
        "自2025年12月19日收到答复次日起15个工作日，计入调休上班日2026年1月4日，"
        "跳过元旦假期2026年1月1日至3日，截止2026年1月12日",
    ),
    (
        "2025-01-22",
        5,
        "working_days",
        "交办",
        "自2025年1月22日交办次日起5个工作日，计入调休上班日1月26日，跳过春节假期1月28日至2月4日，截止2025年2月5日",
    ),
    (
        "2025-09-26",
        10,
        "days",
        "收到",
        "自2025年9月26日收到次日起10日，期满日10月6日为国庆节假期，顺延至10月9日",
    ),
    (
        "2024-06-05",
        3,
        "days",
        "收到",
        "自2024年6月5日收到次日起3日，期满日6月8日为周六，跳过端午节假期6月10日，顺延至6月11日",
    ),
    (
        "2025-10-28",
        20,
        "days_before",
        "答复期满",
        "自2025年10月28日答复期满往前20日，期满日10月8日为国庆节假期，提前至9月30日",
    ),
    (
        "2025-06-25",
        20,
        "days_before",
        "答复期满",
        "自2025年6月25日答复期满往前20日，截止2025年6月5日",
    ),
    (
        "2026-11-02",
        40,
        "working_days",
        "交办",
        "自2026年11月2日交办次日起40个工作日，截止2026年12月28日，2027年放假安排尚未公布，暂按周一至周五、法定节日除外推算",
    ),
]


@pytest.mark.parametrize(("start", "n", "unit", "label", "sentence"), WORDS)
def test_the_explanation_is_a_sentence_a_clerk_can_read(start, n, unit, label, sentence):
    assert due(start, n, unit, start_label=label).explanation == sentence


def test_a_cap_cuts_and_says_so():
    found = wd.extend(d("2025-09-30"), (5, "months"), (2, "months"), calendar=CALENDAR, cap=d("2026-03-30"))
    assert found.due == d("2026-03-30")
    assert found.explanation.endswith("最迟不得超过2026年3月30日，截止2026年3月30日")


# ---- a year that is not yet published ----


def test_a_missing_year_is_provisional_and_counts_monday_to_friday():
    found = due("2026-12-25", 10, "working_days")
    assert (found.due, found.provisional) == (d("2027-01-08"), True)
    assert "2027年放假安排尚未公布，暂按周一至周五、法定节日除外推算" in found.explanation


def test_published_years_are_final():
    assert not due("2026-11-02", 39, "working_days").provisional  # ends on 25 December


def test_the_last_days_of_december_wait_for_the_next_years_schedule():
    assert due("2026-12-25", 1, "working_days").provisional


def test_a_date_named_by_the_rule_is_final_in_any_year():
    found = due("2027-03-01", None, "fixed_date", fixed="09-30")
    assert (found.due, found.provisional) == (d("2027-09-30"), False)


def test_refusing_unpublished_years_is_a_setting():
    with pytest.raises(PeriodError, match="2027年放假安排尚未公布"):
        due("2026-12-25", 10, "working_days", conventions=Conventions(unpublished_year="refuse"))


# ---- dates named in a rule ----


@pytest.mark.parametrize("text", ["2008-09-31", "02-30", "02-29", "13-01"])
def test_an_impossible_date_is_refused(text):
    with pytest.raises(PeriodError, match="不存在"):
        wd.fixed_date(text)


@pytest.mark.parametrize("text", ["九月底", "09", "2026-09-30-1", ""])
def test_an_unreadable_date_is_refused(text):
    with pytest.raises(PeriodError, match="看不懂"):
        wd.fixed_date(text)


def test_a_yearly_date_is_the_next_one():
    assert wd.fixed_date("09-30", d("2026-03-01")) == d("2026-09-30")
    assert wd.fixed_date("09-30", d("2026-10-01")) == d("2027-09-30")


def test_a_named_date_does_not_roll():
    found = due("2025-09-01", None, "fixed_date", fixed="2025-10-06")
    assert (found.due, found.explanation) == (d("2025-10-06"), "按制度写明的日期，截止2025年10月6日")


# ---- what cannot be computed ----


@pytest.mark.parametrize(
    ("n", "unit", "sentence"),
    [
        (0, "days", "不小于1"),
        (-3, "months", "不小于1"),
        (None, "days", "不小于1"),
        (True, "days", "不小于1"),
        (3, "weeks", "不认识的计算单位"),
        (10**9, "days", "期限过长"),
        (10**6, "months", "期限过长"),
        (None, "fixed_date", "没有写日期"),
    ],
)
def test_a_length_that_makes_no_sense_is_refused(n, unit, sentence):
    with pytest.raises(PeriodError, match=sentence):
        due("2026-01-05", n, unit)


def test_an_unknown_roll_is_refused():
    with pytest.raises(PeriodError, match="顺延方式"):
        due("2026-01-05", 3, "days", roll="later")


# ---- conventions are settings ----

SETTINGS = [
    ("2025-09-26", 5, "working_days", {"start_day_counts": True}, "2025-10-09"),
    ("2026-01-31", 1, "months", {"missing_month_day": "next_month"}, "2026-03-02"),
    ("2025-09-26", 10, "days", {"roll": "none"}, "2025-10-06"),
    ("2025-03-28", 3, "months", {"weekends_rest": False}, "2025-06-28"),
    ("2025-09-26", 10, "days", {"weekends_rest": False}, "2025-10-09"),
    ("2025-09-22", 5, "days", {"plain_days": "working"}, "2025-09-28"),
    ("2025-10-28", 20, "days_before", {"backward_roll": "none"}, "2025-10-08"),
]


@pytest.mark.parametrize(("start", "n", "unit", "setting", "expected"), SETTINGS)
def test_each_convention_can_be_set(start, n, unit, setting, expected):
    assert due(start, n, unit, conventions=Conventions(**setting)).due == d(expected)


def test_adjusted_workdays_may_be_left_out():
    plain = WorkCalendar(DAYS, {2025}, Conventions(adjusted_workdays_count=False))
    assert due("2025-09-26", 2, "working_days", calendar=plain).due == d("2025-09-30")


def test_a_named_date_may_roll():
    rules = Conventions(fixed_date_roll="next")
    assert due("2025-09-01", None, "fixed_date", fixed="10-06", conventions=rules).due == d("2025-10-09")


def test_an_extension_may_run_from_the_first_due_day():
    rules = Conventions(extension_from="due")
    found = wd.extend(d("2025-03-28"), (3, "months"), (1, "months"), calendar=CALENDAR, conventions=rules)
    assert found.due == d("2025-07-30")


def test_acts_on_the_due_day_are_in_time_and_may_be_set_otherwise():
    last_minute = datetime(2025, 10, 10, 23, 59)
    assert wd.is_in_time(last_minute, d("2025-10-10"))
    assert not wd.is_in_time(datetime(2025, 10, 11, 0, 0), d("2025-10-10"))
    assert not wd.is_in_time(last_minute, d("2025-10-10"), Conventions(due_day_in_time=False))


def test_an_extension_is_asked_for_by_the_first_due_day():
    assert wd.extension_is_in_time(d("2025-06-30"), d("2025-06-30"))
    assert not wd.extension_is_in_time(d("2025-07-01"), d("2025-06-30"))
    assert wd.extension_is_in_time(d("2025-07-01"), d("2025-06-30"), Conventions(extension_asked_by_due=False))


def test_a_new_unit_starts_anew():
    assert wd.start_after_reassignment(d("2025-09-22"), d("2025-10-09")) == d("2025-10-09")
    kept = Conventions(reassignment="keep")
    assert wd.start_after_reassignment(d("2025-09-22"), d("2025-10-09"), kept) == d("2025-09-22")


# ---- time left ----


@pytest.mark.parametrize(
    ("today", "due_day", "expected"),
    [
        ("2025-09-29", "2025-10-10", "剩 3 个工作日"),
        ("2025-10-10", "2025-10-10", "今天到期"),
        ("2025-10-13", "2025-10-10", "逾期 2 个工作日"),
        ("2025-10-11", "2025-10-10", "逾期 1 个工作日"),
        ("2025-10-17", "2025-10-19", "剩 2 天"),
        ("2025-10-18", "2025-10-17", "逾期 1 天"),
    ],
)
def test_time_left_in_words(today, due_day, expected):
    assert wd.left_words(d(today), d(due_day), CALENDAR) == expected


# ---- properties ----

starts = st.dates(min_value=d("2024-01-01"), max_value=d("2026-10-31"))
lengths = st.integers(min_value=1, max_value=60)


@given(starts, lengths)
def test_a_working_day_period_counts_exactly_its_length(start, n):
    found = wd.add(start, n, "working_days", calendar=CALENDAR)
    assert len(found.counted) == n and found.counted[-1] == found.due == found.nominal
    assert all(CALENDAR.is_workday(day) and day > start for day in found.counted)
    assert CALENDAR.count(start, found.due) == n


@given(starts, lengths, st.sampled_from(["days", "months"]))
def test_a_period_never_ends_early_nor_on_a_rest_day(start, n, unit):
    found = wd.add(start, n, unit, calendar=CALENDAR)
    assert found.due >= found.nominal > start and CALENDAR.is_workday(found.due)


@given(starts, lengths)
def test_a_backward_period_never_shrinks(start, n):
    found = wd.add(start, n, "days_before", calendar=CALENDAR)
    assert found.due <= found.nominal == start - timedelta(days=n) and CALENDAR.is_workday(found.due)


@given(starts, st.integers(1, 48))
def test_months_end_on_the_same_day_or_the_last(start, n):
    found = wd.add_months(start, n)
    assert found.day == start.day or (found + timedelta(days=1)).day == 1
    assert (found.year - start.year) * 12 + found.month - start.month == n


@given(starts, lengths, lengths)
def test_a_longer_period_never_ends_sooner(start, n, more):
    for unit in ("days", "working_days", "months"):
        first, second = (wd.add(start, k, unit, calendar=CALENDAR).due for k in (n, n + more))
        assert first <= second


@given(starts, starts)
def test_count_agrees_with_looking_at_every_day(a, b):
    start, end = min(a, b), max(a, b)
    worked = sum(CALENDAR.is_workday(day) for day in wd.days_between(start + timedelta(days=1), end))
    assert CALENDAR.count(start, end) == worked == -CALENDAR.count(end, start)


@given(st.dates(min_value=d("2019-01-01"), max_value=d("2032-12-31")), lengths)
def test_a_period_outside_the_published_years_always_says_so(start, n):
    found = wd.add(start, n, "working_days", calendar=CALENDAR)
    years = {day.year for day in wd.days_between(start + timedelta(days=1), found.due)}
    if years - CALENDAR.years:
        assert found.provisional and "尚未公布" in found.explanation
