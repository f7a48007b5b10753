"""The worker asks for the morning again and again; it happens once, between 7:30 and 20:00."""

from datetime import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from core import tasks
from core.models import ReminderScan
from zhengxie import celery

pytestmark = pytest.mark.django_db


def at_the_clock(monkeypatch, text: str) -> None:
    moment = timezone.make_aware(datetime.fromisoformat(text))
    monkeypatch.setattr(tasks.timezone, "localtime", lambda *_: moment)


@pytest.mark.parametrize("text", ["2026-11-23T07:29", "2026-11-23T20:01", "2026-11-23T00:00"])
def test_nothing_happens_outside_its_hours(monkeypatch, text):
    at_the_clock(monkeypatch, text)
    assert tasks.run_reminders() is None and not ReminderScan.objects.exists()


def test_it_happens_once_however_often_it_is_asked_for(monkeypatch, django_assert_max_num_queries):
    at_the_clock(monkeypatch, "2026-11-23T07:30")
    assert tasks.run_reminders()["already"] is False
    at_the_clock(monkeypatch, "2026-11-23T15:45")
    with django_assert_max_num_queries(1):
        assert tasks.run_reminders()["already"] is True


def test_a_machine_that_was_off_in_the_morning_does_it_later(monkeypatch):
    at_the_clock(monkeypatch, "2026-11-23T16:10")
    assert tasks.run_reminders()["already"] is False


def test_it_is_asked_for_every_quarter_of_an_hour():
    schedule = settings.CELERY_BEAT_SCHEDULE["run-reminders"]["schedule"]
    assert schedule.hour == set(range(7, 20)) and {30, 45} <= schedule.minute == {0, 15, 30, 45}


def test_it_is_asked_for_when_a_worker_starts(monkeypatch):
    from core.jobs import queue

    sent = []
    monkeypatch.setattr(queue, "send", lambda name, *_, **__: sent.append(name))
    celery.take_up_unfinished_work()
    assert "core.tasks.run_reminders" in sent
