"""What importing a roster would do: each understood row new, changed field by field, unchanged, or refused.

Planning reads and never writes. The same plan serves the command's trial run, the preview page and the import itself.

A cell left blank in the file never erases what is known; a month of birth does not replace the full date it agrees
with. Committees, groups and offices are the whole truth of their kind where their cell is filled: seats that are not
named end. Bodies that the directory does not have yet are shown and made; sectors are not (``load_sectors``).
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.utils import timezone

from core import rulebook
from core.identifiers import card_key, phone_number
from core.models import Organisation
from members.models import Mandate, Member, OfficeHeld, Term
from members.roster import Rejected, Result, RosterRow
from members.roster.bodies import parts_of
from members.roster.cells import folded
from members.roster.decisions import Decisions, ask_about
from members.roster.result import Doubt, Spelling
from members.roster.statements import Statement
from members.roster.words import FIELDS, also_wrong, doubt_sentence, reason_sentence
from members.services import roster_exits, roster_namesakes
from members.services.roster_duties import called, duty_noted
from members.services.roster_former import how_left
from members.services.roster_gaps import doubt_genders
from members.services.roster_matching import AMBIGUOUS, match
from members.services.roster_offices import doubt_offices
from members.services.roster_phones import doubt_phones
from members.services.roster_register import Known, Register
from members.services.roster_since import settle_since

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
LIMITS = {name: Member._meta.get_field(column).max_length for name, column in [*PLAIN.items(), ("name", "name")]} | {
    "card_no": Mandate._meta.get_field("card_no").max_length
}
BODY_NAME_LIMIT = Organisation._meta.get_field("name").max_length
OFFICES = (
    (re.compile("副主席"), OfficeHeld.Office.VICE_CHAIR),
    (re.compile("(?<!副)主席(?!会)"), OfficeHeld.Office.CHAIR),
    (re.compile("(?<!副)秘书长"), OfficeHeld.Office.SECRETARY_GENERAL),
    (re.compile("常委|常务委员"), OfficeHeld.Office.STANDING),
)
LEFT_OUT = "left_out"
#: What belongs to the mandate. A roster for a term yet to come writes nothing else of people known besides its list:
#: where they work and how they are called is the running term's until its last day.
OF_MANDATE = {"mandate", "sector", "card_no", "office", *BODIES}
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
    ``since`` and ``gained`` are what the roster itself says of a new mandate. ``later`` is what a roster for a prepared
    term says of the person and the import does not write.
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
    gained: str = ""
    exit: tuple[str, date] | None = None

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


def plan_import(
    result: Result, *, term: Term | None, decisions: Decisions | None = None, starts_on: date | None = None,
    register: Register | None = None,
) -> Plan:  # fmt: skip
    """Compare the understood rows with the register (no term yet: nobody has a mandate). Seven statements, unless the
    ``register`` was read before.

    New mandates will begin on ``starts_on``, where that is said for the whole file.
    """
    register = register or Register.of(term)
    prepared = term is not None and term.is_upcoming  # everything begins with the term, and nothing is told before
    plan = Plan(
        term,
        result,
        register,
        refused=[row for row in result.rejected if row.reason != LEFT_OUT],
        left_out=[row for row in result.rejected if row.reason == LEFT_OUT],
        first_of_term=prepared or not register.has_mandates,
        decisions=decisions or Decisions(),
    )
    recognised = roster_namesakes.chosen(result.rows, match(result.rows, register), register, plan.decisions)
    claimed = {known.pk for known in recognised.values() if isinstance(known, Known)}
    serving, newcomers = roster_namesakes.known_before(term) if term and prepared else (set(), set())
    most_committees = rulebook.value("member.committees_max")
    cards = {card_key(known.card_no): known for known in register.people.values() if known.card_no}
    new_bodies: dict[tuple[str, str], None] = {}
    for place, row in enumerate(result.rows):
        known = recognised[place]
        objection = (AMBIGUOUS, None) if isinstance(known, str) else _objection(row, known, cards, most_committees)
        objection = objection or roster_exits.objection(row, cast(Known | None, known), plan.decisions, term)
        if objection or isinstance(known, str):
            plan.refused.append(_rejected(row, *objection))
            continue
        planned = Planned(row, known=known, bodies=_bodies(row), offices=_offices(row, known))
        if known:
            _compare(planned, known, plan, later=prepared and known.pk not in newcomers)
        else:
            _ask_who(planned, claimed, plan, serving if prepared else None)
        roster_exits.settle(planned, plan.decisions)
        plan.rows.append(planned)
        for kind, names in planned.bodies.items() if planned.kind not in roster_exits.KINDS else ():
            new_bodies.update(dict.fromkeys((BODIES[kind], n) for n in names if not register.body(BODIES[kind], n)))
    plan.new_bodies = list(new_bodies)
    _ask_about_all(plan, starts_on)
    refused = {rejected.name for rejected in plan.refused}
    plan.absent = roster_exits.absent(register.people.values(), plan.rows, refused)
    order = {sheet: place for place, sheet in enumerate(result.sheets_read)}
    plan.refused.sort(key=lambda rejected: (order.get(rejected.sheet, 0), rejected.row))
    return plan


def _ask_who(planned: Planned, claimed: set[int], plan: Plan, serving: set[int] | None) -> None:
    """Somebody new may be one of the same name whom no other row is about; to a prepared term one of those ``serving``
    until then."""
    others = [each for each in plan.register.by_name.get(planned.row.name, ()) if each.pk not in claimed]
    planned.namesakes = [each for each in others if serving is None or each.pk in serving]
    prepared = serving is not None
    settled = roster_namesakes.doubt(planned.row, planned.namesakes, plan.decisions, serving=prepared)
    planned.apart = prepared and settled


def _compare(planned: Planned, known: Known, plan: Plan, *, later: bool) -> None:
    """What the row changes; ``later``: what is not the mandate's stays as it is until the prepared term begins."""
    planned.changes = _changes(planned, known, plan.register)
    if later:
        planned.later = [change for change in planned.changes if change.field not in OF_MANDATE]
        planned.changes = [change for change in planned.changes if change.field in OF_MANDATE]
    planned.kind = "changed" if planned.changes else "unchanged"
    sector = plan.register.body(KIND.SECTOR, planned.row.sector or "")
    if "sector" in planned.row.corrected and (moved := next((c for c in planned.changes if c.field == "sector"), None)):
        ask_about(planned.row, Doubt("sector_moves", "sector", moved.new, moved.old), plan.decisions.accepted)
    roster_namesakes.doubt_known(planned.row, known, sector, plan.decisions)


