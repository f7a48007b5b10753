"""Channels that take what is sent, and a clock that stands where a test wants it."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.delivery import sending
from core.models import Channel
from tests.builders.notices import FakeSender


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


@pytest.fixture
def time_machine_at():
    """``with time_machine_at("2026-03-02 21:00"):`` local time stands there."""
    import time_machine

    def at(text: str):
        return time_machine.travel(timezone.make_aware(datetime.fromisoformat(text)), tick=False)

    return at
