"""Forms by which a body is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html

from core.models import Organisation
from core.models.records import KeptRecord
from core.organisations import becoming, handing_on
from core.organisations.finding import BodyField
from core.organisations.services import clash
from core.organisations.sheets.naming import is_same_written
from core.people.name_field import contact_name
from core.records import Merging, RecordForm
from core.text import clean_line

Kind = Organisation.Kind
DEEPEST = 20
FACTS = (
    "short_name", "kind", "also_handles", "branch", "parent", "supervised_by", "contact_name", "contact_phone",
    "head_name", "head_phone", "address", "document_word", "order",
)  # fmt: skip
HELP = {
    "also_handles": "类别是人民团体等、同时也承办的（如团委、妇联、残联）请勾选；类别是承办单位的不用勾",
    "head_name": "分管这项工作的负责人，开通账号时推荐为单位负责人",
    "branch": "承办单位按系统统计，其他机构可不填",
    "supervised_by": "经哪个督查室向它交办和催办",
    "order": "数字小的排在前面",
}
CHOSEN = {"parent": BodyField, "supervised_by": BodyField}
REASON: dict[str, Any] = {"label": "原因", "max_length": 200}


def day_field(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, initial=timezone.localdate, **more)


def in_use(*kinds: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(is_active=True).order_by("order", "id")
    return rows.filter(kind__in=kinds) if kinds else rows


def spellings_of(text: str) -> list[str]:
    """Spellings as a person separates them: by commas, 顿号, semicolons or lines."""
    for mark in "，,；;\n\r":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(one for part in text.split("、") if (one := clean_line(part))))


def refuse_taken(form: forms.BaseForm, names: dict[str, list[str]], kind: str, body: KeptRecord | None = None) -> None:
    """An error with a link beside every field that would call ``body`` as another one of its kind is called.

    What the body is called already is left alone.
    """
    known = Organisation.objects.filter(pk=body.pk).values_list("name", "short_name").get() if body else ()
    for field, texts in names.items():
        for text in set(texts) - set(known):
            if kind and (taken := clash(text, kind, body.pk if body else None)):
                link = format_html('<a href="{}" target="_blank">打开那一家</a>', taken[0].get_absolute_url())
                form.add_error(field, format_html("{}{}", taken[1], link))


class _Fields:
    """What adding and changing have in common."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def prepare(self) -> None:
        for name, words in HELP.items():
            self.fields[name].help_text = words
        self.fields["parent"].queryset = in_use()
        self.fields["supervised_by"].queryset = in_use(Kind.SUPERVISION_OFFICE)
        for name in ("parent", "supervised_by"):
            self.fields[name].empty_label = "（没有）"
        self.fields["order"].required = False

    def clean_contact_name(self) -> str:
        return contact_name(self.cleaned_data["contact_name"])

    def clean_head_name(self) -> str:
        return contact_name(self.cleaned_data["head_name"])

    def clean_document_word(self) -> str:
        """Replies of two bodies may not bear the same letters: their numbers would be the same."""
        word = clean_line(self.cleaned_data["document_word"])
        record = getattr(self, "record", None)
        rows = Organisation.objects.filter(is_active=True, document_word=word).exclude(pk=record.pk if record else None)
        before = Organisation.objects.get(pk=record.pk).document_word if record else ""
        if word and word != before and (other := rows.first()):
            raise forms.ValidationError(f"发文代字“{word}”已由“{other}”使用，两家的复函会编成同一个文号，请换一个。")
        return word


