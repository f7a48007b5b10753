"""Pages by which several bodies are kept in one step: channels and letters of all units, the sectors that are usual."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.committee.core_steps import bodies_page
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Organisation
from core.organisations import usual
from core.organisations.channels import ChannelsForm
from core.organisations.each_unit import EachUnitForm
from core.organisations.letters import LettersForm
from core.organisations.services import KEEPERS
from core.people.access import roles
from core.people.actors import Actor


def _each_unit(request, form_class: type[EachUnitForm], template: str, kept_as: str) -> HttpResponseBase:
    """A page with a field for every unit, all kept together."""
    form = refill(form_class(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(Actor.of(request.user, request=request))
        if kept is not None:
            messages.success(request, f"已写明{kept}家单位的{kept_as}。{form.told}" if kept else "没有变动。")
            return redirect(request.path)
    return render(request, template, {"form": form, "without": form.without}, status=422 if form.errors else 200)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def channels(request):
    """写明交办渠道: every unit with its choice."""
    return _each_unit(request, ChannelsForm, "setup/organisations/channels.html", "交办渠道")


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def letters(request):
    """写明发文代字: every unit with the letters of its replies."""
    return _each_unit(request, LettersForm, "setup/organisations/document_words.html", "发文代字")


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def sectors(request):
    """按常见界别登记."""
    form = refill(usual.UsualForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            made = usual.register(form.chosen, actor=Actor.of(request.user, request=request))
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已登记{len(made)}个界别。")
            return redirect(bodies_page(Organisation.Kind.SECTOR))
    return render(request, "setup/organisations/sectors.html", {"form": form}, status=422 if form.errors else 200)
