"""The form of one act, made of its fields, and what is filled in as its event keeps it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files import File

from core.matters.fields import ActField


class _ActForm(forms.Form):
    missed: dict[str, Callable[[dict[str, Any]], str]] = {}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name, asks in self.missed.items():
            if not data.get(name) and (sentence := asks(data)):
                self.add_error(name, sentence)
        return data


def form_for(facts: tuple[ActField, ...], obj, actor, data=None, readers: str = "") -> forms.Form:
    """A bound or empty form of ``facts``. JSON lists and model instances are accepted as values.

    What is written in several lines says who reads it: ``readers``, where the field itself does not know better.
    """
    fields = {fact.name: fact.form_field(obj, actor) for fact in facts}
    for fact in facts:
        told = fact.read_by or (readers if fact.kind == "text" else "")
        fields[fact.name].help_text = "；".join(str(part) for part in (fields[fact.name].help_text, told) if part)
    form_class = type(
        "ActForm", (_ActForm,), {**fields, "missed": {one.name: one.missed for one in facts if one.missed}}
    )
    files = (
        {fact.name: data.get(fact.name) for fact in facts if fact.kind in ("file", "files")}
        if data is not None
        else None
    )
    return form_class(data=None if data is None else _plain(data), files=files)


def _plain(data):
    if hasattr(data, "getlist"):
        return data
    return {
        key: [getattr(v, "pk", v) for v in value] if isinstance(value, list | tuple) else getattr(value, "pk", value)
        for key, value in data.items()
    }


def storable(value):
    """A fact as the event row keeps it: model rows as id and name, dates as text, files by name."""
    if hasattr(value, "pk"):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, File):
        return value.name
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__iter__") and not isinstance(value, str | dict):
        return [storable(item) for item in value]
    return value
