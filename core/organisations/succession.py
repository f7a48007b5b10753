"""A body and those merged into it: whoever works in it reads their past."""

from typing import Any

from django.db.models import Q

from core.models import Organisation

#: So many moves of one row are looked through.
MOVES = 4


def with_past(pk: int | None) -> Any:
    """Keys of the body and of those merged into it, directly or by one step more, for a condition in a statement."""
    merged = Organisation.objects.filter(succeeded_by=pk)
    rows = Organisation.objects.filter(Q(pk=pk) | Q(succeeded_by=pk) | Q(succeeded_by__in=merged.values("pk")))
    return rows.order_by().values("pk")


def once_of(pk: int) -> Q:
    """Rows (``Remembers``) whose ``unit`` is the body, or was it until the body was merged into another one."""
    ended = Organisation.objects.filter(pk=pk)
    heirs = Q(unit__in=ended.values("succeeded_by")) | Q(unit__in=ended.values("succeeded_by__succeeded_by"))
    was = Q()
    for place in range(MOVES):
        was |= Q(**{f"past__{place}__column": "unit", f"past__{place}__value": pk})
    return Q(unit=pk) | (heirs & was)


def stands_for(pk: int | None, body: Organisation) -> bool:
    """Whether ``pk`` is the body itself, or the one it was merged into; costs no statement."""
    return pk is not None and pk in (body.pk, body.succeeded_by_id)
