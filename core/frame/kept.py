"""What somebody typed when the sign-in had run out: kept for this person alone until they are back (输入不丢失)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

LIMIT = 200_000
KEY = "kept_post"
LAST_USER = "last_user"
LAST_USER_DAYS = 30
NEVER = ("csrfmiddlewaretoken", "password", "passwd", "old", "new", "again", "token", "otp")


def remember_person(response, user) -> None:
    """Leave a signed mark of who signed in with this browser, so that what is kept later is shown to nobody else."""
    response.set_signed_cookie(
        LAST_USER,
        user.pk,
        salt=LAST_USER,
        max_age=LAST_USER_DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep(request) -> bool:
    """Keep the fields of this POST in the session; passwords and files never. Returns whether it was kept.

    Nothing is kept where it is not known who typed it, or where the request comes from another site.
    """
    if request.path == settings.LOGIN_URL:
        return False
    owner = _owner(request)
    fields = {name: values for name, values in request.POST.lists() if not _secret(name)}
    size = sum(len(value) for values in fields.values() for value in values)
    if owner is None or not any(any(values) for values in fields.values()) or size > LIMIT or not from_here(request):
        return False
    request.kept_now = True
    request.session[KEY] = {
        "path": request.get_full_path(),
        "page": page_of(request),
        "fields": fields,
        "files": bool(request.FILES),
        "owner": owner,
    }
    return True


def kept(request) -> dict | None:
    """What this person's request left: path, page, fields; what somebody else left in this browser is dropped."""
    found = request.session.get(KEY)
    if found and request.user.is_authenticated and found["owner"] != request.user.pk:
        forget(request)
        return None
    return found


def forget(request) -> None:
    request.session.pop(KEY, None)


def from_here(request) -> bool:
    """Whether a page of this site sent the request, as far as the browser says."""
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return not said or urlsplit(said).netloc == request.get_host()


def _owner(request) -> int | None:
    if request.user.is_authenticated:
        return request.user.pk
    ended = getattr(request, "ended_user", None)
    if ended is not None:
        return ended
    try:
        return int(request.get_signed_cookie(LAST_USER, salt=LAST_USER, max_age=LAST_USER_DAYS * 24 * 3600))
    except (KeyError, ValueError, signing.BadSignature):
        return None


def page_of(request) -> str:
    """The page on which the form stood; empty where the browser does not say."""
    said = urlsplit(request.headers.get("Referer", ""))
    if said.netloc != request.get_host() or said.path.startswith("/accounts/"):
        return ""
    return f"{said.path}?{said.query}" if said.query else said.path


def _secret(name: str) -> bool:
    return name in NEVER or "password" in name.lower()
