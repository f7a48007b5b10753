"""Long work on the register, done by the worker."""

from core import jobs
from core.matters.lifecycle import ActError
from core.models import JobRun
from core.people.actors import Actor
from members.models import RosterImport
from members.roster import RosterError
from members.services import roster_uploads as uploads

ROSTER_JOB = "members.tasks.confirm_roster"
#: A larger roster is written by a job: a person waits about a second at most.
ROWS_AT_ONCE = 1000


@jobs.job_task(ROSTER_JOB)
def confirm_roster(job: JobRun) -> jobs.Result:
    """Write a previewed roster (``roster``, ``digest``, ``skip_refused``) into the register, as the person who asked.

    All of it is one transaction: cut off by a kill, it is written at the next attempt, and never twice.
    """
    user = jobs.acting_owner(job)
    roster = RosterImport.objects.select_related("term").get(pk=job.params["roster"])
    try:
        counts = uploads.confirm(
            roster=roster,
            digest=job.params["digest"],
            skip_refused=job.params["skip_refused"],
            actor=Actor(user=user, post=user.post_in_use, ip=job.params["ip"]),
        )
    except uploads.AlreadyImported as error:
        return jobs.Result(message=error.sentence)
    except ActError as error:
        raise jobs.JobFailed(error.sentence) from error
    except RosterError as error:
        raise jobs.JobFailed(str(error)) from error
    return jobs.Result(message=f"已导入：新增 {counts['new']} 人，更新 {counts['changed']} 人。")
