"""Jobs of proposals by the names under which old ones are stored; new ones go by the names of the kit."""

from core import jobs
from core.matters import tasks
from core.models import JobRun
from proposals.kinds import PROPOSALS


@jobs.job_task("proposals.tasks.act_on_many")
def act_on_many(job: JobRun) -> jobs.Result:
    """One act on many proposals or units' works."""
    return tasks.act_on_each(job)


@jobs.job_task("proposals.tasks.make_papers")
def make_papers(job: JobRun) -> jobs.Result:
    """Papers of many proposals; old jobs do not name the model."""
    return tasks.print_papers(job, PROPOSALS)
