"""Dates that are somebody else's on a matter of one's own: of merged ones each has an answer, and a day, of their own.

Whoever stands behind one of several merged matters has a part in all of them, and may read every date on their pages.
What lists, home, calendar and feed show is the own one, and not what units owe to those behind the others.
"""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from core.matters import kinds
from core.matters.owed import rows_model
from core.matters.unit_work import ANSWERING
from core.models import Clock, User
from core.people.per_post import among_per_post


def known_of_others(user: User) -> Q:
    """``owed_to_others`` for statements that are worked out anew each time: itself worked out once for each post."""
    others = _others(user, timezone.localdate())
    return Q(pk__in=others) if others is not None else Q()


@among_per_post
def _others(user: User, _today: date) -> Any:
    others = owed_to_others(user)
    rows = Clock.objects.filter(others) if others else Clock.objects.none()
    return rows.order_by().values_list("pk", flat=True)


def owed_to_others(user: User) -> Q:
    """The condition on clocks of the works that answer nobody with whom this person has signed, on matters that he or
    she has a part in, and of what such works owe; an empty one where there are no merged matters, or no part in any."""
    found = Q()
    for kind in kinds.every():
        rows = None if kind.is_matter else rows_model(kind.model)
        if rows is None:
            continue
        matters: Any = kind.matter.model._default_manager
        party, behind = matters.party_to(user), matters.party_to(user, merged=False)
        if party.query.is_empty():
            continue
        here, own = party.order_by().values("pk"), behind.order_by().values("pk")
        link = next(field.name for field in kind.model._meta.fields if field.related_model is matters.model)
        owed = rows._default_manager.filter(merged__merged_into__in=here)
        works = kind.model._default_manager.filter(**{f"{link}__in": here}, role__in=ANSWERING)
        works = works.exclude(pk__in=owed.filter(merged__in=own, ended_at=None).values("work"))
        works = works.exclude(answers_own=True, **{f"{link}__in": own})
        of_kind, of_rows = (ContentType.objects.get_for_model(one) for one in (kind.model, rows))
        found |= Q(content_type=of_kind, object_id__in=works.values("pk"))
        found |= Q(content_type=of_rows, object_id__in=owed.exclude(merged__in=own).values("pk"))
    return found
