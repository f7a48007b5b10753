"""Sectors and parties that were entered while a roster was being checked: taken away again where it is given up."""

from collections.abc import Iterable

from django.db import models

from core.matters import events
from core.models import Event, Organisation, OrganisationName
from core.people.actors import Actor
from members.models import RosterImport

MADE = "made"
"""Under this key of its decisions a roster keeps the bodies that were entered for it."""


def forget(rosters: Iterable[RosterImport], actor: Actor) -> list[str]:
    """Remove the bodies entered for these rosters on which nothing hangs, and return their names."""
    made = [pk for roster in rosters for pk in roster.decisions.get(MADE, ())]
    gone = []
    for body in Organisation.objects.filter(pk__in=made).order_by("pk"):
        if not _is_named(body):
            text = f"撤去“{body}”：为名册新建，名册已放弃，没有别处用到"
            events.record(body, actor=actor, key="forget_body", label="撤去", text=text, audience=Event.Audience.OFFICE)
            gone.append(body.name)
            body.delete()
    return gone


def _is_named(body: Organisation) -> bool:
    """Whether any row besides its own spellings names the body."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: body}).exists()
        for relation in body._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.related_model is not OrganisationName
    )
