"""Acts on the calendar of working days (节假日与调休): a day, a range, a whole year as its notice says."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from core.clock import clocks
from core.clock.notice_text import Understood
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import CalendarDay
from core.models.roles import KEEPERS
from core.people.actors import Actor

LONGEST_RANGE = 31


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("节假日由办公室工作人员或系统管理员维护。")


def set_day(*, actor: Actor, day: date, kind: str, name: str, source: str = "") -> int:
    """A holiday or make-up working day; provisional dates are worked out again. Returns how many dates moved."""
    return set_days(actor=actor, days=[day], kind=kind, name=name, source=source)


@transaction.atomic
def set_days(*, actor: Actor, days: Collection[date], kind: str, name: str, source: str = "") -> int:
    """The same for several days at once, each with its event. Returns how many dates moved."""
    _check(actor)
    if not 0 < len(days) <= LONGEST_RANGE:
        raise Refused(f"一次最多录入{LONGEST_RANGE}天，请核对起止日期。")
    for day in days:
        row, _ = CalendarDay.objects.update_or_create(date=day, defaults={"kind": kind, "name": name, "source": source})
        text = f"{day:%Y-%m-%d} {row.get_kind_display()}（{name}）"
        events.record(row, actor=actor, key="set_day", label="设置节假日", text=text)
    return len(clocks.recount_provisional(actor))


@transaction.atomic
def clear_day(*, actor: Actor, row: CalendarDay) -> None:
    """The day follows the ordinary week again."""
    _check(actor)
    text = f"{row.date:%Y-%m-%d} 恢复为普通日"
    events.record(row, actor=actor, key="clear_day", label="取消节假日", text=text)
    row.delete()


def standing_days(year: int, wanted: Iterable[date]) -> list[CalendarDay]:
    """What stands on the days of a year's notice: all of the year, and days of the year before that it names.

    Days at the year's end that the next year's notice gave to 元旦 are none of its business.
    """
    rows = CalendarDay.objects.filter(Q(date__year=year) | Q(date__in=list(wanted)))
    named = set(wanted)
    return [row for row in rows if row.date in named or not (row.date.month == 12 and "元旦" in row.name)]


@transaction.atomic
def set_year(*, actor: Actor, year: int, days: Collection[Understood], source: str) -> int:
    """Let the year be as its notice says: days are added, changed and taken off. Returns how many dates moved.

    One event tells the whole; its facts hold every day that became different.
    """
    _check(actor)
    wanted = {one.day: one for one in days}
    standing = {row.date: row for row in standing_days(year, wanted)}
    dropped = [row for day, row in standing.items() if day not in wanted]
    different = {
        day: one for day, one in wanted.items()
        if day not in standing or (standing[day].kind, standing[day].name) != (one.kind, one.name)
    }  # fmt: skip
    CalendarDay.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    for day, one in wanted.items():
        facts = {"kind": one.kind, "name": one.name, "source": source}
        row, _ = CalendarDay.objects.update_or_create(date=day, defaults=facts)
    text = f"按{source}设置{year}年节假日：{len(wanted)}天，其中有变动{len(different)}天、取消{len(dropped)}天"
    events.record(
        row, actor=actor, key="set_year", label="设置全年节假日", text=text,
        facts={
            "year": year, "source": source, "dropped": sorted(str(row.date) for row in dropped),
            "set": {str(day): f"{one.kind} {one.name}" for day, one in sorted(different.items())},
        },
    )  # fmt: skip
    return len(clocks.recount_provisional(actor))
