"""One act on many chosen rows: the same ``perform`` for each, in a transaction of its own; receivers are told once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from core.access import signed_in
from core.actors import Actor
from core.facts import form_for
from core.lifecycle import ActError, check, perform
from core.notices import one_of_many, told_once
from proposals.forms import dressed
from proposals.models import Assignment, Proposal
from proposals.views.acting import row_of

MOST = 200
AS_EACH = "留空则各件用自己原有的"


@dataclass
class Outcome:
    """What became of one row."""

    obj: object
    refused: str = ""


@method_decorator(signed_in, name="dispatch")
class BatchAct(View):
    """POST with ``ids`` shows the chosen rows and what must be filled in; with ``go`` it does the act to each."""

    model: type
    list_url = ""
    template_name = "proposals/batch.html"

    def get(self, request, key: str) -> HttpResponse:
        """The address alone says nothing about which rows: back to the list."""
        return redirect(self.list_url)

    def post(self, request, key: str) -> HttpResponse:
        chosen = self._chosen(request)
        if not chosen:
            messages.error(request, "请先勾选要办理的件。")
            return redirect(self._back(request))
        if len(chosen) > MOST:
            messages.error(request, f"一次最多办理{MOST}件，请分批办理。")
            return redirect(self._back(request))
        row = row_of(chosen[0], key)
        if not row.batch:
            raise Http404
        actor = Actor.of(request.user, request=request)
        form = batch_form(chosen[0], row, actor, request.POST if "go" in request.POST else None)
        if "go" not in request.POST and (form.fields or row.confirm or len(chosen) > 1):
            return self._ask(request, row, chosen, actor, form)
        if form.is_bound and not form.is_valid():
            return self._ask(request, row, chosen, actor, form, status=400)
        outcomes = act_on_each(chosen, row, actor, form, seen_of(request), self.list_url)
        context = {
            "row": row,
            "done": [o for o in outcomes if not o.refused],
            "refused": [o for o in outcomes if o.refused],
            "back": self._back(request),
        }
        return render(request, "proposals/batch_done.html", context)

    def _ask(self, request, row, chosen, actor, form, status=200):
        rows = [Outcome(obj, _refusal(obj, row.key, actor)) for obj in chosen]
        context = {
            "row": row,
            "rows": rows,
            "possible": sum(not r.refused for r in rows),
            "form": dressed(form),
            "back": self._back(request),
            "here": request.path,
        }
        return render(request, self.template_name, context, status=status)

    def _chosen(self, request: HttpRequest) -> list:
        given = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
        rows = self.rows(request.user).filter(pk__in=given[: MOST + 1])
        by_id = {row.pk: row for row in rows}
        return [by_id[pk] for pk in dict.fromkeys(given) if pk in by_id]

    def _back(self, request: HttpRequest) -> str:
        given = request.POST.get("next", "")
        return given if given.startswith(self.list_url) and "//" not in given else self.list_url

    def rows(self, user):
        """Visible rows with what their labels and guards read."""
        raise NotImplementedError


class BatchProposals(BatchAct):
    """Many matters."""

    model = Proposal
    list_url = "/proposals/"

    def rows(self, user):
        return Proposal.objects.visible_to(user).select_related("session__term").prefetch_related(
            "evaluations__signatory__member", "suggested_units__unit"
        )  # fmt: skip


class BatchAssignments(BatchAct):
    """Many units' works."""

    model = Assignment
    list_url = "/proposals/assignments/"

    def rows(self, user):
        return Assignment.objects.visible_to(user).select_related("proposal__session__term", "unit")


def batch_form(first, row, actor: Actor, data=None):
    """What one act on many asks for: a field that has a value of each row's own may be left empty."""
    form = form_for(row.facts_for(first, actor), first, actor, data)
    for fact in row.facts_for(first, actor):
        field = form.fields[fact.name]
        if fact.initial is not None:
            field.required, field.initial, field.help_text = False, None, AS_EACH
            if hasattr(field, "empty_label"):
                field.empty_label = AS_EACH
    return form


def act_on_each(chosen, row, actor: Actor, form, seen: dict[int, int], url: str) -> list[Outcome]:
    """Perform ``row`` on each; one refusal does not stop the others."""
    given = form.cleaned_data if form.is_bound else {}
    outcomes = []
    with told_once(url):
        for shown in chosen:
            obj = type(shown)._default_manager.get(pk=shown.pk)
            facts = {fact.name: _value_for(fact, given, obj, actor) for fact in row.facts_for(obj, actor)}
            try:
                with one_of_many():
                    perform(obj, row.key, actor, seen=seen.get(obj.pk), **facts)
            except ActError as error:
                outcomes.append(Outcome(obj, error.sentence))
            else:
                outcomes.append(Outcome(obj))
    return outcomes


def seen_of(request: HttpRequest) -> dict[int, int]:
    """Revisions the person was looking at, sent as ``seen`` = “id:revision”."""
    pairs = (one.partition(":") for one in request.POST.getlist("seen"))
    return {int(pk): int(rev) for pk, _, rev in pairs if pk.isdecimal() and rev.isdecimal() and len(pk + rev) < 30}


def _value_for(fact, given: dict, obj, actor: Actor):
    value = given.get(fact.name)
    empty = value is None or value == "" or (hasattr(value, "__len__") and len(value) == 0)
    if empty and fact.initial is not None:
        value = fact.initial(obj, actor)
    if hasattr(value, "model"):
        return [one.pk for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refusal(obj, key: str, actor: Actor) -> str:
    try:
        check(obj, key, actor)
    except ActError as error:
        return error.sentence
    return ""
