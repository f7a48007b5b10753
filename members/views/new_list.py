"""换届名单 as a workbook; it holds private data of people, so whoever takes it out says what for."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.lists import purpose, taken_out
from core.lists.taken_out import TakenOut
from core.people.access import roles
from core.people.actors import Actor
from core.sheets.writing import as_xlsx
from members.models import Term
from members.services import new_list
from members.services.mandates import KEEPERS


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def carry_xlsx(request, pk: int):
    """The new list, the three parts of the comparison and the composition, marked as draft or as confirmed."""
    term = get_object_or_404(Term.objects.select_related("confirmed_by").with_next(), pk=pk)
    actor, title = Actor.of(request.user, request=request), new_list.name_of(term)
    if page := purpose.asked(request, title, here=request.path, back=reverse("members:carry_over", args=[pk])):
        return page
    content, count = new_list.workbook(term)
    taken_out.record(TakenOut(title, count, purpose=purpose.said(request), unit="人"), actor=actor)
    return as_xlsx(content, f"{title}.xlsx")
