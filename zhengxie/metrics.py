"""What a Prometheus server reads: answers of all web processes of this server, and in what condition the rest is.

The counts of one process stand in memory; under gunicorn with several processes each writes its own to a folder that
zhengxie/gunicorn_conf.py makes, and whichever answers adds up all of them.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis import RedisError

from core.people.access import public
from zhengxie import health
from zhengxie.celery import HEARTBEAT_KEY

#: This process's own counts; without several processes they are all there is.
PROCESS = CollectorRegistry()
REQUESTS = Counter("zhengxie_http_requests", "Answers of all web processes.", ["method", "status"], registry=PROCESS)
SECONDS = Counter("zhengxie_http_request_seconds", "Seconds spent on the answers.", registry=PROCESS)
STARTED = Gauge(
    "zhengxie_start_time_seconds",
    "Unix time of start, of each web process that lives.",
    registry=PROCESS,
    multiprocess_mode="liveall",
)
#: Methods that a server knows; what anybody may invent is counted as one.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def started() -> None:
    """This process begins to answer."""
    STARTED.set(round(time.time(), 3))


def answered(method: str | None, status: int, seconds: float) -> None:
    """Count one answer of this process."""
    REQUESTS.labels(method if method in METHODS else "other", str(status)).inc()
    SECONDS.inc(seconds)


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
    several = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(several)
        counts = generate_latest(several)
    else:
        counts = generate_latest(PROCESS)
    condition = CollectorRegistry()
    condition.register(Condition())
    return HttpResponse(counts + generate_latest(condition), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class Condition(Collector):
    """Everything that is asked when somebody reads, not counted on the way."""

    def collect(self) -> Iterator[Metric]:
        database = health.database_answers()
        yield gauge("database_up", "1 when the database answers.", int(database))
        yield gauge("broker_up", "1 when the broker takes messages.", int(health.broker_takes_messages()))
        if health.disk_has_room():
            free = shutil.disk_usage(settings.MEDIA_ROOT).free
            yield gauge("disk_free_bytes", "Free bytes where attachments are kept.", free)
        yield from _of_work()
        if database:
            yield from _of_records()


def gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"zhengxie_{name}", text, value=value)


def by_state(name: str, text: str, counts: Mapping[Any, int]) -> Metric:
    family = GaugeMetricFamily(f"zhengxie_{name}", text, labels=["state"])
    for state, count in sorted(counts.items()):
        family.add_metric([str(state)], count)
    return family


def _of_work() -> Iterator[Metric]:
    try:
        waiting = health.tasks_waiting()
        seen = cache.get(HEARTBEAT_KEY)
    except (RedisError, OSError):
        return
    yield gauge("queue_messages", "Tasks that wait for a worker.", waiting)
    if seen is not None:
        age = round(max(0.0, time.time() - seen), 1)
        yield gauge("worker_heartbeat_age_seconds", "Age of the last sign of beat and worker.", age)


def _of_records() -> Iterator[Metric]:
    from core.delivery.outbox import condition
    from core.models import Event, JobRun  # the models are there once Django is set up

    states = dict.fromkeys(JobRun.State.values, 0)
    states |= dict(JobRun.objects.order_by().values_list("state").annotate(Count("id")))
    yield by_state("jobs", "Long jobs by state.", states)
    yield gauge("events_unsealed", "Events that wait for their seal.", Event.objects.filter(seal__isnull=True).count())
    outbox = condition()
    yield by_state("deliveries", "Messages by mail and gateway, by state.", outbox["counts"])
    waited = round(outbox["oldest_seconds"], 1)
    yield gauge("delivery_oldest_waiting_seconds", "How long the oldest due message waits.", waited)
