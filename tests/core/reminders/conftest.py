"""A clock on a thing, and mornings."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core import rulebook
from core.clock import clocks
from core.models import Clock, Rule
from tests.builders.reminders import MONDAY


@pytest.fixture
def decide():
    """Give a key a value for one kind of clock."""

    def decided(key: str, value, kind: str = "", since: date = date(2020, 1, 1)) -> Rule:
        regulation = rulebook.rule("calendar.soon_days").regulation
        found, _ = Rule.objects.update_or_create(
            key=key, applies_to=kind, effective_from=since, defaults={"value": value, "regulation": regulation}
        )
        return found

    return decided


@pytest.fixture
def clock_due():
    """A clock of ``target`` that is due on a day; opened at ten o'clock of the day it starts."""

    def opened(target, due: date, kind: str = "reply", started: date = date(2026, 9, 1), **more) -> Clock:
        given = {"label": "答复", "unit": "fixed_date", "fixed": due.isoformat(), "start_label": "交办"} | more
        at = timezone.make_aware(datetime(started.year, started.month, started.day, 10))
        return clocks.open_clock(target=target, kind=kind, started_on=started, at=at, **given)

    return opened


@pytest.fixture
def many_clocks():
    """``n`` clocks of a unit with due days around a day, each with its next step."""

    def made(n: int, unit, around: date = MONDAY, kind: str = "reply") -> list[Clock]:
        rows = []
        for number in range(n):
            due = around + timedelta(days=number % 60 - 40)
            clock = Clock(
                kind=kind,
                label="答复",
                started_on=around - timedelta(days=90),
                nominal=due,
                due=due,
                explanation=f"截止{due}",
                holder_org=unit,
                watched_by_id=unit.supervised_by_id,
                **clocks.about(unit) | {"object_id": number + 1, "root_id": unit.pk},
            )
            clock.next_reminder = clocks.next_reminder(kind, due, clock.started_on, around)
            rows.append(clock)
        return Clock.objects.bulk_create(rows)

    return made
