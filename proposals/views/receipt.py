"""收件回执 on the screen, with the way to print it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.matters.lifecycle import Forbidden, Refused
from core.matters.page_views import refused_page
from core.people.access import signed_in
from core.people.actors import Actor
from proposals.documents import access
from proposals.handed_in import HANDED_IN
from proposals.kinds import PROPOSALS
from proposals.page import ProposalPage
from proposals.reading import proposal_for_page


@signed_in
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """For the proposers and the office."""
    proposal = proposal_for_page(request.user, pk)
    actor = Actor.of(request.user, request=request)
    if not access.may_have_receipt(actor, proposal):
        return refused_page(request, PROPOSALS, Forbidden("收件回执只给提案者和政协机关。"))
    if not proposal.receipt_number:
        return refused_page(request, PROPOSALS, Refused("提案还没有提交，没有收件回执。"))
    text, at = HANDED_IN.text(proposal), HANDED_IN.at(proposal)
    page = ProposalPage(proposal, actor)
    decided_by = next((line.clock.due for line in page.clock_lines if line.clock.kind == "review"), None)
    context = {"proposal": proposal, "page": page, "text": text, "at": at, "decided_by": decided_by}
    return render(request, "proposals/receipt.html", context)
