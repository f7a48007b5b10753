"""Confirmations by a second administrator: what waits, what became of earlier requests."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import GrantRequest, Role
from core.people import grants as service
from core.people import locking, own_passwords, separation
from core.people.access import roles
from core.people.account_forms import StandInForm
from core.people.actors import Actor

PER_PAGE = 20
TRIO = separation.ADMINISTRATORS


@roles(*TRIO)
@never_cache
@require_http_methods(["GET", "POST"])
def grants(request):
    """What waits for a second administrator, first what this person may decide; the decided ones below."""
    actor = Actor.of(request.user, request=request)
    form = refill(StandInForm(request.POST or None), request) if actor.is_in(Role.SECADMIN) else None
    if request.method == "POST" and form is not None and form.is_valid() and form.person is not None:
        facts = form.cleaned_data
        try:
            role = Role.SYSADMIN if facts["act"] == "give" else ""
            service.ask(actor=actor, act=facts["act"], user=form.person, reason=facts["reason"], role=role)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已提请，由审计员确认后生效。")
            return redirect("setup:grants")
    rows = GrantRequest.objects.select_related(
        "user__password_given_by", "organisation", "asked_by", "decided_by", "post__organisation"
    )
    waits = list(rows.waiting(actor.today).annotate(**own_passwords.how_given(actor.today)).order_by("id"))
    opened, alone = service.opened_by([one.user_id for one in waits]), service.alone_after(waits, actor.today)
    security = service.security_administrators(actor.today)
    waiting = [
        (one, service.objection_to(actor, one, security), opened.get(one.user_id, ""),
         own_passwords.told(one, request.user), alone.get(one.pk, ()))
        for one in waits
    ]  # fmt: skip
    decided = rows.exclude(pk__in=[one.pk for one in waits])
    context = {
        "waiting": sorted(waiting, key=lambda shown: bool(shown[1])),
        "page": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "by_two": separation.by_two(),
        "by_one": separation.by_one(),
        "locked": locking.locked_for(actor),
        "violations": separation.violations(actor.today),
        "today": actor.today,
        "me": request.user,
    }
    return render(request, "setup/grants.html", context, status=422 if form and form.errors else 200)


@roles(*TRIO)
@never_cache
@require_POST
def decide(request, pk: int):
    """Confirm, refuse or take back one request; a new one-time password is shown this once."""
    one = get_object_or_404(GrantRequest.objects.select_related("user", "organisation", "asked_by", "post"), pk=pk)
    actor = Actor.of(request.user, request=request)
    try:
        if "withdraw" in request.POST:
            service.withdraw(actor=actor, request=one)
            messages.success(request, "已撤回。")
        elif "refuse" in request.POST:
            service.refuse(actor=actor, request=one, reason=request.POST.get("answer", ""))
            messages.success(request, "已不予确认，什么也没有改变，理由已告知提请人。")
        elif "confirm" in request.POST:
            password = service.confirm(actor=actor, request=one)
            if password:
                context = {"account": one.user, "password": password, "back": "setup:grants", "given": one}
                return render(request, "setup/password_once.html", context)
            messages.success(request, f"已确认：{one.user}，{one.what}。")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect("setup:grants")
