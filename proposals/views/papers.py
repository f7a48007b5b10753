"""Papers as files, and many of them as one job (its progress and file: core/jobs/pages.py)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.matters.lifecycle import ActError
from core.models import JobRun, User
from core.people.access import signed_in
from core.people.actors import Actor
from proposals import documents
from proposals.models import Assignment, Proposal
from proposals.paper_files import paper_file
from proposals.tables import ProposalTable
from proposals.tasks import PAPERS_JOB
from proposals.views.batch import asked_for

MOST_AT_ONCE = 300  # every page waits in memory until the one file is written: about a megabyte a paper


@signed_in
@require_GET
def proposal_paper(request, pk: int, kind: str, extension: str) -> HttpResponse:
    """One kind of paper of a proposal; per-unit papers cover every unit this person may have them of."""
    proposal = Proposal.objects.visible_to(request.user).for_page().filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return paper_response(request, proposal, kind, extension)


@signed_in
@require_GET
def assignment_paper(request, pk: int, kind: str, extension: str) -> HttpResponse:
    """One kind of paper of one unit's work."""
    seen = Assignment.objects.visible_to(request.user).filter(pk=pk).values("proposal")
    proposal = Proposal.objects.filter(pk__in=seen).for_page().first()
    if proposal is None:
        raise Http404
    work = next(work for work in proposal.assignments.all() if work.pk == pk)
    return paper_response(request, proposal, kind, extension, work)


def paper_response(request, proposal: Proposal, kind: str, extension: str, work=None) -> HttpResponse:
    """The file; PDF opens in the browser, Word is saved. A refusal is a page with the sentence and its status."""
    try:
        return paper_file(Actor.of(request.user, request=request), proposal, kind, extension, work)
    except ActError as refusal:
        if refusal.status == 404:
            raise Http404(refusal.sentence) from refusal
        context = {"sentence": refusal.sentence, "back": (work or proposal).get_absolute_url()}
        return render(request, "proposals/papers/refused.html", context, status=refusal.status)


@signed_in
@require_POST
def start_papers(request) -> HttpResponse:
    """Ask for one kind of paper of many proposals.

    ``kind`` comes with the form or the address; ``ids`` repeated or comma-separated, or ``every`` for all that the
    list ``next`` finds; ``both_sides`` begins every paper on the front of a sheet.
    """
    try:
        kind = documents.kind_of(request.POST.get("kind") or request.GET.get("kind", ""))
    except documents.UnknownPaper as refusal:
        raise Http404(refusal.sentence) from refusal
    back = request.POST.get("next", "")
    back = back if back.startswith("/proposals/") and "//" not in back else "/proposals/"
    ids = asked_for(request, ProposalTable, back, MOST_AT_ONCE)
    if not ids or len(ids) > MOST_AT_ONCE:
        sentence = "请先勾选要打印的提案。" if not ids else f"一次最多打印{MOST_AT_ONCE}件，请分批打印。"
        messages.error(request, sentence)
        return redirect(back)
    job = start_job(request.user, kind, ids, both_sides=bool(request.POST.get("both_sides")))
    return redirect("core:job", pk=job.pk)


def start_job(user: User, kind: documents.PaperKind, ids: list[int], *, both_sides: bool = False) -> JobRun:
    """A job that prints ``kind`` for these proposals as far as ``user`` may; the worker starts after commit."""
    params = {"kind": kind.key, "ids": ids, "both_sides": both_sides}
    return jobs.start(PAPERS_JOB, f"打印{kind.label}（{len(ids)}件）", params, user, total=len(ids))
