"""What somebody typed when the sign-in had run out: kept for this person alone until they are back (输入不丢失).

``keep`` puts the fields of a refused POST into the session. After the next sign-in the person is led back to the page
on which the form stood, and that page fills its own form: ``refill(form, request)`` for one form, ``for_page(request)``
where a page needs the fields themselves. A page without such a form leaves them alone, and they are shown to be copied
or handed in as they are. A view that refuses what was typed and leads back to its page gives it back in the same way.
"""

from collections.abc import Iterable
from typing import TypedDict, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict

from core.models import User

LIMIT = 200_000
KEY = "kept_post"  # the name in sessions that are open
LAST_USER = "last_user"
LAST_USER_DAYS = 30
NEVER = ("csrfmiddlewaretoken", "password", "passwd", "old", "new", "again", "token", "otp")
#: Signs; what is longer somebody wrote, and a page that gives it back shows it as text.
LONG = 20
#: What a page sends along by itself: kept with what was typed, but not worth keeping alone.
NOT_TYPED = {"seen", "opened", "version", "step", "do", "next", "digest", "once"}
#: Pages of signing in, to which nobody is led back.
SIGNING_IN = ("/accounts/login/", "/accounts/logout/", "/accounts/password/", "/accounts/prove/", "/accounts/kept/")
NEVER_SHOWN = (forms.PasswordInput, forms.FileInput)
AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


class Unsent(TypedDict):
    """One refused POST: where it went, the page on which its form stood (empty where the browser did not say), what
    was filled in, whether files came with it (they are not kept), and whose it is."""

    path: str
    page: str
    fields: dict[str, list[str]]
    files: bool
    owner: int


def remember_person(response: HttpResponseBase, user: User) -> None:
    """Leave a signed mark of who signed in with this browser, so that what is kept later is shown to nobody else."""
    response.set_signed_cookie(
        LAST_USER,
        str(user.pk),
        salt=LAST_USER,
        max_age=LAST_USER_DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep(request: HttpRequest) -> bool:
    """Keep the fields of this POST in the session; passwords, files and tokens never. Returns whether it was kept.

    Nothing is kept where it is not known who typed it, where nothing was typed, or where the request comes from
    another site.
    """
    if request.path == settings.LOGIN_URL or not from_here(request):
        return False
    owner = _owner(request)
    fields = _kept(request)
    typed = any(any(values) for name, values in fields.items() if name not in NOT_TYPED)
    if owner is None or not typed or _size(fields) > LIMIT:
        return False
    request.session[KEY] = Unsent(
        path=request.get_full_path(),
        page=page_of(request),
        fields=fields,
        files=bool(request.FILES),
        owner=owner,
    )
    return True


def typed_by(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of this POST, each value by itself; nothing where passwords are among them, for such a form is not
    handed in a second time without them."""
    if any(_secret(name) for name in request.POST if name != "csrfmiddlewaretoken"):
        return []
    return [(name, value) for name, values in _kept(request).items() for value in values]


def complete(request: HttpRequest) -> dict[str, list[str]] | None:
    """The fields of this POST where they are all that it asks with; None where files or secrets belong to it, where
    it is too long, or where it comes from another site."""
    fields = _kept(request)
    left_out = request.POST.keys() - fields.keys() - {"csrfmiddlewaretoken"}
    if left_out or request.FILES or _size(fields) > LIMIT or not from_here(request):
        return None
    return fields


def as_sent(fields: dict[str, list[str]]) -> QueryDict:
    """Fields that were kept, as the browser sent them."""
    sent = QueryDict(mutable=True)
    for name, values in fields.items():
        sent.setlist(name, values)
    return sent


def _size(fields: dict[str, list[str]]) -> int:
    return sum(len(value) for values in fields.values() for value in values)


def _kept(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if not _secret(name)}


def unsent(request: HttpRequest) -> Unsent | None:
    """What this person's request left; what somebody else left in this browser is dropped."""
    found = request.session.get(KEY)
    if found and request.user.is_authenticated and found["owner"] != request.user.pk:
        forget(request)
        return None
    return found


def forget(request: HttpRequest) -> None:
    """Drop what was kept."""
    request.session.pop(KEY, None)


def for_page(request: HttpRequest, *actions: str, having: Iterable[str] = ()) -> QueryDict | None:
    """The fields that were being handed in from this very page, as the browser sent them; given once, on its GET.

    ``actions`` are the addresses its forms post to, where that is not the page's own; ``having`` names fields of which
    at least one must be among them (a page with several forms, or with buttons only). None where there is nothing.
    """
    found = unsent(request) if KEY in request.session else None
    if found is None or request.method != "GET" or found["page"] != request.get_full_path():
        return None
    if urlsplit(found["path"]).path not in (actions or (request.path,)):
        return None
    wanted = set(having)
    if wanted and not wanted & found["fields"].keys():
        return None
    forget(request)
    request.gives_back = True  # the page says so to its scripts, which save what was given back as if it were typed
    return as_sent(found["fields"])


def refill(form: AnyForm, request: HttpRequest, *actions: str) -> AnyForm:
    """``form`` with what this person had typed into it (see ``for_page``); as it was where there is nothing."""
    if form.is_bound:
        return form
    return fill(form, for_page(request, *actions, having=[form.add_prefix(name) for name in form.fields]))


def fill(form: AnyForm, fields: QueryDict | None) -> AnyForm:
    """``form`` beginning with ``fields``, which are not judged yet; passwords and files are never filled in."""
    if fields is None or form.is_bound or not any(form.add_prefix(name) in fields for name in form.fields):
        return form
    for name, field in form.fields.items():
        if not isinstance(field.widget, NEVER_SHOWN):
            given = field.widget.value_from_datadict(fields, MultiValueDict(), form.add_prefix(name))
            form.initial[name] = given
    return form


def from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request, as far as the browser says."""
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return not said or urlsplit(said).netloc == request.get_host()


def page_of(request: HttpRequest) -> str:
    """The page on which the form stood; empty where the browser does not say."""
    said = urlsplit(request.headers.get("Referer", ""))
    if said.netloc != request.get_host() or said.path in SIGNING_IN:
        return ""
    return f"{said.path}?{said.query}" if said.query else said.path


def _owner(request: HttpRequest) -> int | None:
    if request.user.is_authenticated:
        return request.user.pk
    ended = getattr(request, "ended_user", None)  # whose sign-in this very request has ended
    if ended is not None:
        return ended
    try:
        return int(request.get_signed_cookie(LAST_USER, salt=LAST_USER, max_age=LAST_USER_DAYS * 24 * 3600) or "")
    except (KeyError, ValueError, signing.BadSignature):
        return None


def _secret(name: str) -> bool:
    return name in NEVER or "password" in name.lower()
