"""Forms of the register: an addition in mid-term, an exit."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.chinese import long_date
from core.files.uploads import accept_attribute
from core.identifiers import is_odd_phone, is_phone, phone_number
from core.models import Organisation, Post
from core.people.name_field import PersonNameField
from core.people.namesakes import AsksIfAnother
from members.levels import residents
from members.models import Mandate, Member, MemberParty
from members.readers import whoever_reads_private
from members.roster.births import two_readings, typed_birth
from members.roster.cells import ALONE, read_ethnicity
from members.services import twice
from members.services.mandates import vacancies

FILE_HELP = f"决定、批复或通知的原件，{whoever_reads_private()}；手头没有的可以以后补传"
#: What the first day of a term is, for the forms that ask for it.
FIRST_DAY = "本届第一次会议开幕之日，例如 2022年1月的那一天；届中开办也按那一天填写"


_BIRTH = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
EARLIEST = 1900
NO_PEOPLE = frozenset({"穿青人", "未识别民族", "外国血统", "其他"})
"""What may stand under 民族 besides the 56."""


def born(text: str) -> str:
    """A month or day of birth as it is stored, however it was written (1979.4); raises for one that is no date, has two
    readings, lies ahead or too far back."""
    if unclear := two_readings(text):
        raise forms.ValidationError(unclear)
    text = typed_birth(text)
    found = _BIRTH.fullmatch(text)
    if text and not found:
        raise forms.ValidationError("出生年月请写成 1975-04 或 1975-04-23。")
    if found:
        try:
            day = date(*(int(part or 1) for part in found.groups()))
        except ValueError:
            raise forms.ValidationError(f"出生年月“{text}”没有这一天，请核对月份和日期。") from None
        if day > timezone.localdate():
            raise forms.ValidationError(f"出生年月“{text}”晚于今天，请核对年份和月份。")
        if day.year < EARLIEST:
            raise forms.ValidationError(f"出生年月“{text}”过早，请核对年份。")
    return text


def dialled(text: str, *, kept: str = "") -> str:
    """A telephone number as it is stored; raises where nobody could be reached by it. What is ``kept`` stays."""
    number = phone_number(text)
    if not number or number == kept:
        return number
    if not is_phone(number):
        raise forms.ValidationError("电话号码不完整或含有别的字，请核对。")
    if any(is_odd_phone(one) for one in number.split("、")):
        raise forms.ValidationError("电话号码的位数或号段不对，请核对。手机号码是11位。")
    return number


def of_people(text: str, *, kept: str = "") -> str:
    """A 民族 in full; raises for one that is none. What is ``kept`` stays."""
    text = text.strip()
    if not text or text == kept or text in NO_PEOPLE:
        return text
    if not (found := read_ethnicity(text, known_only=True)):
        raise forms.ValidationError("没有认出这个民族，请写全称，如“汉族”。")
    return found


def agreeing(parties: Sequence[str]) -> str:
    """Why these cannot be one person's parties; empty where they can."""
    alone = [party for party in ALONE if party in parties]
    return f"“{alone[0]}”不能与别的党派同时填。" if alone and len(parties) > 1 else ""


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class PaperField(forms.FileField):
    """The decision or notice as a file, from a scanner or a phone's camera."""

    def __init__(self, **kwargs: Any):
        words = {
            "required": "请选择文件。",
            "empty": "这个文件是空的，请重新选择。",
            "missing": "没有收到文件，请重新选择。",
        }
        facts: dict[str, Any] = {"label": "文件（扫描件或照片）", "required": False, "help_text": FILE_HELP} | kwargs
        widget = forms.FileInput(attrs={"accept": accept_attribute()})
        super().__init__(error_messages=words, widget=widget, **facts)


def _bodies(*kinds):
    return Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("order", "id")


class VacancyChoice(forms.ModelChoiceField):
    """A mandate that has ended, by whose it was."""

    def label_from_instance(self, obj):
        return f"{obj.member}（{obj.sector.brief}，{long_date(obj.ends_on)}离任）"


