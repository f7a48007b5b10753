"""Long work (后台任务) as rows whose progress a page shows; whoever started it fetches the file when it is done.

A job's ``kind`` is the name of its Celery task, so that a job cut off by a kill can be sent again by name.
"""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from celery import current_app, shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.models import JobRun, Post, User

logger = logging.getLogger(__name__)
SILENT = timedelta(minutes=2)
UNFINISHED = (JobRun.State.QUEUED, JobRun.State.RUNNING)
BROKEN = "没有做完，请稍后重新提交；如仍不成功，请联系系统管理员。"


class Cancelled(Exception):
    """Somebody stopped the job; the work ends where it stands."""


class JobFailed(Exception):
    """The work cannot be done; the text is a sentence for the person who asked."""


@dataclass(frozen=True)
class Result:
    """What a job leaves: a file with the name it is saved under, a sentence, or both."""

    content: bytes = b""
    name: str = ""
    message: str = ""


Work = Callable[[JobRun], Result | None]


def job_task(kind: str) -> Callable[[Work], Callable[[int], None]]:
    """Declare ``work(job)`` as the Celery task ``kind``, with the row claimed before it and closed after it.

    The work calls ``progress`` at least once a minute and must bear being begun anew: a job that has been silent for
    two minutes is taken for cut off and sent again.
    """

    def declare(work: Work) -> Callable[[int], None]:
        @wraps(work)
        def run(job_id: int) -> None:
            job = claim(job_id)
            if job is not None:
                _do(job, work)

        return shared_task(name=kind)(run)

    return declare


@transaction.atomic
def start(kind: str, label: str, params: dict, user: User, *, total: int = 0) -> JobRun:
    """Queue a job for ``user``, who acts in the post now in use; the worker hears of it after commit."""
    params = {"post": user.hat.pk if user.hat else None} | params
    job = JobRun.objects.create(kind=kind, label=label[:120], params=params, total=total, created_by=user)
    transaction.on_commit(lambda: _send(job))
    return job


def owner_of(job: JobRun) -> User | None:
    """The person who asked, wearing the post of the request if it is still theirs today."""
    user = job.created_by
    if user is not None and job.params.get("post"):
        posts = Post.objects.valid_on(timezone.localdate()).select_related("organisation")
        user.hat = posts.filter(pk=job.params["post"], user=user).first()
    return user


def claim(job_id: int) -> JobRun | None:
    """Take the row for this worker; None where it has ended or another worker is at it."""
    now = timezone.now()
    free = Q(state=JobRun.State.QUEUED) | Q(state=JobRun.State.RUNNING, heartbeat_at__lt=now - SILENT)
    rows = JobRun.objects.filter(free, pk=job_id)
    if not rows.update(state=JobRun.State.RUNNING, started_at=now, heartbeat_at=now, done=0, message=""):
        return None
    return JobRun.objects.select_related("created_by").get(pk=job_id)


def progress(job: JobRun, done: int, total: int | None = None) -> None:
    """Say how far the work is; raises ``Cancelled`` where somebody has stopped it."""
    values = {"done": done, "heartbeat_at": timezone.now()} | ({} if total is None else {"total": total})
    if not JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING).update(**values):
        raise Cancelled
    job.done, job.total = done, job.total if total is None else total


def cancel(job: JobRun) -> bool:
    """Stop a job that has not ended; False where it had."""
    rows = JobRun.objects.filter(pk=job.pk, state__in=UNFINISHED)
    return bool(rows.update(state=JobRun.State.CANCELLED, finished_at=timezone.now()))


def resume_cut_off() -> list[int]:
    """Send again what has been silent for two minutes: its worker was killed, or its message was lost."""
    silent = timezone.now() - SILENT
    waiting = Q(state=JobRun.State.QUEUED) & (Q(heartbeat_at__lt=silent) | Q(heartbeat_at=None, created_at__lt=silent))
    cut_off = Q(state=JobRun.State.RUNNING, heartbeat_at__lt=silent)
    sent = []
    for job in JobRun.objects.filter(waiting | cut_off).order_by("id"):
        if _task(job.kind) is None:
            continue
        if job.state == JobRun.State.QUEUED:  # not again at every tick while it waits behind a long one
            JobRun.objects.filter(pk=job.pk, state=job.state).update(heartbeat_at=timezone.now())
        _send(job)
        sent.append(job.pk)
    return sent


def visible_to(user: User) -> QuerySet[JobRun]:
    """One's own jobs. Their results hold business text, so administrators of the system see none but their own."""
    return JobRun.objects.filter(created_by=user) if user.is_authenticated else JobRun.objects.none()


def _task(kind: str):
    """The task of that name; a web process may not have imported the tasks yet."""
    if kind not in current_app.tasks:
        current_app.loader.import_default_modules()
    return current_app.tasks.get(kind)


def _send(job: JobRun) -> None:
    _task(job.kind).delay(job.pk)


def _do(job: JobRun, work: Work) -> None:
    try:
        result = work(job) or Result()
        _finish(job, result)
    except Cancelled:
        logger.info("job %s was cancelled", job.pk)
    except JobFailed as failure:
        _end(job, JobRun.State.FAILED, str(failure))
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, JobRun.State.FAILED, BROKEN)


def _finish(job: JobRun, result: Result) -> None:
    more = {}
    if result.content:
        extension = result.name.rpartition(".")[2]
        job.result.save(f"{secrets.token_hex(16)}.{extension}", ContentFile(result.content), save=False)
        more = {"result": job.result.name, "result_name": result.name}
    if job.total:
        more["done"] = job.total
    if not _end(job, JobRun.State.DONE, result.message, **more) and result.content:
        with suppress(OSError):
            job.result.delete(save=False)


def _end(job: JobRun, state: str, message: str, **more) -> bool:
    """Close the job unless it was cancelled meanwhile."""
    rows = JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING)
    return bool(rows.update(state=state, message=message[:400], finished_at=timezone.now(), **more))
