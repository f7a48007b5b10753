"""A clock on a thing, and mornings."""

from datetime import date

import pytest

from core import clocks, rulebook
from core.models import Rule


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
    """A clock of ``target`` that is due on a day."""

    def opened(target, due: date, kind: str = "reply", started: date = date(2026, 1, 5), **more):
        given = {"label": "答复", "unit": "fixed_date", "fixed": due.isoformat(), "start_label": "交办"} | more
        return clocks.open_clock(target=target, kind=kind, started_on=started, **given)

    return opened
