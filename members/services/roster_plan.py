"""What importing a roster would do: each understood row new, changed field by field, unchanged, or refused.

Planning reads and never writes. The same plan serves the command's trial run, the preview page and the import itself.

A cell left blank in the file never erases what is known; a month of birth does not replace the full date it agrees
with. Committees, groups and offices are the whole truth of their kind where their cell is filled: seats that are not
named end. Bodies that the directory does not have yet are shown and made; sectors are not (``load_sectors``).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

from django.utils import timezone

from core import rulebook
from core.identifiers import card_key, mobiles_in, phone_number
from core.models import Organisation
from members.models import Mandate, Member, OfficeHeld, Term
from members.roster import Rejected, Result, RosterRow
from members.roster.bodies import parts_of
from members.roster.carried import carried
from members.roster.cells import folded
from members.roster.decisions import Decisions, ask_about
from members.roster.result import Doubt
from members.roster.words import FIELDS, also_wrong
from members.services import roster_exits, roster_namesakes
from members.services.roster_duties import called, duty_noted
from members.services.roster_former import how_left
from members.services.roster_gaps import doubt_genders
from members.services.roster_keeping import kept_with
from members.services.roster_matching import AMBIGUOUS, match
from members.services.roster_offices import doubt_again, doubt_offices
from members.services.roster_phones import doubt_phones
from members.services.roster_planned import BODIES, KIND, LEFT_OUT, PLAIN, Change, Plan, Planned
from members.services.roster_register import Known, Register
from members.services.roster_renamed import doubt_renamed
from members.services.roster_since import begin, settle_since

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
#: What belongs to the mandate. A roster for a term yet to come writes nothing else of people known besides its list:
#: where they work and how they are called is the running term's until its last day.
OF_MANDATE = {"mandate", "sector", "card_no", "office", *BODIES}


def plan_import(
    result: Result, *, term: Term | None, decisions: Decisions | None = None, starts_on: date | None = None,
    register: Register | None = None,
) -> Plan:  # fmt: skip
    """Compare the understood rows with the register (no term yet: nobody has a mandate). Seven statements, unless the
    ``register`` was read before.

    New mandates begin when their rows say, else on ``starts_on``, where that is said for the whole file, else with the
    term for the term's first roster and today for a later one.
    """
    register = register or Register.of(term)
    prepared = term is not None and term.is_upcoming  # everything begins with the term, and nothing is told before
    plan = Plan(
        term,
        result,
        register,
        refused=[_of_whom(row, register) for row in result.rejected if row.reason != LEFT_OUT],
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
        planned = Planned(row, known=known, bodies=_bodies_for(row, known, register), offices=_offices(row, known))
        if known:
            _compare(planned, known, claimed, plan, later=prepared and known.pk not in newcomers)
        else:
            _ask_who(planned, claimed, plan, serving if prepared else None)
        roster_exits.settle(planned, plan.decisions)
        plan.rows.append(planned)
        for kind, names in planned.bodies.items() if planned.kind not in roster_exits.KINDS else ():
            new_bodies.update(dict.fromkeys((BODIES[kind], n) for n in names if not register.body(BODIES[kind], n)))
    plan.new_bodies = list(new_bodies)
    plan.first_day = starts_on or (term.starts_on if term and plan.first_of_term else timezone.localdate())
    _ask_about_all(plan)
    _name_the_others(plan)
    return plan


def _name_the_others(plan: Plan) -> None:
    """Who is not named by the file, and the refused rows in the order of the file."""
    refused = {rejected.name for rejected in plan.refused}
    plan.absent = roster_exits.absent(plan.register.people.values(), plan.rows, refused)
    order = {sheet: place for place, sheet in enumerate(plan.result.sheets_read)}
    plan.refused.sort(key=lambda rejected: (order.get(rejected.sheet, 0), rejected.row))


def _ask_who(planned: Planned, claimed: set[int], plan: Plan, serving: set[int] | None) -> None:
    """Somebody new may be one of the same name whom no other row is about; to a prepared term one of those ``serving``
    until then."""
    others = [each for each in plan.register.by_name.get(planned.row.name, ()) if each.pk not in claimed]
    planned.namesakes = [each for each in others if serving is None or each.pk in serving]
    prepared = serving is not None
    settled = roster_namesakes.doubt(planned.row, planned.namesakes, plan.decisions, serving=prepared)
    planned.apart = prepared and settled


def _compare(planned: Planned, known: Known, claimed: set[int], plan: Plan, *, later: bool) -> None:
    """What the row changes, and whether that is the person, of whose name are others that no row is about (those not
    ``claimed``); ``later``: what is not the mandate's stays as it is until the prepared term begins."""
    named = plan.register.by_name.get(planned.row.name, ())
    others = [each for each in named if each.mandate_id and each is not known and each.pk not in claimed]
    roster_namesakes.doubt_known(planned.row, known, others, plan.register, plan.decisions)
    planned.kept = kept_with(planned.row, known, plan.decisions.accepted)
    planned.changes = _changes(planned, known, plan.register)
    doubt_again(planned.row, known, _named(planned, plan.register), plan.decisions.accepted)
    if later:
        planned.later = [change for change in planned.changes if change.field not in OF_MANDATE]
        planned.changes = [change for change in planned.changes if change.field in OF_MANDATE]
    planned.kind = "changed" if planned.changes else "unchanged"
    moved = next((change for change in planned.changes if change.field == "sector"), None)
    if moved and moved.old and "sector_moved" not in planned.row.warnings:
        ask_about(planned.row, Doubt("sector_moves", "sector", moved.new, moved.old), plan.decisions.accepted)


