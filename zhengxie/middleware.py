"""What every request passes, before and after the business."""

import sys
import time

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection

from zhengxie import metrics


class RequestCounter:
    """Counts the answers of this process and the seconds they took, for /metrics."""

    def __init__(self, get_response):
        self.get_response = get_response
        metrics.started()

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        metrics.answered(request.method, response.status_code, time.perf_counter() - start)
        return response


class LostConnection:
    """A connection to the database that breaks under a request (the server was restarted, a proxy cut it) is not the
    person's affair: reading is done once more on a fresh one; for writing, which may or may not have been done, a page
    gives back what was typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not getattr(request, "lost_connection", False):
            return response
        connection.close()
        if request.method in ("GET", "HEAD"):
            # A new request: nothing that the broken one has remembered of session and person.
            return self.get_response(WSGIRequest(request.environ)) if isinstance(request, WSGIRequest) else response
        from core.frame.errors import lost_connection  # the apps are ready by then

        return lost_connection(request)


def _note_lost_connection(sender, request=None, **_kwargs) -> None:
    """An answer has become 500 because the database was gone, not because it refused a statement."""
    if request is not None and isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        request.lost_connection = not connection.is_usable()


got_request_exception.connect(_note_lost_connection, dispatch_uid="lost_connection")


class FullDisk:
    """A disk that is full is said in words, with what to do, wherever in a request it shows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        from core.files.storage import NoRoom, is_full  # the apps are ready by then
        from core.frame.errors import full_disk

        return full_disk(request) if isinstance(exception, NoRoom) or is_full(exception) else None


class ClientAddress:
    """Puts the caller's address into REMOTE_ADDR where our own proxies stand in front.

    Each trusted proxy appends the address it saw to X-Forwarded-For; entries further left can be written by anyone and
    are never believed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = settings.TRUSTED_PROXIES
        if count:
            seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
            if len(seen) >= count:
                request.META["REMOTE_ADDR"] = seen[-count]
        return self.get_response(request)


class PermissionsPolicy:
    """Pages use no camera, microphone, position or payment, and say so to the browser."""

    VALUE = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.VALUE)
        return response