def _ask_about_all(plan: Plan, starts_on: date | None) -> None:
    """The doubts for which the other rows or the register have to be known."""
    accepted, people = plan.decisions.accepted, plan.register.people
    doubt_phones(((each.row, each.known) for each in plan.rows), people, accepted)
    doubt_offices(((each.row, each.known, each.offices) for each in plan.rows), people, accepted)
    doubt_genders(((each.row, each.known) for each in plan.rows), accepted)
    otherwise = starts_on or (plan.term.starts_on if plan.term and plan.first_of_term else timezone.localdate())
    settle_since(plan.rows, plan.term, accepted, otherwise)


def sentence_of(rejected: Rejected) -> str:
    """Why a row was refused and what to do about it."""
    return "".join([reason_sentence(rejected.reason, value=rejected.value, of=rejected.of), *rejected.also])


def texts_of(row: RosterRow) -> dict[str, str]:
    """The row's cells by field, as they would be written in a clean roster."""
    cells = {name: getattr(row, name) for name in FIELDS if name not in {"party", "name"}}
    cells["office"] = "、".join(filter(None, (row.office, row.office_beside)))
    cells["name"] = f"{row.name}（曾用名：{row.alias}）" if row.alias else row.name
    cells["party"] = "、".join(row.party)
    return {name: text for name, text in cells.items() if text}


def _rejected(row: RosterRow, reason: str, value: str | None) -> Rejected:
    wrong = also_wrong(row, with_sector=False)
    return Rejected(row.sheet, row.row, row.name, reason, value, cells=texts_of(row), panel=row.panel, also=wrong)


