"""构成: how a term is composed, against the targets; every figure opens the people behind it."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Organisation, Role
from core.people.access import roles
from core.people.actors import Actor
from members.models import SectorQuota, Term
from members.services import composition as service
from members.services.mandates import KEEPERS

PER_PAGE = 50
READERS = (*KEEPERS, Role.LEADER)
#: How the members list asks for the people of a group.
OFFICE = {"standing": "standing", "leaders": "leaders"}


def _term(pk: int, user) -> Term:
    """A term that this person may count: one that is prepared is the keepers' alone until its list is confirmed."""
    term = get_object_or_404(Term.objects.with_next(), pk=pk)
    if term.is_upcoming and not term.confirmed_at and user.post_in_use.role not in KEEPERS:
        raise Http404
    return term


def address_of(term: Term, group: str, facet: str = "", value: str = "") -> str:
    """The people behind a figure: the members list for the running term, else the page of the term's own people."""
    if term.is_current:
        asked = {"term": str(term.pk), "serving": "1", "office": OFFICE.get(group, ""), facet: value}
        return f"{reverse('members:list')}?{urlencode({name: text for name, text in asked.items() if name and text})}"
    asked = {"group": group, "facet": facet, "value": value}
    return f"{reverse('members:composition_people', args=[term.pk])}?{urlencode(asked)}"


def _linked(term: Term, line: service.Line) -> tuple[service.Line, list[tuple[service.Cell, str]]]:
    """A line with the address of the people behind each of its figures."""
    return line, [(cell, address_of(term, cell.group, line.facet, line.value)) for cell in line.cells]


@roles(*READERS)
@require_GET
def composition(request, pk: int):
    """A table each for party, sex, age and sector, with the groups as columns."""
    term = _term(pk, request.user)
    found = service.composition(term)
    tables = [(title, [_linked(term, line) for line in rows]) for title, rows in found.tables]
    rules = [(label, words, reverse("setup:rule", args=[key])) for key, label, words in service.targets(found.day)]
    missed = [(line.label, cell, address_of(term, cell.group, line.facet, line.value)) for line, cell in found.missed]
    totals = [(label, found.totals[group], address_of(term, group)) for group, (label, _) in service.GROUPS.items()]
    context = {
        "term": term, "found": found, "tables": tables, "totals": totals, "rules": rules, "missed": missed,
        "may_keep": request.user.post_in_use.role in KEEPERS,
    }  # fmt: skip
    return render(request, "members/composition.html", context)


@roles(*READERS)
@require_GET
def people(request, pk: int):
    """The people behind one figure."""
    term = _term(pk, request.user)
    asked = {name: request.GET.get(name, "") for name in ("group", "facet", "value")}
    if asked["group"] not in service.GROUPS or asked["facet"] not in ("", "party", "sector", "gender", "age"):
        raise Http404
    found = service.composition(term)
    lines = [line for _, rows in found.tables for line in rows]
    label = next((line.label for line in lines if (line.facet, line.value) == (asked["facet"], asked["value"])), "")
    rows = found.who(asked["group"], asked["facet"], asked["value"])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "term": term, "page": page, "rest": urlencode(asked), "label": label,
        "group": service.GROUPS[asked["group"]][0], "count": len(rows),
    }  # fmt: skip
    return render(request, "members/composition_people.html", context)


class QuotaForm(forms.Form):
    """A number for each sector in use; empty where none is set."""

    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args, term: Term, **kwargs):
        super().__init__(*args, **kwargs)
        held = dict(SectorQuota.objects.filter(term=term).values_list("sector", "seats"))
        now = service.by_sector(term)
        self.fields["seen"].initial = service.quotas_seen(term)
        sectors = Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True).order_by("order", "id")
        self.names = {f"sector-{body.pk}": body.pk for body in sectors}
        for body in sectors:
            self.fields[f"sector-{body.pk}"] = forms.IntegerField(
                label=body.name, min_value=0, max_value=999, required=False, initial=held.get(body.pk),
                help_text=f"现有{now.get(body.pk, 0)}人",
            )  # fmt: skip

    def seats(self) -> dict[int, int | None]:
        return {pk: self.cleaned_data[name] for name, pk in self.names.items()}


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def quotas(request, pk: int):
    """界别名额 of a term."""
    term = _term(pk, request.user)
    form = refill(QuotaForm(request.POST or None, term=term), request)
    if request.method == "POST" and form.is_valid():
        try:
            actor = Actor.of(request.user, request=request)
            changed = service.set_quotas(actor=actor, term=term, seats=form.seats(), seen=form.cleaned_data["seen"])
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已保存，{changed}个界别的名额有改动。" if changed else "名额没有改动。")
            return redirect("members:composition", pk)
    context = {"form": form, "term": term}
    return render(request, "members/composition_quotas.html", context, status=422 if form.errors else 200)
