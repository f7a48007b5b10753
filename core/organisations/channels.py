"""The supervision channel (交办督查渠道) of many units in one step."""

import re
from typing import Any

from django import forms

from core.models import Organisation
from core.organisations.each_unit import EachUnitForm
from core.organisations.forms import REASON, in_use
from core.organisations.sheets.kinds import at_odds, branch_named

Kind = Organisation.Kind


_JOINT = re.compile(r"委.{0,8}政府|政府.{0,8}委|[两二]办|党政")


def _branches(office: Organisation) -> set[str]:
    """For whose units an office is: a joint one of committee and government (县委县政府督查室) for those of both."""
    joint = (
        {str(Organisation.Branch.PARTY), str(Organisation.Branch.GOVERNMENT)} if _JOINT.search(office.name) else set()
    )
    return joint | {_branch(office)}


def _branch(body: Organisation) -> str:
    """The branch as it was written or follows from the name; none where the two are at odds."""
    return "" if at_odds(body.name, body.branch) else body.branch or branch_named(body.name)


class ChannelsForm(EachUnitForm):
    """A choice for every unit.

    A unit that has a channel may be given another, and keeps it otherwise: taking one away has a page of its own, where
    the work that is open is looked at. A channel that is none any more (the office ended, or became another body) is to
    be chosen anew.
    """

    column, stem = "supervised_by", "channel"
    reason = forms.CharField(**REASON, help_text="记入每家单位的经过，如“县两办〔2026〕3号”", initial="写明交办渠道")

    def prepare(self, units: list[Organisation]) -> None:
        self.offices = {office.pk: office for office in in_use(Kind.SUPERVISION_OFFICE)}
        self._of_branch: dict[str, list[int]] = {}
        for office in self.offices.values():
            for branch in _branches(office):
                self._of_branch.setdefault(branch, []).append(office.pk)

    def now(self, unit: Organisation) -> int | None:
        return unit.supervised_by_id if unit.supervised_by_id in self.offices else None

    def field_of(self, unit: Organisation) -> forms.Field:
        choices: list[tuple[Any, str]] = [(pk, office.name) for pk, office in self.offices.items() if pk != unit.pk]
        given = self.now(unit)
        if given is None:
            choices.insert(0, ("", f"（{unit.supervised_by}已不是督查室）" if unit.supervised_by else "（还没有写明）"))
            of_branch = self._of_branch.get(_branch(unit), []) if _branch(unit) else []
            likely = [pk for pk in (self.offices if len(self.offices) == 1 else of_branch) if pk != unit.pk]
            if len(likely) == 1:
                given = likely[0]
                self.suggested.add(unit.pk)
        return forms.TypedChoiceField(
            label=f"{unit.name}的交办渠道", choices=choices, coerce=int, empty_value=None, required=False, initial=given
        )

    def value_of(self, given: int) -> Organisation:
        return self.offices[given]

    def in_words(self, unit: Organisation) -> str:
        return str(unit.supervised_by or "")

    @property
    def proposed(self) -> str:
        """Why a value is proposed."""
        return "只有这一家" if len(self.offices) == 1 else "按系统选的"

    @property
    def told(self) -> str:
        return "原来另有渠道的，在办的件仍由原督查室督办。" if self.moved else ""
