"""Work in the background: one Celery application, over Redis or, where there is none, over folders of this machine."""

import logging.config
import os
import time
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging, worker_ready

from zhengxie import message_files, message_redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_KEPT = 24 * 3600


def celery_settings(redis_url: str, var_dir: Path) -> dict:
    """Celery's settings for both modes, in Celery's own lower-case names.

    With ``redis_url`` the messages live in Redis and a task cut off by a kill is delivered again. Without it they are
    files under ``var_dir/queue`` (made here), read by the one worker of this machine; a file leaves the folder when its
    task starts, so a long task keeps its progress in a JobRun row and is taken up again at the next start.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    settings = {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_default_queue": "zhengxie",
        "task_always_eager": False,
        "enable_utc": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "beat_schedule_filename": str(var_dir / "celerybeat-schedule"),
    }
    if redis_url:
        return settings | {
            "broker_url": redis_url,
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "broker_transport_options": {
                "visibility_timeout": 3600,
                # Whoever sends a message learns within a second or so that the broker is away (core/jobs/queue.py).
                "socket_connect_timeout": 1,
                "socket_timeout": 5,
                "max_retries": 0,
                "interval_start": 0,
                "interval_step": 0.1,
                "interval_max": 0.1,
            },
        }
    folders = {name: var_dir / "queue" / name for name in ("messages", "processed", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return settings | {
        "broker_url": "filesystem://localhost/",
        "worker_enable_remote_control": False,
        "broker_transport_options": {
            "data_folder_in": str(folders["messages"]),
            "data_folder_out": str(folders["messages"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
            "store_processed": False,
            "polling_interval": 0.25,
        },
    }


message_files.use()
message_redis.use()
app = Celery("zhengxie")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_site_does(**_kwargs) -> None:
    """Worker and beat write the same lines as the web process."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def take_up_unfinished_work(**_kwargs) -> None:
    """Ask for the jobs that were cut off when a worker was last stopped, and for the morning's reminders."""
    from core.jobs import queue

    queue.send("core.tasks.resume_jobs")
    queue.send("core.tasks.run_reminders")


@app.task(name="zhengxie.heartbeat")
def heartbeat() -> None:
    """Leave a mark that beat sends and a worker works; /metrics tells its age."""
    from django.core.cache import cache

    cache.set(HEARTBEAT_KEY, time.time(), HEARTBEAT_KEPT)
