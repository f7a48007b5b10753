"""换届名单 as a workbook; it holds private data of people, so whoever takes it out says what for."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.lists import taken_out
from core.lists.taken_out import TakenOut
from core.lists.views import PurposeForm
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
    form = PurposeForm(request.POST or None, initial={"purpose": taken_out.last_purpose(actor)})
    form = refill(form, request)
    if request.method == "POST" and form.is_valid():
        content, count = new_list.workbook(term)
        taken = TakenOut(title, count, purpose=form.cleaned_data["purpose"], unit="人")
        taken_out.record(taken, actor=actor)
        return as_xlsx(content, f"{title}.xlsx")
    list_url, own = reverse("members:carry_over", args=[pk]), reverse("members:carry_xlsx", args=[pk])
    context = {"form": form, "table": {"title": title, "url": list_url, "export_url": own}}
    return render(request, "components/table/purpose.html", context, status=422 if form.errors else 200)
