"""Candidates of the same matter beside the text being written."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.people.access import signed_in
from core.text import number_of
from proposals.similar import similar_to

LONGEST_TITLE = 200


@signed_in
@require_GET
def similar(request):
    """A piece of the page for ``title`` (and ``of``, the draft itself, which is left out)."""
    candidates = similar_to(
        request.GET.get("title", "")[:LONGEST_TITLE],
        request.user,
        leave_out=number_of(request.GET.get("of", "")),
    )
    return render(request, "proposals/_similar.html", {"candidates": candidates})
