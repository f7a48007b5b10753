"""A roster on its way into the register: what each row would do, and all of it together as a page or command tells it.

A plan is made by ``roster_plan`` and never written to afterwards.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.utils import timezone

from core.models import Organisation
from members.models import Term
from members.roster import Rejected, Result, RosterRow
from members.roster.carried import texts_of
from members.roster.decisions import Decisions
from members.roster.result import Spelling
from members.roster.statements import Statement
from members.roster.words import FIELDS, doubt_sentence, reason_sentence
from members.services import roster_exits
from members.services.roster_register import Known, Register

KIND = Organisation.Kind
BODIES = {"committee": KIND.SPECIAL_COMMITTEE, "street_group": KIND.MEMBER_GROUP}
PLAIN = {
    "gender": "gender",
    "ethnicity": "ethnicity",
    "birth": "birth",
    "post": "employer_post",
    "phone": "phone",
    "email": "email",
    "remark": "note",
}
LEFT_OUT = "left_out"
LABELS = FIELDS | {"mandate": "委员资格", "other_names": "曾用名"}


@dataclass(frozen=True)
class Change:
    """One field of one member: what it was and what it becomes, as text for people."""

    field: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return LABELS[self.field]


@dataclass
class Planned:
    """One row on its way: ``kind`` is new, changed or unchanged; ``leaving`` is one that tells of leaving and waits
    for an answer, ``exits`` one whose person has left (``exit``); ``known`` is the member it was recognised as.

    ``namesakes`` are people of the register with the name of somebody new (to a prepared term: those in office);
    ``apart``: it is none of those in office.
    ``since`` is what the roster itself says of a new mandate, ``begins`` and ``gained`` are what it will be. ``later``
    is what a roster for a prepared term says of the person and the import does not write. ``kept`` are the fields in
    which the member keeps something beside what the row says, ``withheld`` is what a list of leavers says otherwise.
    ``effective`` is the day from which the offices and seats are others, where the row names it.
    """

    row: RosterRow
    kind: str = "new"
    known: Known | None = None
    changes: list[Change] = field(default_factory=list)
    bodies: dict[str, list[str]] = field(default_factory=dict)
    offices: list[str] | None = None
    namesakes: list[Known] = field(default_factory=list)
    apart: bool = False
    later: list[Change] = field(default_factory=list)
    since: date | None = None
    begins: date | None = None
    gained: str = ""
    exit: tuple[str, date] | None = None
    kept: dict[str, str] = field(default_factory=dict)
    withheld: list[Change] = field(default_factory=list)
    effective: date | None = None

    def value(self, name: str) -> str:
        """What a plain field will say, together with what the register keeps."""
        return self.kept.get(name) or getattr(self.row, name) or ""

    @property
    def offices_or_seats_change(self) -> bool:
        """Whether what is held from a day on becomes another."""
        return self.changes_in("office", *BODIES)

    def changes_in(self, *names: str) -> bool:
        """Whether one of these fields differs from what is known."""
        return any(change.field in names for change in self.changes)


@dataclass
class Plan:
    """Everything an import would do. ``left_out`` are the rows that a person has decided not to import,
    ``absent`` members of the term whom the file does not name; they stay."""

    term: Term | None
    result: Result
    register: Register
    rows: list[Planned] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)
    left_out: list[Rejected] = field(default_factory=list)
    absent: list[Known] = field(default_factory=list)
    new_bodies: list[tuple[str, str]] = field(default_factory=list)
    first_of_term: bool = True
    first_day: date = field(default_factory=timezone.localdate)
    decisions: Decisions = field(default_factory=Decisions)

    def of_kind(self, kind: str) -> list[Planned]:
        """The rows that are new, changed or unchanged."""
        return [planned for planned in self.rows if planned.kind == kind]

    @property
    def its_term(self) -> Term:
        """The term, of a plan that is going to be written."""
        return cast(Term, self.term)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged and refused, and left out where any are."""
        kinds = [planned.kind for planned in self.rows]
        told = {kind: kinds.count(kind) for kind in ("new", "changed", "unchanged")} | {"refused": len(self.refused)}
        told |= {kind: kinds.count(kind) for kind in roster_exits.KINDS if kind in kinds}
        return told | ({LEFT_OUT: len(self.left_out)} if self.left_out else {})

    @property
    def to_check(self) -> list[Planned]:
        """The rows understood with a doubt that nobody has settled yet."""
        return [planned for planned in self.rows if planned.row.doubts]

    @property
    def past_members(self) -> list[Planned]:
        """Who has left and is not known to this term: they are recorded as past members."""
        return [each for each in self.of_kind(roster_exits.EXITS) if not (each.known and each.known.mandate_id)]

    @property
    def without_phones(self) -> bool:
        """Whether the roster has no column of telephone numbers at all."""
        return bool(self.rows) and not any("phone" in planned.row.columns for planned in self.rows)

    @property
    def waiting_statements(self) -> list[Statement]:
        """What notes say about all rows and nobody has confirmed or refused yet."""
        return [each for each in self.result.statements if each.field and each.key not in self.decisions.statements]

    @property
    def waiting_spellings(self) -> list[Spelling]:
        """The bodies taken for another spelling's that nobody has confirmed yet."""
        return [each for each in self.result.spellings if each.waits]

    @property
    def digest(self) -> str:
        """Changes whenever the plan does, so that only what a preview showed can be confirmed."""
        told: list = [
            [p.row.key, p.kind, p.known and p.known.pk, sorted(texts_of(p.row).items()), p.row.office_beside, p.gained]
            + ([p.begins.isoformat()] if p.begins else [])
            + ([f"effective {p.effective.isoformat()}"] if p.effective else [])
            + ([p.exit[0], p.exit[1].isoformat()] if p.exit else [])
            + [[c.field, c.old, c.new] for c in p.changes]
            for p in self.rows
        ]
        told.append([[r.key, r.reason] for r in self.refused + self.left_out])
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The document of ``import_members --json``."""
        counts, document = self.counts, self.result.as_json()
        document["rows"] = [planned.row.as_json() for planned in self.rows]
        document["rejected"] = [row.as_json() for row in self.refused + self.left_out]
        document["to_check"] = [
            {"sheet": p.row.sheet, "row": p.row.row, "name": p.row.name, "field": d.field or None, "written": d.written,
             "why": doubt_sentence(d.key, d.about)}
            for p in self.rows
            for d in p.row.doubts
        ]  # fmt: skip
        document["created"] = counts["new"]
        document["updated"] = counts["changed"]
        document["unchanged"] = counts["unchanged"]
        document["changes"] = [
            {"sheet": p.row.sheet, "row": p.row.row, "name": p.row.name, "field": c.field, "old": c.old, "new": c.new}
            for p in self.of_kind("changed")
            for c in p.changes
        ]
        return document


def sentence_of(rejected: Rejected) -> str:
    """Why a row was refused and what to do about it."""
    return "".join([reason_sentence(rejected.reason, value=rejected.value, of=rejected.of), *rejected.also])
