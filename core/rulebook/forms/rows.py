"""Editors of values that are lists: one small form for each line, and some empty ones at the end."""

import re
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core.rulebook.formats.values import CODE, RECEIVERS
from core.rulebook.forms.single import PREFIX, plain
from core.rulebook.forms.words import COLUMNS

EMPTY_LINES = 3
MOST_LINES = 200
CODE_RULE = "代码只用英文字母、数字和下划线，以字母开头；也可以不填，由系统编号。"


class Line(forms.Form):
    """One line. ``fixed`` names the field that identifies it and does not change once the line is in use."""

    fixed = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.in_use:
            self.fields[self.fixed].widget = forms.HiddenInput()

    @property
    def in_use(self) -> bool:
        """Whether the line was there before: the formset forbids only lines at the end to be empty."""
        return bool(self.fixed) and not self.empty_permitted

    @property
    def identity(self) -> str:
        """The code or letter of a line in use; it is shown, never asked for."""
        return str(self[self.fixed].value() or "") if self.in_use else ""

    def asked(self):
        """The fields that are shown, in order; taking out and moving stand apart."""
        return [self[name] for name in self.fields if name not in ("DELETE", "ORDER")]

    def content(self) -> dict[str, Any]:
        """The line in the shape the rule keeps, without empty parts."""
        data = self.cleaned_data
        names = [name for name in self.fields if name not in ("DELETE", "ORDER")]
        return {
            name: data[name] for name in names if data.get(name) is not False and data.get(name) not in (None, "", [])
        }

    def _clean_code(self):
        code = self.cleaned_data[self.fixed].strip()
        if code and not self.in_use and not CODE.fullmatch(code):
            raise forms.ValidationError(CODE_RULE)
        return code


class CodedLine(Line):
    fixed = "code"
    code = forms.CharField(label="代码", required=False, max_length=40)
    label = forms.CharField(label="名称", max_length=80, error_messages={"required": "请填写名称，或勾选“去掉”。"})

    def clean_code(self):
        return self._clean_code()


class LetterLine(Line):
    fixed = "letter"
    letter = forms.CharField(label="字母", max_length=1, error_messages={"required": "请填写字母。"})
    label = forms.CharField(label="说法", max_length=80, error_messages={"required": "请填写说法，或勾选“去掉”。"})
    meaning = forms.ChoiceField(label="含义（统计用）", error_messages={"required": "请选择含义。"})

    def clean_letter(self):
        letter = self.cleaned_data["letter"].strip().upper()
        if not re.match(r"^[A-Z]$", letter):
            raise forms.ValidationError("请写一个字母，如 E。")
        return letter


