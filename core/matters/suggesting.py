"""Units that the writers of a text suggest for it (建议承办单位); the office decides.

A line derives its rows from ``Suggestion`` and names the link to its matter ``suggested_units`` from the other side.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models

from core.models import Organisation
from core.people.actors import Actor


class Suggestion(models.Model):
    """A unit that the writers suggest. The line adds the link to its matter; each unit is suggested once."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    is_lead = models.BooleanField("建议主办", default=True)

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
    stored = list(matter.suggested_units.select_related("unit"))
    lead = data["lead"] if "lead" in data else next((row.unit for row in stored if row.is_lead), None)
    joints = data["joints"] if "joints" in data else [row.unit for row in stored if not row.is_lead]
    wanted = [(unit.pk, False) for unit in joints or () if unit != lead]
    if lead:
        wanted.insert(0, (lead.pk, True))
    if {(row.unit_id, row.is_lead) for row in stored} == set(wanted):
        return False
    rows = matter.suggested_units
    rows.all().delete()
    its = {rows.field.name: matter}
    rows.bulk_create([rows.model(unit_id=unit, is_lead=is_lead, **its) for unit, is_lead in wanted])
    return True
