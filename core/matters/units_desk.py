"""What goes over when a unit is merged or ends: a line's ``Desk`` (``core.organisations.handing_on``) for its units.

Works that are done, matters that are closed and what was said in them stay with the body that did it. What both bodies
have a part in becomes one first (``core.matters.uniting``), then everything that is open goes over by its column, what
the old unit's head had signed is signed anew, and whoever the matters are from reads once which unit answers now.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from core.delivery.notices import announce, close_of
from core.matters.naming import name_of
from core.matters.signing_again import SigningAgain
from core.matters.unit_work import ANSWERING, UnitRole
from core.matters.uniting import UnitingWorks
from core.models import Event, Organisation, User
from core.models.generic import aimed_at, matter_of
from core.organisations import moving
from core.organisations.handing_on import Desk, Handed, Shared
from core.organisations.moving import HANDED_ON, BodyColumn
from core.people.actors import Actor

#: Who of the unit handles it, on works that are still to be done and on their replies.
HANDLED = {"works": ("handler_name", "handler_phone"), "replies": ("contact_name", "contact_phone")}


class Voices(Protocol):
    """Bodies that speak in a matter otherwise than by their work: where two become one, one voice is left."""

    def shared(self, body: Organisation, successor: Organisation) -> Iterable[Shared]:
        """What becomes of each matter in which both have a voice."""

    def unite(self, body: Organisation, successor: Organisation, actor: Actor) -> tuple[dict[str, Any], list[Any]]:
        """Do so; returns what ``part`` needs, and the matters."""

    def part(self, notes: dict[str, Any], body: Organisation, actor: Actor) -> list[Any]:
        """Both are as they were; returns the matters."""


@dataclass(frozen=True)
class UnitsDesk:
    """``columns`` are those in which the line keeps bodies; the one of the units themselves has the key ``works``.

    ``people`` of a matter are told which unit answers it; ``voices`` is who else speaks in it for a body.
    """

    key: str
    columns: tuple[BodyColumn, ...]
    works: UnitingWorks
    signing_again: SigningAgain
    people: Callable[[Any], Iterable[User]]
    voices: Voices | None = None

    @property
    def desk(self) -> Desk:
        """For ``handing_on.register``."""
        carries = (self.works.model._meta.get_field(self.works.matter).related_model._meta.label,)
        return Desk(
            self.key, lambda body: moving.waiting(self.columns, body), self.hand_on, self.hand_back, self.shared,
            carries, self.without_people,
        )  # fmt: skip

    def shared(self, body: Organisation, successor: Organisation) -> Iterable[Shared]:
        """What becomes of each matter on which both have a part."""
        yield from self.works.shared(body, successor)
        if self.voices:
            yield from self.voices.shared(body, successor)

    def hand_on(self, body: Organisation, successor: Organisation, actor: Actor) -> Handed:
        """One work and one voice where there were two; then everything that is open."""
        united, matters = self.works.unite(body, successor, actor)
        if self.voices:
            said, spoken = self.voices.unite(body, successor, actor)
            united, matters = united | said, [*matters, *spoken]
        handed = moving.hand_on(self.columns, body, successor, actor)
        signed = self.signing_again.ask(handed.notes["works"], body, successor, actor)
        told = self._tell(handed.notes["works"], united["works"], body, successor)
        notes = handed.notes | {"united": united, "signed_again": signed, "told": told}
        whole = moving.refreshed(matters, actor)
        return Handed(notes, handed.matters + whole, handed.rows, whole)

    def hand_back(self, notes: Any, body: Organisation, successor: Organisation, actor: Actor) -> None:
        """The same rows are the body's again; what had become one stands as before."""
        moving.hand_back(self.columns, notes, body, successor, actor)
        for rows, one in self._handled(notes):
            for row in notes.get("handlers", {}).get(one, ()):
                rows.filter(pk=row["pk"]).update(**{name: row[name] for name in HANDLED[one]})
        self.signing_again.restore(notes.get("signed_again", []), body, actor)
        if "united" in notes:
            worked_on = self.works.part(notes["united"], body, actor)
            spoken = self.voices.part(notes["united"], body, actor) if self.voices else []
            moving.refreshed([*spoken, *worked_on], actor)
        self._tell_undone(notes.get("told", []), body, actor)

    # ---- who handles it in the unit ----

    def _handled(self, notes: Any) -> list[tuple[QuerySet, str]]:
        """Works that are still to be done and their replies, each with its key in ``HANDLED``."""
        model = self.works.model
        works = model._default_manager.filter(pk__in=notes["works"]).exclude(state__in=model.done)
        replies = model._meta.get_field("reply").related_model._default_manager
        return [(works, "works"), (replies.filter(assignment__in=works.values("pk")), "replies")]

    def without_people(self, notes: Any) -> Any:
        """Nobody of the successor has said yet who handles the works that are still to be done."""
        handlers = {}
        for rows, one in self._handled(notes):
            handlers[one] = list(rows.values("pk", *HANDLED[one]))
            rows.update(**dict.fromkeys(HANDLED[one], ""))
        return notes | {"handlers": handlers}

    # ---- which unit answers from now on ----

    def _tell(
        self, moved: list[int], united: list[dict[str, Any]], body: Organisation, successor: Organisation
    ) -> list[list[int]]:
        """Of the works moved, and the body's own that ended in others; returns (work, event) for ``_tell_undone``."""
        ended = self.works.model._default_manager.filter(pk__in=[one["work"] for one in united], unit=body)
        told = []
        for work in self._answering([*moved, *ended.values_list("pk", flat=True)]):
            told.append([work.pk, self._announce(work, f"由{body}变为{successor}").pk])
        return told

    def _tell_undone(self, told: list[list[int]], body: Organisation, actor: Actor) -> None:
        """What they were told holds no more."""
        close_of([event for _, event in told], actor.at)
        for work in self._answering([pk for pk, _ in told]):
            self._announce(work, f"仍为{body}，此前的变更已撤销")

    def _answering(self, keys: list[int]) -> list[Any]:
        rows = self.works.model._default_manager.filter(pk__in=keys, role__in=ANSWERING)
        return list(rows.select_related(self.works.matter).order_by("pk"))

    def _announce(self, work: Any, words: str) -> Event:
        part = "分办" if work.role == UnitRole.SEPARATE else "主办"
        moves = (HANDED_ON, self.works.ends, self.works.parts)
        event = Event.objects.filter(**aimed_at(work), key__in=moves).latest("pk")
        matter = matter_of(work)
        title = f"{name_of(matter)}的{part}单位{words}"
        announce(self.people(matter), title, event=event, target=matter, url=matter.get_absolute_url())
        return event
