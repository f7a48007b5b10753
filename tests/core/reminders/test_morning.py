"""The morning (晨报): who is told of what, once, on working days, all of it or nothing."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import clocks
from core.clock.reminders import morning
from core.clock.reminders.people import unheard
from core.clock.reminders.scan import find
from core.models import Clock, Delivery, Notice, Post, Reminder, ReminderScan, Role
from tests.builders.cast import at
from tests.builders.reminders import MONDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
EVERYTHING = (Reminder, Notice, ReminderScan, Delivery)


def rows() -> list[int]:
    return [model.objects.count() for model in EVERYTHING]


def told(clock=None, day=None) -> set[tuple]:
    """(name, level, step) of everybody told of a clock (on a day)."""
    found = Reminder.objects.select_related("person")
    found = found.filter(clock=clock) if clock else found
    found = found.filter(day=day) if day else found
    return {(r.person.full_name, r.level, r.step) for r in found}


def digest(user, day=MONDAY) -> Notice:
    return Notice.objects.get(recipient=user, dedupe_key=f"digest:{day}")


# ---- once, and on working days ----


def test_a_second_run_of_the_day_writes_nothing(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, holder_org=cast.water)
    first = morning.run(MONDAY)
    assert (first["clocks"], first["people"], first["already"]) == (1, 1, False)
    before, clock = rows(), Clock.objects.get(pk=clock.pk)
    with CaptureQueriesContext(connection) as queries:
        second = morning.run(MONDAY)
    assert second["already"] and second["clocks"] == 0 and rows() == before
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert Clock.objects.get(pk=clock.pk).next_reminder == clock.next_reminder == TUESDAY


@pytest.mark.parametrize(("day", "why"), [("2026-11-21", "a Saturday"), ("2026-10-01", "National Day")])
def test_on_a_day_of_rest_nothing_is_written(cast, clock_due, day, why):
    day = date.fromisoformat(day)
    clock_due(cast.water, day, holder_org=cast.water)
    before = rows()
    result = morning.run(day)
    assert not result["working_day"] and "不是工作日" in result["said"] and rows() == before, why


def test_a_sunday_made_a_workday_is_one(cast, clock_due):
    sunday = date(2026, 9, 20)
    clock_due(cast.water, sunday, holder_org=cast.water)
    assert clocks.calendar_service.current().is_workday(sunday)
    assert morning.run(sunday)["people"] == 1


def test_days_without_a_scan_are_made_good_in_one_digest(cast, clock_due):
    """Off from Tuesday to the Monday after: every step of these days is said, each level once."""
    monday_after = MONDAY + 7 * DAY
    late = clock_due(cast.water, MONDAY + 2 * DAY, "reply", holder_org=cast.water)
    soon = clock_due(cast.water, MONDAY + 8 * DAY, "joint_opinion", holder_org=cast.water)
    morning.run(MONDAY)
    assert told(late, MONDAY) == {("江水", "holder", -3)} and told(soon, MONDAY) == {("江水", "holder", -15)}
    morning.run(monday_after)
    assert told(late, monday_after) == {("江水", "holder", 1), ("洪局", "head", 1)}
    assert told(soon, monday_after) == {("江水", "holder", -3)}
    assert Notice.objects.filter(recipient=cast.water_clerk).count() == 2


def test_what_was_said_is_not_said_again_on_the_next_day(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    result = morning.run(TUESDAY)
    assert told(day=TUESDAY) == {("江水", "holder", 1), ("洪局", "head", 1)}
    assert result["clocks"] == 1 and morning.run(TUESDAY + DAY)["clocks"] == 0


def test_one_digest_tells_everything_in_its_title(cast, clock_due):
    about = (cast.water, cast.housing, cast.finance, cast.school, cast.gov)
    for body, days in zip(about, (-3, -1, 0, 3, 7), strict=True):
        clock_due(body, MONDAY + days * DAY, holder_org=cast.water)
    morning.run(MONDAY)
    notice = digest(cast.water_clerk)
    assert notice.title == "晨报 11月23日：已逾期2件，今天到期1件，3日内到期1件，以后到期1件"
    assert (notice.kind, notice.url) == ("digest", "/reminders/2026-11-23/")
    assert digest(cast.water_head).title == "晨报 11月23日：需您督促2件"


def test_what_stands_between_two_steps_is_in_the_digest_and_leaves_the_site_once(cast, clock_due, monkeypatch):
    rung = []
    monkeypatch.setattr(morning.outbox, "enqueue", lambda notices: rung.extend(n.recipient_id for n in notices))
    clock_due(cast.water, MONDAY - DAY, holder_org=cast.water)
    morning.run(MONDAY)
    assert sorted(rung) == sorted([cast.water_clerk.pk, cast.water_head.pk])
    result = morning.run(TUESDAY)
    assert (result["clocks"], result["reminders"], result["people"]) == (0, 0, 2)
    assert len(rung) == 2, "told outside at its step only"
    assert digest(cast.water_clerk, TUESDAY).title == "晨报 11月24日：已逾期1件"
    assert digest(cast.water_head, TUESDAY).title == "晨报 11月24日：需您督促1件"


# ---- the ladder ----


def test_each_level_is_told_in_its_turn(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, holder_org=cast.water)
    expected = {
        MONDAY: {("江水", "holder", 0)},
        TUESDAY: {("江水", "holder", 1), ("洪局", "head", 1)},
        date(2026, 12, 1): {("江水", "holder", 8), ("洪局", "head", 8), ("郑督", "office", 8)},
        date(2026, 12, 8): {("江水", "holder", 15), ("洪局", "head", 15), ("郑督", "office", 15)},
        date(2026, 12, 23): {
            ("江水", "holder", 29),
            ("洪局", "head", 29),
            ("郑督", "office", 29),
            ("梁主席", "leader", 30),
        },
    }
    for day, people in expected.items():
        morning.run(day)
        assert told(clock, day) == people, day


def test_an_extension_begins_the_steps_anew(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, unit="days", n=83, fixed=None, holder_org=cast.water)
    assert clock.due == MONDAY
    morning.run(MONDAY)
    clock.refresh_from_db()
    clocks.extend_clock(clock, 10, "days", asked_on=MONDAY)
    assert (clock.due, clock.next_reminder) == (date(2026, 12, 3), date(2026, 11, 26))
    morning.run(TUESDAY)
    assert told(day=TUESDAY) == set()
    morning.run(date(2026, 11, 26))
    morning.run(date(2026, 12, 3))
    assert told(clock) == {("江水", "holder", 0), ("江水", "holder", -7)}
    assert Reminder.objects.filter(clock=clock, step=0).count() == 2  # of either due day


def test_a_stopped_clock_is_not_spoken_of(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    clocks.stop_clock(cast.water, "reply", at(MONDAY, 6), "答复")
    assert morning.run(MONDAY)["clocks"] == 0 and not Notice.objects.exists()


def test_a_right_is_not_spoken_of_once_it_is_over(cast, clock_due):
    right = clock_due(cast.shen_member, TUESDAY, "cosign", holder_user=cast.shen, lapses=True)
    assert right.next_reminder == MONDAY
    morning.run(MONDAY)
    assert told(right) == {("沈岚", "holder", -1)}
    morning.run(date(2026, 11, 25))
    assert told(right) == {("沈岚", "holder", -1), ("沈岚", "holder", 0)}
    right.refresh_from_db()
    assert right.next_reminder is None


def test_a_clock_opened_late_has_no_steps_before_its_start(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, started=MONDAY - 2 * DAY, holder_org=cast.water)
    assert clock.next_reminder == MONDAY


# ---- whom ----


def test_a_person_with_two_posts_is_told_once(cast, clock_due):
    Post.objects.create(user=cast.water_clerk, role=Role.UNIT_HEAD, organisation=cast.water)
    clock = clock_due(cast.water, MONDAY - DAY, holder_org=cast.water)
    morning.run(MONDAY)
    assert told(clock) == {("江水", "holder", 1), ("洪局", "head", 1)}
    assert Notice.objects.filter(recipient=cast.water_clerk).count() == 1


@pytest.mark.parametrize(
    ("body", "holder", "head", "office"),
    [
        ("water", "江水", "洪局", "郑督"),
        ("gov", "郑督", None, "严主任"),
        ("committee", "毕然", None, "严主任"),
        ("liaison", "连线", None, "严主任"),
        ("office", "白洁", None, "严主任"),
    ],
)
def test_the_fitting_post_of_each_body_is_told(cast, clock_due, body, holder, head, office):
    org = getattr(cast, body)
    clock = clock_due(org, MONDAY - 8 * DAY, holder_org=org, watched_by=org if body == "gov" else None)
    morning.run(MONDAY)
    expected = {(holder, "holder", 8), (office, "office", 8)} | ({(head, "head", 8)} if head else set())
    assert told(clock) == expected


def test_the_committees_own_clerks_have_their_chair_as_head(cast, clock_due):
    clock = clock_due(cast.office, MONDAY - DAY, "review", holder_role=Role.PROPOSAL_CLERK)
    morning.run(MONDAY)
    assert told(clock) == {("田文", "holder", 1), ("严主任", "head", 1)}


def test_members_are_never_told_for_being_members(cast, clock_due):
    clock = clock_due(cast.office, MONDAY, "x", holder_role=Role.MEMBER)
    morning.run(MONDAY)
    assert told(clock) == {("严主任", "office", 0)}


def test_posts_that_have_ended_and_closed_accounts_are_left_out(cast, clock_due):
    Post.objects.filter(user=cast.water_clerk).update(valid_to=MONDAY - DAY)
    Post.objects.filter(user=cast.finance_clerk).update(valid_to=MONDAY)
    cast.school_clerk.is_active = False
    cast.school_clerk.save()
    for unit in (cast.water, cast.finance, cast.school):
        clock_due(unit, MONDAY, holder_org=unit)
    morning.run(MONDAY)
    assert told() == {("洪局", "head", 0), ("金算", "holder", 0), ("郑督", "office", 0)}


def test_nobody_to_tell_goes_up_at_once_and_shows_on_the_administrators_home(cast, clock_due):
    Post.objects.filter(role__in=(Role.SUPERVISOR, Role.PROPOSAL_CHAIR)).delete()
    Post.objects.filter(user=cast.water_clerk).delete()
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    clock_due(cast.gov, MONDAY, holder_org=cast.gov)
    result = morning.run(MONDAY)
    assert told() == {("洪局", "head", 0)} and result["unheard"] == 1
    assert [tuple(row) for row in unheard(MONDAY)] == [("区政府督查室", 1, ""), ("区水利局", 1, "单位负责人")]


def test_a_right_without_a_holder_is_nobody_elses_business(cast, clock_due):
    right = clock_due(cast.shen_member, MONDAY, "cosign", lapses=True)
    result = morning.run(MONDAY)
    assert told(right) == set() and result["unheard"] == 1 and not Notice.objects.exists()


# ---- all or nothing, and at what price ----


def test_a_kill_in_the_middle_leaves_nothing(cast, many_clocks, monkeypatch):
    made = many_clocks(50, cast.water)
    steps = dict(Clock.objects.values_list("pk", "next_reminder"))
    for broken in ("_insert_reminders", "_digests"):
        with monkeypatch.context() as patch:
            patch.setattr(morning, broken, killed)
            with pytest.raises(KeyboardInterrupt):
                morning.run(MONDAY)
        assert rows() == [0, 0, 0, 0]
    with monkeypatch.context() as patch:
        patch.setattr(morning.recount, "set_next", killed)
        with pytest.raises(KeyboardInterrupt):
            morning.run(MONDAY)
    assert rows() == [0, 0, 0, 0] and dict(Clock.objects.values_list("pk", "next_reminder")) == steps
    assert morning.run(MONDAY)["clocks"] == len([c for c in made if c.next_reminder <= MONDAY])


def killed(*_):
    raise KeyboardInterrupt


def test_statements_do_not_grow_with_the_clocks(cast, many_clocks):
    counted = []
    for number in (10, 10, 300):  # the first one reads rules and calendar
        Clock.objects.all().delete()
        ReminderScan.objects.all().delete()
        Notice.objects.all().delete()
        many_clocks(number, cast.water)
        with CaptureQueriesContext(connection) as queries:
            assert morning.run(MONDAY)["clocks"]
        counted.append(len(queries))
    assert counted[1] == counted[2]


def test_finding_takes_two_statements_and_writes_nothing(cast, many_clocks, django_assert_num_queries):
    many_clocks(100, cast.water)
    find(MONDAY)  # rules and calendar are remembered
    before = rows()
    with django_assert_num_queries(2):
        found = find(MONDAY)
    assert rows() == before and {len(row) for row in found} == {4}
    assert {row[0] for row in found} == set(
        Clock.objects.filter(next_reminder__lte=MONDAY).values_list("pk", flat=True)
    )


def test_the_same_day_found_again_is_the_same(cast, many_clocks):
    many_clocks(60, cast.water)
    day = date(2026, 12, 14)
    assert sorted(find(day)) == sorted(find(day)) != sorted(find(MONDAY))


# ---- the next step's day ----


def test_a_new_ladder_finds_running_clocks_their_step(cast, many_clocks, decide, django_assert_max_num_queries):
    many_clocks(80, cast.water)
    with django_assert_max_num_queries(12):
        decide("reminder.steps", [{"day": 5, "to": ["holder"]}], "reply")
    for clock in Clock.objects.all():
        assert clock.next_reminder == clock.due + 5 * DAY


def test_what_was_said_before_a_new_ladder_stays_said(cast, clock_due, decide):
    clock = clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    decide("reminder.steps", [{"day": -1, "to": ["holder"]}, {"day": 2, "to": ["holder"]}])
    clock.refresh_from_db()
    assert clock.next_reminder == MONDAY + 2 * DAY


def test_a_ladder_that_begins_later_counts_from_its_day(cast, clock_due, decide):
    clock = clock_due(cast.water, MONDAY + 20 * DAY, holder_org=cast.water)
    morning.run(MONDAY)
    decide("reminder.steps", [{"day": -19, "to": ["holder"]}], since=TUESDAY)
    morning.run(TUESDAY)
    assert told(clock) == {("江水", "holder", -19)}


def test_clocks_without_a_next_step_get_one(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, holder_org=cast.water)
    Clock.objects.update(next_reminder=None)
    morning.run(MONDAY)
    assert told(clock) == {("江水", "holder", 0)}


def test_an_extension_made_meanwhile_is_not_overwritten(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, holder_org=cast.water)
    Clock.objects.filter(pk=clock.pk).update(due=MONDAY + 30 * DAY, next_reminder=MONDAY + 15 * DAY)
    morning.recount.set_next([(clock.pk, MONDAY.isoformat(), TUESDAY.isoformat())])
    clock.refresh_from_db()
    assert clock.next_reminder == MONDAY + 15 * DAY


# ---- command and worker ----


def test_the_command_answers_in_json(cast, clock_due, capsys):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    call_command("run_reminders", today="2026-11-23", json=True)
    result = json.loads(capsys.readouterr().out)
    assert (result["today"], result["working_day"], result["clocks"], result["people"]) == ("2026-11-23", True, 1, 1)
    assert {"digests", "endings", "faults", "unheard", "already"} <= set(result)
    call_command("run_reminders", today="2026-11-22")
    assert "不是工作日" in capsys.readouterr().out
    with pytest.raises(CommandError, match="看不懂"):
        call_command("run_reminders", today="2026-11-31")
