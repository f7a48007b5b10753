"""What is entered beside the value: for which class, from when, and on which regulation it rests."""

from datetime import timedelta
from typing import cast

from django import forms
from django.utils import timezone

from core.chinese import long_date
from core.models import Regulation
from core.rulebook import versions

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WRONG_DAY = {"invalid": "日期不存在或看不懂，请写成 2026-05-08。", "required": "请填写日期。"}
NEW = "new"


class VersionForm(forms.Form):
    """The frame of the next version of a key."""

    use_required_attribute = False  # the page answers in sentences, beside the field

    applies_to = forms.ChoiceField(label="适用于", required=False, widget=forms.HiddenInput)
    effective_from = forms.DateField(
        label="施行日期", widget=DAY, error_messages=WRONG_DAY,
        help_text="从这一天起用新的取值，前一版本到前一天为止；已经起算的期限不变",
    )  # fmt: skip
    effective_to = forms.DateField(
        label="有效至", widget=DAY, required=False, error_messages=WRONG_DAY,
        help_text="只在制度自己写明终止日期时填写",
    )  # fmt: skip
    regulation = forms.ChoiceField(
        label="依据的制度",
        error_messages={
            "required": "请选择依据的制度；没有列出的，选“新的制度文件”并填写名称。",
            "invalid_choice": "没有这份制度文件，请从列出的选项中选择。",
        },
    )  # fmt: skip
    title = forms.CharField(
        label="名称", max_length=200, help_text="不写书名号", error_messages={"required": "请填写新制度的名称。"}
    )
    adopted_by = forms.CharField(
        label="通过机构", required=False, max_length=120, help_text="如：第十五届委员会第十次主席会议"
    )
    adopted_on = forms.DateField(label="通过日期", widget=DAY, required=False, error_messages=WRONG_DAY)
    article = forms.CharField(label="条款", required=False, max_length=120, help_text="如：第二十一条第一款")
    article_text = forms.CharField(
        label="条文", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="照制度原文抄录，供核对",
    )  # fmt: skip
    note = forms.CharField(label="说明", required=False, max_length=300)

    def __init__(self, data=None, *, classes=(), **more):
        super().__init__(data, **more)
        own = Regulation.objects.filter(is_default=False).order_by("-adopted_on", "title")
        self.own = {str(one.pk): one for one in own}
        listed = [(pk, _cited(one)) for pk, one in self.own.items()]
        regulation = cast(forms.ChoiceField, self.fields["regulation"])
        regulation.choices = [("", "请选择"), *listed, (NEW, "新的制度文件（填在下面）")]
        if not listed:
            self.initial.setdefault("regulation", NEW)
        if classes:
            applies_to = cast(forms.ChoiceField, self.fields["applies_to"])
            applies_to.choices = [("", "全部"), *classes]
            applies_to.error_messages["invalid_choice"] = "没有这个类别，请从这一项的页面重新打开。"
        else:
            del self.fields["applies_to"]
        self.initial.setdefault("effective_from", timezone.localdate() + timedelta(days=1))

    def clean_article_text(self):
        """Lines end in one way, so that two versions differ only where their words do."""
        return self.cleaned_data["article_text"].replace("\r\n", "\n")

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data.setdefault("applies_to", "")
        starts, ends = data.get("effective_from"), data.get("effective_to")
        if starts and ends and ends < starts:
            self.add_error("effective_to", "终止日期不能早于施行日期。")
        chosen = data.get("regulation")
        if chosen is None and data.get("title") and not self["regulation"].value():
            del self.errors["regulation"]  # the name of a new one says which it is
            chosen = data["regulation"] = NEW
        if chosen != NEW and not self["title"].value():
            self.errors.pop("title", None)  # a document that is there has its name
        if chosen and chosen != NEW and data.get("title"):
            self.add_error("title", "上面选的是已有的制度。如是新制度，请改选“新的制度文件”；不是的，请删去名称。")
        return data

    def settle_regulation(self, actor) -> Regulation:
        """The regulation chosen, or the new one written down; raises Refused with a sentence."""
        data = self.cleaned_data
        if data["regulation"] != NEW:
            return self.own[data["regulation"]]
        return versions.make_regulation(
            actor=actor, title=data["title"], adopted_by=data["adopted_by"], adopted_on=data["adopted_on"],
            effective_from=data["effective_from"],
        )  # fmt: skip

    @property
    def names_new(self) -> bool:
        """Whether the fields of a new document are wanted, filled or wrong."""
        names = ("title", "adopted_by", "adopted_on")
        return self["regulation"].value() == NEW or any(self[name].value() or self[name].errors for name in names)

    @property
    def says_more(self) -> bool:
        """Whether what few versions need is filled or wrong."""
        names = ("effective_to", "article_text", "note")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def source(self) -> str:
        """How the version will be cited."""
        data = self.cleaned_data
        title = data["title"] if data["regulation"] == NEW else self.own[data["regulation"]].title
        return f"《{title}》{data['article']}"


def _cited(regulation: Regulation) -> str:
    day = f"（{long_date(regulation.adopted_on)}通过）" if regulation.adopted_on else ""
    return f"《{regulation.title}》{day}"


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回理由。"},
    )  # fmt: skip


class TrialForm(forms.Form):
    """A day to try a period on."""

    start = forms.DateField(label="起算日", widget=DAY, error_messages=WRONG_DAY)


class LoadForm(forms.Form):
    """A regulation as a file or as pasted text."""

    LIMIT = 200 * 1024
    file = forms.FileField(
        label="制度文件（YAML）", required=False, widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        error_messages={"empty": "这是空文件，请检查后重新选择。"},
    )  # fmt: skip
    text = forms.CharField(
        label="或者粘贴内容",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    effective_from = forms.DateField(
        label="施行日期", widget=DAY, required=False, error_messages=WRONG_DAY, help_text="文件里没有写施行日期时填写"
    )

    def clean_file(self):
        """The file as text; what is not text in UTF-8 or GB 18030 is refused whatever its name says."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return ""
        if upload.size > self.LIMIT:
            raise forms.ValidationError("文件超过 200 KB，不像是一份制度的设置，请拆分后再上传。")
        return readable(upload.read())

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text.encode()) > self.LIMIT:
            raise forms.ValidationError("内容超过 200 KB，请拆分后再导入。")
        return text

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not self.errors:
            if bool(data.get("file")) == bool((data.get("text") or "").strip()):
                raise forms.ValidationError("请上传文件，或者粘贴内容，两者选一。")
            data["text"] = data["file"] or data["text"]
        return data


def readable(raw: bytes) -> str:
    """``raw`` as text; refuses with a sentence what is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(char) < 32 and char not in "\t\n\r" for char in text):
            return text.replace("\r\n", "\n")
    raise forms.ValidationError("内容不是文本，请上传 YAML 文本文件（UTF-8）。")
