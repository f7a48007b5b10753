"""Forms of the account pages."""

from django import forms
from django.utils import timezone

from core.identifiers import phone_number
from core.models import Organisation, Role, User
from core.organisations.finding import BodyField
from core.people.directory import name_objection, phone_objection
from core.people.namesakes import AsksIfAnother, likely
from core.people.separation import title_of
from core.text import as_one_word

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Person(forms.Form):
    """Name and telephone, checked as in lists of accounts."""

    full_name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="手机", max_length=20, required=False)

    def clean_full_name(self) -> str:
        name = as_one_word(self.cleaned_data["full_name"])
        if not name:
            raise forms.ValidationError("请填写姓名。")
        if self._is_new("full_name", name) and (problem := name_objection(name, "请分别开通。")):
            raise forms.ValidationError(problem)
        return name

    def _is_new(self, field: str, value: str) -> bool:
        """What stands already is no reason to refuse that something else is put right."""
        return value != self.initial.get(field)

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if self._is_new("phone", phone) and (problem := phone_objection(phone)):
            raise forms.ValidationError(problem)
        return phone_number(phone)


class AccountForm(AsksIfAnother, _Person):
    username = forms.RegexField(
        r"^[A-Za-z0-9_.@+\-\u4e00-\u9fff\uff01-\uff5e]{3,60}$", label="用户名", help_text="3至60个字母、数字，登录用",
        error_messages={"invalid": "用户名只能用英文字母、数字、汉字和 . @ + - _，3至60个，请换一个。"},
    )  # fmt: skip
    field_order = ("username", "full_name", "phone")

    def clean(self):
        data = super().clean() or self.cleaned_data
        another, name = data.pop("another", False), data.get("full_name", "")
        self.ask(likely(name, data.get("phone", "")) if name else [], another, "")
        return data


class FactsForm(_Person):
    """What may be put right of an account; the user name stays, because people sign in by it."""

    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="另一位管理员据此判断，如“换了手机号”",
        widget=forms.TextInput(attrs={"id": "correct-reason"}),
    )  # fmt: skip


class PostForm(forms.Form):
    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *[(role.value, title_of(role)) for role in Role]])
    organisation = BodyField(
        label="单位", queryset=Organisation.objects.filter(is_active=True), required=False, empty_label="（不属于单位）"
    )
    title = forms.CharField(label="职务", max_length=60, required=False)
    valid_from = forms.DateField(label="自", widget=DAY, required=False)
    valid_to = forms.DateField(label="至", widget=DAY, required=False, help_text="最后一天；不填为长期")
    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="须安全管理员确认的岗位必填，如“接任某某，党组会已定”"
    )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", "结束日期不能早于开始日期。")
        return data


class LeaveForm(forms.Form):
    """离任、停用."""

    day = forms.DateField(
        label="最后一天", widget=DAY, initial=timezone.localdate,
        help_text="填今天即刻停用；填以后的日期，岗位到那天为止，次日自动停用。",
    )  # fmt: skip
    reason = forms.CharField(label="原因", max_length=200, help_text="如“调离”“退休”“不再承办”")
    handed_on = forms.BooleanField(label="没人接的件已另行安排", required=False)


class EndPostForm(forms.Form):
    """A post ends: why, where two administrators decide, and a tick where nobody would be left in it."""

    reason = forms.CharField(label="理由", max_length=200)
    handed_on = forms.BooleanField(label="没有人任这个岗位也要结束，后续已另行安排", required=False)

    def __init__(self, data=None, *, power: bool, alone: str):
        super().__init__(data)
        self.alone = alone
        if not power:
            del self.fields["reason"]
        if not alone:
            del self.fields["handed_on"]

    def clean(self):
        data = super().clean()
        if self.alone and not self.cleaned_data.get("handed_on"):
            self.add_error("handed_on", self.alone)
        return data


class StandInForm(forms.Form):
    """What the security administrator may ask for about a system administrator, who cannot ask for themselves."""

    username = forms.CharField(label="用户名", max_length=150)
    act = forms.ChoiceField(
        label="事项",
        choices=[("password", "系统管理员忘记密码，重发一次性密码"), ("give", "任系统管理员"), ("close", "停用账号")],
    )
    reason = forms.CharField(label="理由", max_length=200)

    person: User | None = None  # found by a check that found nothing wrong

    def clean_username(self):
        self.person = User.objects.filter(username=self.cleaned_data["username"]).first()
        if self.person is None:
            raise forms.ValidationError("没有这个用户名，请核对。")
        return self.cleaned_data["username"]
