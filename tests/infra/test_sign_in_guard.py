"""Passwords that are hard to guess, and few guesses."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate, login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from core.models import User
from core.people import devices
from core.people.sessions import SessionStore

PASSWORD = "Right-Answer-2026"


@pytest.fixture
def people(db):
    return [User.objects.create_user(f"person{n}", password=PASSWORD) for n in range(12)]


def attempt(username, password, address="10.0.0.1", device=""):
    """The user when the sign-in succeeds, else None; ``device``: the mark that an earlier sign-in has left."""
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=address)
    request.session, request.COOKIES[devices.COOKIE] = SessionStore(), device
    user = authenticate(request, username=username, password=password)
    if user:
        login(request, user)
    return user


def fail(username, times, address="10.0.0.1", device=""):
    for _ in range(times):
        assert attempt(username, "wrong", address, device) is None


def mark_of(*names) -> str:
    """What signing in leaves in a browser, of these people one after the other."""
    request = RequestFactory().get("/")
    for name in names:
        response = HttpResponse()
        devices.remember(request, response, name)
        request.COOKIES[devices.COOKIE] = response.cookies[devices.COOKIE].value
    return request.COOKIES[devices.COOKIE]


def test_a_strangers_guesses_keep_the_person_out_nowhere_else(people):
    for n in range(12):
        fail("person0", 8, address=f"10.0.1.{n}")
    assert attempt("person0", PASSWORD, address="10.0.1.0") is None
    assert attempt("person0", PASSWORD, address="10.0.2.1") == people[0]
    assert attempt("person1", PASSWORD, address="10.0.1.0") == people[1], "others do not wait with it"
    fail("person0", 1, address="10.0.1.0")
    assert attempt("person0", PASSWORD, address="10.0.1.0") is None, "a success elsewhere forgave no stranger"


def test_who_guesses_behind_the_same_address_does_not_keep_a_known_device_out(people):
    device = mark_of("person3", "PERSON0")
    fail("person0", 9)
    assert attempt("person0", PASSWORD) is None
    assert attempt("person0", PASSWORD, device=device) == people[0]
    for made_up in (device[:-2], mark_of("person1"), "x"):
        assert attempt("person0", PASSWORD, device=made_up) is None
    fail("person3", 5, device=device)
    assert attempt("person3", PASSWORD, device=device) is None, "the device is counted for itself"
    assert attempt("person3", PASSWORD) == people[3]


def test_four_failures_do_not_and_a_success_forgives_them(people):
    fail("person0", 4)
    assert attempt("person0", PASSWORD) == people[0]
    fail("person0", 4)
    assert attempt("person0", PASSWORD) == people[0]


def test_the_wait_grows_with_every_failure_and_what_is_typed_meanwhile_does_not_count(people):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail("person0", 5)
        for minutes in (1, 2, 4, 8, 16, 30, 30):
            clock.shift(timedelta(minutes=minutes, seconds=-1))
            assert attempt("person0", PASSWORD) is None, minutes
            clock.shift(timedelta(seconds=2))
            fail("person0", 1)
        clock.shift(timedelta(minutes=31))
        assert attempt("person0", PASSWORD) == people[0]
        fail("person0", 5)
        clock.shift(timedelta(days=1, minutes=1))
        fail("person0", 4)
        assert attempt("person0", PASSWORD) == people[0], "after a day nothing is remembered"


def test_an_address_that_tries_many_accounts_keeps_nobody_else_behind_it_out(people):
    for n in range(14):
        fail(f"stranger{n}", 4, address="10.9.9.9")
    assert attempt("person11", PASSWORD, address="10.9.9.9") == people[11]
    fail("person10", 2, address="10.9.9.9")
    assert attempt("person10", PASSWORD, address="10.9.9.9") is None, "but fewer failures are let pass there"
    fail("person9", 2, address="10.9.9.8")
    assert attempt("person9", PASSWORD, address="10.9.9.8") == people[9]


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
        ("AAAAaaaa1111", "太有规律"),
        ("Abcdefgh1234", "太有规律"),
        ("Qwertyuiop-123", "太有规律"),
        ("Password-2026", "很多人在用"),
        ("P@ssw0rd-2026", "很多人在用"),
        ("Zhengxie@2026", "很多人在用"),
        ("Woaizhongguo-1949", "很多人在用"),
        ("Aa-13800138012", "密码中含有您的手机号码"),
        ("Xy-8138012-Xy", "密码中含有您的手机号码"),
        ("Zhangmin-Xq-77", "密码中含有您的姓名"),
        ("Xq-77-member5", "密码中含有您的用户名"),
    ],
)
def test_bad_passwords_are_refused_in_chinese(password, word):
    name = "member5" if "member5" in password else "Zhangwei-zx-2026"
    user = User(username=name, full_name="张敏", phone="138-0013-8012")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert word in "".join(refused.value.messages)
