"""What a lifecycle row asks to be filled in. One declaration serves the page's form, the API and the check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from core.models import Organisation

Choices = Callable[[Any, Any], list[tuple[str, str]]]


class YesNoField(forms.TypedChoiceField):
    """Yes or no, unanswered until answered; takes the API's true and false too."""

    def __init__(self, **more):
        options = [("yes", "是"), ("no", "否")]
        super().__init__(choices=options, coerce=lambda v: v == "yes", widget=forms.RadioSelect, **more)

    def to_python(self, value):
        return super().to_python({True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value)


@dataclass(frozen=True)
class ActField:
    """One field of an act. ``choices(obj, actor)`` gives coded values, ``among(obj, actor)`` a queryset."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    help: str = ""
    choices: Choices | None = None
    among: Callable[[Any, Any], Any] | None = None
    initial: Callable[[Any, Any], Any] | None = None
    max_length: int | None = None
    latest_today: bool = False

    def form_field(self, obj, actor) -> forms.Field:
        """The Django field that shows and checks this fact for ``obj`` and ``actor``."""
        common = {"label": self.label, "required": self.required, "help_text": self.help}
        if self.initial is not None:
            common["initial"] = self.initial(obj, actor)
        missing = {"required": f"请填写“{self.label}”。"}
        match self.kind:
            case "text":
                widget = forms.Textarea(attrs={"rows": 4})
                return forms.CharField(
                    **common, max_length=self.max_length or 5000, widget=widget, error_messages=missing
                )
            case "line":
                return forms.CharField(**common, max_length=self.max_length or 200, error_messages=missing)
            case "flag":
                return forms.BooleanField(**{**common, "required": False})
            case "yes_no":
                return YesNoField(
                    **common,
                    error_messages=missing,
                )
            case "day":
                return forms.DateField(
                    **common,
                    validators=[_not_after(actor.today, self.label)] if self.latest_today else [],
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                    error_messages={**missing, "invalid": f"“{self.label}”请写成 2026-05-08 这样的日期。"},
                )
            case "number":
                return forms.IntegerField(**common, min_value=0, error_messages=missing)
            case "choice":
                options = [("", "请选择"), *self.choices(obj, actor)]
                return forms.ChoiceField(**common, choices=options, error_messages=self._choice_errors())
            case "radio":
                return forms.ChoiceField(
                    **common,
                    choices=self.choices(obj, actor),
                    widget=forms.RadioSelect,
                    error_messages=self._choice_errors(),
                )
            case "choices":
                return forms.MultipleChoiceField(
                    **common,
                    choices=self.choices(obj, actor),
                    widget=forms.CheckboxSelectMultiple,
                    error_messages=self._choice_errors(),
                )
            case "one":
                return forms.ModelChoiceField(
                    **common,
                    queryset=self.among(obj, actor),
                    error_messages=self._choice_errors(),
                    empty_label="请选择",
                )
            case "many":
                return forms.ModelMultipleChoiceField(
                    **common, queryset=self.among(obj, actor), error_messages=self._choice_errors()
                )
        raise ValueError(f"unknown kind of fact: {self.kind}")

    def _choice_errors(self) -> dict[str, str]:
        text = f"“{self.label}”里没有这个选项，请从列出的选项中选择。"
        return {
            "required": f"请选择“{self.label}”。",
            "invalid_choice": text,
            "invalid_pk_value": text,
            "invalid_list": text,
        }

    def described(self, obj, actor) -> dict[str, Any]:
        """For the API: name, label, kind, required and, for coded values, the choices."""
        row = {"name": self.name, "label": self.label, "kind": self.kind, "required": self.required}
        if self.choices is not None:
            row["choices"] = [{"value": value, "label": label} for value, label in self.choices(obj, actor)]
        return row


def _not_after(today, label):
    def check(value):
        if value > today:
            raise forms.ValidationError(f"“{label}”不能晚于今天（{today:%Y-%m-%d}）。")

    return check


def handling_units(obj, actor):
    """Every active body that may be handed a matter."""
    return Organisation.objects.filter(kind=Organisation.Kind.UNIT, is_active=True).order_by("order", "id")


def text(name, label, **more) -> ActField:
    """Several lines of text."""
    return ActField(name, label, "text", **more)


def line(name, label, **more) -> ActField:
    """One line of text."""
    return ActField(name, label, "line", **more)


def flag(name, label, **more) -> ActField:
    """A box to tick."""
    return ActField(name, label, "flag", **{"required": False, **more})


def yes_no(name, label, **more) -> ActField:
    """A question that must be answered with yes or no."""
    return ActField(name, label, "yes_no", **more)


def day(name, label, **more) -> ActField:
    """A date."""
    return ActField(name, label, "day", **more)


def choice(name, label, choices: Choices, **more) -> ActField:
    """One of coded values."""
    return ActField(name, label, "choice", choices=choices, **more)


def radio(name, label, choices: Choices, **more) -> ActField:
    """One of a few coded values, all in sight."""
    return ActField(name, label, "radio", choices=choices, **more)


def choices(name, label, choices: Choices, **more) -> ActField:
    """Several of coded values."""
    return ActField(name, label, "choices", choices=choices, **more)


def unit(name, label, **more) -> ActField:
    """One handling unit (承办单位)."""
    return ActField(name, label, "one", **{"among": handling_units, **more})


def units(name, label, **more) -> ActField:
    """Several handling units."""
    return ActField(name, label, "many", **{"among": handling_units, **more})


def one(name, label, among, **more) -> ActField:
    """One row of a queryset."""
    return ActField(name, label, "one", among=among, **more)


def many(name, label, among, **more) -> ActField:
    """Several rows of a queryset."""
    return ActField(name, label, "many", among=among, **more)


def form_for(facts: tuple[ActField, ...], obj, actor, data=None) -> forms.Form:
    """A bound or empty form of ``facts``. JSON lists and model instances are accepted as values."""
    fields = {fact.name: fact.form_field(obj, actor) for fact in facts}
    form_class = type("ActForm", (forms.Form,), fields)
    return form_class(data=None if data is None else _plain(data))


def _plain(data):
    if hasattr(data, "getlist"):
        return data
    return {
        key: [getattr(v, "pk", v) for v in value] if isinstance(value, list | tuple) else getattr(value, "pk", value)
        for key, value in data.items()
    }


def storable(value):
    """A fact as the event row keeps it: model rows as id and name, dates as text."""
    if hasattr(value, "pk"):
        return {"id": value.pk, "name": str(value)}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__iter__") and not isinstance(value, str | dict):
        return [storable(item) for item in value]
    return value
