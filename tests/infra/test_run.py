"""``sh run.sh`` as an operator meets it: starts, is asked twice, loses a process, is stopped."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE = 300  # seconds; a start migrates an empty database, beside other tests
OWN = {"PATH", "HOME", "LANG", "LC_ALL", "PIP_CERT", "SSL_CERT_FILE", "TMPDIR"}


class Site:
    """One run.sh with a var folder and a port of its own."""

    def __init__(self, repository: Path, folder: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.repository, self.folder = repository, folder
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if name in OWN} | {
            "PORT": str(self.port),
            "VAR_DIR": str(folder),
            "ZHENGXIE_ENV_FILE": os.devnull,
            "DEMO": "no",
            "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
        }
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with (self.folder / "output").open("w") as output:
            self.process = subprocess.Popen(
                ["sh", "run.sh"],
                cwd=self.repository,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait(lambda: "(running)" in self.output() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output()

    def again(self, **changes: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "run.sh"],
            cwd=self.repository,
            env=self.environment | changes,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8")

    def get(self, path: str) -> str:
        with urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.read().decode()

    def pid(self, part: str) -> int:
        return int((self.folder / "run" / f"{part}.pid").read_text().split()[0])

    def wait(self, done, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, self.output()
            time.sleep(0.05)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


def lives(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.fixture
def empty_site(repository, tmp_path):
    """Nothing is there: the first start makes the database."""
    site = Site(repository, tmp_path)
    yield site
    site.end()


@pytest.fixture
def site(empty_site, migrated):
    """The tables are there already: making them takes as long as all the rest of a start."""
    shutil.copy(migrated, empty_site.folder / "zhengxie.sqlite3")
    return empty_site


def heartbeat_sent_by_another_process(site: Site) -> None:
    program = "from zhengxie.celery import heartbeat; heartbeat.delay()"
    python = site.repository / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", program], cwd=site.repository, env=site.environment, check=True, timeout=60)


def test_it_serves_works_mends_itself_and_stops_clean(site):
    """With nobody to ask, it says what to set, and serves all the same."""
    site.start()
    said = site.output()
    assert "还没有开办" in said and "COMMITTEE_ADMIN" in said and "start_committee --name" in said
    assert json.loads(site.get("/readyz"))["status"] == "ok"
    parts = {part: site.pid(part) for part in ("web", "worker", "beat")}

    second = site.again()
    assert second.returncode == 0
    assert "(already running" in second.stdout
    assert site.again(PORT=str(site.port + 1)).returncode == 1

    for part in ("worker", "beat"):
        os.kill(parts[part], signal.SIGKILL)
        site.wait(lambda part=part: site.pid(part) != parts[part], 60)
        assert lives(site.pid(part))
    heartbeat_sent_by_another_process(site)
    site.wait(lambda: "worker_heartbeat_age_seconds" in site.get("/metrics"), 60)

    parts = [site.pid(part) for part in ("web", "worker", "beat")]
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(60) == 0
    assert not any(lives(pid) for pid in parts)
    assert list((site.folder / "run").iterdir()) == []


@pytest.mark.own_installation
def test_an_empty_database_becomes_a_committee_once_also_after_a_kill_and_a_dead_web_process_stops_all(empty_site):
    """Each start takes as long as some hundred other tests, so that one life tells all of it."""
    site = empty_site
    site.environment |= {
        "COMMITTEE_NAME": "云溪县政协",
        "COMMITTEE_LEVEL": "县",
        "COMMITTEE_REGION": "云溪县",
        "COMMITTEE_ADMIN": "guanyu",
    }
    site.start()
    said = site.output()
    assert "云溪县政协已开办" in said and "guanyu" in said and said.index("一次性密码") < said.index("(running)")
    assert "云溪县政协" in site.get("/accounts/login/")

    left = [site.pid(part) for part in ("web", "worker", "beat")]
    site.process.kill()
    site.process.wait(10)
    assert all(lives(pid) for pid in left), "nobody told them"

    site.start()
    assert "(ending a process left behind)" in site.output() and "一次性密码" not in site.output()
    assert not any(lives(pid) for pid in left)
    assert "云溪县政协" in site.get("/accounts/login/")

    parts = [site.pid(part) for part in ("worker", "beat")]
    os.kill(site.pid("web"), signal.SIGKILL)
    assert site.process.wait(60) == 1
    assert "the web process died" in site.output()
    assert not any(lives(pid) for pid in parts)


@pytest.mark.own_installation
def test_a_port_in_use_is_told(site):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", site.port))
        other.listen()
        result = site.again()
    assert result.returncode == 1
    assert str(site.port) in result.stderr
