"""The supervision channel (交办督查渠道) of many units in one step: each has its own choice, all are kept together."""

from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField

from core.matters.lifecycle import Refused
from core.models import Organisation
from core.organisations import services
from core.organisations.forms import REASON, in_use
from core.organisations.sheets.kinds import at_odds, branch_named
from core.people.actors import Actor
from core.records import Stale, change

Kind = Organisation.Kind


def _branch(body: Organisation) -> str:
    """The branch as it was written or follows from the name; none where the two are at odds."""
    return "" if at_odds(body.name, body.branch) else body.branch or branch_named(body.name)


class ChannelsForm(forms.Form):
    """A choice for every unit, those without a channel first; what its sort suggests stands there to be corrected.

    A unit that has a channel may be given another, and keeps it otherwise: taking one away has a page of its own, where
    the work that is open is looked at. A channel that is none any more (the office ended, or became another body) is to
    be chosen anew. ``suggested`` are the keys of units whose choice is only proposed.
    """

    #: How many units went through another office before; what is open there stays with it.
    moved = 0
    reason = forms.CharField(**REASON, help_text="记入每家单位的经过，如“县两办〔2026〕3号”", initial="写明交办渠道")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.handling().filter(is_active=True).order_by("order", "pk")
        offices = list(in_use(Kind.SUPERVISION_OFFICE))
        self.offices = {office.pk: office for office in offices}
        self.units = sorted(
            rows.select_related("supervised_by"), key=lambda unit: unit.supervised_by_id in self.offices
        )
        of_branch: dict[str, list[int]] = {}
        for office in offices:
            of_branch.setdefault(_branch(office), []).append(office.pk)
        self.suggested: set[int] = set()
        for unit in self.units:
            self._ask_about(
                unit, [pk for pk in of_branch.get(_branch(unit), []) if pk != unit.pk] if _branch(unit) else []
            )

    def _ask_about(self, unit: Organisation, likely: list[int]) -> None:
        choices: list[tuple[Any, str]] = [(pk, office.name) for pk, office in self.offices.items() if pk != unit.pk]
        given = unit.supervised_by_id if unit.supervised_by_id in self.offices else None
        if given is None:
            choices.insert(0, ("", f"（{unit.supervised_by}已不是督查室）" if unit.supervised_by else "（还没有写明）"))
        self.fields[f"was_{unit.pk}"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=given)
        self.fields[f"seen_{unit.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=unit.revision)
        if given is None and len(likely) == 1:
            given = likely[0]
            self.suggested.add(unit.pk)
        self.fields[f"channel_{unit.pk}"] = forms.TypedChoiceField(
            label=f"{unit.name}的交办渠道", choices=choices, coerce=int, empty_value=None, required=False, initial=given
        )

    @property
    def lines(self) -> list[tuple[Organisation, BoundField, tuple[BoundField, BoundField], bool]]:
        """Unit, its choice, what was looked at, and whether the choice is only proposed."""
        return [
            (
                unit, self[f"channel_{unit.pk}"], (self[f"was_{unit.pk}"], self[f"seen_{unit.pk}"]),
                unit.pk in self.suggested,
            )
            for unit in self.units
        ]  # fmt: skip

    @transaction.atomic
    def keep(self, actor: Actor) -> int | None:
        """How many units have another channel now; None where somebody else was quicker at one, and nothing is kept."""
        services.check(actor)
        kept = 0
        for unit in self.units:
            office = self.cleaned_data[f"channel_{unit.pk}"]
            if office in (None, self.cleaned_data[f"was_{unit.pk}"], unit.supervised_by_id):
                continue  # left as it was: what a colleague wrote meanwhile stands
            seen = self.cleaned_data[f"seen_{unit.pk}"]
            try:
                change(
                    unit, {"supervised_by": self.offices[office]}, actor=actor, reason=self.cleaned_data["reason"],
                    seen=seen,
                )  # fmt: skip
            except Refused as error:
                now = f"现为{unit.supervised_by or '没有写明'}。"
                self.add_error(f"channel_{unit.pk}", f"{now}{error.sentence}")
                if isinstance(error, Stale):
                    self._look_again(unit.pk, error.revision)
            else:
                kept += 1
                self.moved += self.cleaned_data[f"was_{unit.pk}"] is not None
        if self.errors:
            transaction.set_rollback(True)
            return None
        return kept

    def _look_again(self, pk: int, revision: int) -> None:
        """The page is shown again with the present state: the next press is taken as having seen it."""
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed[f"seen_{pk}"] = str(revision)
