"""When the demo loads, and when it must not."""

import sys
from datetime import date, timedelta
from importlib.machinery import ModuleSpec
from io import StringIO
from random import Random
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core import rulebook
from core.models import CalendarDay, Event, Organisation, Role, User
from demo import build, days, lines, organisations, people
from demo.accounts import every_account
from demo.kit import Kit
from demo.proposals import history, stories
from demo.travel import time_travel
from demo.writing import load_deck
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db
TODAYS = [
    date(2026, 1, 14), date(2026, 2, 4), date(2026, 2, 12), date(2026, 2, 21), date(2026, 3, 2), date(2026, 5, 3),
    date(2026, 8, 31), date(2026, 10, 5), date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 4), date(2027, 6, 18),
]  # fmt: skip


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("arguments", [[], ["--reset"]])
def test_production_refuses(settings, arguments):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        run(*arguments)
    assert not User.objects.exists()
    with pytest.raises(build.NotInProduction):
        build.empty()
    with pytest.raises(build.NotInProduction):
        build.load()


def test_other_data_is_left_alone(cast):
    users = User.objects.count()
    assert "已有其他数据" in run()
    with pytest.raises(CommandError, match="不作清空"):
        run("--reset")
    assert User.objects.count() == users


def test_emptying_takes_the_events_too_and_brings_the_defaults_back(cast):
    draft(cast)
    assert Event.objects.exists()
    connection.check_constraints()  # PostgreSQL empties no table whose deferred checks are still open in this test
    build.empty()
    assert not (Event.objects.exists() or User.objects.exists() or Organisation.objects.exists())
    assert rulebook.value("proposal.sign_days") == {"n": 3, "unit": "working_days"}
    assert CalendarDay.objects.exists()


def test_reset_empties_and_loads_again(monkeypatch):
    done = []
    monkeypatch.setattr(build, "empty", lambda: done.append("emptied"))
    loaded = build.Loaded(members=1, units=2, matters={"提案": 3, "承办件": 4}, acts=5)
    monkeypatch.setattr(build, "load", lambda: done.append("loaded") or loaded)
    assert "提案 3 件" in run("--reset")
    assert done == ["emptied", "loaded"]


def test_every_day_of_the_year_has_a_plan_that_ends_before_it():
    rulebook.ensure_defaults()
    rng = Random(1)  # noqa: S311
    bodies = organisations.create(rng)
    committee = people.create(bodies, people.create_sessions(days.sessions(TODAYS[0])), rng)
    for today in TODAYS:
        kit = Kit(committee, load_deck(build.SEED), days.Days(today), Random(build.SEED))  # noqa: S311
        stories.tell(kit)
        history.tell(kit)
        assert len(kit.deck.taken) == 120
        assert max(act[0] for act in kit.acts).date() < today


def test_the_clock_is_the_real_one_after_a_story():
    real = timezone.now
    with pytest.raises(ZeroDivisionError), time_travel(timezone.now() - timedelta(days=300)):
        assert (real() - timezone.now()).days >= 299
        raise ZeroDivisionError
    assert timezone.now is real


def test_sessions_are_the_latest_ones_behind_us():
    for today in TODAYS:
        dates = days.sessions(today)
        assert dates[5][1] < today and (today - dates[5][1]).days < 380
        assert all(days.is_workday(opens) and (closes - opens).days == 3 for opens, closes in dates.values())


def test_a_line_of_business_brings_its_own_stories_and_people(monkeypatch):
    told = []
    brought = ModuleType("proposals.demo")
    brought.__spec__ = ModuleSpec("proposals.demo", None)
    brought.tell = told.append
    brought.ACCOUNTS = {"newcomer": ("丁一", ((Role.OPINION_EDITOR, "office", "科员"),))}
    assert "newcomer" not in every_account() and lines.tellers() == []
    monkeypatch.setitem(sys.modules, "proposals.demo", brought)
    rulebook.ensure_defaults()
    bodies = organisations.create(Random(1))  # noqa: S311
    people.create(bodies, people.create_sessions(days.sessions(TODAYS[0])), Random(1))  # noqa: S311
    assert User.objects.get(username="newcomer").posts.get().role == Role.OPINION_EDITOR
    (tell,) = lines.tellers()
    tell("kit")
    assert told == ["kit"]
