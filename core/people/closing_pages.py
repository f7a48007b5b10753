"""The page of accounts that are proposed to be closed: boxes, one reason, one act."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.models import Role
from core.people import closing
from core.people.access import roles
from core.people.actors import Actor


class CloseManyForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, help_text="记入每个账号的经过，如“换届后不再任职”")

    def __init__(self, data=None, *, choices: list[closing.Proposed]):
        super().__init__(data)
        told = {"required": "还没有勾选账号。", "invalid_choice": closing.MEANWHILE}
        self.fields["users"] = forms.TypedMultipleChoiceField(
            label="账号", coerce=int, error_messages=told,
            choices=[(one.user.pk, str(one.user)) for one in choices if not one.left_out],
        )  # fmt: skip

    @property
    def ticked(self) -> set[int]:
        """The accounts that are ticked, as they were sent."""
        return {int(value) for value in self["users"].value() or () if str(value).isdecimal()}


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def over(request):
    """建议停用的账号: closes those that are ticked, and tells which were not and why."""
    actor = Actor.of(request.user, request=request)
    found = closing.proposed(actor)
    form = refill(CloseManyForm(request.POST if request.method == "POST" else None, choices=found), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, refused = closing.close(data["users"], actor=actor, reason=data["reason"])
        if done:
            messages.success(request, f"已停用 {done} 个账号，登录和接口令牌已结束。")
        for told in refused[:12]:
            messages.error(request, told)
        return redirect("setup:accounts_over")
    context = {"form": form, "found": found[: closing.MOST], "number": len(found)}
    return render(request, "setup/accounts_over.html", context, status=422 if form.errors else 200)
