"""Forms of seats, offices, suspensions and contacts: from which day, until which, and why."""

from typing import Any, cast

from django import forms
from django.utils import timezone

from core.models import Organisation
from core.organisations.finding import BodyField
from members.choices import MemberChoice, with_sector
from members.forms import DayInput, PaperField
from members.models import Contact, Mandate, Member, MemberParty, OfficeHeld, Seat
from members.services import sole_offices

WHY = "决定依据，如“十五届常委会第八次会议决定”"


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def _why() -> forms.CharField:
    return forms.CharField(label="依据", max_length=200, help_text=WHY)


class SeatForm(forms.Form):
    """A seat in a committee, a group or a liaison office."""

    body = BodyField(label="专委会、小组或联络办", queryset=Organisation.objects.none(), empty_label="请选择")
    duty = forms.ChoiceField(label="职务", choices=Seat.Duty.choices)
    starts_on = _day("任职日期", initial=timezone.localdate)
    reason = _why()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = Organisation.Kind
        kinds = (kind.SPECIAL_COMMITTEE, kind.MEMBER_GROUP, kind.LIAISON_OFFICE)
        field = cast(forms.ModelChoiceField, self.fields["body"])
        field.queryset = Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("kind", "order", "id")


class DutyForm(forms.Form):
    """Another duty in the same body."""

    duty = forms.ChoiceField(label="新任职务", choices=Seat.Duty.choices)
    starts_on = _day(
        "新任职日期",
        initial=timezone.localdate,
        help_text="原任职记到前一天为止，仍可查阅；与原任职同一天的，按更正办理",
    )
    reason = _why()


class OfficeForm(forms.Form):
    """政协职务."""

    office = forms.ChoiceField(label="政协职务", choices=[("", "请选择"), *OfficeHeld.Office.choices])
    starts_on = _day("任职日期", initial=timezone.localdate)
    reason = _why()
    second = forms.BooleanField(label="已核对，确需同时登记", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, mandate: Mandate, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.mandate = mandate

    def clean(self) -> dict[str, Any]:
        """Asks once more where somebody else holds what has one holder at a time."""
        data = super().clean() or self.cleaned_data
        office, day = data.get("office"), data.get("starts_on")
        problem = sole_offices.held_already(self.mandate, office, day) if office and day else ""
        if problem:
            self.fields["second"].widget = forms.CheckboxInput()
            if not data.get("second"):
                self.add_error("second", problem)
        return data


class PartyOfficeForm(forms.Form):
    """党派职务."""

    party = forms.ChoiceField(label="党派", choices=[("", "请选择"), *[(p, p) for p in MemberParty.CANONICAL]])
    title = forms.CharField(label="职务", max_length=60, help_text="如“民盟区委主委”")
    starts_on = _day("任职日期", initial=timezone.localdate)
    reason = _why()


class EndPostForm(forms.Form):
    """The last day of a seat or an office, or that it was never held."""

    ends_on = _day("任职到哪一天", initial=timezone.localdate, help_text="可以是以后的日期，到期自动结束")
    mistaken = forms.BooleanField(
        label="登记有误，从未担任：撤销这项登记", required=False, help_text="勾选的，上面的日期不起作用"
    )
    reason = _why()


class SuspendForm(forms.Form):
    """中止履职."""

    starts_on = _day("自", initial=timezone.localdate)
    ends_on = _day("至", required=False, help_text="恢复日期未定的不填，以后再登记恢复")
    reason = forms.CharField(label="原因", max_length=200)
    decided_by = forms.CharField(label="决定机构与日期", max_length=120)
    paper = forms.CharField(label="文号", max_length=80, required=False)
    upload = PaperField()


class ResumeForm(forms.Form):
    """恢复履职."""

    ends_on = _day("中止到哪一天为止", initial=timezone.localdate, help_text="从次日起恢复履职")
    reason = _why()
    upload = PaperField()


class ContactForm(forms.Form):
    """Who keeps in contact with whom."""

    kind = forms.ChoiceField(label="联系类别", choices=[("", "请选择"), *Contact.Kind.choices])
    member = MemberChoice(label="联系人", queryset=Member.objects.none(), empty_label="请选择")
    contacted = MemberChoice(label="联系对象", queryset=Member.objects.none(), empty_label="请选择")
    starts_on = _day("自", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("member", "contacted"):
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.queryset = with_sector(Member.objects.in_office())
            field.widget.attrs["data-pick"] = ""


class EndContactForm(forms.Form):
    """The last day of a contact."""

    ends_on = _day("联系到哪一天", initial=timezone.localdate)
