"""Two bodies that signed one text become one: one signature stands for both, and one voice is asked to judge."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.clock import clocks
from core.matters import events
from core.models import Organisation
from core.models.generic import matter_of
from core.organisations.handing_on import Shared
from core.organisations.moving import HANDED_ON, thing_of
from core.people.actors import Actor
from members.models.signing import COSIGNER, Signature

State = Signature.State
SIGNED = ("position", "order", "state")


@dataclass(frozen=True)
class UnitingSigners:
    """The ``voices`` of a line's ``UnitsDesk`` (``core.matters.units_desk``).

    ``signatures`` are those on open matters, ``judging`` every judgement asked for on these, with its ``signatory``,
    the round it belongs to, and whether it was ``given`` (a state). ``matter`` is the link of both to the matter;
    ``signers`` is how whoever signed is called (提案者).
    """

    matter: str
    signers: str
    signatures: Callable[[], QuerySet]
    judging: Callable[[], QuerySet]
    given: str

    def shared(self, body: Organisation, successor: Organisation) -> Iterable[Shared]:
        """What becomes of each text that both have signed, and of what both are asked."""
        signed, spare = self.both_signed(body, successor), self.twice_asked(body, successor)
        for matter, words in self._voices(signed, spare, successor):
            yield Shared(thing_of(matter), words)

    def unite(self, body: Organisation, successor: Organisation, actor: Actor) -> tuple[dict[str, Any], list[Any]]:
        """Do what ``shared`` tells; returns what ``part`` needs, and the matters."""
        signed, spare = self.both_signed(body, successor), self.twice_asked(body, successor)
        voices = list(self._voices(signed, spare, successor))
        notes = {
            "signed": [self._unite(*two) for two in signed],
            "spare": self._ask_once(spare, actor),
            "voices": [matter.pk for matter, _ in voices],
        }
        for matter, words in voices:
            self._tell(matter, f"“{body}”并入“{successor}”，{words}", actor)
        return notes, [matter for matter, _ in voices]

    def part(self, notes: dict[str, Any], body: Organisation, actor: Actor) -> list[Any]:
        """Signatures and judgements are as they were; returns the matters."""
        signatures, judgements = self.signatures().model, self.judging().model
        for two in notes["signed"]:
            for pk, values in two.items():
                signatures._default_manager.filter(pk=pk).update(**dict(zip(SIGNED, values, strict=True)))
        judgements._default_manager.bulk_create(judgements(**row) for row in notes["spare"]["rows"])
        clocks.run_again(notes["spare"]["clocks"])
        of_matter = signatures._meta.get_field(self.matter).related_model._default_manager
        matters = list(of_matter.filter(pk__in=notes["voices"]).order_by("pk"))
        for matter in matters:
            self._tell(matter, f"撤销“{body}”的移交，仍分别署名和评价", actor)
        return matters

    # ---- signatures ----

    def both_signed(self, body: Organisation, successor: Organisation) -> list[tuple[Any, Any]]:
        """The two bodies' signatures under one text."""
        matter = f"{self.matter}_id"
        ours = self.signatures().filter(organisation=body).select_related(self.matter).order_by("pk")
        every = self.signatures().model._default_manager.filter(organisation=successor)
        theirs = every.filter(**{f"{self.matter}__in": ours.values(self.matter)}).select_related(self.matter)
        under = {getattr(one, matter): one for one in theirs}
        return [(one, under[getattr(one, matter)]) for one in ours if getattr(one, matter) in under]

    def _unite(self, ours: Any, theirs: Any) -> dict[str, Any]:
        """The successor's stands for both, in the stronger place; the other counts no more.

        A body signs first or with one that does, so one of the two has agreed.
        """
        notes = {str(one.pk): [getattr(one, name) for name in SIGNED] for one in (ours, theirs)}
        leads = min((ours, theirs), key=lambda one: (one.position == COSIGNER, one.order))
        rows = self.signatures().model._default_manager
        rows.filter(pk=theirs.pk).update(position=leads.position, order=leads.order, state=State.AGREED)
        rows.filter(pk=ours.pk).update(position=COSIGNER, state=State.LAPSED)
        return notes

    # ---- judgements ----

    def twice_asked(self, body: Organisation, successor: Organisation) -> list[Any]:
        """Judgements not yet given that one body would give twice, on a matter or for one merged into it."""
        rows = self.judging().filter(signatory__organisation__in=(body, successor))
        found: dict[int, list[Any]] = {}
        for one in rows.select_related(self.matter, "signatory").order_by("pk"):
            if one.round == matter_of(one).round:
                found.setdefault(matter_of(one).pk, []).append(one)
        spare = []
        for of_matter in found.values():
            of_matter.sort(key=lambda one: (one.state != self.given, one.signatory.organisation_id != successor.pk))
            spare += [one for one in of_matter[1:] if one.state != self.given]
        return spare

    def _ask_once(self, spare: list[Any], actor: Actor) -> dict[str, Any]:
        names = ("id", f"{self.matter}_id", "signatory_id", "round", "state")
        notes = {
            "rows": [{name: getattr(one, name) for name in names} for one in spare],
            "clocks": [pk for one in spare for pk in clocks.running_keys(one)],
        }
        for one in spare:
            clocks.stop_clock(one, None, actor.at, "并入一并评价", void=True)
        self.judging().model._default_manager.filter(pk__in=[one.pk for one in spare]).delete()
        return notes

    # ---- words ----

    def _voices(
        self, signed: list[tuple[Any, Any]], spare: list[Any], successor: Organisation
    ) -> Iterable[tuple[Any, str]]:
        for ours, _theirs in signed:
            yield matter_of(ours), f"两家的署名合为“{successor}”一家的署名"
        for one in spare:
            yield matter_of(one), f"两家的评价由“{successor}”一并作出"

    def _tell(self, matter: Any, words: str, actor: Actor) -> None:
        events.record(matter, actor=actor, key=HANDED_ON, label=f"{self.signers}变更", text=words)
