"""Papers as files, and many of them as one job (its progress and file: core/jobs/pages.py)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from core import jobs
from core.matters.batch_views import asked_for, back_to
from core.matters.kinds import MatterKind
from core.matters.lifecycle import ActError
from core.matters.page_views import KindView
from core.matters.papers import PaperKind, UnknownPaper, find, paper_file
from core.models import JobRun, User
from core.people.access import SignedInRequest
from core.people.actors import Actor

JOB = "core.tasks.make_papers"
MOST_AT_ONCE = 300  # every page waits in memory until the one file is written: about a megabyte a paper


class PaperView(KindView):
    """One kind of paper of a matter, or of one part of it; papers of parts cover every part this person may have.

    PDF opens in the browser, Word is saved. A refusal is a page with the sentence and its status.
    """

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int, kind: str, extension: str) -> HttpResponse:
        thing = self.matter_kind.fetch_whole(request.user, pk)
        actor = Actor.of(request.user, request=request)
        try:
            return paper_file(self.matter_kind.matter.papers, thing, kind, extension, actor)
        except ActError as refusal:
            if refusal.status == 404:
                raise Http404(refusal.sentence) from refusal
            context = {"sentence": refusal.sentence, "back": thing.get_absolute_url()}
            return render(request, "matters/paper_refused.html", context, status=refusal.status)


class PapersOfMany(KindView):
    """Ask for one kind of paper of many matters.

    ``kind`` comes with the form or the address; ``ids`` repeated or comma-separated, or ``every`` for all that the
    list ``next`` finds; ``both_sides`` begins every paper on the front of a sheet.
    """

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        kind = self.matter_kind
        try:
            paper = find(kind.papers, request.POST.get("kind") or request.GET.get("kind", ""))
        except UnknownPaper as refusal:
            raise Http404(refusal.sentence) from refusal
        back = back_to(request, kind.list_url)
        ids = asked_for(request, kind, back, MOST_AT_ONCE)
        if not ids or len(ids) > MOST_AT_ONCE:
            few = f"请先勾选要打印的{kind.title}。"
            messages.error(request, few if not ids else f"一次最多打印{MOST_AT_ONCE}件，请分批打印。")
            return redirect(back)
        ip = Actor.of(request.user, request=request).ip
        job = start_job(request.user, kind, paper, ids, both_sides=bool(request.POST.get("both_sides")), ip=ip)
        return redirect("core:job", pk=job.pk)


def start_job(
    user: User, kind: MatterKind, paper: PaperKind, ids: list[int], *, both_sides: bool = False, ip: str | None = None
) -> JobRun:
    """A job that prints ``paper`` for these matters as far as ``user`` may; the worker starts after commit."""
    params = {"model": kind.label, "kind": paper.key, "ids": ids, "both_sides": both_sides, "ip": ip}
    return jobs.start(JOB, f"打印{paper.label}（{len(ids)}件）", params, user, total=len(ids))
