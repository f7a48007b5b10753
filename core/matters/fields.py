"""What a lifecycle row asks to be filled in. One declaration serves the page's form, the API and the check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from core import rulebook
from core.matters.file_fields import FilesField
from core.models import Organisation, Post, Role
from core.organisations.finding import BodiesField, BodyField
from core.text import clean, clean_line

Choices = Callable[[Any, Any], list[tuple[str, str]]]


class YesNoField(forms.TypedChoiceField):
    """Yes or no, unanswered until answered; takes the API's true and false too."""

    def __init__(self, **more):
        options = [("yes", "是"), ("no", "否")]
        super().__init__(choices=options, coerce=lambda v: v == "yes", widget=forms.RadioSelect, **more)

    def to_python(self, value):
        return super().to_python({True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value)


class WrittenField(forms.CharField):
    """Words as they are meant: of what nobody can see nothing is left, so that it does not pass for an answer."""

    def __init__(self, *, shape: Callable[[str], str] | None = None, **more: Any):
        self.shape = shape
        super().__init__(**more)

    def to_python(self, value):
        words = super().to_python(value) or ""
        return clean(words) if isinstance(self.widget, forms.Textarea) else clean_line(words)

    def clean(self, value: Any) -> str:
        words = super().clean(value)
        try:
            return self.shape(words) if self.shape and words else words
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; ``named`` words each where its own name is not enough."""

    def __init__(self, queryset: QuerySet, *, named: Callable[[Any], str] | None = None, **more: Any):
        self.named = named
        super().__init__(queryset, **more)

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj) if self.named else str(obj)


class _InPlaces(ModelChoiceIterator):
    """The rows of a ``RowField`` as their places say, alike ones in the order of the queryset."""

    field: "RowField"

    def __iter__(self) -> Iterator[Any]:
        every = list(super().__iter__())
        place = self.field.place
        if place is not None:
            every.sort(key=lambda one: (bool(one[0]), place(getattr(one[0], "instance", None)) if one[0] else 0))
        return iter(every)


class RowField(forms.ModelChoiceField):
    """One row; ``named`` words each, ``place`` is where each stands among them: the lowest first."""

    iterator = _InPlaces

    def __init__(
        self,
        queryset: QuerySet,
        *,
        named: Callable[[Any], str] | None = None,
        place: Callable[[Any], int] | None = None,
        **more: Any,
    ):
        self.named, self.place = named, place
        super().__init__(queryset, **more)

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj) if self.named else str(obj)


@dataclass(frozen=True)
class ActField:
    """One field of an act. ``choices(obj, actor)`` gives coded values, ``among(obj, actor)`` a queryset.

    ``initial(obj, actor)`` is what the thing itself has there already; ``own(actor)`` what the account of the person
    acting says, alike for one thing and for many. A judgement is never filled in for somebody.

    ``ticked``: rows are chosen by ticking, which works on a phone and without a script; otherwise long lists of rows
    become searchable. ``named`` words each of several rows where its own name is not enough. ``read_by`` says who reads
    what is written here, where that is not the audience of the act. ``shape`` gives words as they are to be kept, or
    raises ValueError with the sentence that says what is wrong. ``places(obj, actor)`` gives each row to choose from
    its place, the lowest first. ``missed(facts)`` is the sentence that asks for it where what else is filled in
    wants it; ``unless`` says beside the label when it may be left empty, where that is not always.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    help: str = ""
    choices: Choices | None = None
    among: Callable[[Any, Any], Any] | None = None
    initial: Callable[[Any, Any], Any] | None = None
    own: Callable[[Any], Any] | None = None
    max_length: int | None = None
    latest_today: bool = False
    ticked: bool = False
    named: Callable[[Any], str] | None = None
    read_by: str = ""
    shape: Callable[[str], str] | None = None
    places: Callable[[Any, Any], Callable[[Any], int]] | None = None
    missed: Callable[[dict[str, Any]], str] | None = None
    unless: str = ""

    def form_field(self, obj, actor) -> forms.Field:
        """The Django field that shows and checks this fact for ``obj`` and ``actor``."""
        common: dict[str, Any] = {"label": self.label, "required": self.required, "help_text": self.hint}
        if (filled := self.filled_with(obj, actor)) is not None:
            common["initial"] = filled
        if self.kind not in FORM_FIELDS:
            raise ValueError(f"unknown kind of field: {self.kind}")
        made = FORM_FIELDS[self.kind](self, obj, actor, common)
        made.unless = self.unless  # type: ignore[attr-defined]
        return made

    def filled_with(self, obj: Any, actor: Any) -> Any:
        """What stands in the field before anything is typed; None where nothing does."""
        if self.initial is not None:
            return self.initial(obj, actor)
        return self.own(actor) if self.own is not None else None

    @property
    def hint(self) -> str:
        """The help, and how much may be written where that is limited."""
        room = f"不超过{self.max_length}字" if self.kind == "text" and self.max_length else ""
        return "，".join(part for part in (self.help, room) if part)

    def missing(self) -> dict[str, str]:
        """What is said where nothing was filled in."""
        return {"required": f"请填写“{self.label}”。"}

    def choice_errors(self) -> dict[str, str]:
        """What is said where nothing, or something that is no option, was chosen."""
        text = f"“{self.label}”里没有这个选项，请从列出的选项中选择。"
        return {
            "required": f"请选择“{self.label}”。",
            "invalid_choice": text,
            "invalid_pk_value": text,
            "invalid_list": text,
        }

    def options(self, obj, actor) -> list[tuple[str, str]]:
        """The coded values to choose from, with their labels."""
        return list(self.choices(obj, actor)) if self.choices else []

    def rows(self, obj, actor) -> QuerySet:
        """The rows to choose from."""
        if self.among is None:
            raise ValueError(f"no rows to choose from: {self.name}")
        return self.among(obj, actor)

    def described(self, obj, actor) -> dict[str, Any]:
        """For the API: name, label, kind, required and, for coded values, the choices."""
        row = {"name": self.name, "label": self.label, "kind": self.kind, "required": self.required}
        if self.choices is not None:
            row["choices"] = [{"value": value, "label": label} for value, label in self.choices(obj, actor)]
        return row


def too_long(field: ActField) -> dict[str, str]:
    """What is said where more was written than there is room for."""
    return {"max_length": f"“{field.label}”不超过%(limit_value)d字，现有%(show_value)d字，请删减。"}


def _not_after(today: date, label: str) -> Callable[[date], None]:
    def check(value: date) -> None:
        if value > today:
            raise forms.ValidationError(f"“{label}”不能晚于今天（{today:%Y-%m-%d}）。")

    return check


def _text(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return _uncut(field, common, field.max_length or 5000, forms.Textarea(attrs={"rows": 4}))


def _line(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return _uncut(field, common, field.max_length or 200, forms.TextInput())


def _uncut(field: ActField, common: dict[str, Any], most: int, widget: forms.Widget) -> forms.Field:
    """A browser that knows the length cuts off what is pasted beyond it, without a word; the check says it instead."""
    said = field.missing() | too_long(field)
    made = WrittenField(**common, max_length=most, widget=widget, error_messages=said, shape=field.shape)
    made.widget.attrs.pop("maxlength", None)
    return made


def _flag(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**{**common, "required": False})


def _yes_no(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return YesNoField(**common, error_messages=field.missing())


def _day(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.DateField(
        **common,
        validators=[_not_after(actor.today, field.label)] if field.latest_today else [],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**field.missing(), "invalid": f"“{field.label}”请写成 2026-05-08 这样的日期。"},
    )


def _number(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(**common, min_value=0, error_messages=field.missing())


def _choice(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    options = [("", "请选择"), *field.options(obj, actor)]
    return forms.ChoiceField(**common, choices=options, error_messages=field.choice_errors())


def _radio(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(
        **common, choices=field.options(obj, actor), widget=forms.RadioSelect, error_messages=field.choice_errors()
    )


def _choices(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        **common,
        choices=field.options(obj, actor),
        widget=forms.CheckboxSelectMultiple,
        error_messages=field.choice_errors(),
    )


def _one(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    rows = field.rows(obj, actor)
    common = {"error_messages": field.choice_errors(), **common}
    made: forms.ModelChoiceField
    if field.ticked:
        made = RowField(rows, named=field.named, widget=forms.RadioSelect, **common)
        made.empty_label = None
        return made
    if field.named or field.places:
        place = field.places(obj, actor) if field.places else None
        made = RowField(rows, named=field.named, place=place, **common)
    else:
        made = (BodyField if rows.model is Organisation else forms.ModelChoiceField)(queryset=rows, **common)
    # Also where something is filled in: if that is no longer there to choose, the browser must not take the first row.
    made.empty_label = "请选择"
    return _searchable(made)


def _many(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    rows = field.rows(obj, actor)
    common = {"error_messages": field.choice_errors(), **common}
    if field.ticked:
        return RowsField(rows, widget=forms.CheckboxSelectMultiple, named=field.named, **common)
    if rows.model is Organisation and field.named is None:
        return BodiesField(rows, **common)
    return _searchable(RowsField(rows, named=field.named, **common))


def _files(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    largest = int(rulebook.value("attachment.max_mb", actor.today)) * 1024 * 1024
    return FilesField(**common, max_size=largest)


def _searchable(made: forms.Field) -> forms.Field:
    """A long list of rows gets a box to search it."""
    made.widget.attrs["data-pick"] = ""
    return made


def _file(field: ActField, obj, actor, common: dict[str, Any]) -> forms.Field:
    return forms.FileField(**common, error_messages=field.missing())


#: The Django field for each kind: made of the field, the object, the actor, and what is common to all kinds.
FORM_FIELDS: dict[str, Callable[[ActField, Any, Any, dict[str, Any]], forms.Field]] = {
    "text": _text,
    "line": _line,
    "flag": _flag,
    "yes_no": _yes_no,
    "day": _day,
    "number": _number,
    "choice": _choice,
    "radio": _radio,
    "choices": _choices,
    "one": _one,
    "many": _many,
    "file": _file,
    "files": _files,
}


def handling_units(obj, actor):
    """Every active body that may be handed a matter."""
    return Organisation.objects.handling().filter(is_active=True).order_by("order", "id")


def units_to_choose(obj, actor):
    """The same, each known to have somebody who signs for what it is handed (``has_handler``) and who signs its reply
    off (``has_head``), or nobody."""
    today = actor.today if actor is not None else timezone.localdate()
    there = Post.objects.plain_on(today).filter(user__is_active=True, organisation=OuterRef("pk"))
    has = {"has_handler": Role.UNIT_CLERK, "has_head": Role.UNIT_HEAD}
    return handling_units(obj, actor).annotate(**{name: Exists(there.filter(role=role)) for name, role in has.items()})


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


def file(name, label, **more) -> ActField:
    """One file; its content is looked at where it is kept (``core.files.attachments``)."""
    return ActField(name, label, "file", **more)


def unit(name, label, **more) -> ActField:
    """One handling unit (承办单位)."""
    return ActField(name, label, "one", **{"among": units_to_choose, **more})


def units(name, label, **more) -> ActField:
    """Several handling units."""
    return ActField(name, label, "many", **{"among": units_to_choose, **more})


def one(name, label, among, **more) -> ActField:
    """One row of a queryset."""
    return ActField(name, label, "one", among=among, **more)


def many(name, label, among, **more) -> ActField:
    """Several rows of a queryset."""
    return ActField(name, label, "many", among=among, **more)


def files(name, label, **more) -> ActField:
    """Files, enclosed with what is written (``core.matters.enclosing``)."""
    return ActField(name, label, "files", **{"required": False, **more})
