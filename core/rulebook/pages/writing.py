"""Entering the next version of a rule, after a look at what it will change; taking back one whose day has not come."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import rulebook
from core.chinese import long_date
from core.frame import unsent_input
from core.matters.lifecycle import ActError
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from core.rulebook import versions
from core.rulebook.forms import WithdrawForm
from core.rulebook.pages.entry import Entry
from core.rulebook.pages.reading import key_or_404, rule_of


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def next_version(request, name: str):
    """The next version of a key: filled in, looked at, saved. A version in force is never edited."""
    entry = Entry(request, key_or_404(name))
    if request.method == "GET" or entry.step not in ("check", "save"):
        entry.silence()  # what was not handed in the last time, or goes on being filled in: not judged yet
        return entry.ask()
    if not entry.is_complete() or not entry.fits():
        return entry.ask(422)
    if entry.step == "save":
        entered = entry.save()
        if not entered:
            return entry.ask(422)
        starts = entered[0].effective_from
        when = (
            f"自{long_date(starts)}起施行"
            if starts <= timezone.localdate()
            else f"{long_date(starts)}起施行，现为待施行"
        )
        count = f" {len(entered)} 条" if len(entered) > 1 else ""
        messages.success(request, f"已录入“{entry.key.label}”的新版本{count}，{when}。")
        return redirect(reverse("setup:rule", args=[name]))
    return entry.show()


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def withdraw(request, name: str, pk: int):
    """Take back a version whose day has not come; the reason stands in the record."""
    key = key_or_404(name)
    rule = rule_of(key, pk)
    form = unsent_input.refill(WithdrawForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            versions.withdraw_version(
                actor=Actor.of(request.user, request=request), rule=rule, reason=form.cleaned_data["reason"]
            )
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已撤回“{key.label}”待施行的版本。")
            return redirect(reverse("setup:rule", args=[name]))
    context = {
        "key": key, "rule": rule, "words": rulebook.words(rule), "form": form,
        "is_pending": rule.effective_from > timezone.localdate(),
    }  # fmt: skip
    return render(request, "setup/rules/withdraw.html", context, status=422 if form.errors else 200)