class NewPerson(AsksIfAnother):
    """Base of forms that enter somebody: who may be in the register already is shown, and has to be denied."""

    def clean_phone(self) -> str:
        return dialled(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        another, name = data.pop("another", False), data.get("name", "")
        facts = {"birth": data.get("birth", ""), "phone": data.get("phone", "")}
        found = twice.likely(name, on=timezone.localdate(), **facts) if name else []
        self.ask(map(twice.namesake, found), another, "名册里", self._exits(found) + self._rejoining(found))
        return data

    def _exits(self, found: Sequence[twice.Likely]) -> SafeString:
        """The way to put right an exit of this term, for who is the same person."""
        rows = ((one.member, one.exit) for one in found if one.exit)
        addresses = [(reverse("members:correct_exit", args=(who.pk, gone.pk)), who) for who, gone in rows]
        return format_html_join(
            "", '本届离任登记有误、仍任委员的，<a href="{}" target="_blank">恢复{}（更正离任）</a>。', addresses
        )

    def _rejoining(self, found: Sequence[twice.Likely]) -> SafeString:
        """The way on for who is the same person and has no mandate in the running term."""
        rows = [(reverse("members:rejoin", args=[one.member.pk]), one.member) for one in found if one.former]
        return format_html_join(
            "", '是同一人、现在任本届委员的，<a href="{}" target="_blank">为{}登记本届任职</a>。', rows
        )


class AddMemberForm(NewPerson):
    """A new member of the running term: from its first day (换届提名) or later (届中增补、递补)."""

    name = PersonNameField(label="姓名", max_length=60)
    gender = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Member.Gender.choices])
    ethnicity = forms.CharField(label="民族", max_length=20, required=False)
    birth = forms.CharField(label="出生年月", required=False, max_length=10, help_text="如 1975-04 或 1975-04-23")
    parties = forms.MultipleChoiceField(
        label="党派",
        choices=[(p, p) for p in MemberParty.CANONICAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    employer_post = forms.CharField(label="工作单位及职务", max_length=300)
    phone = forms.CharField(label="手机", max_length=30, required=False)
    sector = forms.ModelChoiceField(label="界别", queryset=Organisation.objects.none(), empty_label="请选择")
    bodies = forms.ModelMultipleChoiceField(
        label="专委会与小组", queryset=Organisation.objects.none(), required=False, help_text="按住 Ctrl 可多选"
    )
    card_no = forms.CharField(label="委员证号", max_length=30, required=False)
    starts_on = forms.DateField(label="任职日期", widget=DayInput(), initial=timezone.localdate)
    decided_by = forms.CharField(label="决定机构与日期", max_length=120, required=False)
    paper = forms.CharField(label="文号", max_length=80, required=False, help_text="任命、增补或递补决定的文号")
    upload = PaperField()
    replaces = VacancyChoice(
        label="接替（递补、替补）", queryset=Mandate.objects.none(), required=False, empty_label="不接替谁",
        help_text="列出本届已经离任、还没有人接替的委员",
    )  # fmt: skip

    def __init__(self, *args, term=None, **kwargs):
        super().__init__(*args, **kwargs)
        if term is not None:
            cast(forms.ModelChoiceField, self.fields["replaces"]).queryset = vacancies(term)
            first = long_date(term.starts_on)
            self.fields["starts_on"].help_text = f"本届第一天（{first}）的是换届提名；以后的是届中增补，接替谁的是递补"
        kind = Organisation.Kind
        sector, bodies = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("sector", "bodies"))
        sector.queryset = _bodies(kind.SECTOR)
        bodies.queryset = _bodies(kind.SPECIAL_COMMITTEE, kind.MEMBER_GROUP, kind.LIAISON_OFFICE)

    def clean_birth(self) -> str:
        return born(self.cleaned_data["birth"])

    def clean_ethnicity(self) -> str:
        return of_people(self.cleaned_data["ethnicity"])

    def clean_parties(self) -> list[str]:
        if objection := agreeing(self.cleaned_data["parties"]):
            raise forms.ValidationError(objection)
        return self.cleaned_data["parties"]


class ToldFirst(forms.Form):
    """Base of forms in two steps: the page tells what would be done, and posted again it is meant.

    ``TOLD`` are the fields that decide it; where one of them is changed, the page tells it anew.
    """

    TOLD: tuple[str, ...] = ()
    upload = PaperField()
    sure = forms.CharField(required=False, widget=forms.HiddenInput())
    preview: Any = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._upload = self.fields.pop(
            "upload"
        )  # a browser keeps no file over two steps: it is asked for in the second
        if self.data.get("sure"):
            self._ask_for_file()

    def was_shown(self) -> bool:
        """Whether the page had told what this would do, with nothing of it changed since."""
        return self.cleaned_data.pop("sure") == self._told

    def show(self, preview: Any) -> None:
        """The page tells what would be done; posted again it is meant."""
        self.preview, self.data = preview, self.data.copy()
        self.data["sure"] = self._told
        self._ask_for_file()

    def _ask_for_file(self) -> None:
        self.fields["upload"] = self._upload

    @property
    def _told(self) -> str:
        return ":".join(_in_short(self.cleaned_data[name]) for name in self.TOLD)


def _in_short(value: Any) -> str:
    return ",".join(str(row.pk) for row in value) if isinstance(value, QuerySet) else str(getattr(value, "pk", value))


class EndMandateForm(ToldFirst):
    """辞职、免职、撤销资格、去世."""

    TOLD: tuple[str, ...] = ("ended", "ends_on")
    ended = forms.ChoiceField(
        label="退出方式", choices=[("", "请选择"), *[c for c in Mandate.Ended.choices if c[0] != "term_end"]]
    )
    ends_on = forms.DateField(
        label="任职到哪一天",
        widget=DayInput(),
        initial=timezone.localdate,
        help_text="可以是以后的日期，到那天为止仍在任",
    )
    reason = forms.CharField(label="原因", max_length=200)
    decided_by = forms.CharField(
        label="决定机构与日期",
        max_length=120,
        required=False,
        help_text="除去世外都要填写，如“常委会第八次会议 2026-03-27”",
    )
    paper = forms.CharField(label="文号", max_length=80, required=False, help_text="决定或通知的文号")
    stays = forms.ModelMultipleChoiceField(
        label="离任后仍保留的岗位", queryset=Post.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不勾选的随离任结束",
    )  # fmt: skip

    def __init__(self, *args: Any, posts: Sequence[Post] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        if posts:
            rows = Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("organisation")
            cast(forms.ModelMultipleChoiceField, self.fields["stays"]).queryset = rows
        else:
            del self.fields["stays"]

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("ended") not in (None, Mandate.Ended.DIED) and not data.get("decided_by"):
            self.add_error("decided_by", "请写明由哪个机构在哪一天决定，如“常委会第八次会议 2026-03-27”。")
        return data


class LateExitForm(EndMandateForm):
    """补登记离任: an exit within a term that is over by now."""

    TOLD = ("ended", "ends_on", "never_came")
    never_came = forms.BooleanField(label="没有到任", required=False, initial=True)

    def __init__(self, *args: Any, later: Mandate | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = None
        self.fields["ends_on"].help_text = "那一届任期以内的日期"
        self.fields["never_came"].label = f"{later.term if later else '新一届'}没有到任，随之取消那一届的任职"
        if later is None:
            self.fields["never_came"].widget = forms.HiddenInput()

    field_order = ("ended", "ends_on", "never_came", "reason", "decided_by", "paper", "sure")


class CorrectExitForm(forms.Form):
    """更正离任: what the exit really was, or that there was none."""

    CORRECT, CANCEL = "correct", "cancel"
    what = forms.ChoiceField(
        label="怎样更正", choices=[(CORRECT, "更正登记的内容"), (CANCEL, "没有离任，取消登记，委员资格继续")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    ended = forms.ChoiceField(
        label="退出方式", required=False, choices=[c for c in Mandate.Ended.choices if c[0] != "term_end"]
    )
    ends_on = forms.DateField(label="任职到哪一天", widget=DayInput(), required=False)
    reason = forms.CharField(label="离任原因", max_length=200, required=False)
    decided_by = forms.CharField(label="决定机构与日期", max_length=120, required=False)
    paper = forms.CharField(label="文号", max_length=80, required=False)
    upload = PaperField()
    why = forms.CharField(label="更正原因", max_length=200, help_text="记入经过，如“日期误填”“登记成了另一位委员”")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") == self.CANCEL:
            return data
        for name in ("ended", "ends_on", "reason"):
            if name not in self.errors and not data.get(name):
                self.add_error(name, "这个字段是必填项。")
        if data.get("ended") not in ("", None, Mandate.Ended.DIED) and not data.get("decided_by"):
            self.add_error("decided_by", "请写明由哪个机构在哪一天决定，如“常委会第八次会议 2026-03-27”。")
        return data


class PaperForm(forms.Form):
    """One more file of what has been registered."""

    upload = PaperField(required=True, help_text=whoever_reads_private())


class ResidentForm(NewPerson):
    """A member of a higher committee who lives here: kept in the list, counted apart."""

    level = forms.ChoiceField(label="层级", choices=lambda: [("", "请选择"), *residents(Member.Level.choices)])
    name = PersonNameField(label="姓名", max_length=60)
    gender = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Member.Gender.choices])
    employer_post = forms.CharField(label="工作单位及职务", max_length=300)
    phone = forms.CharField(label="手机", max_length=30, required=False)
    note = forms.CharField(label="备注", max_length=300, required=False)


class RemoveForm(forms.Form):
    """Why a record is taken out of the register."""

    reason = forms.CharField(label="原因", max_length=200, help_text="如“与另一条记录重复”“姓名录错，已另行录入”")
