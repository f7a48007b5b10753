"""Rows of clocks as board, calendar and feed list them: narrowed to matters, and named with an address that opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from core.matters import kinds
from core.matters.kinds import MatterKind
from core.matters.lines import matching
from core.matters.naming import places
from core.matters.owed import rows_model
from core.models import Clock, User
from core.models.roles import POSTS


def of_matter(rows: QuerySet[Clock], matter: models.Model) -> QuerySet[Clock]:
    """Those of one matter and of everything on its page."""
    return rows.filter(root_type=ContentType.objects.get_for_model(matter), root_id=matter.pk)


def of_matters(rows: QuerySet[Clock], words: str, user: User) -> QuerySet[Clock]:
    """Those of matters that the words mean to this person in a search box; blank words change nothing."""
    words = words.strip()
    if not words:
        return rows
    found = Q(pk__in=[])
    for kind in kinds.matters():
        if kind.search:
            matters = kind.model._default_manager.filter(matching(kind, words, user)).order_by().values("pk")
            found |= Q(root_type=kind.content_type, root_id__in=matters)
    return rows.filter(found)


@dataclass(frozen=True)
class NamedClock:
    """A clock with the name of its matter and the address of a page that the reader may open."""

    clock: Clock
    matter_name: str
    url: str


def named(rows: Iterable[Clock], user: User) -> list[NamedClock]:
    """The rows with their matters' names and addresses, in a fixed number of statements.

    Where a part of the matter itself is closed to this person, the matter opens.
    """
    rows = list(rows)
    parts = {kind.content_type.pk: kind for kind in kinds.every() if not kind.is_matter}
    opened: dict[int, set[int]] = {}
    for part, kind in parts.items():
        keys = {row.object_id for row in rows if row.content_type_id == part}
        opened[part] = _opened_parts(kind, keys, user) if keys else set()
    found = []
    for row, place in zip(rows, places(rows, user), strict=True):
        closed = row.content_type_id in parts and row.object_id not in opened[row.content_type_id]
        url = _model(row.root_type_id)(pk=row.root_id).get_absolute_url() if closed else place.url
        found.append(NamedClock(row, place.name, url))
    return found


def _opened_parts(kind: MatterKind, keys: set[int], user: User) -> set[int]:
    """Of parts of matters that are seen, those whose own page this person may open."""
    post = user.post_in_use if user.is_authenticated else None
    if post is None or post.role not in kind.readers:
        return set()
    if POSTS[post.role].office:
        return keys
    return set(kind.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _model(content_type: int) -> Any:
    return ContentType.objects.get_for_id(content_type).model_class()


def works_behind(clocks: Iterable[Clock]) -> dict[int, tuple[int, int]]:
    """By key of the clock: content type and key of the unit's work, for dates of what a work owes beside its own
    (``core.matters.owed``). One statement for each kind of work that owes any of them, none where there are none."""
    clocks = list(clocks)
    found: dict[int, tuple[int, int]] = {}
    for kind in kinds.every():
        model = rows_model(kind.model)
        owed = ContentType.objects.get_for_model(model).pk if model is not None else None
        own = {clock.object_id: clock.pk for clock in clocks if clock.content_type_id == owed}
        if model is not None and own:
            rows = model._default_manager.filter(pk__in=own).values_list("pk", "work")
            found |= {own[pk]: (kind.content_type.pk, work) for pk, work in rows}
    return found
