"""Work that the worker does by the clock: sealing events, taking up jobs that were cut off."""

from datetime import timedelta

from celery import current_app, shared_task
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from core import events
from core.models import JobRun

SILENT = timedelta(minutes=2)
BATCHES_AT_ONCE = 20


@shared_task(name="core.tasks.seal_events")
def seal_events() -> int:
    """Seal what has been committed since the last time; another sealer at work is left alone."""
    sealed = 0
    for _ in range(BATCHES_AT_ONCE):
        try:
            count = events.seal_batch()
        except IntegrityError:
            break
        sealed += count
        if not count:
            break
    return sealed


@shared_task(name="core.tasks.resume_jobs")
def resume_jobs() -> list[int]:
    """Send unfinished jobs again that have been silent for two minutes: their worker was killed or their message lost.

    A job's kind is the name of its task; the task itself claims the row, so a job sent twice runs once.
    """
    silent = timezone.now() - SILENT
    cut_off = Q(state=JobRun.State.RUNNING, heartbeat_at__lt=silent) | Q(
        state=JobRun.State.QUEUED, created_at__lt=silent
    )
    resumed = []
    for job in JobRun.objects.filter(cut_off):
        if job.kind in current_app.tasks:
            current_app.send_task(job.kind, args=[job.pk])
            resumed.append(job.pk)
    return resumed
