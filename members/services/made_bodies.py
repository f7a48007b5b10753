"""Bodies that were entered for a roster, while it was checked or by its import: taken away again with it."""

from collections.abc import Iterable

from django.db import models

from core.matters import events
from core.models import Event, Organisation, OrganisationName
from core.people.actors import Actor
from members.models import RosterImport

MADE = "made"
"""Under this key of its decisions a roster keeps the bodies that were entered for it."""


def remember(roster: RosterImport, bodies: Iterable[tuple[str, str]]) -> None:
    """Keep with a roster that these bodies (kind, name) were made by importing it."""
    named = set(bodies)
    rows = Organisation.objects.filter(name__in=[name for _, name in named], is_active=True) if named else ()
    made = [body.pk for body in rows if (body.kind, body.name) in named]
    if made:
        roster.decisions[MADE] = [*roster.decisions.get(MADE, ()), *made]
        roster.save(update_fields=["decisions"])


def forget(rosters: Iterable[RosterImport], actor: Actor, why: str = "名册已放弃") -> list[str]:
    """Remove the bodies entered for these rosters on which nothing hangs, and return their names."""
    made = [pk for roster in rosters for pk in roster.decisions.get(MADE, ())]
    gone = []
    for body in Organisation.objects.filter(pk__in=made).order_by("pk"):
        if not _is_named(body):
            text = f"撤去“{body}”：为名册新建，{why}，没有别处用到"
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
