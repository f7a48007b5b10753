"""A lock after wrong passwords: told, lifted by whoever may, gone with a new one-time password, on record once."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import Event, Role, User
from core.people import accounts, locking
from core.people.actors import Actor
from tests.builders.cast import PASSWORD, person

pytestmark = pytest.mark.django_db


def sign_in(username, password=PASSWORD):
    return Client().post("/accounts/login/", {"username": username, "password": password})


def lock(*names) -> None:
    for number in range(5):
        sign_in(names[number % len(names)], "wrong-password")


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def unlock(client, username):
    return client.post("/workbench/unlock/", {"username": username, "next": "/accounts/me/"}, follow=True)


def test_all_spellings_of_a_name_sign_in_and_are_counted_as_one(cast):
    for name in ("SHEN", " shen ", "ｓｈｅｎ\u3000", "shen"):
        assert sign_in(name).status_code == 302
    lock("SHEN", "ｓｈｅｎ", "shen ", "Shen", "shen")
    assert sign_in("shen").status_code == 429 and sign_in("SHEN").status_code == 429
    assert sign_in("zhou").status_code == 302


def test_a_new_one_time_password_lifts_the_lock(cast):
    lock("Shen")
    assert sign_in("shen").status_code == 429
    given = accounts.reset_password(user=cast.shen, actor=Actor.of(cast.sysadmin))
    assert sign_in("shen", given).status_code == 302


def test_whoever_is_locked_out_reads_until_when_and_who_helps(cast):
    lock("secadmin")
    until = locking.locked_until("secadmin")
    told = sign_in("secadmin").content.decode()
    assert f"锁定到{locking._clock(until)}" in told
    assert "请与安全管理员安管联系" in told and "请与系统管理员管理或审计员审计联系" in told
    lock("nobody")
    assert "请与系统管理员管理或审计员审计联系" in sign_in("nobody").content.decode(), "tells not which names there are"
    answer = Client().post("/api/v1/token/", {"username": "SecAdmin", "password": PASSWORD})
    assert answer.status_code == 429 and "安全管理员" in answer.content.decode()


def test_a_lock_is_on_record_once(cast):
    lock("shen")
    for _ in range(3):
        sign_in("shen", "wrong-password")
    (event,) = Event.objects.filter(key="account_locked")
    assert event.target == cast.shen and "锁定到" in event.text and event.actor is None
    lock("nobody")
    assert Event.objects.filter(key="account_locked").count() == 1


def test_a_browser_that_has_signed_in_before_comes_in_while_somebody_guesses(cast):
    own = Client()
    assert own.post("/accounts/login/", {"username": "secadmin", "password": PASSWORD}).status_code == 302
    own.post("/accounts/logout/")
    lock("secadmin")
    assert sign_in("secadmin").status_code == 429
    assert own.post("/accounts/login/", {"username": "SecAdmin", "password": PASSWORD}).status_code == 302


def test_the_server_has_a_command_where_no_administrator_is_to_be_reached(cast):
    lock("secadmin")
    call_command("unlock", "SecAdmin")
    assert sign_in("secadmin").status_code == 302
    (event,) = Event.objects.filter(key="unlock")
    assert event.target == cast.secadmin and event.actor is None and "服务器" in event.text
    for name in ("secadmin", "nobody"):
        with pytest.raises(CommandError):
            call_command("unlock", name)


@pytest.mark.parametrize(
    ("locked_one", "by", "lifts"),
    [
        ("shen", "secadmin", True), ("shen", "sysadmin", False), ("shen", "auditor", False),
        ("secadmin", "sysadmin", True), ("secadmin", "auditor", True), ("secadmin", "secadmin", False),
        ("secadmin", "deputy", True), ("sysadmin", "secadmin", True), ("sysadmin", "auditor", False),
    ],
)  # fmt: skip
def test_who_lifts_a_lock(cast, locked_one, by, lifts):
    person("deputy", "副安", Role.SECADMIN)
    client = as_(User.objects.get(username=by))
    lock(locked_one)
    told = unlock(client, locked_one).content.decode()
    assert ("已解除账号" in told) == lifts and (locking.locked_until(locked_one) is None) == lifts
    assert Event.objects.filter(key="unlock").exists() == lifts


def test_the_pages_show_a_lock_and_its_button_to_whoever_may_press_it(cast):
    keeper, auditor = as_(cast.secadmin), as_(cast.auditor)
    lock("shen")
    lock("secadmin")
    page = "/settings/accounts/{}/"
    of_shen = as_(cast.sysadmin).get(page.format(cast.shen.pk)).content.decode()
    assert "账号锁定到" in of_shen and "由安全管理员解除" in of_shen and "/workbench/unlock/" not in of_shen
    assert "/workbench/unlock/" in as_(cast.sysadmin).get(page.format(cast.secadmin.pk)).content.decode()
    for client, shown in ((auditor, {"secadmin"}), (keeper, {"shen"})):
        listed = client.get("/settings/grants/").context["locked"]
        assert {one.username for one, _ in listed} == shown
    home = keeper.get("/").content.decode()
    assert home.count("锁定到") == 2 and home.count("/workbench/unlock/") == 2


# ---- guessing from many places ----


def guess(name, address, password=None, client=None):
    typed = {"username": name, "password": password or "wrong-password"}
    return (client or Client()).post("/accounts/login/", typed, REMOTE_ADDR=address)


def test_signs_that_cannot_be_seen_make_no_counter_of_their_own(cast):
    lock("shen", "she\u3164n", "shen\ufe0f", "s\u2800hen", "\u200bshen")
    assert sign_in("shen").status_code == 429


def test_one_network_of_ipv6_is_one_place(cast):
    for number in range(5):
        guess("shen", f"2001:db8:0:1::{number + 1}")
    assert guess("shen", "2001:db8:0:1:ffff::1", PASSWORD).status_code == 429
    assert guess("shen", "2001:db8:0:2::1", PASSWORD).status_code == 302
    for number in range(5):
        guess("zhou", f"::ffff:192.0.2.{number}")
    assert guess("zhou", "::ffff:192.0.2.77", PASSWORD).status_code == 302, "not all of IPv4 is one place"


def test_very_many_places_leave_only_the_devices_one_has_used(cast, settings):
    settings.AXES_NAME_CEILING = 8
    own = Client()
    assert guess("shen", "192.0.2.1", PASSWORD, own).status_code == 302
    own.post("/accounts/logout/")
    told = [guess("Shen", f"198.51.100.{number}").status_code for number in range(8)]
    assert 429 not in told[:-1]
    refused = guess("shen", "203.0.113.9", PASSWORD)
    assert refused.status_code == 429 and "没有登录过的设备暂停登录到" in refused.content.decode()
    assert guess("shen", "203.0.113.10").status_code == 429
    assert Event.objects.filter(key="account_shut").count() == 1
    assert locking.locked_until("shen")
    assert guess("zhou", "203.0.113.9", PASSWORD).status_code == 302
    assert guess("shen", "203.0.113.9", PASSWORD, own).status_code == 302, "a device that is known is heard"
    lifted = as_(cast.secadmin)
    assert "已解除账号" in unlock(lifted, "shen").content.decode()
    assert guess("shen", "203.0.113.11", PASSWORD).status_code == 302


def test_a_shut_name_is_told_alike_whoever_has_it(cast, settings):
    settings.AXES_NAME_CEILING = 3
    for name in ("shen", "nobody"):
        for number in range(3):
            guess(name, f"198.51.100.{number}")
    told = [guess(name, "203.0.113.9").content.decode() for name in ("shen", "nobody")]
    assert all("没有登录过的设备暂停登录到" in page for page in told)


def test_very_many_names_from_one_place_are_heard_once_a_minute(cast, settings):
    settings.AXES_ADDRESS_CEILING = 6
    for number in range(6):
        guess(f"name{number}", "192.0.2.50")
    assert guess("shen", "192.0.2.50", PASSWORD).status_code == 429
    assert guess("shen", "192.0.2.51", PASSWORD).status_code == 302
