"""Mail server and gateway away, slow or broken: tried again later and later, then listed; sent by hand it goes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.delivery import office
from core.delivery.sending import BACK_OFF, deliver
from core.models import Channel, Delivery, User
from core.people.actors import Actor
from tests.builders.installation import MailBox, Receiver, free_port
from tests.builders.notices import waiting

pytestmark = pytest.mark.django_db
State = Delivery.State


def again() -> dict[str, int]:
    """The next run, as if the time of the next attempt had come."""
    Delivery.objects.filter(state=State.WAITING).update(not_before=timezone.now() - timedelta(seconds=1))
    return deliver(seconds=10)


@pytest.fixture
def both(reachable, settings):
    """Addresses where nobody listens yet, short patience, and one row on each channel."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_TIMEOUT = settings.DELIVERY_TIMEOUT_SECONDS = 0.5
    settings.NOTICE_GATEWAY_URL = f"http://127.0.0.1:{free_port()}/send"
    return {
        channel: waiting(reachable.shen, reachable.housing, channel=channel, key=channel)[0]
        for channel in (Channel.MAIL, Channel.GATEWAY)
    }


def rows(both) -> dict:
    for row in both.values():
        row.refresh_from_db()
    return both


def reasons(both) -> set[str]:
    return {row.last_error for row in rows(both).values()}


def test_refusing_connections_then_dead_then_sent_again_by_hand(both, reachable, settings):
    for number in range(1, len(BACK_OFF) + 1):
        assert again() == {"failed": 2}
        assert {row.attempts for row in rows(both).values()} == {number}
        assert all(row.state == State.WAITING for row in both.values())
    assert again() == {"dead": 2}
    assert reasons(both) == {
        "试了8次都没有成功。连接不上邮件服务器。",
        "试了8次都没有成功。连接不上网关。",
    }
    assert again() == {}, "nobody tries for ever"

    gateway, mailbox = Receiver(), MailBox()
    try:
        settings.NOTICE_GATEWAY_URL, settings.EMAIL_PORT = gateway.url, mailbox.controller.port
        actor = Actor.of(User.objects.get(pk=reachable.sysadmin.pk))
        assert office.resend(actor=actor, ids=[row.pk for row in both.values()]) == 2
        assert deliver() == {"sent": 2}
        assert list(gateway.keys) == [str(both[Channel.GATEWAY].key)]
        assert list(mailbox.ids) == [f"<{both[Channel.MAIL].key}@zx.example.gov.cn>"]
        assert office.resend(actor=actor, ids=[row.pk for row in both.values()]) == 0, "what was sent stays sent"
    finally:
        gateway.close()
        mailbox.controller.stop()


def test_slow_ones_are_not_waited_for(both, settings):
    gateway, silent = Receiver(pause=30), Receiver(pause=30)  # the second says nothing that a mail client waits for
    try:
        settings.NOTICE_GATEWAY_URL, settings.EMAIL_PORT = gateway.url, silent.server.server_port
        assert again() == {"failed": 2}
        assert reasons(both) == {"网关没有及时应答。", "邮件服务器没有及时应答。"}
    finally:
        gateway.close()
        silent.close()


def test_broken_ones_are_tried_again(both, settings):
    gateway, mailbox = Receiver(), MailBox()
    try:
        settings.NOTICE_GATEWAY_URL, settings.EMAIL_PORT = gateway.url, mailbox.controller.port
        gateway.status, mailbox.answer = 500, "451 not now"
        assert again() == {"failed": 2}
        assert reasons(both) == {"网关答复 500。", "邮件服务器暂不接收邮件（451）。"}
        gateway.status, mailbox.answer = 200, "250 OK"
        assert again() == {"sent": 2}
        assert gateway.keys == {str(both[Channel.GATEWAY].key): 2}, "both attempts under one key"
    finally:
        gateway.close()
        mailbox.controller.stop()


def test_an_address_that_the_server_refuses_is_listed_at_once(both, settings):
    gateway, mailbox = Receiver(), MailBox()
    try:
        settings.NOTICE_GATEWAY_URL, settings.EMAIL_PORT = gateway.url, mailbox.controller.port
        gateway.status, mailbox.answer = 422, "550 no such mailbox"
        assert again() == {"dead": 2}
        assert reasons(both) == {
            "网关拒收（422），请核对手机号码和网关设置。",
            "对方邮件服务器拒收这个地址（550），请核对邮箱。",
        }
        assert mail.outbox == []
    finally:
        gateway.close()
        mailbox.controller.stop()
