"""Mail leaves over one connection, with an identifier that stays the same; a server's answer decides what follows."""

import smtplib

import pytest
from django.core import mail as django_mail

from core.delivery import mail
from core.delivery.message import TryAgain, Undeliverable
from core.delivery.sending import deliver
from core.models import Channel, Delivery
from tests.builders.notices import waiting

pytestmark = pytest.mark.django_db


def test_it_is_plain_short_and_carries_its_key(reachable):
    row = waiting(reachable.he, reachable.housing, channel=Channel.MAIL)[0]
    deliver()
    sent = django_mail.outbox[0]
    assert sent.to == ["he@example.cn"] and sent.subject == "有一件事"
    assert sent.extra_headers["Message-ID"] == f"<{row.key}@zx.example.gov.cn>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "何静，您好" in sent.body and "https://zx.example.gov.cn/somewhere/" in sent.body
    assert sent.content_subtype == "plain"


def test_one_connection_serves_a_run(reachable, monkeypatch):
    waiting(reachable.he, reachable.housing, 5, channel=Channel.MAIL)
    opened = []
    real = mail.get_connection
    monkeypatch.setattr(mail, "get_connection", lambda: opened.append(1) or real())
    deliver()
    assert len(django_mail.outbox) == 5 and len(opened) == 1


def test_a_title_over_two_lines_makes_no_header(reachable):
    row = waiting(reachable.he, reachable.housing, channel=Channel.MAIL)[0]
    row.notice.title = "第一行\nBcc: all@example.cn"
    row.notice.save()
    deliver()
    assert django_mail.outbox[0].subject == "第一行 Bcc: all@example.cn"
    assert django_mail.outbox[0].recipients() == ["he@example.cn"]


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), Undeliverable, "拒收这个地址（550）"),
        (smtplib.SMTPRecipientsRefused({"x": (553, b"")}), Undeliverable, "拒收这个地址（553）"),
        (smtplib.SMTPRecipientsRefused({"x": (552, b"")}), TryAgain, "邮箱已满"),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"greylisted")}), TryAgain, "暂不接收收件（451）"),
        (smtplib.SMTPDataError(550, b""), Undeliverable, "拒收这个地址（550）"),
        (smtplib.SMTPDataError(554, b"spam"), TryAgain, "暂不接收邮件（554）"),
        (smtplib.SMTPAuthenticationError(535, b""), TryAgain, "EMAIL_URL"),
        (smtplib.SMTPSenderRefused(501, b"", "x"), TryAgain, "DEFAULT_FROM_EMAIL"),
        (smtplib.SMTPServerDisconnected("gone"), TryAgain, "中断了连接"),
        (TimeoutError(), TryAgain, "没有及时应答"),
        (ConnectionRefusedError(), TryAgain, "连接不上邮件服务器"),
    ],
)
def test_what_the_server_answers_decides(reachable, monkeypatch, error, outcome, words):
    def fail(*_args):
        raise error

    row = waiting(reachable.he, reachable.housing, channel=Channel.MAIL)[0]
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    deliver()
    row.refresh_from_db()
    assert row.state == (Delivery.State.DEAD if outcome is Undeliverable else Delivery.State.WAITING)
    assert words in row.last_error
    assert "no such user" not in row.last_error
