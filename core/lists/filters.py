"""Filters of a list on django-filter: uniform widgets, and chips that say what is filtered and can be taken away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import django_filters
from django import forms
from django.core.cache import cache
from django.http import QueryDict

from core.lists.columns import as_text

CHOICES_SECONDS = 60


@dataclass(frozen=True)
class Chip:
    """One active condition; ``url`` is the list without it."""

    label: str
    text: str
    url: str


def cached_choices(key: str, load: Callable[[], Iterable[tuple[Any, str]]]) -> Callable[[], list[tuple[str, str]]]:
    """Choices read from the database at most once a minute, for ``ChoiceFilter(choices=cached_choices(…))``.

    ``load`` gives (value, label) pairs. Keeps lists within their budget of statements.
    """

    def choices() -> list[tuple[str, str]]:
        pairs = cache.get(f"choices:{key}")
        if pairs is None:
            pairs = [(str(value), str(label)) for value, label in load()]
            cache.set(f"choices:{key}", pairs, CHOICES_SECONDS)
        return pairs

    return choices


class TableFilterSet(django_filters.FilterSet):
    """Base of a table's filters: widgets of one look, “全部” for no choice, dates with the browser's own picker."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            several = isinstance(one, django_filters.MultipleChoiceFilter)
            if isinstance(one, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter) and not several:
                one.extra["empty_label"] = "全部"
        for field in self.form.fields.values():
            field.required = False
            _dress(field.widget, field.label or "")

    def chips(self, url: Callable[..., str], params: QueryDict) -> list[Chip]:
        """One chip per active condition (per chosen value where several may be); invalid ones have none."""
        self.is_valid()  # fills cleaned_data; where some conditions are wrong, the others still filter and show
        found = []
        for name, value in self.form.cleaned_data.items():
            field = self.form.fields.get(name)
            if field is None or value in (None, "", []) or (hasattr(value, "exists") and not params.getlist(name)):
                continue
            label = str(field.label or name)
            if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
                chosen = params.getlist(name)
                for one in chosen:
                    rest = [other for other in chosen if other != one]
                    found.append(Chip(label, _label_of(field, one), url(**{name: rest})))
            else:
                gone = dict.fromkeys(_parameter_names(name, field))
                found.append(Chip(label, _text_of(field, value), url(**gone)))
        return found

    def parameter_names(self) -> set[str]:
        """Names of the query parameters that belong to these filters."""
        return parameter_names(self.form)


def parameter_names(form: forms.Form) -> set[str]:
    """Names of the query parameters that the fields of a form of filters read."""
    return {sub for name, field in form.fields.items() for sub in _parameter_names(name, field)}


def _parameter_names(name: str, field: forms.Field) -> list[str]:
    suffixes = getattr(field.widget, "suffixes", None)
    return [f"{name}_{suffix}" if suffix else name for suffix in suffixes] if suffixes else [name]


def _label_of(field: Any, value: Any) -> str:
    """The label of one value of a field with choices; the value itself where it is not offered."""
    for key, label in field.choices:
        if isinstance(label, list | tuple):
            for inner_key, inner_label in label:
                if str(inner_key) == str(value):
                    return str(inner_label)
        elif str(key) == str(value):
            return str(label)
    return str(value)


def _text_of(field: forms.Field, value: Any) -> str:
    if isinstance(value, slice):
        start, stop = (as_text(_day(end)) for end in (value.start, value.stop))
        return f"{start} 至 {stop}" if start and stop else f"{start} 起" if start else f"{stop} 止"
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    if hasattr(field, "choices"):
        return _label_of(field, value)
    return as_text(value)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _dress(widget: forms.Widget, label: str) -> None:
    if isinstance(widget, forms.MultiWidget):
        for part, word in zip(cast(list[Any], widget.widgets), ("起", "止"), strict=False):
            part.attrs["aria-label"] = f"{label}（{word}）"
            if isinstance(widget, django_filters.widgets.DateRangeWidget):
                part.input_type = "date"
            _dress(part, label)
        return
    if isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    if isinstance(widget, forms.NullBooleanSelect):
        widget.choices = [("", "全部"), ("true", "是"), ("false", "否")]
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select form-select-sm"
    else:
        css = "form-control form-control-sm"
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()
