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
from core.rulebook.browsing import Bundle
from core.rulebook.pages.reading import grouped


class ConfirmForm(forms.Form):
    """Who decided it."""

    basis = forms.CharField(
        label="由谁定的", max_length=120, help_text="如“2026年第3次主席会议”“提案委办公会”；记入经过，以后可查"
    )


#: The last “由谁定的” of a session: groups confirmed one after the other rest on the same word.
BASIS = "rules_basis"
GROUP = "group:"


@roles(*confirming.CONFIRMERS, Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def pending(request):
    """Every recommended value that nobody has confirmed: ticked ones, a group or all, with one word of who decided it.

    Groups are folded; what confirms a group stands inside it, behind what it confirms, and what confirms everything
    only where everything is open.
    """
    waiting = confirming.waiting(timezone.localdate())
    form = ConfirmForm(request.POST or None, initial={"basis": request.session.get(BASIS, "")})
    form, which = refill(form, request), request.POST.get("which", "")
    ticked = set(request.POST.getlist("key"))
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in waiting if is_chosen(one, which, ticked)]
        try:
            confirming.confirm(
                actor=Actor.of(request.user, request=request), basis=form.cleaned_data["basis"],
                rules={line.rule.pk for one in chosen for line in one.lines},
            )  # fmt: skip
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            request.session[BASIS] = form.cleaned_data["basis"]
            messages.success(request, f"已确认{len(chosen)}项。以后要改，在制度库录入本委员会的制度即可。")
            return redirect("setup:rules_pending")
    post = request.user.post_in_use
    groups = [
        (group, rows, which == GROUP + group or any(one.key.key in ticked for one in rows))
        for group, rows in grouped(waiting)
    ]
    context = {
        "groups": groups, "count": len(waiting), "form": form, "ticked": ticked,
        "every": "all" in (which, request.GET.get("open")),
        "may_confirm": bool(post and post.role in confirming.CONFIRMERS),
    }  # fmt: skip
    return render(request, "setup/rules/pending.html", context, status=422 if form.errors else 200)


def is_chosen(one: Bundle, which: str, ticked: set[str]) -> bool:
    """Whether the button that was pressed confirms this key."""
    return which in ("all", GROUP + one.key.group) or (which == "ticked" and one.key.key in ticked)
