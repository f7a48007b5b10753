"""A password that was had before is not taken again, an old one is changed first, a wrong old one is counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import rulebook
from core.models import FormerPassword, Rule, User
from tests.builders.cast import PASSWORD

pytestmark = pytest.mark.django_db
FORM = "/accounts/password/"
NEW = ["Qingshan-2026-new", "Lushui-2027-xin", "Yunmeng-2028-gu", "Hanjiang-2029-qu"]


def sign_in(client, password=PASSWORD):
    return client.post("/accounts/login/", {"username": "shen", "password": password})


def change(client, old, new):
    return client.post(FORM, {"old": old, "new": new, "again": new})


def rule(key, value) -> None:
    Rule.objects.filter(key=key).update(value=value)
    rulebook.forget()


def test_the_last_few_passwords_are_not_taken_again(cast, client):
    sign_in(client)
    assert "最近用过的3个密码" in client.get(FORM).content.decode()
    had = PASSWORD
    for new in NEW[:3]:
        assert change(client, had, new).status_code == 302
        had = new
    for former in (PASSWORD, *NEW[:2]):
        refused = change(client, had, former)
        assert refused.status_code == 422 and "您最近用过" in refused.content.decode()
    assert not FormerPassword.objects.filter(password__contains=PASSWORD).exists(), "kept as hashes"
    rule("account.password_history", 2)
    assert change(client, had, PASSWORD).status_code == 302
    rule("account.password_history", 0)
    assert change(client, PASSWORD, had).status_code == 302


def test_a_password_too_old_is_changed_before_anything_else(cast, client):
    User.objects.filter(pk=cast.shen.pk).update(password_changed_at=timezone.now() - timedelta(days=91))
    assert sign_in(client)["Location"] == "/", "no rule, no end"
    rule("account.password_days", 90)
    other = Client()
    assert sign_in(other)["Location"] == FORM and other.get("/notices/")["Location"] == FORM
    assert "已用满90天" in other.get(FORM).content.decode()
    assert change(other, PASSWORD, NEW[0]).status_code == 302 and other.get("/notices/").status_code == 200
    assert sign_in(Client(), NEW[0])["Location"] == "/"


def test_wrong_old_passwords_are_counted_and_make_one_wait(cast, client):
    sign_in(client)
    told = change(client, "wrong", NEW[0])
    assert (
        told.status_code == 422 and "现在的密码不对" in told.content.decode() and "还可以试4次" in told.content.decode()
    )
    assert change(client, PASSWORD, "short").status_code == 422, "the right one forgives the wrong one"
    for _ in range(4):
        assert change(client, "wrong", NEW[0]).status_code == 422
    assert change(client, "wrong", NEW[0]).status_code == 429
    waits = change(client, PASSWORD, NEW[0])
    assert waits.status_code == 429 and "锁定到" in waits.content.decode()
    assert User.objects.get(pk=cast.shen.pk).check_password(PASSWORD)
