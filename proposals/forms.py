"""Forms of the pages. What an act asks for stands in ``fields.py``; here: writing a proposal."""

import contextlib
import functools
from typing import Any

from django import forms
from django.utils import timezone

from core import rulebook
from core.matters.fields import YesNoField, handling_units
from core.matters.writing import TEXT_STORED, DraftForm
from core.models import Organisation
from core.organisations.finding import BodiesField, BodyField, choice
from members.choices import MemberChoice, with_sector
from members.models import Member
from members.services.terms import NoSession, current_session
from proposals import receipt
from proposals.models import KIND_OF_BODY, Proposal

TITLE_STORED = 200


def searchable(form: forms.Form) -> None:
    """Long lists of rows become searchable."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.widget.attrs["data-pick"] = ""


class WriteForm(DraftForm):
    """The text of a proposal while it is being written: nothing is compulsory until it is submitted."""

    title = forms.CharField(label="案由", required=False, max_length=TITLE_STORED)
    situation = forms.CharField(label="一、情况与问题", required=False, max_length=TEXT_STORED, widget=forms.Textarea)
    analysis = forms.CharField(label="二、分析", required=False, max_length=TEXT_STORED, widget=forms.Textarea)
    suggestion = forms.CharField(label="三、建议", required=False, max_length=TEXT_STORED, widget=forms.Textarea)
    category = forms.ChoiceField(label="类别", required=False)
    lead = BodyField(label="建议主办单位", queryset=None, required=False, empty_label="不建议，由政协确定")
    joints = BodiesField(label="建议会办单位", queryset=None, required=False)
    publish_consent = YesNoField(label="是否同意公开", required=False)
    publish_reason = forms.CharField(label="不同意公开的理由", required=False, max_length=200)

    ROWS = {"situation": 6, "analysis": 4, "suggestion": 6}
    HINTS = {
        "situation": "什么事，在哪里，影响到谁？有数字写数字。",
        "analysis": "为什么会这样？",
        "suggestion": "请写具体、能办的建议，一事一案。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "请选择"), *rulebook.options("proposal.categories")]
        units = handling_units(None, None)
        pairs = functools.cache(lambda: [choice(unit) for unit in units])  # both fields show the same rows
        for name in ("lead", "joints"):
            self.fields[name].queryset = units
        self.fields["lead"].choices = lambda: [("", self.fields["lead"].empty_label), *pairs()]
        self.fields["joints"].choices = pairs
        for name, rows in self.ROWS.items():
            self.fields[name].widget.attrs.update(rows=rows, placeholder=self.HINTS[name])
        searchable(self)

    @classmethod
    def initial_of(cls, matter: Proposal) -> dict[str, Any]:
        suggested = matter.wished_units
        return super().initial_of(matter) | {
            "publish_consent": {True: "yes", False: "no"}.get(matter.publish_consent, ""),
            "lead": next((s.unit_id for s in suggested if s.is_lead), None),
            "joints": [s.unit_id for s in suggested if not s.is_lead],
        }

    def clean_publish_consent(self) -> bool | None:
        consent = self.cleaned_data["publish_consent"]
        return consent if isinstance(consent, bool) else None


class OnBehalfForm(forms.Form):
    """代为录入: for which member, or for which body, the staff member writes."""

    member = MemberChoice(label="哪位委员", queryset=Member.objects.none(), required=False, empty_label="请选择")
    organisation = BodyField(
        label="或哪个集体提案单位", queryset=Organisation.objects.none(), required=False, empty_label="请选择"
    )

    received_on = forms.DateField(
        label="收到日期", required=False, initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="收到纸质件的那天，不填为今天；在大会提案截止以前收到的，以后录入也计为大会提案",
        error_messages={"invalid": "收到日期请写成 2026-02-03 这样的日期。"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = with_sector(Member.objects.in_office().not_suspended())
        bodies = Organisation.objects.filter(kind__in=list(KIND_OF_BODY), is_active=True)
        self.fields["organisation"].queryset = bodies.order_by("kind", "order", "id")
        searchable(self)

    def clean(self) -> dict:
        data = super().clean()
        if bool(data.get("member")) == bool(data.get("organisation")):
            raise forms.ValidationError("请选择一位委员或一个集体提案单位，二者选一。")
        return data

    def clean_received_on(self):
        """Told beside the field where the day cannot be; without a session beginning says so."""
        day, today = self.cleaned_data["received_on"], timezone.localdate()
        with contextlib.suppress(NoSession):
            if day and (told := receipt.objection(day, current_session(today), today)):
                raise forms.ValidationError(told)
        return day
