"""Long work (后台任务) as rows whose progress a page shows; whoever started it fetches the file when it is done.

A job's ``kind`` is the name of its Celery task, so that a job cut off by a kill can be sent again by name.
"""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from celery import shared_task
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from core.files.formats import UploadRefused
from core.jobs import queue
from core.models import JobRun, Post, User
from core.people.access import OtherPost

logger = logging.getLogger(__name__)
SILENT = timedelta(seconds=settings.JOB_SILENT_SECONDS)
MOST_ATTEMPTS = 5
UNFINISHED = (JobRun.State.QUEUED, JobRun.State.RUNNING)
BROKEN = "没有做完，请稍后重新提交；如仍不成功，请联系系统管理员。"
GIVEN_UP = f"连续{MOST_ATTEMPTS}次在中途中断，不再自动重做。请联系系统管理员查看后台日志。"
NOT_YOURS_NOW = "提交任务的账号已停用，或当时所在的岗位已经结束，没有办理。"


class Cancelled(Exception):
    """Somebody stopped the job; the work ends where it stands."""


class JobFailed(Exception):
    """The work cannot be done; the text is a sentence for the person who asked."""


class TurnOver(Exception):
    """The job has had its turn; it queues up again behind what waits, and goes on from where it stands."""


@dataclass(frozen=True)
class Result:
    """What a job leaves: a file with the name it is saved under, a sentence, or both.

    ``on_record`` writes what is to be on record of it, in the transaction that ends the job: once, however often the
    work was begun, and never for a file that nobody gets.
    """

    content: bytes = b""
    name: str = ""
    message: str = ""
    on_record: Callable[[], object] | None = None


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
    """Queue a job for ``user``, who acts in the post now in use; the worker hears of it after commit.

    The very same job that has not ended yet is given back instead: a second click begins nothing.
    """
    params = {"post": user.post_in_use.pk if user.post_in_use else None} | params
    User.objects.select_for_update().filter(pk=user.pk).first()  # two clicks at once, one after the other
    for job in JobRun.objects.filter(created_by=user, kind=kind, state__in=UNFINISHED):
        if job.params == params:
            return job
    job = JobRun.objects.create(kind=kind, label=label[:120], params=params, total=total, created_by=user)
    transaction.on_commit(lambda: _send(job))
    return job


def owner_of(job: JobRun) -> User | None:
    """The person who asked, wearing the post of the request if it is still theirs today."""
    user = job.created_by
    if user is not None and job.params.get("post"):
        posts = Post.objects.valid_on(timezone.localdate()).select_related("organisation")
        user.post_in_use = posts.filter(pk=job.params["post"], user=user).first()
    return user


def acting_owner(job: JobRun) -> User:
    """The same for work that acts: raises ``JobFailed`` where the account or the post of the request is over."""
    user = owner_of(job)
    if user is None or not user.is_active or (job.params.get("post") and user.post_in_use is None):
        raise JobFailed(NOT_YOURS_NOW)
    return user


def claim(job_id: int) -> JobRun | None:
    """Take the row for this worker; None where it has ended or another worker is at it."""
    now = timezone.now()
    free = Q(state=JobRun.State.QUEUED) | Q(state=JobRun.State.RUNNING, heartbeat_at__lt=now - SILENT)
    rows = JobRun.objects.filter(free, pk=job_id)
    begun = {"started_at": now, "heartbeat_at": now, "attempts": F("attempts") + 1}
    if not rows.update(state=JobRun.State.RUNNING, done=0, message="", **begun):
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
    """Send again what has been silent for two minutes: its worker was killed, or its message was lost.

    A job whose worker was killed again and again is given up, lest it bring down every worker after it.
    """
    silent = timezone.now() - SILENT
    waiting = Q(state=JobRun.State.QUEUED) & (Q(heartbeat_at__lt=silent) | Q(heartbeat_at=None, created_at__lt=silent))
    cut_off = Q(state=JobRun.State.RUNNING, heartbeat_at__lt=silent)
    sent = []
    for job in JobRun.objects.filter(waiting | cut_off).order_by("id"):
        if queue.known(job.kind) is None:
            continue
        if job.state == JobRun.State.RUNNING and job.attempts >= MOST_ATTEMPTS:
            _end(job, JobRun.State.FAILED, GIVEN_UP)
            continue
        if job.state == JobRun.State.QUEUED:  # not again at every tick while it waits behind a long one
            JobRun.objects.filter(pk=job.pk, state=job.state).update(heartbeat_at=timezone.now())
        _send(job)
        sent.append(job.pk)
    return sent


