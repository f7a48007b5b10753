"""Mail over Django's backend: one connection for a run, the Message-ID made from the delivery's key."""

import smtplib
from contextlib import suppress
from email.errors import HeaderParseError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from core.delivery.message import Message, TryAgain, Undeliverable

NO_SUCH_BOX = range(550, 554)  # 550 no such box, 551 moved away, 552 box full, 553 name not allowed
BOX_FULL = 552


class MailSender:
    """Sends until closed; a connection that failed is opened anew for the next message."""

    def __init__(self):
        self.connection = None

    def send(self, message: Message) -> None:
        """Hand one mail over; raises TryAgain or Undeliverable."""
        mail = EmailMessage(
            subject=" ".join(message.title.split())[:200],
            body=message.text,
            to=[message.address],
            headers={"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated"},
        )
        try:
            self._open().send_messages([mail])
        except (BadHeaderError, HeaderParseError, UnicodeError, ValueError) as error:
            raise Undeliverable("邮箱地址写法不对，请核对。") from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refused(codes[0] if codes else 450, "收件") from error
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, "邮件") from error
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise TryAgain(f"邮件服务器不认登录账号（{error.smtp_code}），请核对 EMAIL_URL。") from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise TryAgain(_trouble(error)) from error

    def _open(self):
        if self.connection is None:
            connection = get_connection()
            connection.open()
            self.connection = connection
        return self.connection

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.close()


def message_id(key: str) -> str:
    """The same for every attempt, so that a mailbox that got the mail twice shows it once."""
    host = urlsplit(settings.SITE_URL).hostname or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    return f"<{key}@{host or 'localhost'}>"


def _refused(code: int, what: str) -> Exception:
    if code == BOX_FULL:
        return TryAgain("对方邮箱已满（552）。")
    if code in NO_SUCH_BOX:
        return Undeliverable(f"对方邮件服务器拒收这个地址（{code}），请核对邮箱。")
    return TryAgain(f"邮件服务器暂不接收{what}（{code}）。")


def _trouble(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "邮件服务器没有及时应答。"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return f"邮件服务器不认发件地址（{error.smtp_code}），请核对 DEFAULT_FROM_EMAIL。"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"邮件服务器答复 {error.smtp_code}。"
    # The library's own errors are operating-system errors by birth, hence in this order.
    return "邮件服务器中断了连接。" if isinstance(error, smtplib.SMTPException) else "连接不上邮件服务器。"
