"""Signing in and out, the own password, posts, size of type."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.committee import guide
from core.frame import unsent_input
from core.frame.forms import PasswordForm, ProveForm, SignInForm
from core.matters import events
from core.models import Event, Role, User
from core.models.generic import aimed_at
from core.people import accounts, devices, former_passwords, leaving, proving, staying
from core.people.access import public, signed_in
from core.people.actors import Actor
from core.people.posts import change_post, posts_of, whom_strangers_call
from core.text import number_of


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request):
    """Sign in; afterwards to what was kept, to where one came from, or home."""
    if request.user.is_authenticated:
        return redirect("workbench:home")
    form = SignInForm(request, request.POST or None)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid() and form.user is not None:
        accounts.sign_in(request, form.user)
        if form.cleaned_data.get("stay") and not staying.begin(request, form.user):
            messages.info(request, "保持登录只对仅任委员的账号开放，这次照常登录。")
        after = "core:unsent" if unsent_input.unsent(request) else safe(request, wanted)
        first = form.user.must_change_password or request.session.get(accounts.TOO_OLD)
        response = redirect("core:password" if first else after)
        unsent_input.remember_person(response, form.user)
        devices.remember(request, response, form.user.username)
        return response
    context = {"form": form, "next": wanted, "closed_because": guide.closed_because()}
    context["to_call"] = whom_strangers_call(Role.SYSADMIN)
    return render(request, "accounts/login.html", context, status=401 if form.errors else 200)


def safe(request, wanted: str) -> str:
    """``wanted`` where it is a page of ours, else home."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else "/"


@public
@require_POST
def logout(request):
    """End the session; the browser forgets the pages it has kept."""
    accounts.sign_out(request)
    messages.success(request, "已退出登录。")
    return _forgetting(redirect("core:login"))


@signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def prove(request):
    """The password once more before something that binds, of a sign-in that stays; what was asked for is done then."""
    wanted = safe(request, request.POST.get("next") or request.GET.get("next", ""))
    names_an_act = proving.SIGN in request.POST
    if not request.session.get(staying.TO_PROVE):
        if names_an_act:  # pressed twice, or in another window before
            messages.info(request, "密码已经确认过。刚才那一步如果还没有办，请再点一次按钮。")
        return redirect(wanted)
    form = ProveForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        staying.prove(request, request.user)
        answer = proving.go_on(request)
        if answer is None and names_an_act:
            messages.warning(request, "密码已确认，刚才那一步没有办，请再点一次按钮。")
        return answer or redirect("core:unsent" if unsent_input.unsent(request) else wanted)
    kept = unsent_input.unsent(request) is not None
    context = {"form": form, "next": wanted, "kept": kept, "waiting": proving.waiting(request)}
    return render(request, "accounts/prove.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request):
    """Choose a password of one's own; compulsory after a one-time password."""
    form = PasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        besides = accounts.ends_besides(request.user)
        accounts.choose_password(request, form.cleaned_data["new"])
        messages.success(request, f"密码已修改，请记住新密码。{besides}")
        return redirect("core:unsent" if unsent_input.unsent(request) else "workbench:home")
    context = {"form": form, "to_call": whom_strangers_call(Role.SYSADMIN) if "old" in form.errors else ""}
    context["besides"] = accounts.ends_besides(request.user)
    context["too_old"] = former_passwords.too_old_sentence() if request.session.get(accounts.TOO_OLD) else ""
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def unsent(request):
    """What was typed when the sign-in ran out: back to its page with it, or look at it here, hand it in, or drop it."""
    if request.method == "POST":
        unsent_input.forget(request)
        messages.info(request, "已放弃保留的内容。")
        return redirect("workbench:home")
    found = unsent_input.unsent(request)
    if found is None:
        return redirect("workbench:home")
    if found["page"] and "show" not in request.GET:
        files = "附件需要重新选择。" if found["files"] else ""
        messages.info(request, f"您离开时写的内容已为您保留，还没有提交，请核对后再提交。{files}")
        return redirect(found["page"])
    pairs = [(name, value) for name, values in found["fields"].items() for value in values]
    texts = [value for _, value in pairs if len(value) > unsent_input.LONG]
    short = [value for name, value in pairs if value and name not in unsent_input.NOT_TYPED]
    context = {"path": found["path"], "pairs": pairs, "texts": texts, "short": short}
    return render(request, "accounts/unsent.html", context)


@signed_in
@require_GET
def me(request):
    """Who one is here: posts, size of type, password, the last sign-ins."""
    about_signing_in = Event.objects.filter(**aimed_at(request.user), key__in=("sign_in", "token"))
    posts = list(posts_of(request.user))
    left = "" if posts else leaving.how_left(request.user, timezone.localdate())
    context: dict[str, Any] = {"posts": posts, "left": left, "sign_ins": about_signing_in.order_by("-at", "-id")[:5]}
    if staying.stays(request.user, request.session):
        context["idle_minutes"] = request.session.get(accounts.IDLE, settings.SESSION_IDLE_SECONDS) // 60
        context["stays_until"] = datetime.fromtimestamp(request.session[staying.UNTIL], timezone.get_current_timezone())
    return render(request, "accounts/me.html", context)


@signed_in
@require_POST
def end_everywhere(request):
    """End this sign-in and every token for other programs."""
    accounts.end_everywhere(request)
    messages.success(request, "已结束全部登录。接口令牌、日历订阅地址一并作废，需要时重新生成。")
    return _forgetting(redirect("core:login"))


@signed_in
@require_POST
def switch_post(request):
    """Act in another of one's own posts: on the page that asked for it (``next``), else at home."""
    wanted = number_of(request.POST.get("post", ""))
    post = change_post(request.user, wanted) if wanted is not None else None
    if post is None:
        messages.error(request, "没有这个岗位，可能已经到期。请联系系统管理员。")
        return redirect("core:me")
    events.record(request.user, actor=Actor.of(request.user, request=request), key="switch_hat", label="切换岗位")
    messages.success(request, f"现在以“{post.label}”的岗位办理。")
    return redirect(safe(request, request.POST.get("next", "")))


@signed_in
@require_POST
def type_size(request):
    """Large or ordinary type."""
    User.objects.filter(pk=request.user.pk).update(large_type=request.POST.get("large") == "1")
    return redirect("core:me")


def _forgetting(response):
    response["Clear-Site-Data"] = '"cache"'
    return response
