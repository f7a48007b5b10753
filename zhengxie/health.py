"""Answers for machines that watch this one: it lives, it can serve, and in what condition."""

import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from core.people.access import public
from zhengxie.celery import HEARTBEAT_KEY
from zhengxie.middleware import RequestCounter

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024
STARTED = time.time()


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


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. In production only with ``Authorization: Bearer METRICS_TOKEN``; to all others it is not there.

    Raises Http404 for a caller who may not read it.
    """
    if settings.METRICS_TOKEN:
        wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
        if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), wanted):
            raise Http404
    elif settings.PRODUCTION:
        raise Http404
    return HttpResponse("".join(_families()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _family(name: str, kind: str, text: str, samples: dict[str, float]) -> str:
    lines = [f"# HELP zhengxie_{name} {text}", f"# TYPE zhengxie_{name} {kind}"]
    lines += [f"zhengxie_{name}{labels} {value}" for labels, value in samples.items()]
    return "\n".join(lines) + "\n"


def _families() -> Iterator[str]:
    """Process figures carry the process number: each web process counts for itself."""
    process = os.getpid()
    answers, seconds = RequestCounter.snapshot()
    yield _family(
        "http_requests_total",
        "counter",
        "Answers of this web process.",
        {f'{{process="{process}",method="{m}",status="{s}"}}': n for (m, s), n in sorted(answers.items())},
    )
    yield _family(
        "http_request_seconds_total",
        "counter",
        "Seconds spent on the answers of this web process.",
        {f'{{process="{process}"}}': round(seconds, 6)},
    )
    yield _family("start_time_seconds", "gauge", "Unix time of start.", {f'{{process="{process}"}}': round(STARTED, 3)})
    database = database_answers()
    yield _family("database_up", "gauge", "1 when the database answers.", {"": int(database)})
    yield _family("broker_up", "gauge", "1 when the broker takes messages.", {"": int(broker_takes_messages())})
    if disk_has_room():
        free = shutil.disk_usage(settings.MEDIA_ROOT).free
        yield _family("disk_free_bytes", "gauge", "Free bytes where attachments are kept.", {"": free})
    yield from _work_families()
    if database:
        yield from _record_families()


def _work_families() -> Iterator[str]:
    try:
        waiting = _redis().llen(settings.CELERY_TASK_DEFAULT_QUEUE) if settings.REDIS_URL else _files_waiting()
        seen = cache.get(HEARTBEAT_KEY)
    except (RedisError, OSError):
        return
    yield _family("queue_messages", "gauge", "Tasks that wait for a worker.", {"": waiting})
    if seen is not None:
        age = round(max(0.0, time.time() - seen), 1)
        yield _family("worker_heartbeat_age_seconds", "gauge", "Age of the last sign of beat and worker.", {"": age})


def _files_waiting() -> int:
    return sum(1 for entry in os.scandir(_message_folder()) if entry.name.endswith(".msg"))


def _record_families() -> Iterator[str]:
    from core.delivery.outbox import condition
    from core.models import Event, JobRun  # the models are there once Django is set up

    states = dict.fromkeys(JobRun.State.values, 0)
    states |= dict(JobRun.objects.order_by().values_list("state").annotate(Count("id")))
    yield _family("jobs", "gauge", "Long jobs by state.", {f'{{state="{k}"}}': n for k, n in sorted(states.items())})
    unsealed = Event.objects.filter(seal__isnull=True).count()
    yield _family("events_unsealed", "gauge", "Events that wait for their seal.", {"": unsealed})
    outbox = condition()
    counts = {f'{{state="{k}"}}': n for k, n in sorted(outbox["counts"].items())}
    yield _family("deliveries", "gauge", "Messages by mail and gateway, by state.", counts)
    waited = {"": round(outbox["oldest_seconds"], 1)}
    yield _family("delivery_oldest_waiting_seconds", "gauge", "How long the oldest due message waits.", waited)
