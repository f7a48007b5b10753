"""An installation of its own with its processes, and what stands beside it: gateway, mail server, Redis."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 60


def until(question, what: str, seconds: float = PATIENCE):
    """Wait for a true answer; fails with ``what`` when there is none in good time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    pytest.fail(f"not within {seconds:.0f} s: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """A gateway on the loopback that notes the key of each request before it answers."""

    def __init__(self, port: int = 0, pause: float = 0.0):
        self.keys: Counter = Counter()
        self.status, self.pause = 200, pause
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                receiver.keys[self.headers["Idempotency-Key"]] += 1
                receiver.released.wait(receiver.pause)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

            def handle(self):
                with suppress(ConnectionError):  # the sender was killed, or has given up waiting
                    super().handle()

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_args):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class MailBox:
    """An SMTP server on the loopback that notes the Message-ID of each mail."""

    def __init__(self):
        from aiosmtpd.controller import Controller

        self.ids: Counter = Counter()
        self.answer = "250 OK"
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, _server, _session, envelope):  # the name is the library's
        from email import message_from_bytes

        if self.answer.startswith("250"):
            self.ids[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return self.answer


class Site:
    """An installation over ``folder``: runs programs in it, starts and kills its worker and beat."""

    def __init__(self, folder: Path, **settings: str):
        self.folder = folder
        self.processes: dict[str, subprocess.Popen] = {}
        keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
        self.environment = keep | {
            "DJANGO_SETTINGS_MODULE": "zhengxie.settings",
            "ZHENGXIE_ENV_FILE": os.devnull,
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "PYTHONWARNINGS": "ignore",
            "LOG_LEVEL": "WARNING",
            **settings,
        }

    def run(self, program: str, *arguments, timeout: float = 120) -> dict:
        """Run a program in a process of the site; the one line of JSON that it prints last."""
        done = subprocess.run(
            [sys.executable, "-c", PREAMBLE + program, *map(str, arguments)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    def start(self, name: str) -> None:
        """Start ``worker``, ``beat``, or ``ticker``, which asks for deliveries every second where beat is too slow."""
        command = [sys.executable, "-m", "celery", "-A", "zhengxie", "--quiet"]
        if name == "worker":
            command += ["worker", "--pool=solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        elif name == "beat":
            command += ["beat", "--pidfile="]
        else:
            command = [sys.executable, "-c", PREAMBLE + TICK]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def converse(self, program: str) -> Callable[..., dict]:
        """A process of the site that answers each line written to it by a line of JSON; the first comes unasked."""
        process = subprocess.Popen(
            [sys.executable, "-c", PREAMBLE + program], cwd=ROOT, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(self.folder / "web.log").open("ab"),
        )  # fmt: skip
        self.processes["web"] = process

        def say(line: object = None) -> dict:
            if line is not None:
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
            answer = process.stdout.readline()
            assert answer, self.logs()
            return json.loads(answer)

        return say

    def kill(self, name: str) -> None:
        """SIGKILL: nothing is tidied up."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(20)

    def states(self) -> Counter:
        """How many deliveries there are in each state; read past the site, quickly."""
        return Counter(dict(self.ask("SELECT state, COUNT(*) FROM core_delivery GROUP BY state")))

    def ask(self, sql: str) -> list[tuple]:
        """The rows of a query on the site's database."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
        else:
            import psycopg2

            connection = psycopg2.connect(url.replace("postgres://", "postgresql://", 1))
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.log"))


#: What every program of a site begins with: no quiet times, whatever the hour at which the tests run.
PREAMBLE = """
import json, sys
import django
django.setup()
"""

TICK = """
import time
from core.delivery.outbox import kick
while True:
    kick()
    time.sleep(1)
"""

OPEN_HOURS = """
from core import rulebook
from core.models import Rule
Rule.objects.filter(key="reminder.quiet_hours").update(value={"from": "00:00", "to": "00:00"})
Rule.objects.filter(key="reminder.quiet_rest_days").update(value=False)
rulebook.forget()
"""

OPEN = f"""
{OPEN_HOURS}
print("{{}}")
"""

MIGRATE = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
{OPEN_HOURS}
print("{{}}")
"""


class Redis:
    """A Redis of its own on a free port, that may be killed and started again."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._answers, "redis-server starts")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None
