"""Forms by which what the register says of a member is changed: by the office, and asked for by the member."""

import re
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.identifiers import card_number
from core.models import Event, Organisation
from core.models.generic import aimed_at
from core.people.actors import Actor
from core.records import RecordForm
from core.text import as_one_word
from members.forms import DayInput, agreeing, born, dialled, of_people
from members.levels import residents, said
from members.models import ContactChange, Mandate, Member, MemberParty, Term
from members.services import account_facts, editing, twice

PLACES = ("first_party", "second_party", "third_party")
_PARTIES = [("", "无"), *[(party, party) for party in MemberParty.CANONICAL]]


class NamesField(forms.CharField):
    """Several names in one line, parted by “、”, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return list(dict.fromkeys(re.findall(r"[^、,，;；\s]+", super().clean(value))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class MemberForm(RecordForm):
    """What is known of the person. A new name keeps the former one, by which the person is still found."""

    TOGETHER = (PLACES,)
    other_names = NamesField(label="曾用名", required=False, max_length=120, help_text="有多个时用“、”分开")
    keep_former = forms.BooleanField(
        label="改姓名时，把原姓名记为曾用名", required=False, initial=True, help_text="更正录入错误时请取消勾选"
    )
    first_party = forms.ChoiceField(label="党派", choices=_PARTIES, required=False)
    second_party = forms.ChoiceField(
        label="第二党派", choices=_PARTIES, required=False, help_text="有交叉党派的按先后填写"
    )
    third_party = forms.ChoiceField(label="第三党派", choices=_PARTIES, required=False)
    shared = forms.BooleanField(label="已经核对，号码确由两人共用", required=False, widget=forms.HiddenInput)
    field_order = (
        "name", "keep_former", "other_names", "gender", "ethnicity", "birth", *PLACES, "employer_post", "phone",
        "shared", "email", "address", "postcode", "level", "note", "reason", "seen",
    )  # fmt: skip

    class Meta:
        model = Member
        fields = (
            "name", "other_names", "gender", "ethnicity", "birth", "employer_post", "phone", "email", "address",
            "postcode", "level", "note",
        )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        parties = [row.party for row in self.record.parties.all()] if isinstance(self.record, Member) else []
        for name, party in zip(PLACES, parties, strict=False):
            self.fields[name].initial = party
        self.fields["birth"].help_text = "如 1975-04 或 1975-04-23"
        cast(forms.ChoiceField, self.fields["level"]).choices = [("", "本级委员"), *residents(Member.Level.choices)]

    def clean_name(self) -> str:
        name = as_one_word(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("请填写姓名。")
        return name

    def clean_birth(self) -> str:
        return born(self.cleaned_data["birth"])

    def clean_phone(self) -> str:
        return dialled(self.cleaned_data["phone"], kept=self.initial.get("phone", ""))

    def clean_ethnicity(self) -> str:
        return of_people(self.cleaned_data["ethnicity"], kept=self.initial.get("ethnicity", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_level(data)
        parties = self._parties(data)
        if len(set(parties)) < len(parties):
            self.add_error("second_party", "同一个党派只填一次。")
        elif objection := agreeing(parties):
            self.add_error("first_party", objection)
        self._ask_about_phone(data.pop("shared", False), data.get("phone", ""))
        return data

    def _check_level(self, data: dict[str, Any]) -> None:
        """A member of this committee is not counted among those of higher ones as well."""
        if not data.get("level") or data["level"] == cast(Member, self.record).level:
            return
        today = timezone.localdate()
        terms = Q(term=Term.objects.current_only(today)) | Q(term__starts_on__gt=today)
        own = Mandate.objects.filter(terms, Q(ends_on=None) | Q(ends_on__gte=today), member=self.record.pk)
        if held := own.select_related("term", "member").first():
            who = f"{held.member}是{held.term}委员"
            told = "已计入本级委员，不能再列为住区委员。不再任本级委员的，请先登记离任。"
            self.add_error("level", f"{who}，{said(told)}")

    def _ask_about_phone(self, known: bool, phone: str) -> None:
        """A mobile number that another member has is taken only where somebody says that two people share it."""
        others = twice.of_phone(phone, but=self.record.pk) if phone != self.initial.get("phone", "") else []
        if others:
            self.fields["shared"].widget = forms.CheckboxInput()
        if others and not known:
            told = "、".join(str(one) for one in others)
            self.add_error("shared", f"手机号码与{told}的相同，请核对是否填错；确由两人共用的勾选后再保存。")

    def _parties(self, data: dict[str, Any]) -> list[str]:
        return [data[name] for name in PLACES if data.get(name)]

    def facts(self) -> dict[str, Any]:
        found = super().facts()
        if self.cleaned_data.get("keep_former"):
            present = Member.objects.get(pk=self.record.pk)
            found["other_names"] = editing.with_former_name(present, found["name"], found["other_names"])
        return found

    def standing(self, record: Any) -> dict[str, Any]:
        parties = [row.party for row in record.parties.all()]
        return super().standing(record) | {
            name: "".join(parties[place : place + 1]) for place, name in enumerate(PLACES)
        }

    def who_changed(self, record: Any, name: str) -> Event | None:
        if name in PLACES:
            return Event.objects.filter(**aimed_at(record), key="change_parties").order_by("-pk").first()
        return super().who_changed(record, name)

    def told(self, record: Any) -> dict[str, Any]:
        return editing.how_told(record, self.facts())

    @transaction.atomic
    def keep(self, actor: Actor, **more: Any) -> bool:
        member = Member.objects.get(pk=self.record.pk)
        before = editing.newest_change(member)
        if not super().keep(actor, **more):
            return False
        parties, reason = self._parties(self.cleaned_data), self.cleaned_data["reason"]
        editing.set_parties(member, parties, actor=actor, reason=reason)
        editing.follow(member, editing.newest_change(member, before.pk if before else 0), actor)
        if {"name", "phone"} & set(self.changed_data):
            self.merged += account_facts.waits(member, actor)
        return True


class MandateForm(RecordForm):
    """Sector, card number and days of a mandate. Exits are registered on a page of their own."""

    field_order = ("sector", "card_no", "starts_on", "gained", "decided_by", "gained_paper", "reason", "seen")

    class Meta:
        model = Mandate
        fields = ("sector", "card_no", "starts_on", "gained", "decided_by", "gained_paper")
        widgets = {"starts_on": DayInput()}

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        sectors = Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True)
        field = cast(forms.ModelChoiceField, self.fields["sector"])
        field.queryset = sectors.order_by("order", "id")

    def clean_card_no(self) -> str:
        number = card_number(self.cleaned_data["card_no"])
        taken = Mandate.objects.filter(term=self.instance.term_id, card_no=number).exclude(pk=self.instance.pk)
        holder = taken.select_related("member").first() if number else None
        if holder:
            raise forms.ValidationError(f"委员证号{number}已由{holder.member}使用，请核对。")
        return number

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < self.instance.term.starts_on:
            raise forms.ValidationError("任职开始日期早于本届开始日期，请核对。")
        return day

    def told(self, record: Any) -> dict[str, Any]:
        return editing.how_told(record, self.facts()) | {"root": record.member, "label": "修改委员资格"}


class ContactChangeForm(forms.ModelForm):
    """The member's own contact data as they should be."""

    note_to_office = forms.CharField(
        label="说明", max_length=200, required=False, help_text="给政协机关的话，如启用日期"
    )

    class Meta:
        model = Member
        fields = ContactChange.FIELDS

    def clean_phone(self) -> str:
        return dialled(self.cleaned_data["phone"], kept=self.initial.get("phone", ""))

    def values(self) -> dict[str, str]:
        """What is asked for."""
        return {name: self.cleaned_data[name] for name in ContactChange.FIELDS}


class DecideChangeForm(forms.Form):
    """Which of the asked fields are taken over."""

    take = forms.MultipleChoiceField(
        label="采纳的项目", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="有项目不采纳时必须写明原因，本人会看到"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, fields: list[tuple[str, str]], **kwargs: Any):
        super().__init__(data, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["take"]).choices = fields


class PhotoForm(forms.Form):
    """A picture from the camera or the scanner."""

    photo = forms.FileField(
        label="照片", help_text="JPG 或 PNG，不超过 10 MB；系统会缩小保存，并去掉拍摄地点等信息",
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )  # fmt: skip
