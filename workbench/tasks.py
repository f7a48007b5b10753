"""Long work of the roof: checking the whole chain of seals."""

import time

from core import jobs
from core.models import JobRun
from core.seals import chain

VERIFY_JOB = "workbench.tasks.verify_events"
#: About ten events a seal, at most five hundred: so many are checked while the auditor waits.
SEALS_AT_ONCE = 100
SAY_EVERY = 0.5  # seconds


@jobs.job_task(VERIFY_JOB)
def verify_events(job: JobRun) -> jobs.Result:
    """Check every seal; faults are told in the result, all of them in a text file."""
    jobs.acting_owner(job)
    last = time.monotonic()

    def said(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SAY_EVERY:
            jobs.progress(job, done)
            last = time.monotonic()

    faults = chain.verify(said)
    if not faults:
        return jobs.Result(message="全部封签核对无误，没有发现改动。")
    text = "\n".join(faults) + "\n"
    return jobs.Result(text.encode("utf-8-sig"), "封签核对结果.txt", f"发现{len(faults)}处异常：{faults[0]}")
