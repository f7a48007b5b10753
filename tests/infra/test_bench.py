"""The measurement works on any database, leaves nothing behind, asserts nothing; its bulk is like the real thing."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bench import scan
from bench.measuring import Bench, Goal, counted
from core.clock.reminders import morning
from core.clock.reminders.recount import recount_reminders
from core.clock.reminders.scan import find
from core.matters import turn_keeping
from core.models import (
    Clock,
    Event,
    Notice,
    NumberSeries,
    OpenTurn,
    Organisation,
    Post,
    Reminder,
    ReminderScan,
    Role,
    User,
)
from core.search import matching_ids
from demo import bulk, organisations
from members.models import Mandate, Member
from proposals.models import Assignment, Proposal

pytestmark = pytest.mark.django_db
KEYS = {"name", "median_ms", "floor_ms", "ratio", "ratio_min", "ratio_max", "statements", "goal", "met"}


def counts() -> dict[str, int]:
    """Rows of every table of ours."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def measured(*more: str) -> dict:
    out = StringIO()
    call_command("bench", "--json", "--rounds=1", "--clocks=200", *more, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def few_numbers():
    """Bulk so small that a test bears it."""
    patch = pytest.MonkeyPatch()
    patch.setattr("bench.FEW", 50)
    patch.setattr("bench.work.ROSTER_ROWS", 60)
    patch.setattr("bench.measuring.AT_LEAST", 0)  # each piece once
    yield
    patch.undo()


@pytest.fixture
def made(db):
    """The demo's people with fifty proposals."""
    return bulk.make(proposals=50, members=5, clocks=60)


# ---- make_bulk ----


def test_bulk_is_what_was_asked_for_and_hangs_together(made):
    assert (made.proposals, Proposal.objects.count()) == (50, 50)
    running = Clock.objects.filter(stopped_at__isnull=True)
    assert running.count() == made.running and 60 <= made.running <= 66
    assert Mandate.objects.filter(member__user__username__startswith="bulk").count() == 5
    kinds = {row.pk: row for row in ContentType.objects.get_for_models(Proposal, Assignment).values()}
    for clock in Clock.objects.select_related("rule"):
        assert clock.target is not None and clock.root is not None, clock.kind
        assert clock.explanation and clock.rule.key.startswith("proposal."), clock.kind
        if clock.content_type_id in kinds and clock.holder_org and clock.holder_org.kind == Organisation.Kind.UNIT:
            assert clock.watched_by == clock.holder_org.supervised_by
    assert not Proposal.objects.filter(signatories=None).exists()
    assert not Assignment.objects.filter(channel=None).exists()
    assert Event.objects.filter(key="submit").count() == 50


def test_bulk_waits_for_whom_the_tables_say(made):
    assert OpenTurn.objects.filter(role=Role.UNIT_CLERK).exists()
    assert turn_keeping.rebuild() == 0


def test_bulk_numbers_go_on_without_gaps(made):
    bulk.make(proposals=10)
    for series, field in (("proposal.number", "number"), ("proposal.receipt", "receipt_number")):
        rows = NumberSeries.objects.filter(key=series)
        assert rows, series
        for row in rows:
            given = Proposal.objects.filter(session=row.scope, **{f"{field}__isnull": False})
            assert sorted(given.values_list(field, flat=True)) == list(range(1, row.last + 1))


def test_bulk_is_found_by_its_words(made):
    row = Proposal.objects.order_by("-pk").first()
    assert row.pk in Proposal.objects.filter(pk__in=matching_ids(Proposal, row.title[2:8])).values_list("pk", flat=True)


def test_bulk_is_reminded_of_as_the_program_would(made):
    """Recounting finds every next step where it was placed."""
    today, before = timezone.localdate(), dict(Clock.objects.values_list("pk", "next_reminder"))
    assert any(before.values())
    assert recount_reminders() == 0
    assert all(day is None or day >= today or not _works(day, today) for day in before.values())


def _works(day, today) -> bool:
    """Whether a working day lies between: then it would have been said."""
    from core.clock import calendar

    return calendar.current().count(day - timedelta(days=1), today - timedelta(days=1)) > 0


def test_bulk_is_the_same_for_the_same_database(made):
    titles = list(Proposal.objects.order_by("pk").values_list("title", "state"))
    Clock.objects.all().delete()
    assert len({title for title, _ in titles}) > 25
    assert {state for _, state in titles} > {"handling", "closed"}


def test_bulk_never_touches_a_production_database(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("make_bulk", "--proposals=5", stdout=StringIO())
    with pytest.raises(CommandError, match="正式环境"):
        call_command("bench", stdout=StringIO())
    assert not Proposal.objects.exists() and not User.objects.exists()


def test_bulk_needs_a_committee_to_belong_to(db):
    Organisation.objects.create(name="某单位", kind=Organisation.Kind.UNIT)
    with pytest.raises(CommandError, match="请在空库或演示库上运行"):
        call_command("make_bulk", "--proposals=5", stdout=StringIO())
    assert not Proposal.objects.exists() and not ReminderScan.objects.exists()


def test_the_command_tells_how_far_it_is(db):
    out = StringIO()
    call_command("make_bulk", "--proposals=20", "--members=3", "--clocks=10", stdout=out)
    assert "提案 20/20 件" in out.getvalue() and "已生成：提案 20 件" in out.getvalue()
    assert organisations and Member.objects.filter(user__username__startswith="bulk").count() == 3


# ---- bench ----


def test_everything_is_measured_and_nothing_left_behind(made, few_numbers):
    before, clocks = counts(), set(Clock.objects.values_list("pk", "next_reminder", "stopped_at"))
    document = measured()
    assert counts() == before
    assert set(Clock.objects.values_list("pk", "next_reminder", "stopped_at")) == clocks
    assert not Post.objects.exclude(valid_to=None).filter(valid_to=timezone.localdate()).exists()
    assert document["database"] == connection.vendor and document["rows"]["proposals"] == 50
    names = {one["name"] for one in document["measures"]}
    assert all(one.keys() >= KEYS for one in document["measures"])
    assert document["skipped"] == []
    wanted = {"deadline.scan", "deadline.run", "deadline.run_again", "home.member", "list.page_1", "search.rare",
              "proposal", "write.form", "board", "calendar", "import.roster", "paper.assignment_sheet",
              "outbox.enqueue"}  # fmt: skip
    assert wanted <= names
    for one in document["measures"]:
        assert one["ratio_min"] <= one["ratio"] <= one["ratio_max"] and one["median_ms"] > 0, one["name"]
        assert one["met"] in (True, False, None)


def test_an_empty_database_is_lent_a_few_rows(db, few_numbers):
    document = measured("--only=list.page_1")
    assert [one["name"] for one in document["measures"]] == ["list.page_1"]
    assert document["rows"]["proposals"] == 50 and not Proposal.objects.exists() and not User.objects.exists()


def test_the_table_reads_as_one(made, few_numbers):
    out = StringIO()
    call_command("bench", "--only=write", "--rounds=1", stdout=out)
    assert "写提案" in out.getvalue() and "倍数 ratio" in out.getvalue()


@pytest.mark.parametrize("clocks", [20, 200])
def test_the_scan_sends_as_many_statements_for_twenty_as_for_two_hundred(made, clocks):
    today = scan.next_working_day(timezone.localdate())
    scan.add_clocks(clocks)
    Clock.objects.filter(stopped_at__isnull=True).update(next_reminder=today)
    assert counted(lambda: find(today)) <= 4
    ReminderScan.objects.filter(day__gte=today).delete()
    assert len(find(today)) >= clocks
    run = counted(lambda: morning.run(today), undo=True)
    Clock.objects.filter(object_id__gte=scan.SHIFT).delete()
    assert counted(lambda: morning.run(today), undo=True) == run


def test_a_second_run_of_the_morning_writes_nothing(made):
    today = scan.next_working_day(timezone.localdate())
    scan.add_clocks(200)
    Clock.objects.filter(stopped_at__isnull=True, object_id__gte=scan.SHIFT).update(next_reminder=today)
    ReminderScan.objects.filter(day__gte=today).delete()
    assert morning.run(today)["reminders"] > 0
    before = counts(), scan.rows_written(today)
    assert morning.run(today)["already"] and (counts(), scan.rows_written(today)) == before
    assert Reminder.objects.exists() and Notice.objects.exists()


def test_a_goal_says_whether_it_is_met():
    assert Goal(2, 5).met(1.9, 5) and not Goal(2, 5).met(2.1, 5) and not Goal(2, 5).met(1.9, 6)
    assert Goal().met(9, 9) is None and str(Goal(1.4, 4)) == "≤ 1.4x, ≤ 4 SQL"


def test_what_each_round_writes_is_taken_back(db):
    bench = Bench("", 2, lambda sentence: None)
    bench.pair("x", "试", lambda: Organisation.objects.create(name="甲", kind="unit"),
               lambda: Organisation.objects.count(), against="计数", undo=True)  # fmt: skip
    assert not Organisation.objects.exists() and bench.measures[0].statements == 1
