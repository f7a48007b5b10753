"""What somebody typed when the sign-in had run out: kept until they are back (输入不丢失)."""

from urllib.parse import urlparse

LIMIT = 60_000
LEFT_OUT = ("csrfmiddlewaretoken",)
KEY = "kept_post"


def keep(request) -> bool:
    """Keep the fields of this POST in the anonymous session; passwords and files never. Returns whether it was kept."""
    fields = {name: values for name, values in request.POST.lists() if name not in LEFT_OUT and "password" not in name}
    size = sum(len(value) for values in fields.values() for value in values)
    if not fields or size > LIMIT:
        return False
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields}
    return True


def kept(request) -> dict | None:
    """What was kept, for showing it: path and fields."""
    found = request.session.get(KEY)
    if not found or urlparse(found["path"]).netloc or not found["path"].startswith("/"):
        return None
    return found


def forget(request) -> None:
    request.session.pop(KEY, None)
