"""Settings pages: accounts and posts."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.frame.setup_tables import AccountTable
from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters.events import timeline
from core.matters.lifecycle import ActError
from core.models import Organisation, Post, Role, User
from core.people import accounts, directory
from core.people.access import roles
from core.people.actors import Actor

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Accounts(TableView):
    table_class = AccountTable
    template_name = "setup/accounts.html"

    def queryset_for(self, user):
        return User.objects.all()


account_list = roles(Role.SYSADMIN)(Accounts.as_view())


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[\w.@+-]{3,60}$", label="用户名", help_text="3至60个字母、数字，登录用",
        error_messages={"invalid": "用户名只能用字母、数字和 . @ + - _，至少3个。"},
    )  # fmt: skip
    full_name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="手机", max_length=20, required=False)


class PostForm(forms.Form):
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.filter(is_active=True), required=False, empty_label="（不属于单位）"
    )
    valid_from = forms.DateField(label="自", widget=DAY, required=False)
    valid_to = forms.DateField(label="至", widget=DAY, required=False)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", "结束日期不能早于开始日期。")
        return data


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def new_account(request):
    """An account; its one-time password is shown this once."""
    form = refill(AccountForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            made = directory.create_account(actor=Actor.of(request.user, request=request), **form.cleaned_data)
        except ActError as error:
            form.add_error("username", error.sentence)
        else:
            return render(request, "setup/password_once.html", {"account": made[0], "password": made[1]})
    return render(request, "setup/account_new.html", {"form": form}, status=422 if form.errors else 200)


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def account(request, pk: int):
    """One account: posts with their dates, and a new one-time password."""
    user = get_object_or_404(User, pk=pk)
    form = refill(PostForm(request.POST if "role" in request.POST else None), request)
    actor = Actor.of(request.user, request=request)
    if request.method == "POST":
        try:
            if "reset" in request.POST:
                password = accounts.reset_password(user=user, actor=actor)
                return render(request, "setup/password_once.html", {"account": user, "password": password})
            if "end" in request.POST:
                directory.end_post(actor=actor, post=get_object_or_404(Post, pk=request.POST["end"], user=user))
                messages.success(request, "岗位已结束。")
                return redirect(request.path)
            if form.is_valid():
                directory.give_post(actor=actor, user=user, **form.cleaned_data)
                messages.success(request, "岗位已设置。")
                return redirect(request.path)
        except ActError as error:
            messages.error(request, error.sentence)
    context = {
        "account": user,
        "form": form,
        "posts": user.posts.select_related("organisation"),
        "events": timeline(user, request.user)[:20],
    }
    return render(request, "setup/account.html", context, status=422 if form.errors else 200)
