"""The form of a record: its fields, why they change, and with which values it was opened."""

from typing import Any

from django import forms
from django.db import transaction

from core.matters.lifecycle import Refused
from core.people.actors import Actor
from core.records.changing import change
from core.records.merging import Merging


class RecordForm(Merging, forms.ModelForm):
    """Base of the forms by which a record is changed; a subclass names ``Meta.model`` and ``Meta.fields``.

    ``keep`` writes what differs, together with what others have changed since the page was opened; a field that both
    changed is asked about (see ``Merging``).
    """

    reason = forms.CharField(
        label="修改原因", max_length=200, help_text="记入经过，如“本人来电更正”“区编办〔2026〕12号”"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.open(kwargs["instance"])

    def standing(self, record: Any) -> dict[str, Any]:
        """Every field of the record that the form has."""
        return {name: getattr(record, name) for name in self._meta.fields or () if name in self.fields}

    def facts(self) -> dict[str, Any]:
        """The record's own fields as filled in."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}

    def told(self, record: Any) -> dict[str, Any]:
        """Further fields of the event; ``record`` is as it stands before the change."""
        return {}

    @transaction.atomic
    def keep(self, actor: Actor, **more: Any) -> bool:
        """Whether the record now is as filled in; otherwise the form says why not. Call after ``is_valid``."""
        # Cleaning has changed the one in memory.
        record = type(self.record)._base_manager.select_for_update().get(pk=self.record.pk)
        if not self.merge(record):
            return False
        more = self.told(record) | more
        try:
            change(record, self.facts(), actor=actor, reason=self.cleaned_data["reason"], seen=record.revision, **more)
        except Refused as error:
            self.add_error(None, error.sentence)
            return False
        return True
