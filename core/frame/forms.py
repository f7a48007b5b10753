"""Signing in and choosing a password."""

from django import forms
from django.contrib.auth import authenticate, password_validation

from core.chinese import long_date
from core.models import User
from core.people import staying
from core.people.locking import forgive_here, told_wrong, tries_left
from core.people.one_time import opens
from core.people.posts import first_day


class SignInForm(forms.Form):
    """One and the same sentence for every failure, so that nobody learns which accounts exist."""

    username = forms.CharField(
        label="用户名",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        self.user: User | None = None  # set by a check that found nothing wrong
        super().__init__(*args, **kwargs)
        if days := staying.days():
            self.fields["stay"] = forms.BooleanField(
                label=f"委员在本人手机上保持登录{days}天",
                required=False,
                help_text="隔一段时间再来，提交、署名、评价等办理前会请您输入密码。在别处登录，这里的保持登录即结束。"
                "公用的电脑、手机请不要勾选。",
            )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if "username" in data and "password" in data:
            self.user = authenticate(self.request, username=data["username"], password=data["password"])
            if self.user is None:
                raise forms.ValidationError(told_wrong(self.request))
            if day := first_day(self.user):
                self.user = None
                raise forms.ValidationError(f"您的账号自{long_date(day)}起可以使用，请那天再来登录。密码单请妥善保管。")
        return data


class ProveForm(forms.Form):
    """The password once more, of somebody who has stayed signed in."""

    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self):
        """Counted as at the sign-in."""
        given = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.username, password=given) is None:
            raise forms.ValidationError(f"密码不对，请重新输入。{tries_left(self.request)}")
        return given


class PasswordForm(forms.Form):
    """The old one, and the new one twice; the rules are told beforehand.

    Whoever has signed in with a one-time password has just typed it: it is not asked for again.
    """

    old = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再输一次新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, request, *args, **kwargs):
        self.request, self.user = request, request.user
        super().__init__(*args, **kwargs)
        if self.user.must_change_password:
            del self.fields["old"]

    @staticmethod
    def rules() -> list[str]:
        """What a new password has to be, in sentences."""
        return [*password_validation.password_validators_help_texts(), "不能与现在的密码相同。"]

    def clean_old(self):
        """Counted as at the sign-in: a browser left open is no place to guess."""
        if authenticate(self.request, username=self.user.username, password=self.cleaned_data["old"]) is None:
            raise forms.ValidationError(f"现在的密码不对，请重新输入。{tries_left(self.request)}")
        forgive_here(self.request, self.user)
        return self.cleaned_data["old"]

    def clean_new(self):
        new = self.cleaned_data["new"]
        if opens(self.user, new):
            raise forms.ValidationError("新密码不能与现在的密码相同。")
        password_validation.validate_password(new, self.user)
        return new

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一样，请重新输入。")
        return data
