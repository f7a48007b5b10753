"""Names and addresses of the matters that clocks, events and notices speak of, fetched for a whole list at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import User
from core.models.generic import AboutMatter


def name_of(matter: Any) -> str:
    """How lists and notices name a matter: its ``matter_name``, else its own words."""
    return getattr(matter, "matter_name", None) or str(matter)


def number_of(matter: Any) -> str:
    """The number by which people call it (``case_number``, 第0025号); empty where it has none."""
    return getattr(matter, "case_number", "")


def brief_of(part: Any) -> str:
    """How a part of a matter is called in short: its ``brief``, else its own words."""
    return getattr(part, "brief", None) or str(part)


@dataclass(frozen=True)
class Place:
    """How the matter of a row is called, and the page that opens it."""

    name: str
    url: str


def places(rows: Iterable[AboutMatter], user: User | None = None) -> list[Place]:
    """The places of these rows, in their order: one query per kind of matter, however many rows; named as ``user``
    reads their titles.

    The address is that of the target where it has a page of its own (``get_absolute_url``), else the matter's.
    """
    rows = list(rows)
    roots = _fetch({(row.root_type_id, row.root_id) for row in rows}, user)
    found = []
    for row in rows:
        root = roots.get((row.root_type_id, row.root_id))
        found.append(Place(name_of(root) if root is not None else "", _address(row, root)))
    return found


def _address(row: AboutMatter, root: Any) -> str:
    model = _model_of(row.content_type_id)
    if hasattr(model, "get_absolute_url") and row.content_type_id != row.root_type_id:
        return model(pk=row.object_id).get_absolute_url()
    return root.get_absolute_url() if hasattr(root, "get_absolute_url") else ""


def _model_of(content_type: int) -> Any:
    return ContentType.objects.get_for_id(content_type).model_class()


def _fetch(pairs: set[tuple[int, int]], user: User | None) -> dict[tuple[int, int], Any]:
    by_type: dict[int, set[int]] = defaultdict(set)
    for kind, pk in pairs:
        by_type[kind].add(pk)
    found: dict[tuple[int, int], Any] = {}
    for kind, pks in by_type.items():
        manager = _model_of(kind)._default_manager
        rows = manager.for_naming() if hasattr(manager, "for_naming") else manager.all()
        rows = rows.as_read_by(user) if user is not None and hasattr(rows, "as_read_by") else rows
        found |= {(kind, row.pk): row for row in rows.filter(pk__in=pks)}
    return found
