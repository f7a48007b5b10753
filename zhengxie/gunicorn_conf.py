"""gunicorn's settings: one process with threads on one machine; WEB_WORKERS adds processes where several cores wait."""

import os
import shutil
import tempfile
from pathlib import Path

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 1)
threads = int(os.environ.get("WEB_THREADS") or 6)
timeout = 60
graceful_timeout = 10
keepalive = 5
errorlog = "-"
loglevel = "warning"
# Heartbeats of the workers are files; on a slow disk they would look like a hung worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes the file unguessable
# Nothing steers this server from outside, so it opens no second door.
control_socket_disable = True


def on_starting(server):
    """A fresh folder in which the web processes count their answers, so that /metrics tells of all of them."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="zhengxie-counts-", dir=worker_tmp_dir)


def child_exit(server, worker):
    """What the process has counted stays counted; it is no longer among those that live."""
    from prometheus_client import multiprocess  # it looks for the folder when it is first imported

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """The counts end with the server."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
