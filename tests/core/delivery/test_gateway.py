"""The gateway gets one signed request per message; its answer decides what follows."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from core.delivery.gateway import GatewaySender
from core.delivery.message import TryAgain, Undeliverable
from core.delivery.message_templates import message_for
from core.delivery.sending import deliver
from core.models import Delivery
from tests.builders.notices import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(channels):
    """A real HTTP receiver; ``status`` is what it answers, ``seen`` what it got."""
    state = SimpleNamespace(status=200, seen=[], location="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.seen.append((self.path, dict(self.headers), body))
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    channels.NOTICE_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    yield state
    server.shutdown()
    server.server_close()


def test_the_request_is_as_documented(reachable, receiver, settings):
    row = waiting(reachable.zhou, reachable.housing)[0]
    assert deliver() == {"sent": 1}
    path, headers, body = receiver.seen[0]
    assert path == "/send" and headers["Idempotency-Key"] == str(row.key)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    values = json.loads(body)
    assert set(values) == {"id", "kind", "to", "title", "text", "url", "created_at"}
    assert values["id"] == str(row.key) and values["kind"] == "act"
    assert values["to"] == {"phone": "13800000002", "name": "周正"}
    assert values["created_at"].endswith("+08:00")
    signed = headers["X-Zhengxie-Timestamp"].encode() + b"." + body
    expected = hmac.new(settings.NOTICE_GATEWAY_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Zhengxie-Signature"] == f"sha256={expected}"


def test_the_documented_receiver_accepts_it(reachable, receiver, settings, repository):
    text = (repository / "docs" / "gateway.md").read_text(encoding="utf-8")
    program = text.split("```python")[1].split("```")[0]
    space = {}
    exec(compile(program.split("if __name__")[0], "docs/gateway.md", "exec"), space)  # noqa: S102 - our own document
    waiting(reachable.zhou, reachable.housing)
    deliver()
    _, headers, body = receiver.seen[0]
    secret = settings.NOTICE_GATEWAY_SECRET
    assert space["is_genuine"](secret, headers["X-Zhengxie-Timestamp"], body, headers["X-Zhengxie-Signature"])
    assert not space["is_genuine"](
        secret, headers["X-Zhengxie-Timestamp"], body + b" ", headers["X-Zhengxie-Signature"]
    )
    assert not space["is_genuine"](secret, "1000000000", body, headers["X-Zhengxie-Signature"])


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (201, None, ""), (204, None, ""),
        (400, Undeliverable, "拒收（400）"), (404, Undeliverable, "拒收（404）"), (422, Undeliverable, "拒收（422）"),
        (401, TryAgain, "NOTICE_GATEWAY_SECRET"), (403, TryAgain, "NOTICE_GATEWAY_SECRET"),
        (429, TryAgain, "429"), (500, TryAgain, "500"), (503, TryAgain, "503"), (302, TryAgain, "转到别的地址"),
    ],
)  # fmt: skip
def test_what_it_answers_decides(reachable, receiver, status, outcome, words):
    row = waiting(reachable.zhou, reachable.housing)[0]
    receiver.status = status
    deliver()
    row.refresh_from_db()
    wanted = {None: Delivery.State.SENT, Undeliverable: Delivery.State.DEAD, TryAgain: Delivery.State.WAITING}
    assert row.state == wanted[outcome] and words in row.last_error


def test_a_redirect_is_not_followed(reachable, receiver, channels):
    row = waiting(reachable.zhou, reachable.housing)[0]
    receiver.status, receiver.location = 307, channels.NOTICE_GATEWAY_URL.replace("/send", "/elsewhere")
    deliver()
    row.refresh_from_db()
    assert row.state == Delivery.State.WAITING and [path for path, *_ in receiver.seen] == ["/send"]


def test_nobody_there(reachable):
    row = waiting(reachable.zhou, reachable.housing)[0]
    deliver()
    row.refresh_from_db()
    assert row.last_error == "连接不上网关。"


def test_without_a_secret_nothing_is_signed(reachable, receiver, settings):
    settings.NOTICE_GATEWAY_SECRET = ""
    row = waiting(reachable.zhou, reachable.housing)[0]
    GatewaySender().send(message_for(row))
    assert "X-Zhengxie-Signature" not in receiver.seen[0][1]