class FactsForm(_Fields, RecordForm):
    """Everything but the name."""

    without_channel = forms.BooleanField(
        label="已核对，办理中的件另行安排催办，仍不设交办督查渠道", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Organisation
        fields = FACTS
        field_classes = CHOSEN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare()
        parent: Any = self.fields["parent"]
        parent.queryset = in_use().exclude(pk=self.record.pk)
        self.fields["order"].required = True

    def clean_parent(self):
        """No body stands above itself."""
        parent = above = self.cleaned_data["parent"]
        for _ in range(DEEPEST):
            if above is None:
                break
            if above.pk == self.record.pk:
                raise forms.ValidationError(f"“{parent}”在本单位之下，不能作它的上级。")
            above = above.parent
        return parent

    def clean_supervised_by(self):
        office = self.cleaned_data["supervised_by"]
        if office is not None and office.pk == self.record.pk:
            raise forms.ValidationError("不能以本单位作自己的交办督查渠道。")
        return office

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        body = Organisation.objects.get(pk=self.record.pk)
        if kind != body.kind and (told := becoming.open_work(body)):
            raise forms.ValidationError(told)
        return kind

    def clean_also_handles(self):
        handles = self.cleaned_data["also_handles"]
        body = Organisation.objects.get(pk=self.record.pk)
        if body.also_handles and not handles and (waiting := handing_on.waiting_of(body)):
            told = "、".join(map(str, waiting))
            raise forms.ValidationError(f"还有{told}，请先办结或移交，再取消承办。")
        return handles

    def clean(self):
        data = super().clean() or self.cleaned_data
        refuse_taken(self, {"short_name": [data.get("short_name", "")]}, data.get("kind", ""), self.record)
        body = Organisation.objects.get(pk=self.record.pk)
        if "kind" in data and "also_handles" in data:
            self._refuse_posts_that_no_longer_fit(body, data["kind"], data["also_handles"])
        self._ask_about_the_channel(body, data)
        return data

    def _refuse_posts_that_no_longer_fit(self, body: Organisation, kind: str, handles: bool) -> None:
        """Nobody is left in a post that the body, being what it becomes, does not know."""
        if told := becoming.lost_posts(body, kind, handles):
            self.add_error("kind" if kind != body.kind else "also_handles", told)

    def _ask_about_the_channel(self, body: Organisation, data: dict[str, Any]) -> None:
        """The channel taken away while work is open here: once more, in a sentence and with a tick."""
        if not body.supervised_by_id or data.get("supervised_by") is not None or "supervised_by" not in data:
            return
        if waiting := handing_on.waiting_of(body):
            self.fields["without_channel"].widget = forms.CheckboxInput()
            if not data.get("without_channel"):
                told = "、".join(map(str, waiting))
                self.add_error(
                    "without_channel", f"还有{told}，清空渠道以后没有督查室催办。请改选渠道，或确认后再保存。"
                )

    def clean_short_name(self):
        return clean_line(self.cleaned_data["short_name"])


class NewForm(_Fields, forms.ModelForm):
    """A new body with its spellings."""

    #: What an address may propose.
    PROPOSED = ("name", "short_name", "contact_name", "contact_phone", "reason")
    spellings = forms.CharField(
        label="其他写法", required=False, max_length=400, help_text="别称、旧称，用顿号隔开；导入和检索时认作同一家"
    )
    reason = forms.CharField(**REASON, help_text="记入经过，如“区编办〔2026〕12号新设”", initial="新增登记")

    class Meta:
        model = Organisation
        fields = ("name", *FACTS)
        field_classes = CHOSEN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare()
        self.fields["order"].initial = None  # behind all others

    def clean_name(self):
        return clean_line(self.cleaned_data["name"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        names = {field: [data.get(field, "")] for field in ("name", "short_name")}
        names["spellings"] = spellings_of(data.get("spellings", ""))
        refuse_taken(self, names, data.get("kind", ""))
        return data

    def facts(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in ("name", *FACTS)}
        if found["order"] is None:
            last = Organisation.objects.order_by("-order").values_list("order", flat=True).first() or 0
            found["order"] = last + 10
        return found


class _Seen(Merging):
    """An act on a body: which state of it was looked at, and why."""

    reason = forms.CharField(**REASON, help_text="记入经过，如文件名称和文号")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    #: What an address may propose (``?name=``).
    PROPOSED: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, body: Organisation, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.body = body
        self.open(body)

    def propose(self, asked: Mapping[str, str]) -> None:
        """Begin with what the address proposes; whoever keeps it has looked at it first."""
        self.initial |= {name: text[:200] for name in self.PROPOSED if (text := asked.get(name, ""))}


class RenameForm(_Seen):
    """A new name."""

    MERGED = ("name", "short_name")
    PROPOSED = ("name", "short_name", "day", "reason")
    HOW = (
        ("renamed", "更名：原名记为曾用名，过去的文件和办理单仍用原名"),
        ("mistake", "更正：原来登记错了，原名不保留"),
    )
    name = forms.CharField(label="新名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=60, required=False)
    how = forms.ChoiceField(label="方式", choices=HOW, widget=forms.RadioSelect, initial="renamed")
    day = day_field("自哪天起", help_text="更名时填新名称启用的日期")
    keeps_short = forms.BooleanField(
        label="已核对，简称仍用原来的", required=False, initial=False, widget=forms.HiddenInput
    )
    field_order = ("name", "short_name", "keeps_short", "how", "day", "reason", "seen")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].initial, self.fields["short_name"].initial = self.body.name, self.body.short_name

    def clean_name(self):
        return clean_line(self.cleaned_data["name"])

    def clean_short_name(self):
        return clean_line(self.cleaned_data["short_name"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        names = {field: [data.get(field, "")] for field in ("name", "short_name")}
        refuse_taken(self, names, self.body.kind, self.body)
        self._ask_about_short_name(data)
        return data

    def _ask_about_short_name(self, data: dict[str, Any]) -> None:
        """A short name left as it was that does not shorten the new name: once more, in a sentence and with a tick."""
        name, short = data.get("name", ""), data.get("short_name", "")
        left = short and name != self.body.name and short == self.body.short_name
        if not left or data.get("how") == "mistake" or is_same_written(short, name):
            return
        self.fields["keeps_short"].widget = forms.CheckboxInput()
        if not data.get("keeps_short"):
            told = (
                f"简称“{short}”是原来的，与“{name}”对不上。请改写，没有新简称的可以空着（按“{short}”仍找得到本单位）；"
            )
            self.add_error("short_name", f"{told}确仍用它的，请勾选下面一项再保存。")


PEOPLE = (("move", "在接手单位任同样的岗位"), ("end", "岗位结束"))


class MergeForm(_Seen):
    """Into which body, from which day, and what becomes of the people."""

    PROPOSED = ("into", "day", "reason")
    into = BodyField(label="并入哪一家", queryset=Organisation.objects.none(), empty_label="请选择")
    day = day_field("自哪天起")
    people = forms.ChoiceField(label="人员", choices=PEOPLE, widget=forms.RadioSelect, initial="move")
    field_order = ("into", "day", "people", "reason", "seen")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = in_use(self.body.kind).exclude(pk=self.body.pk)


class CloseForm(_Seen):
    """No longer in use; who takes over what is open, where something is."""

    PROPOSED = ("reason",)
    to = BodyField(
        label="未办结的工作移交给", queryset=Organisation.objects.none(), required=False, empty_label="（没有要移交的）"
    )
    people = forms.ChoiceField(label="人员", choices=PEOPLE, widget=forms.RadioSelect, initial="end")
    field_order = ("to", "people", "reason", "seen")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = in_use(self.body.kind).exclude(pk=self.body.pk)

    def ask_for_successor(self, why: str) -> None:
        """Something is open: nobody being named is refused with ``why``."""
        to: Any = self.fields["to"]
        to.required, to.empty_label, to.error_messages["required"] = True, "请选择", why


class ReopenForm(_Seen):
    """In use again."""


class SpellingForm(forms.Form):
    spellings = forms.CharField(
        label="登记其他写法", max_length=400, help_text="简称、别称、旧称，用顿号隔开；导入、检索时认作本单位"
    )

    def clean_spellings(self):
        found = spellings_of(self.cleaned_data["spellings"])
        if not found or any(len(one) > 120 for one in found):
            raise forms.ValidationError("请写出名称，每个不超过120字。")
        return found
