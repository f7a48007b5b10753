"""Signing in and out, one-time passwords, posts, and what was typed when the time ran out."""

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from core.models import Event, Post, Role, User
from core.people import accounts, one_time
from core.people.middleware import SEEN
from tests.builders.cast import PASSWORD, who

pytestmark = pytest.mark.django_db
NEW = "Qingshan-2026-new"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"username": username, "password": password, **more})


def test_signing_in_opens_home_and_leaves_an_event(cast, client):
    response = sign_in(client, "shen")
    assert response.status_code == 302 and response.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Event.objects.filter(key="sign_in", actor=cast.shen).count() == 1


def test_every_failure_reads_the_same_sentence(cast, client):
    wrong = sign_in(client, "shen", "wrong-password").content.decode()
    unknown = sign_in(client, "nobody", "wrong-password").content.decode()
    assert "用户名或密码不对" in wrong and "用户名或密码不对" in unknown


@pytest.mark.parametrize(
    "typed",
    [
        str.upper, str.capitalize, lambda slip: f" {slip}\u3000",
        lambda slip: slip.replace("-", ""), lambda slip: slip.replace("-", " "), lambda slip: slip.replace("-", "—"),
        lambda slip: "".join(chr(ord(char) + 0xFEE0) for char in slip),
    ],
)  # fmt: skip
def test_a_one_time_password_is_taken_however_it_is_typed(cast, client, typed):
    password = accounts.reset_password(user=cast.shen, actor=who(cast.sysadmin))
    assert sign_in(client, "shen", typed(password))["Location"] == "/accounts/password/"


def test_a_password_of_ones_own_is_taken_to_the_letter(cast, client):
    for own in (PASSWORD, "acde-fghj-knpr-t346"):
        cast.shen.set_password(own)
        cast.shen.save()
        for typed in (own.upper(), f" {own}", own.replace("-", "")):
            assert typed == own or sign_in(Client(), "shen", typed).status_code == 401
        assert sign_in(Client(), "shen", own).status_code == 302


def test_a_failure_is_checked_and_counted_once_for_every_name(cast, client, monkeypatch):
    accounts.reset_password(user=cast.shen, actor=who(cast.sysadmin))
    checks, check = [], User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: checks.append(raw) or check(self, raw))
    User.objects.filter(pk=cast.sysadmin.pk).update(phone="0571-88880000", full_name="陈敏")
    told = {}
    for name in ("shen", "zhou", "nobody"):
        told[name] = sign_in(client, name, "ACDE FGHJ KNPR T346").context["form"].non_field_errors()[0]
    assert checks == ["acde-fghj-knpr-t346", "ACDE FGHJ KNPR T346"] and len(set(told.values())) == 1
    assert "还可以试4次" in told["shen"] and "不分大小写" in told["shen"]
    assert "请与系统管理员陈敏（电话0571-88880000）联系" in told["shen"]
    again = {name: sign_in(client, name, "wrong").context["form"].non_field_errors()[0] for name in ("shen", "nobody")}
    assert "还可以试3次" in again["shen"] and again["shen"] == again["nobody"]


def test_what_ends_with_the_password_is_said_to_whoever_has_it(cast, client):
    sign_in(client, "shen")
    assert "接口令牌" not in client.get("/accounts/password/").content.decode()
    Token.objects.create(user=cast.shen)
    page = client.get("/accounts/password/").content.decode()
    assert "给其他程序使用的接口令牌一并作废" in page and "日历订阅地址" not in page
    changed = client.post("/accounts/password/", {"old": PASSWORD, "new": NEW, "again": NEW}, follow=True)
    assert "请记住新密码。给其他程序使用的接口令牌一并作废" in changed.content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait_and_reads_how_long(cast, client):
    for _ in range(5):
        sign_in(client, "shen", "wrong-password")
    response = sign_in(client, "shen")
    told = response.content.decode()
    assert response.status_code == 429 and "登录锁定到" in told and "最长30分钟" in told and "登录过的电脑" in told


def test_signing_in_never_leads_to_another_site(cast, client):
    assert sign_in(client, "shen", next="https://elsewhere.example/")["Location"] == "/"
    client.post("/accounts/logout/")
    assert sign_in(client, "shen", next="/notices/")["Location"] == "/notices/"


