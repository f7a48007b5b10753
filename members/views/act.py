"""The one page on which an act on a member is filled in: a form, what is said about it, and the way back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.files.uploads import UploadRefused
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models.roles import POSTS
from core.people.actors import Actor
from members.models import Member
from members.services.left_behind import Left
from members.services.other_posts import Other


def reads_matters(user: Any) -> bool:
    """Whether matters may be named to this person: to the committee's own offices; others see how much it is."""
    return user.post_in_use is not None and POSTS[user.post_in_use.role].office


def act_page(
    request: HttpRequest, *, title: str, button: str, form: forms.BaseForm, do: Callable[[Actor], Any], done: str,
    member: Member | None = None, sub: str = "", back: str = "", files: bool = False, left: list[Left] | None = None,
    others: list[Other] | None = None, suspends: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show ``form``, or ``do`` it and go ``back`` with the sentence ``done``; what was typed stays on errors.

    ``left`` is what waits for the member, listed with what becomes of it: after an exit, or while the act ``suspends``;
    ``others`` are further posts of the account that an exit is about.
    """
    back = back or (member.get_absolute_url() if member else "/members/")
    form = refill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            kept = do(Actor.of(request.user, request=request))  # type: ignore[arg-type]
        except ActError as error:
            form.add_error(None, error.sentence)
        except UploadRefused as error:
            form.add_error("upload" if "upload" in form.fields else None, str(error))
        else:
            if kept is not False:
                messages.success(request, done + getattr(form, "merged", ""))
                return redirect(back)
    context = {"title": title, "button": button, "form": form, "member": member, "sub": sub, "back": back}
    status = 422 if form.errors else 200
    return render(
        request,
        "members/act.html",
        context
        | {"files": files, "left": left, "others": others, "suspends": suspends}
        | {"reads_matters": reads_matters(request.user)},
        status=status,
    )
