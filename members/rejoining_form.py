"""登记本届任职: a mandate of the running term for somebody of the register who has none in it."""

from typing import Any, cast

from django import forms

from core.models import Organisation
from members.forms import DayInput, ToldFirst
from members.services.rejoining import Basis

KIND = Organisation.Kind
BODIES = (KIND.SPECIAL_COMMITTEE, KIND.MEMBER_GROUP, KIND.LIAISON_OFFICE)


class RejoinForm(ToldFirst):
    """Why, from which day, in which sector and bodies."""

    TOLD = ("basis", "starts_on", "sector", "bodies")
    basis = forms.ChoiceField(label="依据", choices=Basis.choices, widget=forms.RadioSelect)
    starts_on = forms.DateField(
        label="任职日期",
        widget=DayInput(),
        required=False,
        help_text="届中增补的填写；更正换届名单的从本届第一天起",
    )
    sector = forms.ModelChoiceField(label="界别", queryset=Organisation.objects.none(), empty_label="请选择")
    bodies = forms.ModelMultipleChoiceField(
        label="专委会与小组", queryset=Organisation.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="已勾选上一次任职时所在的，职务照旧；不再参加的取消勾选",
    )  # fmt: skip
    decided_by = forms.CharField(label="决定机构与日期", max_length=120, help_text="如“常委会第一次会议 2027-02-20”")
    paper = forms.CharField(label="文号", max_length=80, required=False, help_text="决定或更正通知的文号")
    reason = forms.CharField(label="原因", max_length=200, help_text="记入经过，如“名单录入时漏列”")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        active = Organisation.objects.filter(is_active=True).order_by("order", "id")
        sector, bodies = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("sector", "bodies"))
        sector.queryset = active.filter(kind=KIND.SECTOR)
        bodies.queryset = active.filter(kind__in=BODIES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("basis") == Basis.ADDED and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "届中增补的，请填写任职日期。")
        return data