def _objection(
    row: RosterRow, known: Known | None, cards: dict[str, Known], most_committees: int
) -> tuple[str, str | None] | None:
    """Why the register cannot take this row: a reason of ``words.REASONS`` and what it quotes."""
    if known and known.gone and not roster_exits.tells(row):
        return "left_office", how_left(known)
    holder = cards.get(card_key(row.card_no or ""))
    if holder and holder is not known and "same_card_no" not in row.warnings:
        return "card_no_taken", holder.name
    if len(_bodies(row)["committee"]) > most_committees:
        return "too_many_committees", str(most_committees)
    for name, limit in LIMITS.items():
        if len(getattr(row, name) or "") > limit:
            return "too_long", FIELDS[name]
    for kind, names in _bodies(row).items():
        if any(len(name) > BODY_NAME_LIMIT for name in names):
            return "too_long", FIELDS[kind]
    return None


def _bodies(row: RosterRow) -> dict[str, list[str]]:
    """Committees and groups by name."""
    return {name: parts_of(name, getattr(row, name)) for name in BODIES}


def _offices(row: RosterRow, known: Known | None) -> list[str] | None:
    """政协职务 as coded offices, in rank; ``None`` where the row says nothing about them.

    The column is the whole truth; what is noted beside a name adds to what is known and ends nothing.
    """
    if not row.office and not row.office_beside:
        return None
    named = set(_coded(row.office)) if row.office else set(known.offices if known else ())
    named |= set(_coded(row.office_beside))
    return [office for _, office in OFFICES if office in named]


def _coded(text: str | None) -> list[str]:
    plain = folded(text or "")
    return [office for pattern, office in OFFICES if pattern.search(plain)]


def _changes(planned: Planned, known: Known, register: Register) -> list[Change]:
    row, changes = planned.row, []
    if not known.mandate_id:
        changes.append(Change("mandate", "", "新任期委员"))
    renamed = row.name not in {known.name, *known.other_names}
    if renamed:
        changes.append(Change("name", known.name, row.name))
    former = [known.name] if renamed else [row.alias] if row.alias and row.alias != known.name else []
    former = [*known.other_names, *(name for name in former if name not in known.other_names)]
    if former != known.other_names:
        changes.append(Change("other_names", "、".join(known.other_names), "、".join(former)))
    for name, column in PLAIN.items():
        old, new = getattr(known, column), getattr(row, name) or ""
        if name == "phone" and phone_number(old) == new:
            continue
        if new and new != old and not (name == "birth" and old.startswith(new)):
            changes.append(Change(name, old, new))
    if row.party and row.party != known.parties:
        changes.append(Change("party", "、".join(known.parties), "、".join(row.party)))
    if known.mandate_id:
        changes.extend(_mandate_changes(planned, known, register))
    return changes


def _mandate_changes(planned: Planned, known: Known, register: Register) -> list[Change]:
    row, changes = planned.row, []
    if register.body(KIND.SECTOR, row.sector) != known.sector_id:
        changes.append(Change("sector", register.body_names.get(known.sector_id, ""), row.sector))
    if row.card_no and card_key(row.card_no) != card_key(known.card_no) and "same_card_no" not in row.warnings:
        changes.append(Change("card_no", known.card_no, row.card_no))
    for name, kind in BODIES.items():
        wanted = planned.bodies[name]
        named = {register.body(kind, body) for body in wanted}
        held = register.held(known, kind, named)
        if wanted and named != held.keys():
            old = "、".join(register.body_names.get(body, "") for body in held)
            changes.append(Change(name, old, "、".join(wanted)))
            continue
        for body in wanted:
            pk, duty = register.body(kind, body) or 0, duty_noted(row, name, body)
            if duty and duty != known.duties.get(pk, duty):
                changes.append(Change(name, called(body, known.duties[pk]), called(body, duty)))
    if planned.offices is not None and set(planned.offices) != known.offices.keys():
        changes.append(Change("office", _office_names(known.offices), _office_names(planned.offices) or "委员"))
    return changes


def _office_names(offices) -> str:
    return "、".join(str(OfficeHeld.Office(office).label) for office in offices)
