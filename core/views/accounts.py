"""Signing in and out, the own password, hats, size of type."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core import kept
from core.access import public, signed_in
from core.accounts import change_hat, posts_of
from core.forms import PasswordForm, SignInForm
from core.models import User
from core.services import accounts


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
    if request.method == "POST" and form.is_valid():
        accounts.sign_in(request, form.user)
        if form.user.must_change_password:
            return redirect("core:password")
        return redirect("core:kept" if kept.kept(request) else _safe(request, wanted))
    return render(request, "accounts/login.html", {"form": form, "next": wanted}, status=401 if form.errors else 200)


def _safe(request, wanted: str) -> str:
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else "/"


@public
@require_POST
def logout(request):
    accounts.sign_out(request)
    messages.success(request, "已退出登录。")
    return redirect("core:login")


@signed_in
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request):
    """Choose a password of one's own; compulsory after a one-time password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.choose_password(request, form.cleaned_data["new"])
        messages.success(request, "密码已修改，请记住新密码。")
        return redirect("core:kept" if kept.kept(request) else "workbench:home")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def kept_text(request):
    """What was typed when the sign-in ran out: look at it, then hand it in after all, or drop it."""
    if request.method == "POST":
        kept.forget(request)
        messages.info(request, "已放弃保留的内容。")
        return redirect("workbench:home")
    found = kept.kept(request)
    if found is None:
        return redirect("workbench:home")
    pairs = [(name, value) for name, values in found["fields"].items() for value in values]
    texts = [value for _, value in pairs if len(value) > 20]
    return render(request, "accounts/kept.html", {"path": found["path"], "pairs": pairs, "texts": texts})


@signed_in
def me(request):
    """Who one is here: posts, size of type, password."""
    return render(request, "accounts/me.html", {"posts": posts_of(request.user)})


@signed_in
@require_POST
def switch_hat(request):
    """Put on another of one's own hats."""
    post = change_hat(request.user, int(request.POST["post"])) if request.POST.get("post", "").isdecimal() else None
    if post is None:
        messages.error(request, "没有这个岗位，可能已经到期。请联系系统管理员。")
        return redirect("core:me")
    messages.success(request, f"现在以“{post.label}”的岗位办理。")
    return redirect("workbench:home")


@signed_in
@require_POST
def type_size(request):
    """Large or ordinary type."""
    User.objects.filter(pk=request.user.pk).update(large_type=request.POST.get("large") == "1")
    return redirect("core:me")