class QuestionLine(Line):
    fixed = "key"
    key = forms.CharField(label="代码", required=False, max_length=40)
    label = forms.CharField(label="问题", max_length=120, error_messages={"required": "请填写问题，或勾选“去掉”。"})
    options = forms.CharField(
        label="选项（每行一个）", widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写选项，每行一个。"},
    )  # fmt: skip
    decides = forms.BooleanField(label="认定是否满意", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if isinstance(self.initial.get("options"), list):
            self.initial["options"] = "\n".join(self.initial["options"])

    def clean_key(self):
        return self._clean_code()

    def clean_options(self):
        return [line.strip() for line in re.split(r"[\n、]", self.cleaned_data["options"]) if line.strip()]


class StepLine(Line):
    day = forms.IntegerField(
        label="距截止日（天）", help_text="负数为提前，0 为当天", min_value=-365, max_value=3650,
        error_messages={
            "required": "请填写天数，或勾选“去掉”。", "invalid": "天数应为整数，如 -3。",
            "min_value": "天数应在 -365 至 3650 之间。", "max_value": "天数应在 -365 至 3650 之间。",
        },
    )  # fmt: skip
    to = forms.MultipleChoiceField(
        label="提醒谁", choices=list(RECEIVERS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择提醒谁。"},
    )  # fmt: skip
    every = forms.IntegerField(
        label="此后每隔几天", required=False, min_value=1, max_value=365,
        error_messages={"min_value": "间隔应为不小于1的整数。", "invalid": "间隔应为整数。"},
    )  # fmt: skip


class Lines(BaseFormSet):
    """The lines of one value; moved by their number, taken out by a tick."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = "次序"
            form.fields["ORDER"].widget.attrs["min"] = 1
        form.fields["DELETE"].label = "去掉"


class LinesEditor:
    """Edits a list; speaks like the form of a single value. A fault names its line."""

    template = "setup/rules/_lines.html"
    line: type[Line] = CodedLine
    moves = True
    what = "一项"

    def __init__(
        self, key, current: list | None = None, data=None, used: dict[str, str] | None = None, *, prefix: str = PREFIX
    ):
        self.key, self.current, self.used = key, list(current or []), used or {}
        self.more_step = f"more-{prefix}" if prefix != PREFIX else "more"
        self.general: list[str] = []
        kind = formset_factory(
            self.line_for(key, self.current), formset=Lines, extra=EMPTY_LINES, can_delete=True,
            can_order=self.moves, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True,
        )  # fmt: skip
        if data is not None and data.get("step") == self.more_step:
            data = data.copy()
            name, sent = f"{prefix}-TOTAL_FORMS", data.get(f"{prefix}-TOTAL_FORMS", "")
            data[name] = min(int(sent) + EMPTY_LINES, MOST_LINES) if sent.isdecimal() else ""
        self.lines = kind(data, prefix=prefix, initial=[dict(row) for row in self.current])
        self.lines.error_messages["missing_management_form"] = "表格不完整，请重新打开本页再填。"

    def line_for(self, key, current: list) -> type[Line]:
        return self.line

    @property
    def errors(self) -> list[str]:
        wrong = [errors for errors in self.lines.errors if errors] if self.lines.is_bound else []
        return [*self.general, *self.lines.non_form_errors(), *wrong] if self.lines.is_bound else self.general

    def non_field_errors(self) -> list[str]:
        return [*self.general, *(self.lines.non_form_errors() if self.lines.is_bound else [])]

    def is_valid(self) -> bool:
        return self.lines.is_valid() and self._are_distinct() and not self.general

    def shown(self) -> list[tuple[Line, bool]]:
        """Every line, and whether it heads its kind: there alone the names of its columns stand above the fields."""
        first_empty = next((form for form in self.lines.forms if form.empty_permitted), None)
        heads = (*self.lines.forms[:1], first_empty)
        return [(form, form in heads) for form in self.lines.forms]

    @property
    def adds(self) -> bool:
        """Whether an empty line is wanted: more were asked for, one is filled, or there is nothing else."""
        asked = self.lines.is_bound and self.lines.data.get("step") == self.more_step
        empty = [form for form in self.lines.forms if form.empty_permitted]
        return asked or not self.current or any(form.is_bound and form.has_changed() for form in empty)

    def kept(self) -> list[Line]:
        """The lines that stay, in their new order."""
        filled = [f for f in self.lines.forms if f not in self.lines.deleted_forms and f.cleaned_data]
        filled = [form for form in filled if form.has_changed() or not form.empty_permitted]
        if not self.moves:
            return filled
        places = {form: at for at, form in enumerate(filled, start=1)}
        return sorted(filled, key=lambda form: (form.cleaned_data.get("ORDER") or places[form], places[form]))

    def _are_distinct(self) -> bool:
        fixed, seen, distinct = self.lines.form.fixed, set(), True
        for form in self.kept() if fixed else ():
            code, label = form.cleaned_data.get(fixed), form.cleaned_data.get("label")
            field = None if form.in_use else fixed
            if code and code in seen:
                form.add_error(field, f"“{code}”出现了两次，每一项应各不相同。")
                distinct = False
            elif code and not form.in_use and self.used.get(code, label) != label:
                form.add_error(field, f"代码“{code}”从前用于“{self.used[code]}”，不能改作他用，请换一个。")
                distinct = False
            seen.add(code)
        return distinct

    def value(self) -> list:
        rows, fixed = [], self.lines.form.fixed
        taken = set(self.used) | {form.cleaned_data.get(fixed) for form in self.kept()} if fixed else set()
        for form in self.kept():
            row = form.content()
            if fixed and fixed not in row:
                row = {fixed: self._number(taken), **row}
                taken.add(row[fixed])
            rows.append(row)
        return rows

    @staticmethod
    def _number(taken: set) -> str:
        return next(code for n in range(1, 10_000) if (code := f"item{n}") not in taken)

    @property
    def has_codes(self) -> bool:
        """Whether lines are known by a code that stays."""
        return bool(self.lines.form.fixed)

    def silence(self) -> None:
        """Show the lines as they were sent without checking them."""
        for form in self.lines.forms:
            form._errors = {}
        self.lines._errors, self.lines._non_form_errors = [{} for _ in self.lines.forms], []

    def object_to(self, sentence: str) -> None:
        self.general.append(sentence)


class ListEditor(LinesEditor):
    """Codes with labels; further columns are those that lines of this key have."""

    def line_for(self, key, current):
        samples = [*current, *(row for row in key.default or [] if isinstance(row, dict))]
        more = {}
        for row in samples:
            for name, value in row.items():
                if name not in ("code", "label") and name not in more:
                    more[name] = _column(name, value)
        return type("CodedLineWithMore", (CodedLine,), more)


def _column(name: str, value: Any) -> forms.Field:
    label = COLUMNS.get(name, name)
    if isinstance(value, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(value, int):
        return forms.IntegerField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=200)


class LettersEditor(LinesEditor):
    line = LetterLine
    moves = False

    def line_for(self, key, current):
        meanings = list(key.choices.items())

        class LetterOfKey(LetterLine):
            meaning = forms.ChoiceField(
                label="含义（统计用）", choices=[("", "请选择"), *meanings],
                error_messages={"required": "请选择含义。", "invalid_choice": "没有这种含义，请从列出的选项中选择。"},
            )  # fmt: skip

        return LetterOfKey


class QuestionsEditor(LinesEditor):
    line = QuestionLine


class StepsEditor(LinesEditor):
    line = StepLine
    moves = False

    def kept(self):
        return sorted(super().kept(), key=lambda form: form.cleaned_data["day"])


class BandLine(Line):
    label = forms.CharField(label="等次", max_length=40, error_messages={"required": "请填写等次，或勾选“去掉”。"})
    min = forms.DecimalField(
        label="最低分", max_digits=8, decimal_places=2,
        error_messages={"required": "请填写最低分。", "invalid": "最低分应为数字。"},
    )  # fmt: skip


class BandsEditor(LinesEditor):
    """Grades with their lowest points; they stand from the highest down."""

    line = BandLine
    moves = False

    def kept(self):
        return sorted(super().kept(), key=lambda form: -form.cleaned_data["min"])

    def value(self):
        return [{"min": plain(row["min"]), "label": row["label"]} for row in super().value()]
