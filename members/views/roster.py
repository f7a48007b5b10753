"""Importing a roster as pages: upload, preview field by field, confirm once, take the refused rows back."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import jobs
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from members import tasks
from members.models import RosterImport
from members.roster import RosterError
from members.roster_forms import RosterForm
from members.services import roster_uploads as uploads
from members.services.terms import start_term
from members.views.roster_lines import Failed, preview

RECENT = 20


@roles(*uploads.IMPORTERS)
@require_http_methods(["GET", "POST"])
def start(request):
    """The form, and the rosters taken in lately."""
    form = refill(RosterForm(request.POST or None, request.FILES or None), request)
    if request.method == "POST" and form.is_valid():
        actor = Actor.of(request.user, request=request)
        try:
            roster = _take_in(form.cleaned_data, actor)
        except RosterError as error:
            form.add_error("file", str(error))
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("members:roster_import", roster.pk)
    recent = RosterImport.objects.select_related("term", "uploaded_by")[:RECENT]
    return render(
        request, "members/roster_start.html", {"form": form, "recent": recent}, status=422 if form.errors else 200
    )


def _take_in(data: dict, actor: Actor) -> RosterImport:
    with transaction.atomic():  # a term is only set up for a file that can be read
        term = data.get("term") or start_term(number=data["number"], starts_on=data["begins_on"], actor=actor)
        return uploads.take_in(upload=data["file"], term=term, actor=actor, starts_on=data.get("starts_on"))


@roles(*uploads.IMPORTERS)
@require_GET
def show(request, pk: int):
    """The preview while the roster waits, what was written once it is confirmed."""
    roster = get_object_or_404(RosterImport.objects.select_related("term", "uploaded_by"), pk=pk)
    return render_preview(request, roster, request.GET)


def render_preview(request, roster: RosterImport, asked, failed: Failed | None = None):
    """The page of a roster; with ``failed`` a value that was refused stands in its field again (422)."""
    if roster.state != RosterImport.State.PREVIEW:
        return render(request, "members/roster_result.html", {"roster": roster, **roster.summary})
    try:
        plan = uploads.plan_of(roster)
    except RosterError as error:
        return render(request, "members/roster_preview.html", {"roster": roster, "problem": str(error)}, status=422)
    shown = {"roster": roster, "failed": failed, **preview(roster, plan, asked, failed)}
    return render(request, "members/roster_preview.html", shown, status=422 if failed else 200)


@roles(*uploads.IMPORTERS)
@require_POST
def confirm(request, pk: int):
    """Write what the preview showed; a second click changes nothing. A large roster is written by a job."""
    roster = get_object_or_404(RosterImport.objects.select_related("term"), pk=pk)
    if roster.state == RosterImport.State.PREVIEW and roster.summary.get("rows", 0) > tasks.ROWS_AT_ONCE:
        params = {
            "roster": roster.pk,
            "digest": request.POST.get("digest", ""),
            "skip_refused": bool(request.POST.get("skip_refused")),
            "ip": Actor.of(request.user, request=request).ip,
            "back": reverse("members:roster_import", args=[pk]),
        }
        job = jobs.start(tasks.ROSTER_JOB, f"导入名册“{roster.name}”", params, request.user)
        return redirect("core:job", pk=job.pk)
    try:
        counts = uploads.confirm(
            roster=roster,
            digest=request.POST.get("digest", ""),
            skip_refused=bool(request.POST.get("skip_refused")),
            actor=Actor.of(request.user, request=request),
        )
    except uploads.AlreadyImported as error:
        messages.info(request, error.sentence)
    except ActError as error:
        messages.error(request, error.sentence)
    except RosterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已导入：新增 {counts['new']} 人，更新 {counts['changed']} 人。")
    return redirect("members:roster_import", pk)


@roles(*uploads.IMPORTERS)
@require_POST
def discard(request, pk: int):
    """Give the roster up."""
    roster = get_object_or_404(RosterImport, pk=pk)
    try:
        uploads.discard(roster=roster, actor=Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("members:roster_import", pk)
    messages.success(request, f"已放弃导入“{roster.name}”，委员名册没有变动。")
    return redirect("members:roster")


@roles(*uploads.IMPORTERS)
@require_GET
def refused(request, pk: int):
    """The refused rows as a workbook, with the reasons, to correct and send again."""
    roster = get_object_or_404(RosterImport.objects.select_related("term"), pk=pk)
    try:
        rows = uploads.refused_of(roster)
    except RosterError as error:
        messages.error(request, str(error))
        return redirect("members:roster_import", pk)
    return FileResponse(
        BytesIO(uploads.refused_workbook(rows)),
        as_attachment=True,
        filename=uploads.refused_name(roster),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
