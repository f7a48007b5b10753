"""Long work in the background: how far it is, stopping it, fetching what it made."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.jobs import bulk_jobs
from core.models import JobRun
from core.people.access import signed_in

REFRESH_SECONDS = 2
PER_PAGE = 100


@signed_in
@require_GET
def job_list(request):
    """One's own jobs of the post in use, newest first."""
    rows = jobs.visible_to(request.user).order_by("-id")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@signed_in
@require_GET
def job_page(request, pk: int):
    """How far one job is. It renews itself: a part of the page with scripts, the whole page without."""
    job = jobs.opened(request.user, pk)
    running = job.state in jobs.UNFINISHED
    context = {"job": job, "running": running, "seconds": REFRESH_SECONDS, "back": job.params.get("back", "")}
    if not running:
        context |= _steps_of(job, request)
    if request.htmx:
        response = render(request, "jobs/_progress.html", context)
        if not running:
            response.status_code = 286  # htmx stops asking
        return response
    return render(request, "jobs/detail.html", context)


def _steps_of(job: JobRun, request) -> dict:
    """What became of each row of a job over many: the refused ones first, with their sentences."""
    done, refused = bulk_jobs.counts(job)
    if not done + refused:
        return {}
    rows = job.steps.order_by(Case(When(refused="", then=1), default=0), "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"steps": page, "done": done, "refused": refused, "left": max(0, job.total - done - refused)}


@signed_in
@require_POST
def cancel_job(request, pk: int):
    """Stop a job that has not ended."""
    job = jobs.opened(request.user, pk)
    if jobs.cancel(job):
        messages.success(request, f"已取消“{job.label}”。")
    else:
        messages.info(request, "任务已经结束，不能再取消。")
    return redirect("core:job", pk=job.pk)


@signed_in
@require_GET
def job_file(request, pk: int):
    """What the job made, always to be saved."""
    job = jobs.opened(request.user, pk)
    if job.state != JobRun.State.DONE or not job.result:
        raise Http404
    try:
        content = job.result.open("rb")
    except FileNotFoundError as error:
        raise Http404("文件已经清理，请重新提交任务。") from error
    response = FileResponse(content, as_attachment=True, filename=job.result_name or "结果")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
