"""Rules of every signed-in request: idle time, one place at a time, a password of one's own first."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from core.frame import unsent_input
from core.people import accounts, proving, staying
from core.people.accounts import IDLE, SEEN, SINCE

SEEN_EVERY = 60
BACKGROUND = "X-Background"  # sent by pages that renew themselves; that is nobody at work
MACHINES = ("/static/", "/healthz", "/readyz", "/metrics")
PROVE_URL = "/accounts/prove/"
OPEN_WITH_OLD_PASSWORD = ("/accounts/password/", "/accounts/logout/", "/accounts/login/", "/api/")
ELSEWHERE = "您的账号已在别处登录，这里已退出。如果不是您本人操作，请尽快修改密码。"
PROVE = "为确认是您本人，请先输入密码再办理。您写的内容已经保留。"
IDLE_TOO_LONG = "长时间没有操作，已自动退出，请重新登录。"
DAY_OVER = "本次登录已满8小时，为了安全已自动退出，请重新登录。"
STILL_HERE = "登录已超时。您写的内容还在本页，请在新窗口重新登录后再保存。"


class SignInRules:
    """Ends idle, over-long and superseded sign-ins, asks for a password of one's own, keeps what was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(MACHINES):
            return self.get_response(request)
        sentence = _ended(request) if request.user.is_authenticated else ""
        if sentence:
            request.ended_user = request.user.pk
            accounts.sign_out(request, because=sentence)
            messages.warning(request, sentence)
        signed_in = request.user.is_authenticated
        request.post_in_use = request.user.post_in_use if signed_in else None
        if signed_in and not request.path.startswith(OPEN_WITH_OLD_PASSWORD) and _password_first(request):
            return redirect("core:password")
        unsent = request.session.get(unsent_input.KEY) if signed_in else None
        response = self.get_response(request)
        if signed_in and not response.has_header("Cache-Control"):
            # Not no-store: the Back button must bring back a form with what was typed; signing out clears the rest.
            patch_cache_control(response, private=True, no_cache=True)
        asked_first = signed_in and staying.must_prove(request)
        if unsent is not None and not asked_first and request.session.get(unsent_input.KEY) is unsent:
            return _after_coming_back(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        """Nobody is signed in (any more): ask to sign in again, and keep what was being handed in."""
        if request.user.is_authenticated:
            return _to_prove(request) if staying.must_prove(request) else None
        if request.path.startswith("/api/"):
            return None
        if getattr(view, "access", "public") == "public":
            return None
        return to_sign_in(request)


def _password_first(request) -> bool:
    return request.user.must_change_password or bool(request.session.get(accounts.TOO_OLD))


def to_sign_in(request):
    """To the sign-in page, and afterwards back; a script's request is told so in its own language."""
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "/")
        return HttpResponse(status=204, headers={"HX-Redirect": _sign_in_address(page)})
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": STILL_HERE}, status=401)
    if request.method != "POST":
        return redirect(_sign_in_address(request.get_full_path()))
    if unsent_input.keep(request):
        messages.info(request, "您刚才写的内容已经保留，登录后可以接着写、接着提交。")
    return redirect(_sign_in_address(unsent_input.page_of(request) or "/"))


def _to_prove(request):
    """To the page that asks for the password again; afterwards the act is done, or one is back with what was typed."""
    if request.headers.get("Accept", "").startswith("application/json") or request.path.startswith("/api/"):
        return JsonResponse({"detail": PROVE}, status=401)
    page = unsent_input.page_of(request) or "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": _address(PROVE_URL, page)})
    unsent_input.keep(request)
    proving.wait(request)
    return redirect(_address(PROVE_URL, page))


def _sign_in_address(after: str) -> str:
    return _address(settings.LOGIN_URL, after)


def _address(page: str, after: str) -> str:
    return f"{page}?{urlencode({'next': after})}"


def _ended(request) -> str:
    """The sentence why this sign-in has ended, or nothing. Notes at most once a minute that somebody is here."""
    user, session = request.user, request.session
    if accounts.is_elsewhere(user, session):
        return ELSEWHERE
    now, seen = time.time(), session.get(SEEN)
    if seen is None:
        accounts.begin_counting(session, now)
        return ""
    idle = now - seen > session[IDLE]
    if staying.stays(user, session):
        if sentence := staying.ended(session, now, idle):
            return sentence
    elif now - session[SINCE] > settings.SESSION_COOKIE_AGE:
        return DAY_OVER
    elif idle:
        return IDLE_TOO_LONG
    if now - seen > SEEN_EVERY and BACKGROUND not in request.headers:
        session[SEEN] = now
    return ""


def _after_coming_back(request, response):
    """What was kept is dropped once it has been handed in, and shown by itself where its page did not take it."""
    found = unsent_input.unsent(request)
    if found is None:
        return response
    here = request.get_full_path()
    if request.method == "POST" and here == found["path"] and response.status_code < 400:
        unsent_input.forget(request)
    elif request.method == "GET" and here == found["page"]:
        return redirect("/accounts/kept/?show=1")
    return response
