"""One thing of every unit in one step: each has a field, all are kept together, nobody overwrites what is newer."""

from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField

from core.matters.lifecycle import Refused
from core.models import Organisation
from core.organisations import services
from core.organisations.forms import REASON
from core.people.actors import Actor
from core.records import Stale, change


class EachUnitForm(forms.Form):
    """A field for every handling unit, those that lack the thing first; what its name or sort suggests stands there to
    be corrected. Only what was chosen is written: what a colleague wrote meanwhile beside it stands.

    ``suggested`` are the keys of units whose value is only proposed.
    """

    #: The column that is kept, and how the fields begin.
    column: str
    stem: str

    reason = forms.CharField(**REASON)
    #: How many units had another one before.
    moved = 0

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.handling().filter(is_active=True).order_by("order", "pk")
        units = list(rows.select_related("supervised_by"))
        self.suggested: set[int] = set()
        self.prepare(units)
        self.units = sorted(units, key=self.has)
        for unit in self.units:
            self.fields[f"was_{unit.pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.now(unit)
            )
            self.fields[f"seen_{unit.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=unit.revision)
            self.fields[f"{self.stem}_{unit.pk}"] = self.field_of(unit)

    def prepare(self, units: list[Organisation]) -> None:
        """Read what all fields need."""
        raise NotImplementedError

    def now(self, unit: Organisation) -> Any:
        """What the unit has, as its field holds it; nothing where it lacks it."""
        raise NotImplementedError

    def field_of(self, unit: Organisation) -> forms.Field:
        raise NotImplementedError

    def value_of(self, given: Any) -> Any:
        """What is written for what was chosen."""
        return given

    def in_words(self, unit: Organisation) -> str:
        """What the unit has, for whoever was slower than a colleague."""
        raise NotImplementedError

    def has(self, unit: Organisation) -> bool:
        return bool(self.now(unit))

    @property
    def told(self) -> str:
        """What else is said once it is kept."""
        return ""

    @property
    def without(self) -> int:
        """How many units lack it."""
        return sum(not self.has(unit) for unit in self.units)

    @property
    def lines(self) -> list[tuple[Organisation, BoundField, tuple[BoundField, BoundField], bool]]:
        """Unit, its field, what was looked at, and whether the value is only proposed."""
        return [
            (
                unit, self[f"{self.stem}_{unit.pk}"], (self[f"was_{unit.pk}"], self[f"seen_{unit.pk}"]),
                unit.pk in self.suggested,
            )
            for unit in self.units
        ]  # fmt: skip

    def chosen(self, unit: Organisation) -> Any:
        """What is to be written for the unit; None where it is left as it was."""
        given = self.cleaned_data.get(f"{self.stem}_{unit.pk}")
        was = self.cleaned_data.get(f"was_{unit.pk}", "")
        return None if not given or str(given) == was or given == self.now(unit) else given

    @transaction.atomic
    def keep(self, actor: Actor) -> int | None:
        """How many units changed; None where somebody else was quicker at one, and nothing is kept."""
        services.check(actor)
        kept = 0
        for unit in self.units:
            given = self.chosen(unit)
            if given is None:
                continue
            values, seen = {self.column: self.value_of(given)}, self.cleaned_data[f"seen_{unit.pk}"]
            try:
                change(unit, values, actor=actor, reason=self.cleaned_data["reason"], seen=seen)
            except Refused as error:
                self.add_error(f"{self.stem}_{unit.pk}", f"现为{self.in_words(unit) or '没有写明'}。{error.sentence}")
                if isinstance(error, Stale):
                    self._look_again(unit.pk, error.revision)
            else:
                kept += 1
                self.moved += bool(self.cleaned_data[f"was_{unit.pk}"])
        if self.errors:
            transaction.set_rollback(True)
            return None
        return kept

    def _look_again(self, pk: int, revision: int) -> None:
        """The page is shown again with the present state: the next press is taken as having seen it."""
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed[f"seen_{pk}"] = str(revision)