def test_a_one_time_password_must_be_changed_before_anything_else(cast, client):
    password = accounts.reset_password(user=cast.shen, actor=who(cast.sysadmin))
    assert sign_in(client, "shen", password)["Location"] == "/accounts/password/"
    assert client.get("/proposals/")["Location"] == "/accounts/password/"
    page = client.get("/accounts/password/").content.decode()
    assert "现在的密码</label>" not in page and "密码至少12个字符。" in page and "接口令牌" not in page
    assert "m-tabs" not in page and "/accounts/logout/" in page, "every other way leads back here"
    refused = client.post("/accounts/password/", {"new": password.upper(), "again": NEW})
    told = refused.content.decode()
    assert (
        "新密码不能与现在的密码相同" in told
        and "有 1 处需要补充或改正，密码请重新输入。" in told
        and "都还在" not in told
    )
    response = client.post("/accounts/password/", {"new": NEW, "again": NEW})
    assert response.status_code == 302
    assert client.get("/").status_code == 200
    assert not User.objects.get(pk=cast.shen.pk).must_change_password


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("short", "short", "12"),
        ("alllowercaseletters", "alllowercaseletters", "三类"),
        (NEW, NEW + "x", "不一样"),
        (PASSWORD, PASSWORD, "不能与现在的密码相同"),
        ("12345678", "12345678", "密码太短：至少12个字符。"),
        ("12345678", "12345678", "这个密码很多人在用，容易被人猜中，请换一个。"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_with_a_sentence(cast, client, new, again, sentence):
    sign_in(client, "shen")
    response = client.post("/accounts/password/", {"old": PASSWORD, "new": new, "again": again})
    assert response.status_code == 422
    assert sentence in response.content.decode() or "3类" in response.content.decode()
    assert "密码跟" not in response.content.decode() and "太常见了" not in response.content.decode()


def test_whoever_has_forgotten_the_password_reads_whom_to_call(cast, client):
    assert "请与系统管理员管理联系" in client.get("/accounts/login/").content.decode()
    User.objects.filter(pk=cast.sysadmin.pk).update(phone="0571-88880000", full_name="陈敏")
    told = "请与系统管理员陈敏（电话0571-88880000）联系，由其核对身份后重发一次性密码"
    assert told in client.get("/accounts/login/").content.decode()
    sign_in(client, "shen")
    forgotten = {"old": "不记得了", "new": NEW, "again": NEW}
    assert told in client.post("/accounts/password/", forgotten).content.decode()
    User.objects.filter(pk=cast.sysadmin.pk).update(is_active=False)
    assert "请与系统管理员联系" in client.post("/accounts/password/", forgotten).content.decode()


def test_strangers_read_no_mobile_number(cast, client):
    """Neither on the page of sign-in, nor by wrong passwords, nor where an account is locked."""
    mobile = "13800138012"
    User.objects.filter(pk__in=[cast.sysadmin.pk, cast.secadmin.pk, cast.auditor.pk]).update(phone=mobile)
    pages = [client.get("/accounts/login/")]
    pages += [client.post("/accounts/login/", {"username": "shen", "password": "x"}) for _ in range(6)]
    assert pages[-1].status_code == 429 and not any(mobile in page.content.decode() for page in pages)
    cast.office.contact_phone = "13900139000、0571-88880001"
    cast.office.save()
    told = client.get("/accounts/login/").content.decode()
    assert "系统管理员管理（政协机关电话0571-88880001）联系" in told and "13900139000" not in told
    User.objects.filter(pk=cast.sysadmin.pk).update(phone=f"{mobile}、88880000")
    told = client.get("/accounts/login/").content.decode()
    assert "（电话88880000）" in told and mobile not in told


def test_only_the_system_administrator_gives_one_time_passwords(cast):
    from core.matters.lifecycle import Forbidden

    with pytest.raises(Forbidden):
        accounts.reset_password(user=cast.shen, actor=who(cast.clerk))


def test_one_time_passwords_are_readable_and_never_repeat():
    made = {one_time.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not any(set(word) & set("0o1li") for word in made) and all(word == word.lower() for word in made)
    assert len(one_time.ALPHABET) ** one_time.LENGTH > 2**66


def test_a_second_sign_in_ends_the_first_and_says_so(cast):
    first, second = Client(), Client()
    sign_in(first, "shen")
    sign_in(second, "shen")
    response = first.get("/notices/", follow=True)
    assert "已在别处登录" in response.content.decode()
    assert second.get("/notices/").status_code == 200


def test_an_idle_sign_in_ends_and_what_was_typed_is_kept(cast, client):
    sign_in(client, "shen")
    client.get("/accounts/me/")
    session = client.session
    session[SEEN] = session[SEEN] - 31 * 60
    session.save()
    text = "片区供水管网老化，夏季高峰时段水压不足，居民反映集中。"
    response = client.post("/accounts/type-size/", {"large": "1", "note": text})
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]
    assert sign_in(client, "shen")["Location"] == "/accounts/kept/"
    page = client.get("/accounts/kept/").content.decode()
    assert text in page and 'action="/accounts/type-size/"' in page


def test_passwords_are_never_kept(cast, client):
    client.post("/accounts/password/", {"old": PASSWORD, "new_password": "secret-thing-1", "note": "保留"})
    assert "secret-thing-1" not in str(client.session.get("kept_post"))


def test_posts_switch_and_only_ones_own(cast, client):
    other = Post.objects.create(user=cast.clerk, role=Role.LIAISON, organisation=cast.liaison)
    stranger = Post.objects.get(user=cast.chair)
    sign_in(client, "clerk")
    client.post("/accounts/hat/", {"post": other.pk})
    assert User.objects.get(pk=cast.clerk.pk).post_in_use.role == Role.LIAISON
    client.post("/accounts/hat/", {"post": stranger.pk})
    assert User.objects.get(pk=cast.clerk.pk).post_in_use == other


def test_members_start_with_large_type_and_anyone_may_switch(cast, client):
    sign_in(client, "shen")
    assert '<body class="large member">' in client.get("/accounts/me/").content.decode()
    client.post("/accounts/type-size/", {"large": "0"})
    assert '<body class=" member">' in client.get("/accounts/me/").content.decode()


def test_notices_are_ones_own_and_opening_one_marks_it_read(cast, client):
    from tests.builders.acts import do
    from tests.builders.cast import draft

    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    notice = cast.clerk.notices.get()
    sign_in(client, "shen")
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    other = Client()
    sign_in(other, "clerk")
    assert other.post(f"/notices/{notice.pk}/")["Location"] == proposal.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None
