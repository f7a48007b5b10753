"""未办结事项移交: what a term hands on, as a page, a spreadsheet and a paper."""

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core.documents import paper_pdf
from core.lists import taken_out
from core.lists.taken_out import TakenOut
from core.matters import kinds
from core.models import Role
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from members.models import Term
from members.services import handed_on as service
from members.services.mandates import KEEPERS

PER_PAGE = 50
READERS = (*KEEPERS, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.LEADER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _term(pk: int) -> Term:
    return get_object_or_404(Term.objects.begun().with_next(), pk=pk)


@roles(*READERS)
@require_GET
def handed_on(request, pk: int):
    """A tab for each kind of matter that has any."""
    term = _term(pk)
    parts = service.handed_on(term, request.user)
    asked = request.GET.get("kind", "")
    part = next((one for one in parts if one.kind.label == asked), parts[0] if parts else None)
    context = {"term": term, "parts": parts, "part": part, "total": sum(one.count for one in parts)}
    if part:
        page = Paginator(part.rows.order_by("pk").values_list("pk", flat=True), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context |= {"page": page, "lines": service.lines(part, request.user, page.object_list)}
        context["rest"] = f"kind={part.kind.label}"
    context["reads"] = any(request.user.post_in_use.role in kind.readers for kind in kinds.matters())
    context["paper_most"] = service.PAPER_MOST
    return render(request, "members/handed_on.html", context)


@roles(*READERS)
@require_GET
def handed_on_xlsx(request, pk: int):
    """Everything as a spreadsheet."""
    term = _term(pk)
    if taken_out.looked_ahead(request):
        return redirect("members:handed_on", pk)
    parts = service.handed_on(term, request.user)
    file, name = service.workbook(term, request.user, parts), f"{service.name_of(term)}.xlsx"
    _on_record(request, term, sum(part.count for part in parts), taken_out.EXPORT)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@roles(*READERS)
@require_GET
def handed_on_pdf(request, pk: int):
    """The list to print and to sign over; where it is too long, the sentence that names the spreadsheet."""
    term = _term(pk)
    if taken_out.looked_ahead(request):
        return redirect("members:handed_on", pk)
    parts = service.handed_on(term, request.user)
    count = sum(part.count for part in parts)
    if count > service.PAPER_MOST:
        messages.error(request, f"共{count}件，超过{service.PAPER_MOST}件，不宜打印成一份，请导出 Excel 表。")
        return redirect("members:handed_on", pk)
    pdf = BytesIO(paper_pdf(service.paper(term, request.user, parts)))
    _on_record(request, term, count, taken_out.PRINT)
    return FileResponse(pdf, filename=f"{service.name_of(term)}.pdf", content_type="application/pdf")


def _on_record(request: SignedInRequest, term: Term, count: int, key: str) -> None:
    taken = TakenOut(service.name_of(term), count, unit="件")
    taken_out.record(taken, actor=Actor.of(request.user, request=request), key=key)
