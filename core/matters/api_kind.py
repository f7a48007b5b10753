"""How a kind of matter stands in the interface: what a line of business declares of it, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from rest_framework.serializers import BaseSerializer


@dataclass(frozen=True, eq=False)
class MatterApi:
    """A kind of matter below ``/api/v1/<path>/``: list, detail, acts, what happened, papers.

    ``row`` shows one row of the list (a ``MatterRowSerializer``), ``detail`` the whole (a ``MatterSerializer``).
    Conditions are those of the kind's table. ``orderings`` maps the names of orders beside key and state to fields;
    ``enums`` names coded values in the description of the interface, where several fields share them. ``viewset`` is a
    subclass of ``core.matters.api.MatterViewSet`` for what only this kind can do. A text that is written over days is
    begun as ``new_draft`` says and changed as ``changed_draft`` says (``core.matters.draft_api``).
    """

    path: str
    row: type[BaseSerializer]
    detail: type[BaseSerializer]
    orderings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enums: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    viewset: type[Any] | None = None
    new_draft: type[BaseSerializer] | None = None
    changed_draft: type[BaseSerializer] | None = None
