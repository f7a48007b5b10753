"""Answers for machines that watch this one: it lives, it can serve."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from core.people.access import public

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024


def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _message_folder() -> Path:
    return Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        log.exception("the database does not answer")
        return False


def broker_takes_messages() -> bool:
    if not settings.REDIS_URL:
        return os.access(_message_folder(), os.W_OK | os.X_OK)
    try:
        return bool(_redis().ping())
    except RedisError:
        log.exception("the broker does not answer")
        return False


def disk_has_room() -> bool:
    """Attachments can be written: the folder takes files and at least 200 MB are free."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free >= LEAST_FREE_BYTES
    except OSError:
        log.exception("the folder of attachments cannot be used")
        return False


READINESS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_takes_messages,
    "disk": disk_has_room,
}


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process lives; asks nothing else, so a slow database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and disk can serve, else 503; names the part, never the reason (that is in the log)."""
    parts = {name: "ok" if works() else "failed" for name, works in READINESS.items()}
    ready = all(word == "ok" for word in parts.values())
    return JsonResponse({"status": "ok" if ready else "failed", "checks": parts}, status=200 if ready else 503)


def tasks_waiting() -> int:
    """How many tasks wait for a worker. Raises RedisError or OSError where the broker does not answer."""
    if settings.REDIS_URL:
        return int(_redis().llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    return sum(1 for entry in os.scandir(_message_folder()) if entry.name.endswith(".msg"))
