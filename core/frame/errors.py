"""Pages for what went wrong, in words that say what to do."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from core.committee import identity
from core.files import space
from core.frame.unsent_input import LONG, from_here, keep, typed_by
from core.people.access import OtherPost, WrongPost
from core.people.middleware import to_sign_in
from core.people.posts import posts_of

INTERFACE = "/api/"
DENIED = "您当前的岗位不能打开这个页面。"


def csrf_failure(request, reason=""):
    """The form was older than the sign-in, or cookies are off. What was typed comes back with a fresh form."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(
            {"detail": "页面已过期，还没有保存。您写的内容还在本页，请直接点“保存”或刷新后再试。"}, status=403
        )
    if request.COOKIES.get(settings.CSRF_COOKIE_NAME) and from_here(request):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if keep(request):
            return redirect("core:unsent")
    return render(request, "errors/csrf.html", status=403)


def forbidden(request, exception=None):
    """The wrong post; the sentence of the refusal is shown, and the person's own post that may, to change to."""
    sentence = str(exception) if exception and str(exception) else DENIED
    if request.path.startswith(INTERFACE):
        return _as_json(sentence, 403)
    allowed = exception.allowed if isinstance(exception, WrongPost) else ()
    fitting = [post for post in posts_of(request.user) if post.role in allowed] if allowed else []
    if isinstance(exception, OtherPost):
        fitting = [exception.post]
    wanted = request.get_full_path() if request.method == "GET" else ""
    context = {"sentence": sentence, "fitting": fitting, "wanted": wanted, "told_who": bool(allowed)}
    return render(request, "errors/403.html", context, status=403)


def not_found(request, exception=None):
    if request.path.startswith(INTERFACE):
        return _as_json("没有这个接口地址，请对照接口说明核对。", 404)
    return render(request, "errors/404.html", status=404)


def bad_request(request, exception=None):
    """Too large, or not what a browser sends."""
    if request.path.startswith(INTERFACE):
        return _as_json("请求过大，或者内容不完整，请检查后重发。", 400)
    return render(request, "errors/400.html", status=400)


def full_disk(request):
    """The disk took no more; what was typed is still in the browser. Asks the database nothing."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": space.FULL}, status=507)
    page = render_to_string("errors/full.html", {"committee_name": identity.remembered().name, "bare": True})
    return HttpResponse(page, status=507)


LOST = "与数据库的连接刚才断了，这一步可能没有办成。请再提交一次；已经办成的不会重复办理。"


def lost_connection(request):
    """The database was gone while something was being handed in: what was typed, to be handed in once more. Asks the
    database nothing."""
    if request.path.startswith(INTERFACE) or request.headers.get("Accept", "").startswith("application/json"):
        return _as_json(LOST, 503)
    fields = typed_by(request) if from_here(request) else []
    context = {
        "committee_name": identity.remembered().name,
        "bare": True,
        "sentence": LOST,
        "path": request.get_full_path(),
        "fields": fields,
        "long": [value for _, value in fields if len(value) > LONG],
        "files": bool(request.FILES),
        "token": get_token(request),
    }
    return HttpResponse(render_to_string("errors/lost.html", context), status=503)


def server_error(request):
    """Says so without asking the database, which may be what failed."""
    if request.path.startswith(INTERFACE):
        return _as_json("系统出了问题，请求没有完成。请稍后再试，仍不行的请联系系统管理员。", 500)
    page = render_to_string("errors/500.html", {"committee_name": identity.remembered().name, "bare": True})
    return HttpResponseServerError(page)


def _as_json(sentence: str, status: int) -> JsonResponse:
    """The interface's own form of a refusal, also where no view of it was reached."""
    return JsonResponse({"detail": sentence}, status=status)
