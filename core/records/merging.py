"""Two people at one record: what only one of them changed is kept for both, and only what both changed is asked about.

A form carries the values it was opened with. What the person left as it was takes the present value; what only this
person changed is written; a field that both changed differently stands with its present value, and who gave it.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from core.models import Event
from core.models.generic import aimed_at
from core.models.records import KeptRecord
from core.records.changing import EMPTY, in_words

LATELY = 30


class OpenedField(forms.Field):
    """The values that a form was opened with, as its page carries them; None where it does not say."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> dict[str, Any] | None:
        try:
            found = json.loads(value or "null")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


class Merging(forms.Form):
    """What a form about a record has in common; it names in ``MERGED`` the fields that are the record's.

    ``TOGETHER`` are fields that make up one value. ``merged`` holds the sentence on what others changed meanwhile.
    """

    MERGED: tuple[str, ...] = ()
    TOGETHER: tuple[tuple[str, ...], ...] = ()
    record: KeptRecord
    merged = ""

    def open(self, record: KeptRecord) -> None:
        """Call at the end of ``__init__``: the page is going to carry which revision and which values it shows."""
        self.record = record
        self.fields["opened"] = OpenedField(required=False, widget=forms.HiddenInput)
        self.fields["seen"].initial = record.revision
        self.fields["opened"].initial = _written(self.standing(record))

    def standing(self, record: Any) -> dict[str, Any]:
        """The present value of every such field, by the name of the form's field."""
        return {name: getattr(record, name) for name in self.MERGED}

    def who_changed(self, record: KeptRecord, name: str) -> Event | None:
        """The newest event that changed this field; None where there is none lately."""
        rows = Event.objects.filter(**aimed_at(record), facts__has_key="changes").order_by("-id")[:LATELY]
        return next((row for row in rows if any(one.get("field") == name for one in row.facts["changes"])), None)

    def merge(self, record: KeptRecord) -> bool:
        """Bring what was filled in together with ``record`` as it stands (locked); False: fields are to be decided.

        Costs nothing where nobody was quicker.
        """
        if self.cleaned_data.get("seen") == record.revision:
            return True
        now = self.standing(record)
        opened = self.cleaned_data.get("opened")
        taken: list[tuple[str, ...]] = []
        asked: list[tuple[str, ...]] = []
        for names in self._groups(now):
            typed, present = self._plain_of(self.cleaned_data, names), self._plain_of(now, names)
            if typed == present:
                continue
            was = None if opened is None else self._plain_of(opened, names)
            if was == present:
                continue
            (taken if was == typed else asked).append(names)
        for names in taken:
            self._take(now, names)
        said = "；".join(self._by(record, names) for names in taken)
        self.merged = f"您填写期间{said}，已一并保留。" if taken else ""
        if not asked:
            if now:
                self.cleaned_data["seen"] = record.revision
            return True
        labels = "、".join(str(self.fields[names[0]].label) for names in asked)
        for names in asked:
            self._ask(record, now, names)
        said = f"您填写期间，别人也改过{labels}，还没有保存。请看该项下面标出的现值，定好以后再保存一次。"
        self.add_error(None, said + self.merged)
        self.look_again(record)
        return False

    def look_again(self, record: KeptRecord) -> None:
        """The page is shown again with the present state: the next press is taken as having seen it."""
        self._type("seen", str(record.revision))
        self._type("opened", _written(self.standing(record)))

    # ---- one field, or several that are one value ----

    def _groups(self, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
        grouped = {name for names in self.TOGETHER for name in names}
        return [*((name,) for name in values if name not in grouped), *self.TOGETHER]

    def _own(self, record: KeptRecord) -> set[str]:
        return {field.name for field in record._meta.fields}

    def _plain_of(self, values: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
        return [plain(values.get(name)) for name in names]

    def _take(self, now: Mapping[str, Any], names: tuple[str, ...]) -> None:
        for name in names:
            self.cleaned_data[name] = now[name]
            self._type(name, self.fields[name].prepare_value(plain(now[name])))

    def _ask(self, record: KeptRecord, now: Mapping[str, Any], names: tuple[str, ...]) -> None:
        words = [in_words(record, name) if name in self._own(record) else now[name] for name in names]
        present = f"现值：{'、'.join(filter(None, words)) or EMPTY}（{self._by(record, names)}）。"
        self.add_error(names[0], f"{present}要用您填的，直接再保存一次；要留现值，请改成现值。")

    def _by(self, record: KeptRecord, names: tuple[str, ...]) -> str:
        event, label = self.who_changed(record, names[0]), self.fields[names[0]].label
        if event is None:
            return f"别人改过{label}"
        at = timezone.localtime(event.at)
        day = "" if at.date() == timezone.localdate() else f"{at.month}月{at.day}日"
        return f"{event.actor_name}在{day}{at:%H:%M}改过{label}"

    def _type(self, name: str, value: Any) -> None:
        typed: Any = self.data
        self.data = typed = typed.copy()
        key = self.add_prefix(name)
        if isinstance(value, bool) and not value:
            typed.pop(key, None)
        elif isinstance(value, list) and hasattr(typed, "setlist"):
            typed.setlist(key, value)
        else:
            typed[key] = "" if value is None else value


def plain(value: Any) -> Any:
    """A value as the page of a form can carry it; nothing is the same as empty."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value] or ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # as browsers send what was stored with either
    return "" if value is None else value


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps({name: plain(value) for name, value in values.items()}, ensure_ascii=False, sort_keys=True)
