"""用途: what something with people's private data is taken out for, asked on one page whatever it is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from core.frame import unsent_input
from core.lists import taken_out
from core.people.access import SignedInRequest
from core.people.actors import Actor


class PurposeForm(forms.Form):
    """Asked before it is taken out."""

    purpose = forms.CharField(
        label="用途", max_length=taken_out.PURPOSE_LIMIT, help_text="如“印发全会委员手册”；随这次导出记入操作记录"
    )


def asked(
    request: SignedInRequest, title: str, *, here: str, back: str, chips: Iterable[Any] = ()
) -> HttpResponse | None:
    """The page that asks what ``title`` is taken out for; None once this request says it (``said``).

    ``here`` is the address that hands it out, ``back`` leads to where it is looked at, ``chips`` are the conditions.
    """
    form = PurposeForm(request.POST or None, initial={"purpose": taken_out.last_purpose(Actor.of(request.user))})
    unsent_input.refill(form, request)
    if request.method == "POST" and form.is_valid():
        return None
    context = {"form": form, "title": title, "here": here, "back": back, "chips": chips}
    return render(request, "components/table/purpose.html", context, status=422 if form.errors else 200)


def said(request: SignedInRequest) -> str:
    """What this request says it is for; empty where nobody was asked."""
    return request.POST.get("purpose", "").strip()[: taken_out.PURPOSE_LIMIT]
