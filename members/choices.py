"""Choosing members on a form: told apart by their sector (界别) and, of namesakes there, by what they do; ticked in a
list or found in a picker."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.chinese import short_date
from core.matters.fields import ActField, many
from members.models import Mandate, Member

LONGEST_POST = 24


def named_with_sector(member: Member) -> str:
    """“沈岚（农业界）”; of two of one name in a sector also where they work: “张建华（农工党，县医院主任医师）”;
    where ``declined_at`` is known of whoever would not sign before, that too."""
    told = [getattr(member, "sector_name", "") or ""]
    if getattr(member, "has_namesake", False):
        told.append(_told_apart(member))
    if refused := getattr(member, "declined_at", None):
        told.append(f"{short_date(refused)}未同意")
    beside = "，".join(filter(None, told))
    return f"{member.name}（{beside}）" if beside else member.name


def _told_apart(member: Member) -> str:
    post = member.employer_post
    if len(post) > LONGEST_POST:
        post = f"{post[:LONGEST_POST]}…"
    return post or (f"{member.birth_year}年生" if member.birth else "")


def with_sector(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with the sector of the newest mandate as ``sector_name``, and whether somebody else of their name is or
    was of that sector as ``has_namesake``, in the same statement."""
    newest = Mandate.objects.begun().filter(member=OuterRef("pk")).order_by("-term__number", "-starts_on")
    others = Mandate.objects.begun().filter(member__name=OuterRef("name"), sector=OuterRef("sector_key"))
    return members.annotate(
        sector_name=Subquery(newest.values("sector__name")[:1]), sector_key=Subquery(newest.values("sector")[:1])
    ).annotate(has_namesake=Exists(others.exclude(member=OuterRef("pk"))))


class MemberChoice(forms.ModelChoiceField):
    """One member, found in the picker; its rows come from ``with_sector``."""

    def label_from_instance(self, obj: Any) -> str:
        return named_with_sector(obj)


def members(name: str, label: str, among: Callable[[Any, Any], QuerySet[Member]], **more: Any) -> ActField:
    """Several members as a field of an act."""
    return many(
        name, label, lambda obj, actor: with_sector(among(obj, actor)), ticked=True, named=named_with_sector, **more
    )
