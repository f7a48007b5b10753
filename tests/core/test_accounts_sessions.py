"""How a sign-in ends, and that nothing typed is lost when it does."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core import rulebook
from core.models import Event, Rule, User
from core.people.accounts import IDLE, SEEN, SINCE
from tests.builders.cast import PASSWORD, draft

pytestmark = pytest.mark.django_db
TEXT = "片区供水管网老化，夏季高峰时段水压不足，居民反映集中，亟待解决。"
FORM = "/accounts/password/"


def sign_in(client, username="shen", **more):
    return client.post("/accounts/login/", {"username": username, "password": PASSWORD, **more})


def pass_minutes(client, minutes: int, *, busy: bool = False):
    """Let time pass for this session, with or without the person at work meanwhile."""
    session = client.session
    session[SINCE] -= 60 * minutes
    if not busy:
        session[SEEN] -= 60 * minutes
    session.save()


def write_url(cast) -> str:
    return f"/proposals/{draft(cast).pk}/write/"


# ---- when it ends ----


def test_half_an_hour_of_idleness_ends_it_and_says_so(cast, client):
    sign_in(client)
    pass_minutes(client, 29)
    assert client.get("/notices/").status_code == 200
    pass_minutes(client, 31)
    page = client.get("/notices/", follow=True)
    assert page.redirect_chain[0][0] == "/accounts/login/?next=%2Fnotices%2F"
    assert "长时间没有操作" in page.content.decode()
    assert Event.objects.filter(key="sign_out", label="自动退出", actor=cast.shen).count() == 1


def test_the_committees_own_idle_time_holds(cast, client):
    Rule.objects.filter(key="account.idle_minutes").update(value=10)
    rulebook.forget()
    sign_in(client)
    assert client.session[IDLE] == 600
    pass_minutes(client, 11)
    assert client.get("/notices/").status_code == 302


def test_whoever_keeps_working_stays_until_eight_hours_are_over(cast, client):
    sign_in(client)
    pass_minutes(client, 7 * 60 + 59, busy=True)
    assert client.get("/notices/").status_code == 200
    pass_minutes(client, 2, busy=True)
    assert "已满8小时" in client.get("/notices/", follow=True).content.decode()


def test_being_there_is_noted_at_most_once_a_minute_and_not_by_a_page_that_renews_itself(cast, client):
    sign_in(client)
    for minutes, headers, renewed in ((0.5, {}, False), (2, {"X-Background": "1"}, False), (2, {}, True)):
        session = client.session
        session[SEEN] = before = time.time() - 60 * minutes
        session.save()
        client.get("/notices/", headers=headers)
        assert (client.session[SEEN] > before) is renewed


def test_signing_in_gives_a_new_session_key(cast, client):
    client.get("/accounts/login/")
    sign_in(client)
    first = client.session.session_key
    client.post("/accounts/logout/")
    sign_in(client)
    assert client.session.session_key != first
    kept = User.objects.get(pk=cast.shen.pk).session_key
    assert kept and client.session.session_key not in kept
    elsewhere = Client()
    sign_in(elsewhere)
    assert elsewhere.get("/notices/").status_code == 200 and client.get("/notices/").status_code == 302


def test_a_session_that_was_superseded_stays_so_when_the_newer_one_signs_out(cast, client):
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.post("/accounts/logout/")
    assert client.get("/notices/").status_code == 302
    sign_in(client)
    assert client.get("/notices/").status_code == 200


def test_signing_out_leaves_an_event_and_no_session(cast, client):
    sign_in(client)
    key = client.session.session_key
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not client.session.exists(key)
    assert Event.objects.filter(key="sign_out", label="退出登录", actor=cast.shen).count() == 1
    assert client.get("/accounts/logout/").status_code == 405


def test_all_sign_ins_and_tokens_can_be_ended(cast, client):
    from rest_framework.authtoken.models import Token

    Token.objects.create(user=cast.shen)
    sign_in(client)
    client.post("/accounts/end/")
    assert client.get("/accounts/me/").status_code == 302
    assert not Token.objects.filter(user=cast.shen).exists()
    assert Event.objects.filter(key="end_everywhere", actor=cast.shen).exists()
    assert sign_in(client).status_code == 302 and client.get("/accounts/me/").status_code == 200


def test_a_changed_password_keeps_this_session_and_ends_others(cast, client):
    sign_in(client)
    other = Client()
    other.force_login(User.objects.get(pk=cast.shen.pk))
    new = "Qingshan-2026-new"
    assert client.post(FORM, {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/").status_code == 302


def test_ones_own_page_shows_posts_and_the_last_sign_ins(cast, client):
    sign_in(client)
    page = client.get("/accounts/me/").content.decode()
    assert "沈岚" in page and "委员" in page and "127.0.0.1" in page


def test_pages_are_not_kept_by_others_and_every_request_costs_few_statements(
    cast, client, django_assert_max_num_queries
):
    sign_in(client)
    client.get("/notices/")
    with django_assert_max_num_queries(8):
        answer = client.get("/notices/")
    assert "private" in answer["Cache-Control"]


# ---- what was typed ----


def timed_out_post(cast, client, **more):
    url = write_url(cast)
    sign_in(client)
    pass_minutes(client, 31)
    fields = {"title": "关于夜间照明的提案", "situation": TEXT, "version": "1", "do": "save"} | more
    return url, client.post(url, fields, headers={"Referer": f"http://testserver{url}"})


def test_what_was_typed_is_back_in_its_form_after_signing_in(cast, client):
    url, answer = timed_out_post(cast, client)
    assert answer["Location"].startswith("/accounts/login/")
    assert "已经保留" in client.get(answer["Location"]).content.decode()
    page = client.post("/accounts/login/", {"username": "shen", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == url
    html = page.content.decode()
    assert TEXT in html and "关于夜间照明的提案" in html and "已为您保留" in html
    assert TEXT not in client.get(url).content.decode(), "given back once"


def test_nobody_else_at_the_same_computer_reads_it(cast, client):
    timed_out_post(cast, client)
    page = client.post("/accounts/login/", {"username": "zhou", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/" and TEXT not in page.content.decode()
    assert TEXT not in client.get("/accounts/kept/", follow=True).content.decode()


def test_it_is_kept_also_where_the_session_is_gone_altogether(cast, client):
    url = write_url(cast)
    sign_in(client)
    client.post("/accounts/logout/")
    client.post(url, {"situation": TEXT}, headers={"Referer": f"http://testserver{url}"})
    assert (
        TEXT
        in client.post("/accounts/login/", {"username": "shen", "password": PASSWORD}, follow=True).content.decode()
    )


def test_nothing_is_kept_from_a_browser_nobody_signed_in_with(cast, client):
    client.post(write_url(cast), {"situation": TEXT})
    assert "kept_post" not in client.session


def test_what_no_longer_has_its_form_is_shown_to_be_copied(cast, client):
    sign_in(client)
    pass_minutes(client, 31)
    client.post("/accounts/type-size/", {"note": TEXT}, headers={"Referer": "http://testserver/proposals/999999/"})
    page = client.post("/accounts/login/", {"username": "shen", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/kept/?show=1" and TEXT in page.content.decode()
    client.post("/accounts/type-size/", {"note": TEXT})
    assert "kept_post" not in client.session, "handed in after all"


def test_a_form_older_than_the_sign_in_comes_back_with_what_was_typed(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.shen)
    url = write_url(cast)
    client.get(url)
    stale = {"csrfmiddlewaretoken": "x" * 64, "situation": TEXT}
    page = client.post(url, stale, headers={"Referer": f"http://testserver{url}"}, follow=True)
    assert page.redirect_chain[-1][0] == url and TEXT in page.content.decode()


def test_another_site_cannot_put_words_into_a_form(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.shen)
    url = write_url(cast)
    client.get(url)
    stale = {"csrfmiddlewaretoken": "x" * 64, "situation": TEXT}
    answer = client.post(
        url, stale, headers={"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"}
    )
    assert answer.status_code == 403 and "kept_post" not in client.session


def test_scripts_are_told_in_their_own_language(cast, client):
    saved = client.post("/notices/read/", headers={"Accept": "application/json"})
    assert saved.status_code == 401 and "重新登录" in saved.json()["detail"]
    part = client.get("/jobs/1/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/1/"})
    assert part.status_code == 204 and part["HX-Redirect"].startswith("/accounts/login/?next=")


def test_the_mark_of_the_browser_is_signed_and_goes_after_a_month(cast, client):
    sign_in(client)
    client.post("/accounts/logout/")
    client.cookies["last_user"] = f"{cast.chair.pk}:forged"
    client.post("/notices/read/", {"note": TEXT})
    assert "kept_post" not in client.session
    sign_in(client)
    client.post("/accounts/logout/")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        client.post("/notices/read/", {"note": TEXT})
        assert "kept_post" not in client.session
