"""Each person says where notices go outside the site, and which of them; every change leaves an event."""

import pytest
from django.core import mail as django_mail
from django.test import Client

from core.models import Event, User

pytestmark = pytest.mark.django_db
PAGE = "/accounts/channels/"
GOOD = {"phone": "13900000009", "email": "shen@example.cn", "mail_choice": "all", "gateway_choice": "important"}


@pytest.fixture
def client(cast):
    browser = Client()
    browser.force_login(cast.shen, backend="core.backends.PostBackend")
    return browser


def person(cast) -> User:
    return User.objects.get(pk=cast.shen.pk)


def test_it_is_reached_from_ones_own_page(client):
    assert PAGE in client.get("/accounts/me/").content.decode()


def test_what_is_chosen_is_kept_and_noted_without_telling_the_whole_address(client, cast):
    assert client.post(PAGE, GOOD).status_code == 302
    user = person(cast)
    assert (user.phone, user.email, user.mail_choice, user.gateway_choice) == (
        "13900000009", "shen@example.cn", "all", "important",
    )  # fmt: skip
    events = {event.key: event.text for event in Event.objects.filter(actor=cast.shen, key__startswith="change_")}
    assert set(events) == {"change_phone", "change_email", "change_gateway_choice"}
    assert events["change_phone"] == "手机由空改为139****0009"
    assert events["change_email"] == "邮箱由空改为s****@example.cn"
    assert events["change_gateway_choice"] == "由“全部通知”改为“只收晨报和催办”"


def test_saving_the_same_again_notes_nothing(client, cast):
    client.post(PAGE, GOOD)
    before = Event.objects.count()
    client.post(PAGE, GOOD)
    assert Event.objects.count() == before


@pytest.mark.parametrize("typed", ["139 0000 0009", "139-0000-0009", "+86 13900000009", "0086-139-0000-0009"])
def test_a_number_may_be_typed_as_people_write_it(client, cast, typed):
    client.post(PAGE, GOOD | {"phone": typed})
    assert person(cast).phone == "13900000009"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "1390000000", "手机号码应为1开头的11位数字"),
        ("phone", "0571-87654321", "手机号码应为1开头的11位数字"),
        ("phone", "一三九", "手机号码应为1开头的11位数字"),
        ("email", "shen@", "邮箱写法不对"),
        ("email", "a@example.cn, b@example.cn", "邮箱写法不对"),
        ("email", "a@example.cn\nBcc: b@example.cn", "邮箱写法不对"),
        ("mail_choice", "some", "有效"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_typed_is_lost(client, cast, field, value, words):
    answer = client.post(PAGE, GOOD | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert person(cast).phone == ""
    assert "shen@example.cn" in page or field == "email"
    assert "13900000009" in page or field == "phone"


def test_a_number_from_the_roster_does_not_stand_in_the_way(client, cast):
    User.objects.filter(pk=cast.shen.pk).update(phone="0571-87654321")
    values = GOOD | {"phone": "0571-87654321"}
    assert client.post(PAGE, values).status_code == 302


def test_both_may_be_emptied(client, cast):
    client.post(PAGE, GOOD)
    client.post(PAGE, GOOD | {"phone": "", "email": ""})
    assert (person(cast).phone, person(cast).email) == ("", "")


def test_nobody_changes_another_persons(client, cast):
    client.post(PAGE, GOOD | {"user": str(cast.zhou.pk), "pk": str(cast.zhou.pk)})
    assert User.objects.get(pk=cast.zhou.pk).phone == ""


def test_quiet_times_are_told(client, open_hours):
    from tests.builders.notices import set_rule

    assert "不打扰您" not in client.get(PAGE).content.decode()
    set_rule("reminder.quiet_hours", {"from": "21:00", "to": "07:30"})
    assert "每天21:00至次日07:30不打扰您" in client.get(PAGE).content.decode()


def test_a_trial_goes_to_oneself_at_once_and_once_a_minute(client, cast, channels, mail, gateway):
    client.post(PAGE, GOOD)
    assert client.post(f"{PAGE}gateway/try/").status_code == 302
    assert [(one.address, one.name) for one in gateway.taken] == [("13900000009", "沈岚")]
    again = client.post(f"{PAGE}gateway/try/", follow=True).content.decode()
    assert len(gateway.taken) == 1 and "刚刚试发过" in again
    client.post(f"{PAGE}mail/try/")
    assert [one.address for one in mail.taken] == ["shen@example.cn"]
    assert Event.objects.filter(actor=cast.shen, key="try_message").count() == 2


def test_a_trial_that_fails_says_why(client, channels):
    client.post(PAGE, GOOD)
    assert "没有发出：连接不上网关。" in client.post(f"{PAGE}gateway/try/", follow=True).content.decode()


def test_a_trial_on_a_channel_that_is_not_set_up(client):
    client.post(PAGE, GOOD)
    page = client.post(f"{PAGE}gateway/try/", follow=True).content.decode()
    assert "还没有开通" in page and django_mail.outbox == []


def test_a_trial_without_an_address_asks_for_it(client, channels):
    assert "请先填写并保存手机号码。" in client.post(f"{PAGE}gateway/try/", follow=True).content.decode()


def test_an_unknown_channel_is_not_there(client):
    assert client.post(f"{PAGE}pigeon/try/").status_code == 404


def test_strangers_sign_in_first(cast):
    assert "/accounts/login/" in Client().get(PAGE).headers["Location"]
