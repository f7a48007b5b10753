"""The gateway (短信、企业微信): one signed POST per message, described in docs/gateway.md."""

import hashlib
import hmac
import json
import os
import time

import requests
from django.conf import settings

from core.delivery.message import Message, TryAgain, Undeliverable

REFUSED_FOR_GOOD = {400, 404, 422}
NOT_LET_IN = {401, 403}


class GatewaySender:
    """Keeps one session for a run. Proxies of the environment are not used: the body speaks of people."""

    def __init__(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True

    def send(self, message: Message) -> None:
        """Hand one message over; raises TryAgain or Undeliverable. Redirects are not followed, answers not read."""
        body = body_of(message)
        try:
            answer = self.session.post(
                settings.NOTICE_GATEWAY_URL,
                data=body,
                headers=headers_for(message.key, body),
                timeout=settings.DELIVERY_TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,  # the status says all; a body that never ends is not waited for
            )
        except requests.Timeout as error:
            raise TryAgain("网关没有及时应答。") from error
        except requests.exceptions.SSLError as error:
            raise TryAgain("网关的证书不可信，请核对 NOTICE_GATEWAY_URL。") from error
        except requests.RequestException as error:
            raise TryAgain("连接不上网关。") from error
        with answer:
            _judge(answer.status_code)

    def close(self) -> None:
        self.session.close()


def body_of(message: Message) -> bytes:
    """The JSON that is signed and sent."""
    values = {
        "id": message.key,
        "kind": message.kind,
        "to": {"phone": message.address, "name": message.name},
        "title": message.title,
        "text": message.text,
        "url": message.url,
        "created_at": message.created_at.isoformat(timespec="seconds"),
    }
    return json.dumps(values, ensure_ascii=False).encode()


def headers_for(key: str, body: bytes) -> dict[str, str]:
    """``X-Zhengxie-Signature`` is HMAC-SHA256 over timestamp, a full stop and the body; absent without a secret."""
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "zhengxie",
        "Idempotency-Key": key,
        "X-Zhengxie-Timestamp": timestamp,
    }
    secret = settings.NOTICE_GATEWAY_SECRET
    if secret:
        digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers["X-Zhengxie-Signature"] = f"sha256={digest}"
    return headers


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in REFUSED_FOR_GOOD:
        raise Undeliverable(f"网关拒收（{status}），请核对手机号码和网关设置。")
    if status in NOT_LET_IN:
        raise TryAgain(f"网关不认本站的签名（{status}），请核对 NOTICE_GATEWAY_SECRET。")
    if 300 <= status < 400:
        raise TryAgain(f"网关要求转到别的地址（{status}），请改写 NOTICE_GATEWAY_URL。")
    raise TryAgain(f"网关答复 {status}。")
