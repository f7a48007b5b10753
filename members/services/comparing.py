"""The new list beside the members of the running term: who stays, who goes, who comes."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from members.models import Mandate, Member, OfficeHeld, Seat, Term
from members.services import corrections, prepared, sole_offices
from members.services.corrections import Correction

STAYS, GOES, COMES = "stays", "goes", "comes"


@dataclass(frozen=True)
class Row:
    """One person of the comparison: the mandate in the running term, the one in the new, either or both.

    ``left`` is the mandate of who is on the new list although an exit ended the one of the running term. ``corrected``
    says how the list was put right for this person after its day.
    """

    member: Member
    old: Mandate | None = None
    new: Mandate | None = None
    left: Mandate | None = None
    corrected: str = ""

    @property
    def kind(self) -> str:
        if self.old and self.new:
            return STAYS
        return GOES if self.old else COMES

    @property
    def mandate(self) -> Mandate:
        """The one that tells where the person is listed: the new, else the old."""
        mandate = self.new or self.old
        assert mandate is not None  # noqa: S101 - one of them is what made the row
        return mandate


@dataclass
class Comparison:
    """Everybody of both terms, in the order of the names; ``corrections`` are what was put right after the day."""

    before: Term | None
    term: Term
    rows: list[Row] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    def of(self, kind: str) -> list[Row]:
        """Who stays, goes or comes."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        kinds = [row.kind for row in self.rows]
        return {kind: kinds.count(kind) for kind in (GOES, STAYS, COMES)}

    @property
    def left(self) -> list[Row]:
        """Who is on the new list and left the running term by an exit."""
        return [row for row in self.rows if row.left]

    @property
    def dead(self) -> list[Row]:
        return [row for row in self.left if row.left and row.left.ended == Mandate.Ended.DIED]

    @property
    def doubts(self) -> list[str]:
        """Two holders of an office that has one on the new list, no chair, or a 副主席 who is 秘书长 as well."""
        listed: list[tuple[str, Any]] = [(row.member.name, row.new) for row in self.rows if row.new]
        return sole_offices.doubts((held.office, name) for name, new in listed for held in new.open_offices)

    @property
    def clashes(self) -> list[str]:
        """Who would hold offices on the new list that do not go together, a sentence each."""
        listed: list[tuple[str, Any]] = [(row.member.name, row.new) for row in self.rows if row.new]
        told = (sole_offices.clash(name, [held.office for held in new.open_offices]) for name, new in listed)
        return [sentence for sentence in told if sentence]

    @property
    def digest(self) -> str:
        """Changes whenever the new list does, so that only what a page showed can be confirmed."""
        told = sorted(fingerprint(row.new) for row in self.rows if row.new)
        return hashlib.sha256("\n".join([str(self.term.starts_on), *told]).encode()).hexdigest()


def term_before(term: Term) -> Term | None:
    """The term that runs until ``term`` begins."""
    return Term.objects.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first()


def comparison(term: Term) -> Comparison:
    """The new list beside the members in office on the eve of ``term``; a fixed number of statements."""
    before = term_before(term)
    eve = term.starts_on - timedelta(days=1)
    held = Mandate.objects.filter(term=before).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=eve))
    old = {m.member_id: m for m in _whole(held)} if before else {}
    chosen = Mandate.objects.filter(term=term)
    if not term.is_upcoming:
        chosen = chosen.filter(starts_on=term.starts_on)  # who was added in mid-term came later
    new = {m.member_id: m for m in _whole(chosen)}
    left = prepared.left_before(term, before, new.keys() - old.keys()) if before else {}
    corrected = [] if term.is_upcoming else corrections.of(term)
    marks = {one.member: one.label for one in corrected}
    rows = [
        Row((new.get(pk) or old[pk]).member, old.get(pk), new.get(pk), left.get(pk), marks.get(pk, ""))
        for pk in {**old, **new}
    ]
    rows.sort(key=lambda row: (row.member.sort_key, row.member.pk))
    return Comparison(before, term, rows, corrected)


def _whole(rows: QuerySet) -> QuerySet:
    seats = Prefetch("seats", Seat.objects.filter(ends_on=None).select_related("organisation"), to_attr="open_seats")
    offices = Prefetch("offices", OfficeHeld.objects.filter(ends_on=None), to_attr="open_offices")
    return rows.select_related("member", "sector").prefetch_related("member__parties", seats, offices)


def fingerprint(mandate: Mandate | None) -> str:
    """What was chosen for one person, in short; empty where nothing is."""
    if mandate is None:
        return ""
    seats = sorted(f"{s.organisation_id}{s.duty}" for s in mandate.seats.all() if not s.ends_on)
    offices = sorted(o.office for o in mandate.offices.all() if not o.ends_on)
    return f"{mandate.member_id}:{mandate.sector_id}:{','.join(seats)}:{','.join(offices)}"
