"""What a kind of matter declares so that its texts are held against those there were before (相近)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from core.people.actors import Actor


@dataclass(frozen=True)
class Likeness:
    """Given to ``MatterKind(likeness=…)``; ``core.matters.alike`` finds, ``core.matters.alike_views`` shows.

    ``title`` and ``body`` are the columns of the text. Matters in one of ``states`` are found, each person finding only
    what that person may see. ``fetch`` has the rows read with what ``told`` says beside number and title: from whom,
    who handles it, what came of it. ``heading(actor)`` stands over them where a matter has a page of its own.
    ``chosen_in`` names the acts in which one of the matters found may be chosen, with the field that takes it.
    """

    title: str
    body: tuple[str, ...]
    states: tuple[str, ...]
    fetch: Callable[[Any], QuerySet]
    told: Callable[[Any, Actor], str]
    heading: Callable[[Actor], str]
    chosen_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.title, *self.body