def clean_up(before: datetime) -> int:
    """Delete jobs that ended before that moment with their files; returns how many. Files of no job go too.

    What was asked for stays on record in the events of the acts; only the row, its steps and its file are gone.
    """
    ended = JobRun.objects.filter(finished_at__lt=before).exclude(state__in=UNFINISHED)
    gone = 0
    for job in ended.iterator(chunk_size=200):
        if job.result:
            with suppress(OSError):
                job.result.delete(save=False)
        job.delete()
        gone += 1
    _forget_lost_files(before)
    return gone


def _forget_lost_files(before: datetime) -> None:
    """A worker killed between writing the file and naming it in the row leaves a file that nobody can fetch."""
    field = JobRun._meta.get_field("result")
    storage, folder = field.storage, str(field.upload_to).rstrip("/")
    try:
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    except FileNotFoundError:
        return
    known = set(JobRun.objects.exclude(result="").values_list("result", flat=True))
    for name in names:
        with suppress(OSError):
            if name not in known and storage.get_modified_time(name) < before:
                storage.delete(name)


def visible_to(user: User) -> QuerySet[JobRun]:
    """One's own jobs of the post in use. Their results hold business text: nobody keeps them with a post that is over,
    and administrators of the system see none but their own."""
    if not user.is_authenticated:
        return JobRun.objects.none()
    return JobRun.objects.filter(created_by=user, params__post=user.post_in_use.pk if user.post_in_use else None)


def opened(user: User, pk: int) -> JobRun:
    """The job for its page and its file. Raises ``OtherPost`` for one of another post held today, else Http404."""
    if job := visible_to(user).filter(pk=pk).first():
        return job
    own = JobRun.objects.filter(created_by=user, pk=pk).first() if user.is_authenticated else None
    post = user.valid_posts().filter(pk=own.params.get("post")).first() if own else None
    if post is None:
        raise Http404
    raise OtherPost(post)


def _send(job: JobRun) -> None:
    queue.send(job.kind, job.pk)


def _do(job: JobRun, work: Work) -> None:
    try:
        result = work(job) or Result()
        _finish(job, result)
    except Cancelled:
        logger.info("job %s was cancelled", job.pk)
    except TurnOver:
        _queue_again(job)
    except (JobFailed, UploadRefused) as failure:  # the latter where the disk takes no file
        _end(job, JobRun.State.FAILED, str(failure))
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, JobRun.State.FAILED, BROKEN)


def _finish(job: JobRun, result: Result) -> None:
    more: dict[str, str | int | None] = {}
    if result.content:
        extension = result.name.rpartition(".")[2]
        job.result.save(f"{secrets.token_hex(16)}.{extension}", ContentFile(result.content), save=False)
        more = {"result": job.result.name, "result_name": result.name}
    if job.total:
        more["done"] = job.total
    with transaction.atomic():
        done = _end(job, JobRun.State.DONE, result.message, **more)
        if done and result.on_record:
            result.on_record()
    if not done and result.content:
        with suppress(OSError):
            job.result.delete(save=False)


def _queue_again(job: JobRun) -> None:
    rows = JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING)
    if rows.update(state=JobRun.State.QUEUED, heartbeat_at=timezone.now(), attempts=0):
        _send(job)


def _end(job: JobRun, state: str, message: str, **more) -> bool:
    """Close the job unless it was cancelled meanwhile."""
    rows = JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING)
    return bool(rows.update(state=state, message=message[:400], finished_at=timezone.now(), **more))
