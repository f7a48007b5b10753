"""Candidates of the same matter beside the text being written."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.people.access import signed_in
from proposals.similar import similar_to

LONGEST_TITLE = 200


@signed_in
@require_GET
def similar(request):
    """A piece of the page for ``title`` (and ``of``, the draft itself, which is left out)."""
    own = request.GET.get("of", "")
    candidates = similar_to(
        request.GET.get("title", "")[:LONGEST_TITLE],
        request.user,
        leave_out=int(own) if own.isdecimal() and len(own) < 19 else None,
    )
    return render(request, "proposals/_similar.html", {"candidates": candidates})
