"""Long work on proposals, done by the worker."""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress

from celery import shared_task
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from core.actors import Actor
from core.documents import Paper, merge
from core.lifecycle import ActError
from core.models import JobRun, Post
from core.tasks import SILENT
from proposals import documents
from proposals.models import Proposal

logger = logging.getLogger(__name__)
PAPERS_JOB = "proposals.tasks.make_papers"  # the job's kind is its task, so that unfinished ones can be sent again
READ_AT_ONCE = 50
SAY_EVERY = 0.5  # seconds


class Stopped(Exception):
    """Somebody cancelled the job."""


@shared_task(name=PAPERS_JOB)
def make_papers(job_id: int) -> None:
    """Print one kind of paper of many proposals into one PDF; progress and result are the JobRun row's.

    Begins anew where it was cut off (silent for a while); a job that has ended, or that another worker does, is left
    alone. What its owner may not have, or what does not exist yet, is left out and counted in the message.
    """
    job = JobRun.objects.select_related("created_by").filter(pk=job_id).first()
    now = timezone.now()
    free = Q(state=JobRun.State.QUEUED) | Q(state=JobRun.State.RUNNING, heartbeat_at__lt=now - SILENT)
    if job is None or not JobRun.objects.filter(free, pk=job_id).update(
        state=JobRun.State.RUNNING, started_at=now, heartbeat_at=now, done=0
    ):
        return
    try:
        _print(job)
    except Stopped:
        logger.info("job %s was cancelled", job_id)
    except Exception:
        logger.exception("job %s failed", job_id)
        _end(job, JobRun.State.FAILED, "打印没有完成，请稍后重试；如仍不成功，请联系系统管理员。")


def _print(job: JobRun) -> None:
    kind = documents.kind_of(job.params["kind"])
    left_out: list[str] = []
    papers = _papers(job, kind, left_out)
    first = next(papers, None)
    if first is None:
        _end(job, JobRun.State.FAILED, f"没有可以打印的{kind.label}。{_left_out(left_out)}")
        return

    def every() -> Iterator[Paper]:
        yield first
        yield from papers

    body = merge(every(), title=job.label, both_sides=bool(job.params.get("both_sides")))
    if not JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING).exists():
        raise Stopped
    job.refresh_from_db()
    job.result.save(f"{secrets.token_hex(16)}.pdf", ContentFile(body), save=False)
    job.result_name = f"{kind.label}-{timezone.localdate():%Y%m%d}-{job.total}件.pdf"
    job.save(update_fields=["result", "result_name"])
    _end(job, JobRun.State.DONE, _left_out(left_out), done=job.total)


def _papers(job: JobRun, kind: documents.PaperKind, left_out: list[str]) -> Iterator[Paper]:
    """The papers one after the other, as the owner may have them in the post of the request; says how far it is."""
    user, ids = job.created_by, job.params["ids"]
    if user is None:
        return
    user.hat = Post.objects.select_related("organisation").filter(pk=job.params.get("post"), user=user).first()
    actor = Actor.of(user)
    done, said = 0, time.monotonic()
    for start in range(0, len(ids), READ_AT_ONCE):
        chunk = ids[start : start + READ_AT_ONCE]
        found = Proposal.objects.visible_to(user).for_page().in_bulk(chunk)
        for pk in chunk:
            try:
                if pk in found:
                    yield from documents.papers_of(kind, found[pk], actor)
            except ActError as refusal:
                left_out.append(f"{found[pk].case_number or found[pk].title}：{refusal.sentence}")
            done += 1
            if time.monotonic() - said >= SAY_EVERY:
                _say(job, done)
                said = time.monotonic()


def _say(job: JobRun, done: int) -> None:
    running = JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING)
    if not running.update(done=done, heartbeat_at=timezone.now()):
        raise Stopped


def _left_out(reasons: list[str]) -> str:
    if not reasons:
        return ""
    more = "；".join(reasons[:3])
    return f"有{len(reasons)}件没有打印：{more}{'…' if len(reasons) > 3 else ''}"[:400]


def _end(job: JobRun, state: str, message: str, **more) -> None:
    """Close the job unless it was cancelled meanwhile."""
    changed = JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING).update(
        state=state, message=message[:400], finished_at=timezone.now(), **more
    )
    if not changed and job.result:
        with suppress(OSError):
            job.result.delete(save=False)
