"""Units that the writers of a text, and then its first review, suggest for it (建议承办单位); who hands it out decides.

A line derives its rows from ``Suggestion`` and names the link to its matter ``suggested_units`` from the other side.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet

from core.matters.lifecycle import Act, Refused
from core.models import Organisation
from core.people.actors import Actor


class Suggestion(models.Model):
    """A unit that the writers suggest, or the first review does (``by_review``): that is read by the offices only.

    The line adds the link to its matter; each unit is suggested once by either.
    """

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    is_lead = models.BooleanField("建议主办", default=True)
    by_review = models.BooleanField("初审建议", default=False)

    class Meta:
        abstract = True
        verbose_name = "建议承办单位"
        verbose_name_plural = "建议承办单位"
        ordering = ["-is_lead", "id"]

    def __str__(self) -> str:
        return str(self.unit)


def suggest_units(matter: Any, _actor: Actor, data: Mapping[str, Any]) -> bool:
    """Keep the units that ``data`` names (``lead``, ``joints``), for ``Writing(also=…)``. Whether they changed."""
    if "lead" not in data and "joints" not in data:
        return False
    rows = matter.suggested_units.filter(by_review=False)
    stored = list(rows.select_related("unit"))
    lead = data["lead"] if "lead" in data else next((row.unit for row in stored if row.is_lead), None)
    joints = data["joints"] if "joints" in data else [row.unit for row in stored if not row.is_lead]
    wanted = [(unit.pk, False) for unit in joints or () if unit != lead]
    if lead:
        wanted.insert(0, (lead.pk, True))
    if {(row.unit_id, row.is_lead) for row in stored} == set(wanted):
        return False
    _keep(matter, rows, wanted)
    return True


def suggest_by_review(act: Act) -> None:
    """What the first review suggests (``lead``, ``joints`` of the act) takes the place of what an earlier one did."""
    lead, joints = act.facts.get("lead"), list(act.facts.get("joints") or [])
    if joints and not lead:
        raise Refused("建议了会办单位的，请同时选择建议主办单位。")
    if lead in joints:
        raise Refused(f"{lead}已建议主办，不能又建议会办，请去掉其中一处。")
    wanted = [(lead.pk, True)] if lead else []
    wanted += [(unit.pk, False) for unit in joints]
    _keep(act.obj, act.obj.suggested_units.filter(by_review=True), wanted, by_review=True)


def _keep(matter: Any, rows: QuerySet, wanted: list[tuple[int, bool]], *, by_review: bool = False) -> None:
    rows.delete()
    its = {matter.suggested_units.field.name: matter, "by_review": by_review}
    rows.bulk_create([rows.model(unit_id=unit, is_lead=is_lead, **its) for unit, is_lead in wanted])


def wished(matter: Any) -> list[Any]:
    """The rows of the writers."""
    return [row for row in matter.suggested_units.all() if not row.by_review]


def advised(matter: Any) -> list[Any]:
    """The rows of the first review, for those who may read what it said."""
    return [row for row in matter.suggested_units.all() if row.by_review]


def proposed(matter: Any) -> list[Any]:
    """What the form of handing out begins with: as the first review suggests, else as the writers do."""
    return advised(matter) or wished(matter)
