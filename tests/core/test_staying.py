"""Members may stay signed in on their own phone where the rule allows it; what binds asks for the password again."""

import re
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.models import Event
from core.people import proving, staying
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
        assert "确认是您本人" in shown and "输入密码后就办" in shown
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


def asked(client: Client, matter, **fields) -> tuple[str, str]:
    """The page that asks for the password after 提交 was pressed, and the sign in its form."""
    page = matter.get_absolute_url()
    pressed = {"seen": str(matter.revision), "once": "a1b2c3", **fields}
    answer = client.post(f"{page}do/submit/", pressed, headers={"Referer": f"http://testserver{page}"})
    assert answer.status_code == 302 and answer.url.startswith(PROVE)
    shown = client.get(answer.url).content.decode()
    found = re.search(r'name="act" value="([^"]+)"', shown)
    return shown, found.group(1) if found else ""


def test_the_act_that_was_asked_for_is_named_and_done_with_the_password_once(allowed):
    matter = draft(allowed)
    client, page = sign_in(), matter.get_absolute_url()
    with days_later(2):
        shown, sign = asked(client, matter)
        assert all(words in shown for words in ("您要办理的是“提交”", matter.title, "确认提交")), shown
        assert "再点一次按钮" not in shown
        client.post(PROVE, {"password": "不对", "next": page, "act": sign})
        assert Proposal.objects.get(pk=matter.pk).state == "draft", "a wrong password does nothing"
        done = client.post(PROVE, {"password": PASSWORD, "next": page, "act": sign}, follow=True)
        assert done.redirect_chain[0][0].startswith(page) and "“提交”已办好" in done.content.decode()
        assert Proposal.objects.get(pk=matter.pk).state == "submitted"
        again = client.post(f"{page}do/submit/", {"once": "a1b2c3"}, follow=True).content.decode()
        assert "没有再办一次" in again, "the form's own nonce went along"
        assert Event.objects.filter(object_id=matter.pk, key="submit").count() == 1


def test_what_the_page_of_the_password_did_not_name_is_not_done(allowed):
    matter = draft(allowed)
    client, page = sign_in(), matter.get_absolute_url()
    with days_later(2):
        _, first = asked(client, matter)
        _, second = asked(client, matter)
        said = client.post(PROVE, {"password": PASSWORD, "next": page, "act": first}, follow=True).content.decode()
        assert "刚才那一步没有办，请再点一次按钮" in said
        said = client.post(PROVE, {"password": PASSWORD, "next": page, "act": second}, follow=True).content.decode()
        assert "密码已经确认过。刚才那一步如果还没有办" in said
        assert Proposal.objects.get(pk=matter.pk).state == "draft", "another page asked meanwhile"
    with days_later(4):
        _, sign = asked(client, matter)
    with days_later(4.05):
        assert client.post(PROVE, {"password": PASSWORD, "next": page, "act": sign}).url == page
        assert Proposal.objects.get(pk=matter.pk).state == "draft", "it waited for more than half an hour"
    with days_later(6):
        asked(client, matter)
        assert client.post(PROVE, {"password": PASSWORD, "next": page, "act": "不是"}).url == page


def test_neither_secrets_nor_files_nor_forged_forms_wait(allowed):
    matter = draft(allowed)
    client, page = sign_in(), matter.get_absolute_url()
    with days_later(2):
        assert asked(client, matter, password="x")[1] == "" and asked(client, matter, file=BytesIO(b"x"))[1] == ""
        client.handler.enforce_csrf_checks = True
        assert client.post(f"{page}do/submit/", {"once": "a"}).status_code == 403
        assert proving.WAITING not in client.session


def test_an_act_refused_after_the_password_shows_its_form_with_what_was_filled_in(allowed):
    matter = draft(allowed)
    client, page = sign_in(), matter.get_absolute_url()
    with days_later(2):
        _, sign = asked(client, matter)
        Proposal.objects.filter(pk=matter.pk).update(title="")
        answer = client.post(PROVE, {"password": PASSWORD, "next": page, "act": sign})
        shown = answer.content.decode()
        assert answer.status_code == 409 and f'action="{page}do/submit/"' in shown
        assert Proposal.objects.get(pk=matter.pk).state == "draft"


def test_what_is_no_act_is_not_done_by_itself(allowed):
    client, page = sign_in(), "/accounts/channels/"
    with days_later(2):
        answer = client.post(page, {"phone": "13800000000"}, headers={"Referer": f"http://testserver{page}"})
        shown = client.get(answer.url).content.decode()
        assert "已经保留" in shown and 'name="act"' not in shown
        assert client.post(PROVE, {"password": PASSWORD, "next": page}).url == "/accounts/kept/"
