"""Passwords that are hard to guess, and few guesses."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate, login
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from core.models import User

PASSWORD = "Right-Answer-2026"


@pytest.fixture
def people(db):
    return [User.objects.create_user(f"person{n}", password=PASSWORD) for n in range(12)]


def attempt(username, password, address="10.0.0.1"):
    """The user when the sign-in succeeds, else None."""
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=address)
    request.session = SessionStore()
    user = authenticate(request, username=username, password=password)
    if user:
        login(request, user)
    return user


def fail(username, times, address="10.0.0.1"):
    for _ in range(times):
        assert attempt(username, "wrong", address) is None


def test_five_failures_close_the_account_wherever_they_come_from(people):
    for n in range(5):
        fail("person0", 1, address=f"10.0.1.{n}")
    assert attempt("person0", PASSWORD, address="10.0.2.1") is None
    assert attempt("person1", PASSWORD, address="10.0.1.0") == people[1], "others are not locked with it"


def test_four_failures_do_not_and_a_success_forgives_them(people):
    fail("person0", 4)
    assert attempt("person0", PASSWORD) == people[0]
    fail("person0", 4)
    assert attempt("person0", PASSWORD) == people[0]


def test_the_lock_ends_after_thirty_minutes_even_if_somebody_keeps_trying(people):
    start = timezone.now()
    with time_machine.travel(start) as clock:
        fail("person0", 5)
        clock.shift(timedelta(minutes=29))
        assert attempt("person0", PASSWORD) is None
        clock.shift(timedelta(minutes=2))
        assert attempt("person0", PASSWORD) == people[0]


def test_an_address_that_tries_many_accounts_is_closed_later(people):
    for n in range(10):
        fail(f"person{n}", 4, address="10.9.9.9")
    assert attempt("person11", PASSWORD, address="10.9.9.9") == people[11]
    for n in range(4):
        fail(f"stranger{n}", 4, address="10.9.9.9")
    assert attempt("person11", PASSWORD, address="10.9.9.9") is None, "its own success forgave nothing of the others"
    assert attempt("person11", PASSWORD, address="10.9.9.8") == people[11]


@pytest.mark.parametrize("password", ["Demo-2026-zx", "Ab1Ab1Ab1Xy9", "长长的中文口令也可以Ab-"])
def test_good_passwords_pass(password):
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Ab1-Ab1-Ab1", "12"),
        ("abcdefghijklmnop", "四类"),
        ("abcdefghijkl12", "四类"),
        ("Zhangwei-zx-2026", "密码与您的用户名太相似，容易被人猜中，请换一个。"),
        ("Administrator", "四类"),
    ],
)
def test_bad_passwords_are_refused_in_chinese(password, word):
    user = User(username="Zhangwei-zx-2026")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert word in "".join(refused.value.messages)
