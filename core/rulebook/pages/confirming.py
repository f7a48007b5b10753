"""Recommended values waiting for the committee's word: looked at, confirmed singly or all together."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from core.rulebook import confirming
from core.rulebook.pages.reading import grouped


class ConfirmForm(forms.Form):
    """Who decided it."""

    basis = forms.CharField(
        label="由谁定的", max_length=120, help_text="如“2026年第3次主席会议”“提案委办公会”；记入经过，以后可查"
    )


@roles(*confirming.CONFIRMERS, Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def pending(request):
    """Every recommended value that nobody has confirmed; ticked ones or all are confirmed with one word of why."""
    waiting = confirming.waiting(timezone.localdate())
    form = refill(ConfirmForm(request.POST or None), request)
    ticked = set(request.POST.getlist("key"))
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in waiting if request.POST.get("which") == "all" or one.key.key in ticked]
        try:
            confirming.confirm(
                actor=Actor.of(request.user, request=request), basis=form.cleaned_data["basis"],
                rules={line.rule.pk for one in chosen for line in one.lines},
            )  # fmt: skip
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已确认{len(chosen)}项。以后要改，在制度库录入本委员会的制度即可。")
            return redirect("setup:rules_pending")
    post = request.user.post_in_use
    context = {
        "groups": grouped(waiting), "count": len(waiting), "form": form, "ticked": ticked,
        "may_confirm": bool(post and post.role in confirming.CONFIRMERS),
    }  # fmt: skip
    return render(request, "setup/rules/pending.html", context, status=422 if form.errors else 200)
