"""The morning's scan for deadlines, against the bare SQL that finds the same clocks with their matters."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from bench.measuring import Bench, Goal, Piece
from core import bulk
from core.clock import calendar
from core.clock.reminders import morning
from core.clock.reminders.scan import DUE, find
from core.delivery import outbox
from core.matters.deadlines import clock_kinds
from core.models import Clock, ReminderScan, User
from proposals.models import Proposal

NAMES = ("deadline.scan", "deadline.scan_after_a_break", "deadline.scan_bare", "deadline.run", "deadline.run_again",
         "deadline.loop")  # fmt: skip
JOINED = (
    "SELECT c.id, c.kind, c.due{text}, c.next_reminder{text}, c.holder_org_id, c.holder_user_id, c.holder_role,"
    " c.watched_by_id, p.id, p.title, p.number, p.state"
    " FROM core_clock c LEFT JOIN proposals_proposal p ON p.id = c.root_id AND c.root_type_id = %s"
    " WHERE c.stopped_at IS NULL AND c.next_reminder <= %s"
)
SHIFT = 1 << 32
BREAK_DAYS = 10
TENTH = 10


def measure(bench: Bench, clocks: int) -> None:
    """Find, and write, what is to be said on the next working day, with so many running clocks."""
    if not any(bench.wants(name) for name in NAMES):
        return
    add_clocks(clocks - Clock.objects.filter(stopped_at__isnull=True).count())
    today = next_working_day(timezone.localdate())
    running = Clock.objects.filter(stopped_at__isnull=True).count()
    later = today + timedelta(days=BREAK_DAYS)
    found, many = len(find(today)), len(find(later))
    told = f"{running} 个运行期限中找出 {found} 个"
    goal, sql = Goal(1.4, 4), "同一批期限连同提案的裸 SQL"
    told, told_later = (f"{running} 个运行期限中找出 {number} 个" for number in (found, many))

    def compare(name: str, label: str, ours: Piece, floor: Piece, against: str = sql, **more) -> None:
        bench.pair(name, label, ours, floor, against=against, **more)

    compare("deadline.scan", "期限扫描", lambda: find(today), lambda: joined(today), goal=goal, note=told)
    compare("deadline.scan_after_a_break", "长假后期限扫描", lambda: find(later), lambda: joined(later), goal=goal,
            note=told_later)  # fmt: skip
    compare("deadline.scan_bare", "期限扫描（比只查期限一张表）", lambda: find(today), lambda: bare(today),
            "只查期限表的裸 SQL", note=told)  # fmt: skip
    tenth = max(1, running // TENTH)
    compare("deadline.loop", "逐件在程序里判断（参考）", lambda: loop(today, tenth), lambda: joined(today),
            most_rounds=3, scale=running / tenth, note=f"逐件判断 {tenth} 个，按全部折算")  # fmt: skip
    with transaction.atomic():
        _only_the_scan(today)
        compare("deadline.run", "晨报全过程（首次，含写入）", lambda: morning.run(today), lambda: bare_run(today),
                "裸 SQL 查出、每个期限写一条、改下次提醒日", goal=Goal(3), undo=True, most_rounds=5,
                note=told)  # fmt: skip
        with outbox.muted():
            morning.run(today)
        before = rows_written(today)
        compare("deadline.run_again", "晨报再次运行", lambda: morning.run(today), ReminderScan.objects.exists,
                "一条最简单的查询", goal=Goal(statements=4), note="没有写入")  # fmt: skip
        if rows_written(today) != before:
            bench.skip("deadline.run_again", "第二次运行写入了内容，不应如此")
        transaction.set_rollback(True)


def joined(today: date) -> list[tuple]:
    """The due clocks with their matters, by one bare statement."""
    return _rows(JOINED, [ContentType.objects.get_for_model(Proposal).pk, today.isoformat()])


def bare(today: date) -> list[tuple]:
    """The due clocks alone, by the scan's own statement."""
    return _rows(DUE, [today.isoformat()])


def _rows(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(text=" || ''" if connection.vendor == "sqlite" else ""), params)
        return cursor.fetchall()


def bare_run(today: date) -> None:
    """Find them, write one row for each to one person, and move each on: three bare statements."""
    joined(today)
    person = User.objects.order_by("pk").values_list("pk", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_reminder (clock_id, due, step, person_id, level, day)"
            " SELECT id, due, 0, %s, 'holder', %s FROM core_clock WHERE stopped_at IS NULL AND next_reminder <= %s",
            [person, today, today],
        )
        cursor.execute(
            "UPDATE core_clock SET next_reminder = %s WHERE stopped_at IS NULL AND next_reminder <= %s",
            [today + timedelta(days=7), today],
        )


def loop(today: date, number: int) -> int:
    """The obvious way: every running clock as an object, tested in Python, with its matter's name."""
    found = 0
    for clock in Clock.objects.filter(stopped_at__isnull=True).order_by("pk").prefetch_related("root")[:number]:
        if clock.next_reminder and clock.next_reminder <= today and clock.root is not None:
            found += bool(str(clock.root))
    return found


def next_working_day(day: date) -> date:
    """``day``, or the first day after it on which people work."""
    while not calendar.current().is_workday(day):
        day += timedelta(days=1)
    return day


def add_clocks(lacking: int) -> None:
    """So many further running clocks, copies of those that run, on things that do not exist."""
    if lacking <= 0:
        return
    models = list(Clock.objects.filter(stopped_at__isnull=True, holder_user=None).order_by("pk")[:1000])
    if not models:
        return
    names = [field.attname for field in Clock._meta.concrete_fields if not field.primary_key]
    copies = []
    for number in range(lacking):
        values = {name: getattr(models[number % len(models)], name) for name in names}
        copies.append(Clock(**values | {"object_id": SHIFT + number, "anchor_id": None}))
    with bulk.wide_statements():
        bulk.create(Clock, copies)


def rows_written(today: date) -> tuple:
    """What a run would leave: reminders, notices, clocks that moved."""
    from core.models import Notice, Reminder

    moved = Clock.objects.filter(next_reminder__gt=today).count()
    return Reminder.objects.count(), Notice.objects.count(), moved


def _only_the_scan(today: date) -> None:
    """The day is as if not scanned yet, and nothing has run out: what endings do are acts, each with its own cost."""
    ReminderScan.objects.filter(day__gte=today).delete()
    ending = [kind.key for kind in clock_kinds() if kind.silence]
    over = Clock.objects.filter(kind__in=ending, due__lt=today, stopped_at__isnull=True)
    over.update(due=F("started_on"), stopped_at=timezone.now())
