"""Devices on which somebody has signed in before: a signed mark, so that strangers' guesses do not count.

The mark lets nobody in. It says only that failures with this name are counted for this browser and not for its address.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.identifiers import typed_username
from core.people.digests import kept

COOKIE = "zx_device"
#: With this begins how failures on a known device are counted.
MARKED = "device:"
DAYS = 180
#: An office's computer is several people's.
PEOPLE = 8


def known(request: HttpRequest, name: str | None) -> str:
    """How failures with ``name`` are counted in this browser; empty where the person has never signed in with it."""
    mark = _marks(request).get(_of(name)) if name else None
    return f"{MARKED}{mark}" if mark else ""


def remember(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """Leave the mark of whoever has just signed in, beside those of others who use this browser."""
    marks = _marks(request)
    mark = marks.pop(_of(name), None) or secrets.token_hex(8)
    last = [*marks.items()][-(PEOPLE - 1) :]
    response.set_cookie(
        COOKIE,
        signing.dumps(dict([*last, (_of(name), mark)]), salt=COOKIE),
        max_age=DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _of(name: str) -> str:
    return kept(typed_username(name))[:12]


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return {}
