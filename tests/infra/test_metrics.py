"""Several web processes of one server are counted together."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

PATIENCE = 60
ASKED = 24
ANSWERED = re.compile(r'zhengxie_http_requests_total\{method="GET",status="200"\} (\S+)')


@pytest.fixture
def server(repository, tmp_path, migrated):
    """Two web processes behind one port, as run.sh starts them."""
    shutil.copy(migrated, tmp_path / "zhengxie.sqlite3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"VAR_DIR": str(tmp_path), "ZHENGXIE_ENV_FILE": os.devnull, "DATABASE_URL": "", "REDIS_URL": ""}
    own |= {"PORT": str(port), "WEB_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "zhengxie.settings"}
    command = [sys.executable, "-m", "gunicorn", "-c", "zhengxie/gunicorn_conf.py", "zhengxie.wsgi:application"]
    process = subprocess.Popen(command, cwd=repository, env=os.environ | own)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(PATIENCE)


def get(address: str) -> str:
    with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
        return answer.read().decode()


def wait(done) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def processes(server: str) -> int:
    try:
        return get(f"{server}/metrics").count("zhengxie_start_time_seconds{")
    except (URLError, ConnectionError):
        return 0


@pytest.mark.own_installation
def test_answers_of_every_process_are_counted(server):
    wait(lambda: processes(server) == 2)
    before = float(ANSWERED.search(get(f"{server}/metrics"))[1])
    for _ in range(ASKED):
        get(f"{server}/healthz")
    # The figures themselves were one answer more, counted after they were written.
    assert float(ANSWERED.search(get(f"{server}/metrics"))[1]) == before + 1 + ASKED
