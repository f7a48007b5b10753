"""The act that was asked for before the password had to be typed once more: named on the page that asks, and done as
soon as the password was right, so that nobody presses the same button twice.

A view may be gone on with where its class says so (``asked_for``). Its fields wait in the session, which the server
keeps, for this person and a short while only; never with passwords or files. They were taken in after the form's
origin had been checked, and wait under a sign that only the page of the password bears: what that page did not name is
not done. The form's own nonce goes along, so that it is done once however often it is handed in.
"""

import copy
import secrets
import time
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.crypto import constant_time_compare

from core.frame import unsent_input

WAITING = "waiting_act"
SIGN = "act"
MINUTES = 30


class Waiting(TypedDict):
    """One act that waits for the password: what was posted where, by whom and when, and the words that name it."""

    sign: str
    path: str
    fields: dict[str, list[str]]
    owner: int
    at: float
    button: str
    about: str


@dataclass(frozen=True)
class AskedFor:
    """What a POST asks for: the words on its button, and the title of the thing."""

    button: str
    about: str


def wait(request: HttpRequest) -> None:
    """Keep the act that this POST asks for until the password was typed; what waited before is let go."""
    request.session.pop(WAITING, None)
    asked, fields = _asked_for(request), unsent_input.complete(request)
    if asked is None or fields is None or request.user.pk is None:
        return
    request.session[WAITING] = Waiting(
        sign=secrets.token_urlsafe(16), path=request.get_full_path(), fields=fields, owner=request.user.pk,
        at=time.time(), button=asked.button, about=asked.about,
    )  # fmt: skip


def waiting(request: HttpRequest) -> Waiting | None:
    """The act of this person that waits, for half an hour."""
    found = request.session.get(WAITING)
    if found is None or found["owner"] != request.user.pk or time.time() - found["at"] > MINUTES * 60:
        return None
    return found


def go_on(request: HttpRequest) -> HttpResponseBase | None:
    """Do what waits, where the page that asked for the password named it; the answer is that of its own view.

    None where there is nothing to go on with: then nothing was done.
    """
    found = waiting(request)
    request.session.pop(WAITING, None)
    if found is None or not constant_time_compare(found["sign"], request.POST.get(SIGN, "")):
        return None
    asked = _as_it_was(request, found)
    view, args, kwargs = resolve(asked.path_info)
    unsent_input.forget(request)  # it is handed in now; refused, its own page shows what was filled in
    return view(asked, *args, **kwargs)


def _asked_for(request: HttpRequest) -> AskedFor | None:
    match = request.resolver_match
    view: Any = match.func if match else None
    names = getattr(getattr(view, "view_class", None), "asked_for", None)
    if match is None or names is None or request.method != "POST":
        return None
    return names(request.user, view.view_initkwargs, match.kwargs)


def _as_it_was(request: HttpRequest, found: Waiting) -> HttpRequest:
    """The request that was kept, of the person and session of this one."""
    asked: Any = copy.copy(request)
    address = urlsplit(found["path"])
    asked.path = asked.path_info = address.path
    asked.META = request.META | {"PATH_INFO": address.path, "QUERY_STRING": address.query}
    asked.GET = QueryDict(address.query)
    asked.POST = unsent_input.as_sent(found["fields"])
    asked.resolver_match = resolve(address.path)
    return asked
