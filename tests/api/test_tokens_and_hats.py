"""Tokens, the lock on guessing, and which post one acts in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from core.models import Event, Post, Role, User
from core.people import tokens
from tests.builders.api import do, read, refused, start
from tests.builders.cast import PASSWORD

pytestmark = pytest.mark.django_db


def ask(username, password=PASSWORD, client=None):
    return (client or APIClient()).post("/api/v1/token/", {"username": username, "password": password}, format="json")


def test_a_token_is_given_used_and_on_record(cast):
    token = ask("shen").json()["token"]
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/v1/me/").json()["user"]["full_name"] == "沈岚"
    assert Event.objects.filter(key="token", actor=cast.shen).count() == 1
    assert ask("shen").json()["token"] == token


def test_wrong_passwords_are_401_and_close_the_account(cast):
    for _ in range(4):
        answer = ask("shen", "wrong")
        assert answer.status_code == 401 and "用户名或密码不对" in answer.json()["detail"]
    assert ask("shen", "wrong").status_code == 429
    answer = ask("shen")
    assert answer.status_code == 429 and "锁定" in answer.json()["detail"]
    assert ask("zhou").status_code == 200
    assert ask("nobody", "wrong").status_code == 401


def test_a_success_forgives_earlier_failures(cast):
    for _ in range(2):
        for _ in range(4):
            ask("shen", "wrong")
        assert ask("shen").status_code == 200


def test_missing_words_are_400(cast):
    answer = APIClient().post("/api/v1/token/", {}, format="json")
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"username": ["请填写用户名。"], "password": ["请填写密码。"]}


def test_a_one_time_password_gives_no_token(cast):
    User.objects.filter(pk=cast.shen.pk).update(must_change_password=True)
    answer = ask("shen")
    assert answer.status_code == 403 and "修改" in answer.json()["detail"]
    token = tokens.give(cast.shen)
    used = APIClient(HTTP_AUTHORIZATION=f"Token {token}").get("/api/v1/me/")
    assert used.status_code == 403
    browser = APIClient()
    browser.force_login(User.objects.get(pk=cast.shen.pk))
    assert browser.get("/api/v1/me/").status_code == 403


def test_a_changed_password_ends_the_old_token(cast, api):
    client = api(cast.shen)
    User.objects.filter(pk=cast.shen.pk).update(password_changed_at=timezone.now() + timedelta(seconds=1))
    answer = client.get("/api/v1/me/")
    assert answer.status_code == 401 and "密码已经修改" in answer.json()["detail"]
    User.objects.filter(pk=cast.shen.pk).update(password_changed_at=timezone.now() - timedelta(days=1))
    Token.objects.filter(user=cast.shen).update(created=timezone.now() - timedelta(days=2))
    fresh = ask("shen").json()["token"]
    assert APIClient(HTTP_AUTHORIZATION=f"Token {fresh}").get("/api/v1/me/").status_code == 200
    assert client.get("/api/v1/me/").status_code == 401


def test_a_closed_account_is_401(cast, api):
    client = api(cast.shen)
    User.objects.filter(pk=cast.shen.pk).update(is_active=False)
    assert client.get("/api/v1/me/").status_code == 401
    assert ask("shen").status_code == 401


def test_the_browsers_session_works_with_its_cross_site_check(cast):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(cast.shen)
    assert browser.get("/api/v1/me/").status_code == 200
    answer = browser.post("/api/v1/proposals/", {"title": "关于水的提案"}, format="json")
    assert answer.status_code == 403 and "X-CSRFToken" in answer.json()["detail"]


@pytest.fixture
def second_post(cast):
    """沈岚 is a clerk of the proposal committee as well."""
    return Post.objects.create(user=cast.shen, role=Role.PROPOSAL_CLERK, organisation=cast.office)


def test_me_names_the_hat_and_the_posts(cast, api, second_post):
    me = api(cast.shen).get("/api/v1/me/").json()
    assert me["hat"]["role"] == "member" and [p["role"] for p in me["posts"]] == ["member", "proposal_clerk"]
    assert api(cast.shen, second_post).get("/api/v1/me/").json()["hat"]["label"] == "提案委工作人员 · 区政协办公室"
    assert User.objects.get(pk=cast.shen.pk).post_in_use.role == "member", "the header changes one request only"


def test_the_header_decides_what_one_may_and_the_event_keeps_it(cast, api, clock, second_post):
    c = cast
    pk = start(api(c.zhou))["id"]
    do(api(c.zhou), "proposals", pk, "submit")
    assert api(c.shen).get(f"/api/v1/proposals/{pk}/").status_code == 404
    do(api(c.shen, second_post), "proposals", pk, "recommend", outcome="file", category="city")
    event = Event.objects.get(key="recommend")
    assert (event.actor, event.post) == (c.shen, second_post)
    assert read(api(c.shen, second_post), "proposals", pk)["state"] == "recommended"


def test_somebody_elses_or_an_ended_post_is_403(cast, api, second_post):
    for post in (cast.clerk.current_post.pk, 999_999, "x", "-1", "9" * 30, "１"):
        answer = api(cast.shen, post).get("/api/v1/me/")
        assert answer.status_code == 403 and "没有这个岗位" in answer.json()["detail"], post
    Post.objects.filter(pk=second_post.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert api(cast.shen, second_post).get("/api/v1/me/").status_code == 403


def test_changing_the_hat_for_good(cast, api, second_post):
    client = api(cast.shen)
    me = client.post("/api/v1/me/hat/", {"post": second_post.pk}, format="json")
    assert me.status_code == 200 and me.json()["hat"]["role"] == "proposal_clerk"
    assert client.get("/api/v1/me/").json()["hat"]["role"] == "proposal_clerk"
    foreign = client.post("/api/v1/me/hat/", {"post": cast.clerk.current_post.pk}, format="json")
    assert foreign.status_code == 403
    for wrong in ({}, {"post": "x"}, {"post": 10**30}):
        assert client.post("/api/v1/me/hat/", wrong, format="json").status_code == 400


def test_without_a_post_nothing_is_seen(cast, api, clock):
    Post.objects.filter(user=cast.zhou).update(valid_to=timezone.localdate() - timedelta(days=1))
    client = api(cast.zhou)
    assert client.get("/api/v1/me/").json()["hat"] is None
    for things in ("proposals", "assignments", "members", "organisations", "rules"):
        assert client.get(f"/api/v1/{things}/").json()["count"] == 0, things
    pk = start(api(cast.shen))["id"]
    refused(client, "proposals", pk, "submit", 404)
