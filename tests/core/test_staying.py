"""Members may stay signed in on their own phone where the rule allows it; what binds asks for the password again."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.models import Event
from core.people import staying
from proposals.models import Proposal
from tests.builders.cast import PASSWORD, draft
from tests.builders.notices import set_rule

pytestmark = pytest.mark.django_db
LOGIN, PROVE = "/accounts/login/", "/accounts/prove/"


@pytest.fixture
def allowed(cast):
    set_rule("account.stay_days", 30)
    return cast


def sign_in(username: str = "shen", **more) -> Client:
    client = Client()
    client.post(LOGIN, {"username": username, "password": PASSWORD, "stay": "on", **more})
    return client


def days_later(days: float):
    return time_machine.travel(timezone.now() + timezone.timedelta(days=days), tick=False)


def test_it_is_not_offered_and_not_taken_where_the_rule_does_not_allow_it(cast):
    assert "保持登录" not in Client().get(LOGIN).content.decode()
    client = sign_in()
    with days_later(1):
        assert client.get("/notices/").status_code == 302


def test_a_member_reads_for_days_and_the_end_is_said(allowed):
    assert "保持登录30天" in Client().get(LOGIN).content.decode()
    client = sign_in()
    me = client.get("/accounts/me/").content.decode()
    assert "这部手机保持登录至" in me and "分钟没有操作" in me and "在别处登录即结束" in me
    for days in (1, 12, 29):
        with days_later(days):
            assert client.get("/notices/").status_code == 200
    with days_later(30.1):
        page = client.get("/notices/", follow=True)
        assert page.redirect_chain and LOGIN in page.redirect_chain[0][0]


def test_what_binds_asks_for_the_password_and_goes_on_with_what_was_typed(allowed):
    matter = draft(allowed)
    client, act = sign_in(), f"{matter.get_absolute_url()}do/submit/"
    page = matter.get_absolute_url()
    with days_later(2):
        answer = client.post(act, {"note": "请尽快"}, headers={"Referer": f"http://testserver{page}"})
        assert answer.status_code == 302 and answer.url.startswith(PROVE)
        assert Proposal.objects.get(pk=matter.pk).state == "draft"
        shown = client.get(answer.url).content.decode()
        assert "确认是您本人" in shown and "已经保留" in shown
        wrong = client.post(PROVE, {"password": "不对", "next": page})
        assert wrong.status_code == 422 and "密码不对" in wrong.content.decode()
        assert client.post(act, {}).url.startswith(PROVE), "a wrong password proves nothing"
        assert client.post(PROVE, {"password": PASSWORD, "next": page}).url == "/accounts/kept/"
        assert Event.objects.filter(label="输入密码确认本人", actor=allowed.shen).count() == 1
        client.post(act, {})
        assert Proposal.objects.get(pk=matter.pk).state != "draft"
    with days_later(3):
        assert client.post(act, {}).url.startswith(PROVE), "a day later it is asked for again"


def test_drafts_and_the_look_of_pages_ask_for_nothing_programs_are_told(allowed):
    matter = draft(allowed)
    client = sign_in()
    with days_later(2):
        client.get("/")
        saved = client.post(f"{matter.get_absolute_url()}autosave/", {"title": "改过的题目"})
        assert saved.status_code != 302 or PROVE not in saved.url
        assert client.post("/accounts/type-size/", {"large": "1"}).status_code in (200, 302)
        for method in (client.post, client.patch, client.put, client.delete):
            answer = method(f"/api/v1/proposals/{matter.pk}/", {}, content_type="application/json")
            assert answer.status_code == 401 and "请先输入密码" in answer.json()["detail"]
        kept = client.post("/accounts/channels/", {"phone": "13800000000"}, headers={"Accept": "application/json"})
        assert kept.status_code == 401
        assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize("username", ["clerk", "leader"])
def test_whoever_has_another_post_signs_in_as_always(allowed, username):
    client = sign_in(username)
    assert staying.UNTIL not in client.session
    with days_later(1):
        assert client.get("/notices/").status_code == 302


def test_a_rule_taken_back_and_another_post_end_it(allowed):
    client = sign_in()
    set_rule("account.stay_days", 0)
    with days_later(1):
        assert client.get("/notices/").status_code == 302


def test_a_sign_in_elsewhere_ends_it_and_that_is_said_before_and_after(allowed):
    assert "在别处登录，这里的保持登录即结束" in Client().get(LOGIN).content.decode()
    phone = sign_in()
    sign_in()
    with days_later(3):
        assert "您的账号已在别处登录，这里已退出" in phone.get("/notices/", follow=True).content.decode()


def test_who_typed_nothing_is_told_of_nothing_kept(allowed):
    matter = draft(allowed)
    client, act = sign_in(), f"{matter.get_absolute_url()}do/submit/"
    page = matter.get_absolute_url()
    with days_later(2):
        pressed = {"seen": str(matter.revision), "once": "a1b2c3"}
        answer = client.post(act, pressed, headers={"Referer": f"http://testserver{page}"})
        shown = client.get(answer.url).content.decode()
        assert "已经保留" not in shown and "再点一次按钮" in shown
        assert client.post(PROVE, {"password": PASSWORD, "next": page}).url == page
