"""Long work on the register, done by the worker."""

from celery import shared_task
from django.utils import timezone

from core import jobs
from core.models import JobRun
from core.sheets.jobs import run
from members.services import left_behind
from members.services.roster_uploads import SHEET


@shared_task(name="members.tasks.settle_left")
def settle_left() -> int:
    """Nothing waits for whoever is a member no longer since last night; returns for how many something had waited."""
    return left_behind.settle_left(timezone.localdate())


ROSTER_JOB = "members.tasks.confirm_roster"
#: A larger roster is written by a job: a person waits about a second at most.
ROWS_AT_ONCE = 1000


@jobs.job_task(ROSTER_JOB)
def confirm_roster(job: JobRun) -> jobs.Result:
    """Write a previewed roster into the register, as the person who asked."""
    return run(SHEET, job)
