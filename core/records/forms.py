"""The form of a record: its fields, why they change, and which revision was looked at."""

from typing import Any

from django import forms

from core.matters.lifecycle import Refused
from core.models.records import KeptRecord
from core.people.actors import Actor
from core.records.changing import Stale, change, in_words


class RecordForm(forms.ModelForm):
    """Base of the forms by which a record is changed; a subclass names ``Meta.model`` and ``Meta.fields``.

    ``keep`` writes what differs. Where somebody was quicker it adds the sentence, shows the present values beside the
    typed ones (``present``), and the next press is taken as having seen them.
    """

    reason = forms.CharField(
        label="修改原因", max_length=200, help_text="记入经过，如“本人来电更正”“区编办〔2026〕12号”"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.record: KeptRecord = kwargs["instance"]
        self.present: list[tuple[str, str]] = []
        self.fields["seen"].initial = self.record.revision

    def facts(self) -> dict[str, Any]:
        """The record's own fields as filled in."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}

    def keep(self, actor: Actor, **more: Any) -> bool:
        """Whether the record now is as filled in; otherwise the form says why not. Call after ``is_valid``."""
        record = type(self.record)._base_manager.get(pk=self.record.pk)  # cleaning has changed the one in memory
        try:
            change(
                record, self.facts(), actor=actor, reason=self.cleaned_data["reason"], seen=self.cleaned_data["seen"],
                **more,
            )  # fmt: skip
        except Stale as error:
            self.add_error(None, error.sentence)
            self._show_present(record, error.revision)
            return False
        except Refused as error:
            self.add_error(None, error.sentence)
            return False
        return True

    def _show_present(self, record: Any, revision: int) -> None:
        for name in self._meta.fields or ():
            if name in self.changed_data:
                self.present.append((str(self.fields[name].label), in_words(record, name)))
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed[self.add_prefix("seen")] = str(revision)
