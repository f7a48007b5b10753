"""Pages for what went wrong, in words that say what to do."""

from django.shortcuts import render

DENIED = "您当前的岗位不能打开这个页面。"


def csrf_failure(request, reason=""):
    """The form was open too long or cookies are off; nothing was saved."""
    return render(request, "errors/csrf.html", status=403)


def forbidden(request, exception=None):
    """The wrong post; the sentence of the refusal is shown."""
    sentence = str(exception) if exception and str(exception) else DENIED
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def server_error(request):
    return render(request, "errors/500.html", status=500)
