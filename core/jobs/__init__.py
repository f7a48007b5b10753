"""Long work done by the worker: ``runs`` keeps one row per job, ``bulk_jobs`` one step per matter, ``queue`` sends."""

from core.jobs.runs import (
    SILENT,
    UNFINISHED,
    Cancelled,
    JobFailed,
    Result,
    TurnOver,
    acting_owner,
    cancel,
    claim,
    clean_up,
    job_task,
    opened,
    owner_of,
    progress,
    resume_cut_off,
    start,
    visible_to,
)

__all__ = [
    "SILENT", "UNFINISHED", "Cancelled", "JobFailed", "Result", "TurnOver", "acting_owner", "cancel", "claim",
    "clean_up", "job_task", "opened", "owner_of", "progress", "resume_cut_off", "start", "visible_to",
]  # fmt: skip
