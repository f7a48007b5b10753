"""Choosing members on a form: told apart by their sector (界别), ticked in a list."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from core.matters.fields import ActField, many
from members.models import Mandate, Member


def named_with_sector(member: Member) -> str:
    """“沈岚（农业界）”."""
    sector = getattr(member, "sector_name", "")
    return f"{member.name}（{sector}）" if sector else member.name


def with_sector(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with the sector of the newest mandate as ``sector_name``, in the same statement."""
    newest = Mandate.objects.begun().filter(member=OuterRef("pk")).order_by("-term__number", "-starts_on")
    return members.annotate(sector_name=Subquery(newest.values("sector__name")[:1]))


def members(name: str, label: str, among: Callable[[Any, Any], QuerySet[Member]], **more: Any) -> ActField:
    """Several members as a field of an act."""
    return many(
        name, label, lambda obj, actor: with_sector(among(obj, actor)), ticked=True, named=named_with_sector, **more
    )
