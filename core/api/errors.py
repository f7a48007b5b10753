"""Every refusal is ``{"detail": sentence}``; wrong fields add ``"fields": {name: [sentences]}``."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as framework_handler
from rest_framework.views import set_rollback

from core.chinese import in_one
from core.clock.workdays import PeriodError
from core.files.uploads import UploadRefused
from core.matters.lifecycle import ActError, InvalidFacts

NOT_FOUND = "没有找到，或者您当前的岗位看不到它。"
NOT_SIGNED_IN = "请先登录，或在请求头中带上 Authorization: Token 令牌。"
NOT_YOURS = "您当前的岗位不能这样做。"


def exception_handler(exc, context) -> Response | None:
    """DRF's hook: what the program raises, as an answer in the office's words. None leaves it to Django (a fault)."""
    if isinstance(exc, ActError):
        return _answer(exc.status, exc.sentence, exc.errors if isinstance(exc, InvalidFacts) else None)
    if isinstance(exc, UploadRefused):
        return _answer(400, str(exc), {"file": [str(exc)]})
    if isinstance(exc, PeriodError):
        return _answer(409, str(exc))
    if isinstance(exc, LookupError) and isinstance(sentence := getattr(exc, "sentence", None), str):
        return _answer(409, sentence)
    response = framework_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        fields = flat(exc.detail)
        response.data = _body(in_one(text for texts in fields.values() for text in texts), fields)
    else:
        response.data = {"detail": _sentence(exc)}
    return response


def flat(detail, name: str = "") -> dict[str, list[str]]:
    """Nested validation errors as one level, ``suggested_joints.1`` for the second of a list."""
    if isinstance(detail, dict):
        return {
            key: texts for part, more in detail.items() for key, texts in flat(more, _joined(name, str(part))).items()
        }
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        return flat({str(place): item for place, item in enumerate(detail) if item}, name)
    texts = detail if isinstance(detail, list) else [detail]
    return {name: [str(text) for text in texts]} if texts else {}


def _joined(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part


def _answer(status: int, sentence: str, fields: dict | None = None) -> Response:
    set_rollback()
    return Response(_body(sentence, fields), status=status)


def _body(sentence: str, fields: dict | None) -> dict:
    named = {name: texts for name, texts in (fields or {}).items() if name and name != "non_field_errors"}
    return {"detail": sentence, "fields": named} if named else {"detail": sentence}


ALWAYS = (
    (exceptions.MethodNotAllowed, "这个地址不支持这种请求方法。"),
    (exceptions.UnsupportedMediaType, "请求内容的格式不受支持，请用 JSON（上传文件用 multipart/form-data）。"),
    (exceptions.NotAcceptable, "本接口只给出 JSON。"),
    (exceptions.NotAuthenticated, NOT_SIGNED_IN),
)
UNLESS_SAID = (
    (exceptions.ParseError, "请求内容不是有效的 JSON，请检查后重发。"),
    (exceptions.AuthenticationFailed, "令牌无效，请重新取得令牌。"),
    ((exceptions.NotFound, Http404), NOT_FOUND),
    ((exceptions.PermissionDenied, PermissionDenied), NOT_YOURS),
)


def _sentence(exc) -> str:
    """Our own words where the exception carries them, else the usual sentence for its kind."""
    own = str(getattr(exc, "detail", exc))
    if not any("一" <= letter <= "鿿" for letter in own) or own == str(getattr(exc, "default_detail", "")):
        own = ""
    if isinstance(exc, exceptions.Throttled):
        return f"请求过于频繁，请在{max(1, int(getattr(exc, 'wait', None) or 1))}秒后再试。"
    for kind, sentence in ALWAYS:
        if isinstance(exc, kind):
            return sentence
    for kinds, sentence in UNLESS_SAID:
        if isinstance(exc, kinds):
            return own or sentence
    return own or "请求没有完成，请稍后再试。"
