"""Clients that speak to the interface as the people of the cast do: with a token of their own."""

from datetime import datetime

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from rest_framework.test import APIClient

from core import rulebook
from core.clock import calendar
from core.people import tokens

START = datetime(2026, 3, 2, 10, 30)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Rules, calendar and content types are read anew, whatever was emptied before."""
    rulebook.forget()
    calendar.forget()
    ContentType.objects.clear_cache()


@pytest.fixture
def clock():
    """The day of the tests: a Monday in March after the session; ``clock.move_to`` goes on."""
    with time_machine.travel(timezone.make_aware(START), tick=False) as frozen:
        yield frozen


@pytest.fixture
def api():
    """``api(user)`` is a client with that person's token; ``post`` chooses another post for every request."""

    def client_of(user=None, post=None) -> APIClient:
        client = APIClient()
        if user is not None:
            headers = {"HTTP_AUTHORIZATION": f"Token {tokens.give(user)}"}
            if post is not None:
                headers["HTTP_X_POST"] = str(getattr(post, "pk", post))
            client.credentials(**headers)
        return client

    return client_of
