"""Rules of every signed-in request: idle time, one place at a time, a password of one's own first."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect

from core import kept, rulebook

SEEN = "seen_at"
SEEN_EVERY = 60
OPEN_WITH_OLD_PASSWORD = (
    "/accounts/password/",
    "/accounts/logout/",
    "/accounts/login/",
    "/static/",
    "/healthz",
    "/api/",
)


class SignInRules:
    """Ends idle and superseded sign-ins, asks for a password of one's own, keeps what was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(("/static/", "/healthz", "/readyz", "/metrics")):
            return self.get_response(request)
        sentence = self._ended(request) if request.user.is_authenticated else ""
        if sentence:
            logout(request)
            messages.warning(request, sentence)
        elif self._needs_own_password(request):
            return redirect("core:password")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """A POST that arrives after the sign-in ran out: keep what was typed, and ask to sign in again."""
        if request.method != "POST" or request.user.is_authenticated or request.path.startswith("/api/"):
            return None
        if getattr(view, "access", "public") == "public":
            return None
        login = f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}"
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"detail": "登录已超时。您写的内容还在本页，请在新窗口重新登录后再保存。"}, status=401)
        if kept.keep(request):
            messages.info(request, "登录已超时。您刚才写的内容已经保留，登录后可以接着提交。")
        return redirect(login)

    def _needs_own_password(self, request) -> bool:
        user = request.user
        waiting = user.is_authenticated and user.must_change_password
        return waiting and not request.path.startswith(OPEN_WITH_OLD_PASSWORD)

    def _ended(self, request) -> str:
        """The sentence why this sign-in has ended, or nothing. Notes at most once a minute that somebody is here."""
        user, session = request.user, request.session
        if user.session_key and session.session_key and user.session_key != session.session_key:
            return "您的账号已在别处登录，这里已退出。如果不是您本人操作，请尽快修改密码。"
        now, seen = time.time(), session.get(SEEN)
        if seen is not None and now - seen > 60 * rulebook.value("account.idle_minutes"):
            return "长时间没有操作，已自动退出，请重新登录。"
        if seen is None or now - seen > SEEN_EVERY:
            session[SEEN] = now
        return ""