def _named(planned: Planned, register: Register) -> Iterator[tuple[str, str, int | str | None]]:
    """The offices and seats that the row names: the field, its words and which it is."""
    for office in planned.offices or ():
        yield "office", _office_names([office]), office
    for name, kind in BODIES.items():
        yield from ((name, body, register.body(kind, body)) for body in planned.bodies[name])


def _ask_about_all(plan: Plan) -> None:
    """The doubts for which the other rows or the register have to be known."""
    accepted, people = plan.decisions.accepted, plan.register.people
    doubt_phones(((each.row, each.known) for each in plan.rows), people, accepted)
    doubt_renamed(((each.row, each.known) for each in plan.rows), plan.register, accepted, first=plan.first_of_term)
    roster_exits.wait_for_whom(plan.rows)
    doubt_offices(((each.row, each.known, each.offices) for each in plan.rows), people, accepted)
    doubt_genders(((each.row, each.known) for each in plan.rows), accepted)
    settle_since(plan.rows, plan.term, accepted, plan.first_day)
    begin(plan.rows, plan.term, plan.first_day)


def _rejected(row: RosterRow, reason: str, value: str | None) -> Rejected:
    wrong = also_wrong(row, with_sector=False)
    return Rejected(row.sheet, row.row, row.name, reason, value, cells=carried(row, {}), panel=row.panel, also=wrong)


def _of_whom(row: Rejected, register: Register) -> Rejected:
    """A refused row without a sector, with what the register says: whether it may be about a member."""
    if row.reason != "unknown_sector" or row.value or not register.has_mandates:
        return row
    serving = any(known.mandate_id for known in register.by_name.get(row.name or "", ()))
    return replace(row, reason="which_member" if serving else "no_such_member")


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


def _bodies_for(row: RosterRow, known: Known | None, register: Register) -> dict[str, list[str]]:
    """The same together with what somebody keeps, where the row only names what is new."""
    bodies = _bodies(row)
    for name in row.adds & BODIES.keys() if known else ():
        kind = BODIES[name]
        wanted = {register.body(kind, body) for body in bodies[name]}
        held = register.held(cast(Known, known), kind, wanted)
        kept = [register.body_names.get(pk, "") for pk in held if pk not in wanted]
        bodies[name] += [body for body in kept if body and body not in row.given_up]
    return bodies


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
        old, new = getattr(known, column), "" if name in row.formerly else planned.value(name)
        if name == "phone" and _same_numbers(phone_number(old), new):
            continue
        if new and new != old and not (name == "birth" and old.startswith(new)):
            changes.append(Change(name, old, new))
    if row.party and row.party != known.parties:
        changes.append(Change("party", "、".join(known.parties), "、".join(row.party)))
    if known.mandate_id:
        changes.extend(_mandate_changes(planned, known, register))
    return changes


def _same_numbers(old: str, new: str) -> bool:
    """Whether these are the same numbers; of several mobile numbers the order counts, messages go to the first."""
    return mobiles_in(old) == mobiles_in(new) and set(old.split("、")) == set(new.split("、"))


def _mandate_changes(planned: Planned, known: Known, register: Register) -> list[Change]:
    row, changes = planned.row, []
    if "sector" in row.formerly:
        row.sector = register.body_names.get(known.sector_id or 0, row.sector)
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
            now = (called(body, duty_noted(row, name, body)) for body in wanted)
            changes.append(Change(name, old, "、".join(now)))
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
