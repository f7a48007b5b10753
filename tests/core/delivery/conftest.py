"""A committee with both channels open, people with addresses, and no quiet times unless a test asks for them."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from core import rulebook
from core.delivery import outbox, sending
from core.delivery.message import TryAgain
from core.matters.lifecycle import Act, Transition
from core.models import Channel, Delivery, Event, Notice, Rule, User
from core.models.generic import about
from core.people.actors import Actor


def set_rule(key: str, value) -> None:
    Rule.objects.filter(key=key).update(value=value)
    rulebook.forget()


@pytest.fixture(autouse=True)
def rules_are_read_anew():
    yield
    rulebook.forget()


@pytest.fixture
def open_hours(db):
    """Messages may leave at any time."""
    set_rule("reminder.quiet_hours", {"from": "00:00", "to": "00:00"})
    set_rule("reminder.quiet_rest_days", False)


@pytest.fixture
def channels(settings, open_hours):
    """Mail (into Django's outbox) and the gateway are set up."""
    settings.MAIL_GOES_OUT = True
    settings.NOTICE_GATEWAY_URL = "http://127.0.0.1:9/none"
    settings.NOTICE_GATEWAY_SECRET = "a-secret-of-tests"
    settings.SITE_URL = "https://zx.example.gov.cn"
    return settings


@pytest.fixture
def reachable(cast, channels):
    """The cast, in which 沈岚 has both addresses, 周正 a phone, 何静 a mailbox, 陆远 none."""
    for user, email, phone in (
        (cast.shen, "shen@example.cn", "13800000001"),
        (cast.zhou, "", "13800000002"),
        (cast.he, "he@example.cn", ""),
    ):
        User.objects.filter(pk=user.pk).update(email=email, phone=phone)
        user.refresh_from_db()
    return cast


class FakeSender:
    """Takes what is sent; ``fails`` may hold an exception to be raised, or a function of the message."""

    def __init__(self, taken: list, fails):
        self.taken, self.fails = taken, fails

    def send(self, message):
        failure = self.fails(message) if callable(self.fails) else self.fails
        if failure:
            raise failure
        self.taken.append(message)

    def close(self):
        pass


@pytest.fixture
def gateway(monkeypatch):
    """What the gateway took, and ``fails`` for what it does instead."""
    state = SimpleNamespace(taken=[], fails=None)
    monkeypatch.setitem(sending.SENDERS, Channel.GATEWAY, lambda: FakeSender(state.taken, state.fails))
    return state


@pytest.fixture
def mail(monkeypatch):
    """The same for mail."""
    state = SimpleNamespace(taken=[], fails=None)
    monkeypatch.setitem(sending.SENDERS, Channel.MAIL, lambda: FakeSender(state.taken, state.fails))
    return state


DOWN = TryAgain("连接不上网关。")


def notice_for(user, target, *, kind=Notice.Kind.ACT, key="k", url="/somewhere/", title="有一件事") -> Notice:
    """A saved notice about ``target``."""
    return Notice.objects.create(
        **about(target), recipient=user, title=title, body="请办理", url=url, dedupe_key=key, kind=kind
    )


def waiting(user, target, count: int = 1, *, channel=Channel.GATEWAY, key: str = "row") -> list[Delivery]:
    """Rows that wait on one channel for ``user``."""
    notices = [notice_for(user, target, key=f"{key}{n}") for n in range(count)]
    rows = [Delivery(notice=notice, channel=channel) for notice in notices]
    Delivery.objects.bulk_create(rows)
    return list(Delivery.objects.filter(notice__in=notices).order_by("pk"))


def act_of(actor_user, target, key: str = "note") -> Act:
    """An act as effects see it, with its event."""
    actor = Actor.of(User.objects.get(pk=actor_user.pk))
    row = Transition(key=key, label="办", source=(), to=None, actor_may=lambda *_: True)
    event = Event.objects.create(
        **about(target), at=actor.at, actor=actor.user, actor_name=actor.name, key=key, label="办"
    )
    return Act(row=row, obj=target, actor=actor, facts={}, from_state="", event=event)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


__all__ = ["DOWN", "act_of", "is_postgresql", "notice_for", "outbox", "set_rule", "waiting"]


@pytest.fixture
def time_machine_at():
    """``with time_machine_at("2026-03-02 21:00"):`` local time stands there."""
    import time_machine

    def at(text: str):
        return time_machine.travel(timezone.make_aware(datetime.fromisoformat(text)), tick=False)

    return at
