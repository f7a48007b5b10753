"""The system administrator words the messages, sees them filled in with made-up values, and tries them on himself."""

import pytest
from django.test import Client

from core.models import Channel, Event, MessageTemplate, Notice, User
from tests.builders.notices import notice_for

pytestmark = pytest.mark.django_db
LIST = "/settings/messages/"
SMS, MAIL = f"{LIST}act/gateway/", f"{LIST}urging/mail/"


@pytest.fixture
def admin(cast):
    User.objects.filter(pk=cast.sysadmin.pk).update(email="admin@example.cn", phone="13700000001")
    browser = Client()
    browser.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    return browser


def test_every_kind_on_every_channel_is_listed(admin):
    page = admin.get(LIST).content.decode()
    for kind in Notice.Kind.values:
        for channel in Channel.values:
            assert f"{LIST}{kind}/{channel}/" in page


def test_saving_keeps_the_words_and_leaves_an_event(admin, cast):
    assert admin.post(SMS, {"body": "{姓名}：{标题}", "save": "1"}).status_code == 302
    row = MessageTemplate.objects.get()
    assert (row.kind, row.channel, row.body, row.updated_by) == ("act", "gateway", "{姓名}：{标题}", cast.sysadmin)
    event = Event.objects.get(key="edit_message")
    assert event.text == "办理通知 · 短信或企业微信" and event.facts["body"] == "{姓名}：{标题}"
    assert "本会改过" in admin.get(LIST).content.decode()


def test_going_back_to_the_words_that_came_along(admin):
    admin.post(SMS, {"body": "{标题}", "save": "1"})
    assert admin.post(SMS, {"reset": "1"}).status_code == 302
    assert not MessageTemplate.objects.exists() and Event.objects.filter(key="reset_message").exists()


def test_a_wrong_placeholder_is_refused_and_the_text_stays(admin):
    answer = admin.post(MAIL, {"subject": "{标题}", "body": "{单位}您好，请办理", "save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有“{单位}”这个占位符" in page and "{单位}您好，请办理" in page
    assert not MessageTemplate.objects.exists()


def test_a_mail_needs_a_subject_and_an_sms_has_none(admin):
    assert admin.post(MAIL, {"subject": "", "body": "{标题}", "save": "1"}).status_code == 422
    assert 'name="subject"' not in admin.get(SMS).content.decode()


def test_looking_at_it_saves_nothing_and_counts_the_pieces(admin, cast):
    notice_for(cast.zhou, cast.housing, title="真实的提案标题")
    answer = admin.post(SMS, {"body": "字" * 71, "preview": "1"})
    page = answer.content.decode()
    assert "样例共 71 字，按短信计费约 2 条" in page
    assert not MessageTemplate.objects.exists() and "真实的提案标题" not in page


def test_trying_goes_to_the_administrator_alone(admin, channels, gateway, mail):
    page = admin.post(SMS, {"body": "{姓名}，{标题}", "try": "1"}).content.decode()
    assert "已试发给您本人" in page
    assert [(one.address, one.text) for one in gateway.taken] == [
        ("13700000001", "管理，（样例）第0001号提案交您单位主办，请签收")
    ]
    assert mail.taken == [] and not MessageTemplate.objects.exists()


def test_trying_without_a_channel_says_so(admin):
    page = admin.post(SMS, {"body": "{标题}", "try": "1"}).content.decode()
    assert "还没有开通" in page and "{标题}" in page


@pytest.mark.parametrize("url", [f"{LIST}other/mail/", f"{LIST}act/pigeon/"])
def test_unknown_ones_are_not_there(admin, url):
    assert admin.get(url).status_code == 404


@pytest.mark.parametrize("name", ["office_clerk", "secadmin", "shen"])
def test_others_may_not(cast, name):
    browser = Client()
    browser.force_login(getattr(cast, name), backend="core.backends.PostBackend")
    assert browser.get(LIST).status_code == 403
    assert browser.post(SMS, {"body": "x", "save": "1"}).status_code == 403
