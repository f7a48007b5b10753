"""Editors of values that are one thing: a period, a number, yes or no, a text, a choice, hours, the conventions."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms

from core.clock import workdays
from core.clock.workdays import PeriodError
from core.rulebook.forms.words import CONVENTIONS, ROLLS, UNITS

PREFIX = "value"
SHORT = 20
FORWARD = ("working_days", "days", "months", "fixed_date")
_DAY = re.compile(r"^(?:(\d{4})\s*[-年/.])?\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?$")


def fixed_day(text: str) -> str:
    """A date as rules keep it: “9月30日” and “9-30” become ``09-30``, “2026年9月30日” becomes ``2026-09-30``.

    Raises ``PeriodError`` with a sentence where it cannot be read or does not exist.
    """
    found = _DAY.match(text.strip())
    if not found:
        raise PeriodError(f"日期“{text}”看不懂，请写成 2026-09-30，或每年的 09-30。")
    year, month, day = found.groups()
    written = f"{int(month):02}-{int(day):02}"
    written = f"{year}-{written}" if year else written
    workdays.fixed_date(written)
    return written


class Editor(forms.Form):
    """A form for one value. ``current`` is the value it starts from, ``value()`` what was entered once it is valid."""

    template = "setup/rules/_value.html"
    use_required_attribute = False

    def __init__(self, key, current: Any = None, data=None, *, prefix: str = PREFIX, **_):
        self.key, self.current = key, current
        super().__init__(data, prefix=prefix, initial=self.start(current) if current is not None else {})
        self.prepare()

    def start(self, current: Any) -> dict:
        """What the fields show for the value ``current``."""
        return {"value": current}

    def prepare(self) -> None:
        """Fit the fields to the key."""

    def value(self) -> Any:
        """What was entered, in the shape the rule keeps."""
        return self.cleaned_data["value"]

    def object_to(self, sentence: str) -> None:
        """Show a fault found by the check of values."""
        only = next(iter(self.fields)) if len(self.fields) == 1 else None
        self.add_error(only, sentence)


class PeriodEditor(Editor):
    """A length and its unit; the day a regulation names and what a day of rest does stand folded beside them."""

    template = "setup/rules/_period.html"
    n = forms.IntegerField(
        label="时长", min_value=1,
        error_messages={
            "required": "请填写时长。", "min_value": "时长应为不小于1的整数。", "invalid": "时长应为整数，如 5。",
        },
    )  # fmt: skip
    unit = forms.ChoiceField(label="计算单位")
    fixed_date = forms.CharField(
        label="制度写明的日期", required=False, max_length=20,
        help_text="如 6月30日（每年）或 2026年6月30日；计算单位选“制度写明的日期”，时长空着",
    )  # fmt: skip
    roll = forms.ChoiceField(label="届满日是休息日时", choices=ROLLS, required=False)

    def start(self, current):
        return {name: current.get(name) for name in ("n", "unit", "fixed_date", "roll")}

    def prepare(self):
        units = units_of(self.key, self.current)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units
        if list(dict(units)) == ["days_before"]:
            self.fields["n"].label = f"提前几日（{self.key.since}之前）" if self.key.since else "提前几日"
        elif self.key.since:
            self.fields["n"].label = f"时长（自{self.key.since}起算）"
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial.setdefault("unit", units[0][0])
        if "fixed_date" not in dict(units):
            del self.fields["fixed_date"]

    @property
    def beside(self) -> list:
        """The fields few regulations need."""
        return [self[name] for name in ("fixed_date", "roll") if name in self.fields]

    @property
    def is_open(self) -> bool:
        """Whether one of them says something, or something of it is wrong."""
        return self["unit"].value() == "fixed_date" or any(field.value() or field.errors for field in self.beside)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        named = data.get("unit") == "fixed_date"
        written = (data.get("fixed_date") or "").strip()
        if named and not written:
            self.add_error("fixed_date", "请写明日期，如 6月30日。")
        elif written and not named:
            self.add_error("fixed_date", "填写了日期，请把计算单位改为“制度写明的日期”，或者删去日期。")
        elif written:
            try:
                data["fixed_date"] = fixed_day(written)
            except PeriodError as error:
                self.add_error("fixed_date", str(error))
        if named and not self.data.get(self.add_prefix("n")):
            self.errors.pop("n", None)
        return data

    def value(self):
        data = self.cleaned_data
        known = {"n", "unit", "fixed_date", "roll"}
        kept = {name: more for name, more in (self.current or {}).items() if name not in known}
        if data["unit"] == "fixed_date":
            made = {"unit": "fixed_date", "fixed_date": data["fixed_date"]}
        else:
            made = {"n": data["n"], "unit": data["unit"]}
        return made | ({"roll": data["roll"]} if data["roll"] else {}) | kept

    def object_to(self, sentence):
        named = "fixed_date" in self.fields and self.data.get(self.add_prefix("unit")) == "fixed_date"
        self.add_error("fixed_date" if named else "n", sentence)


def units_of(key, current: Any = None) -> list[tuple[str, str]]:
    """The units that a period of ``key`` may sensibly have, with their names; the one it has now always."""
    usual = key.choices or (["days_before"] if (key.default or {}).get("unit") == "days_before" else FORWARD)
    allowed = {*usual, (current or {}).get("unit")}
    return [(unit, words) for unit, words in UNITS if unit in allowed]


class NumberEditor(Editor):
    number = forms.IntegerField(
        label="数值", error_messages={"required": "请填写数值。", "invalid": "请填写整数。"},
    )  # fmt: skip

    def start(self, current):
        return {"number": current}

    def prepare(self):
        self.fields["number"].label = self.key.label

    def value(self):
        return self.cleaned_data["number"]


class ShareEditor(Editor):
    share = forms.CharField(
        label="比例", max_length=20, help_text="如 0.6 或 2/3", error_messages={"required": "请填写比例。"}
    )

    def start(self, current):
        return {"share": current}

    def prepare(self):
        self.fields["share"].label = self.key.label

    def value(self):
        return self.cleaned_data["share"].strip()


class FlagEditor(Editor):
    flag = forms.ChoiceField(
        label="取值", choices=(("yes", "是"), ("no", "否")), widget=forms.RadioSelect,
        error_messages={"required": "请选择是或否。"},
    )  # fmt: skip

    def start(self, current):
        return {"flag": "yes" if current else "no"}

    def prepare(self):
        self.fields["flag"].label = self.key.label

    def value(self):
        return self.cleaned_data["flag"] == "yes"


class TextEditor(Editor):
    text = forms.CharField(label="取值", max_length=500, error_messages={"required": "请填写取值。"})

    def start(self, current):
        return {"text": current}

    def prepare(self):
        self.fields["text"].label = self.key.label
        if len(str(self.key.default)) > SHORT:
            self.fields["text"].widget = forms.Textarea(attrs={"rows": 4})

    def value(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")


class ChoiceEditor(Editor):
    choice = forms.ChoiceField(label="取值", widget=forms.RadioSelect, error_messages={"required": "请选择一项。"})

    def start(self, current):
        return {"choice": current}

    def prepare(self):
        self.fields["choice"].label = self.key.label
        cast(forms.ChoiceField, self.fields["choice"]).choices = list(self.key.choices.items())

    def value(self):
        return self.cleaned_data["choice"]


class CodesEditor(Editor):
    """Some of a fixed set of codes."""

    codes = forms.MultipleChoiceField(
        label="取值", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "没有这个选项，请从列出的选项中选择。"},
    )  # fmt: skip

    def start(self, current):
        return {"codes": current}

    def prepare(self):
        self.fields["codes"].label = self.key.label
        field = cast(forms.MultipleChoiceField, self.fields["codes"])
        field.choices = list(self.key.choices.items()) or [(code, code) for code in self.key.default]

    def value(self):
        return self.cleaned_data["codes"]


class HoursEditor(Editor):
    TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = {"required": "请填写时间。", "invalid": "时间请写成 20:00。"}
    start_at = forms.TimeField(label="自", widget=TIME, error_messages=wrong)
    end_at = forms.TimeField(label="至", widget=TIME, error_messages=wrong, help_text="早于“自”的，算到第二天")

    def start(self, current):
        return {"start_at": current.get("from"), "end_at": current.get("to")}

    def value(self):
        data = self.cleaned_data
        return {"from": f"{data['start_at']:%H:%M}", "to": f"{data['end_at']:%H:%M}"}


class ConventionsEditor(Editor):
    """A select for each convention, with the meaning of every answer in words."""

    def prepare(self):
        for row in CONVENTIONS:
            options = [(_coded(answer), words) for answer, words in row.answers]
            self.fields[row.name] = forms.ChoiceField(label=f"{row.number} {row.question}", choices=options)
            self.initial[row.name] = _coded((self.current or {}).get(row.name, row.answers[0][0]))

    def start(self, current):
        return {}

    def value(self):
        known = {(row.name, _coded(answer)): answer for row in CONVENTIONS for answer, _ in row.answers}
        kept = {name: more for name, more in (self.current or {}).items() if name not in self.fields}
        return {name: known[name, self.cleaned_data[name]] for name in self.fields} | kept


def _coded(answer: object) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)


def plain(number: Decimal) -> int | float:
    """A decimal as JSON keeps it: whole where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)
