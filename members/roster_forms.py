"""The form that takes a roster in."""

from typing import cast

from django import forms

from core.sheets.forms import SheetField, SheetForm
from members.forms import FIRST_DAY, DayInput
from members.models import Term
from members.services.terms import current_term


class RosterForm(SheetForm):
    """A file and the term it is for. Where no term exists yet, its number and first day are asked instead."""

    file = SheetField(label="名册文件")
    term = forms.ModelChoiceField(label="届", queryset=Term.objects.none(), empty_label=None)
    number = forms.IntegerField(
        label="第几届", min_value=1, max_value=99, help_text="系统中还没有届次，导入时一并建立本届。"
    )
    begins_on = forms.DateField(label="本届开始日期", widget=DayInput(), help_text=FIRST_DAY)
    starts_on = forms.DateField(
        label="新委员任职日期",
        widget=DayInput(),
        required=False,
        help_text="换届提名的填本届第一天，以后的记为届中增补。不填时：本届第一份名册按本届开始日期，以后的名册按导入当天；预览时还可以改。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        terms = list(Term.objects.order_by("-number"))
        if terms:
            del self.fields["number"], self.fields["begins_on"]
            term = cast(forms.ModelChoiceField, self.fields["term"])
            term.queryset, term.initial = Term.objects.order_by("-number"), current_term() or terms[0]
        else:
            del self.fields["term"], self.fields["starts_on"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        term, starts_on = data.get("term"), data.get("starts_on")
        if term and starts_on and starts_on < term.starts_on:
            self.add_error("starts_on", f"任职日期早于{term}开始日期（{term.starts_on}），请核对。")
        return data
