"""A request that is too large is refused before anything of it is read: nothing of it reaches memory or disk."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from rest_framework.exceptions import APIException

from core.people.authentication import TokenAuthentication

#: Nothing here takes a file, whoever asks.
NO_FILES = ("/accounts/", "/notices/", "/admin/", "/workbench/", "/api/v1/token/", "/api/v1/me/")
INTERFACE = "/api/"
MB = 1024 * 1024


class BodyLimit:
    """Strangers may send a long text and no more, those signed in a form, and files where files are taken.

    Stands after whoever finds out the person of the session, and before whatever reads the form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        size = _size(request)
        if size > settings.BODY_MAX_ANONYMOUS:
            most = largest(request)
            if size > most:
                return _too_large(request, size, most)
        return self.get_response(request)


def largest(request: HttpRequest) -> int:
    """How many bytes this request may have."""
    if not _is_somebody(request):
        return settings.BODY_MAX_ANONYMOUS
    takes_files = request.content_type == "multipart/form-data" and not request.path.startswith(NO_FILES)
    return settings.BODY_MAX_FILES if takes_files else settings.BODY_MAX_FORM


def _size(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _is_somebody(request: HttpRequest) -> bool:
    if request.user.is_authenticated:
        return True
    if not request.path.startswith(INTERFACE):
        return False
    try:
        return TokenAuthentication().authenticate(request) is not None
    except APIException:
        return False


def _too_large(request: HttpRequest, size: int, most: int) -> HttpResponseBase:
    sentence = f"发来的内容有 {size / MB:.0f} MB，这里最多收 {most / MB:.0f} MB，没有读取。"
    if request.path.startswith(INTERFACE) or request.headers.get("Accept", "").startswith("application/json"):
        answer: HttpResponseBase = JsonResponse({"detail": f"{sentence}请减少内容或附件后重发。"}, status=413)
    else:
        answer = render(request, "errors/413.html", {"sentence": sentence}, status=413)
    answer["Connection"] = "close"  # what is still on its way belongs to nothing
    return answer
