"""What every request passes, before and after the business."""

import time

from django.conf import settings

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
