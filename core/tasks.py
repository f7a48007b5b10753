"""Work that the worker does by the clock: sealing events, taking up cut-off jobs, looking after what is kept."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from core import jobs, rulebook
from core.clock.reminders import morning
from core.files import sweeping
from core.lists import taken_out
from core.lists.views import EXPORT_JOB
from core.matters import alike, kept_forms, once, turn_keeping
from core.matters.list_views import view_of_job
from core.matters.tasks import act_on_many, make_papers
from core.models import JobRun
from core.people import grants, leaving
from core.seals import chain
from core.sheets import keeping

__all__ = ["act_on_many", "make_papers"]  # of the kit; the worker finds its tasks here
SILENT = jobs.SILENT
BATCHES_AT_ONCE = 20


@shared_task(name="core.tasks.seal_events")
def seal_events() -> int:
    """Seal what has been committed since the last time; another sealer at work is left alone."""
    sealed = 0
    for _ in range(BATCHES_AT_ONCE):
        try:
            count = chain.seal_batch()
        except IntegrityError:
            break
        sealed += count
        if not count:
            break
    return sealed


@shared_task(name="core.tasks.tell_seal_head")
def tell_seal_head() -> int:
    """Send the newest seal to the auditors, where anything leaves the site; returns to how many."""
    from core.seals import telling  # needs what delivers

    return telling.tell_head(timezone.now())


@shared_task(name="core.tasks.resume_jobs")
def resume_jobs() -> list[int]:
    """Send unfinished jobs again whose worker was killed or whose message was lost; returns their numbers."""
    return jobs.resume_cut_off()


@jobs.job_task(EXPORT_JOB)
def export_table(job: JobRun) -> jobs.Result:
    """Write a large list as a spreadsheet, as its owner may see it in the post of the request."""
    from core.lists import export  # the spreadsheet library is large and seldom needed

    table = view_of_job(job.params).table_of(job)
    try:
        ids = export.ids_of(table)
    except export.TooMany as error:
        raise jobs.JobFailed(str(error)) from error
    taken = taken_out.of_table(table, len(ids), job.params.get("purpose", ""))
    with export.export(table, ids, lambda done: jobs.progress(job, done, len(ids))) as file:
        return jobs.Result(
            file.read(),
            export.file_name(table),
            on_record=lambda: taken_out.record(taken, actor=taken_out.job_actor(job, table.user)),
        )


@shared_task(name="core.tasks.clean_up_jobs")
def clean_up_jobs() -> int:
    """Delete jobs that ended longer ago than the rule says, with the files they made; returns how many."""
    return jobs.clean_up(timezone.now() - timedelta(days=int(rulebook.value("jobs.keep_days"))))


@shared_task(name="core.tasks.back_up")
def back_up() -> int | None:
    """The day's backup, where it is not made yet; returns its number."""
    from core.backup import daily  # needs every model, and is wanted once a day

    made = daily.run(timezone.now())
    return made.pk if made else None


@shared_task(name="core.tasks.clean_up_sheets")
def clean_up_sheets() -> int:
    """Give up uploaded sheets that nobody confirms, and empty those given up; returns how many."""
    return keeping.clean_up(timezone.now())


@shared_task(name="core.tasks.count_words")
def count_words() -> dict[str, int]:
    """Count anew how often words occur, by which texts that are alike are found; how many texts of each kind."""
    return alike.count_again()


@shared_task(name="core.tasks.sweep_files")
def sweep_files() -> int:
    """Delete files older than a day that no row names; returns how many."""
    return len(sweeping.sweep(timezone.now()))


@shared_task(name="core.tasks.rebuild_turns")
def rebuild_turns() -> int:
    """Compute anew whose turn it is, since a rule may have changed; returns how many matters were wrong."""
    return turn_keeping.rebuild()


@shared_task(name="core.tasks.close_accounts")
def close_accounts() -> int:
    """End accounts whose person's last day is over, and requests that nobody decided; returns how many accounts."""
    today = timezone.localdate()
    grants.expire(today)
    return leaving.close_left(today)


@shared_task(name="core.tasks.deliver")
def deliver() -> dict[str, int]:
    """Send by mail and gateway what is due; returns counts by what became of it."""
    from core.delivery import sending  # the HTTP library is needed by workers only

    return sending.deliver()


@shared_task(name="core.tasks.run_reminders")
def run_reminders() -> dict | None:
    """Endings and digests of the day, from 7:30 to 20:00 on working days.

    Asked again and again, because a machine of the office may be off at 7:30: where the day's digests are written it
    returns at once.
    """
    now = timezone.localtime()
    return morning.run(now.date()) if morning.BEGINS <= now.time() <= morning.ENDS else None


@shared_task(name="core.tasks.forget_sessions")
def forget_sessions() -> None:
    """Delete sessions that have run out, with what was kept in them, and forms that nobody came back to."""
    call_command("clearsessions")
    kept_forms.clean_up(timezone.now())
    once.sweep(timezone.now())
