"""Pages by which several bodies are kept in one step: the channels of all units, the sectors that are usual."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.committee.core_steps import bodies_page
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Organisation
from core.organisations import usual
from core.organisations.channels import ChannelsForm
from core.organisations.services import KEEPERS
from core.people.access import roles
from core.people.actors import Actor


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def channels(request):
    """写明交办渠道: every unit with its choice."""
    form = refill(ChannelsForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(Actor.of(request.user, request=request))
        if kept is not None:
            goes_on = "原来另有渠道的，在办的件仍由原督查室督办。" if form.moved else ""
            messages.success(request, f"已写明{kept}家单位的交办渠道。{goes_on}" if kept else "没有变动。")
            return redirect("setup:organisations_channels")
    context = {"form": form, "without": sum(unit.supervised_by_id not in form.offices for unit in form.units)}
    return render(request, "setup/organisations/channels.html", context, status=422 if form.errors else 200)


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
