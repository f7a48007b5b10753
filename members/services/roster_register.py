"""The register as an import needs it: everybody with what is known of them, read in a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from core.models import Organisation, OrganisationName
from core.text import as_one_word
from members.models import Mandate, Member, MemberParty, OfficeHeld, Seat, Term
from members.roster.cells import folded

KIND = Organisation.Kind
BODY_KINDS = (KIND.SECTOR, KIND.SPECIAL_COMMITTEE, KIND.MEMBER_GROUP, KIND.LIAISON_OFFICE)


@dataclass
class Known:
    """A member as the register has it, names without blanks. Mandate, seats and offices are open ones of the term;
    of who has left it are known the sector, the last day and the way. ``given_up`` has the seats (by body) and offices
    of the term that are held no more, with the last day of each."""

    pk: int
    name: str
    other_names: list[str]
    gender: str
    ethnicity: str
    birth: str
    employer_post: str
    phone: str
    email: str
    note: str
    parties: list[str] = field(default_factory=list)
    mandate_id: int | None = None
    sector_id: int | None = None
    card_no: str = ""
    starts_on: date | None = None
    left_term: bool = False
    left_sector: int | None = None
    left_on: date | None = None
    left_way: str = ""
    seats: dict[str, dict[int, int]] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    duties: dict[int, str] = field(default_factory=dict)
    given_up: dict[int | str, date] = field(default_factory=dict)

    @property
    def gone(self) -> bool:
        """Whether the person was a member in the term and has left."""
        return self.left_term and not self.mandate_id


@dataclass
class Register:
    """People by id and by name; bodies by (kind, spelling) and their names by id."""

    people: dict[int, Known]
    by_name: dict[str, list[Known]]
    bodies: dict[tuple[str, str], int]
    body_names: dict[int, str]
    has_mandates: bool
    liaison: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, term: Term | None) -> "Register":
        """Read it; ``term`` may be missing or not yet saved, then nobody has a mandate."""
        columns = ("pk", "name", "other_names", "gender", "ethnicity", "birth", "employer_post", "phone", "email",
                   "note")  # fmt: skip
        rows = Member.objects.order_by("pk").values_list(*columns)
        people = {
            pk: Known(pk, as_one_word(name), list(map(as_one_word, others)), *rest) for pk, name, others, *rest in rows
        }
        for member, party in MemberParty.objects.order_by("member", "order").values_list("member_id", "party"):
            people[member].parties.append(party)
        mandates = _read_mandates(people, term) if term and term.pk else {}
        by_name = defaultdict(list)
        for known in people.values():
            for name in {known.name, *known.other_names}:
                by_name[name].append(known)
        bodies, names = _read_bodies()
        liaison = {pk for (kind, _), pk in bodies.items() if kind == KIND.LIAISON_OFFICE}
        return cls(people, by_name, bodies, names, bool(mandates), liaison)

    def body(self, kind: str, name: str) -> int | None:
        """The id of a sector, committee or group by any of its spellings; a group may be a liaison office."""
        found = self.bodies.get((kind, folded(name)))
        if found is None and kind == KIND.MEMBER_GROUP:
            return self.bodies.get((KIND.LIAISON_OFFICE, folded(name)))
        return found

    def held(self, known: "Known", kind: str, wanted: set[int | None]) -> dict[int, int]:
        """The seats that a roster's cell speaks of: liaison offices only where the cell names one."""
        held = dict(known.seats.get(kind, {}))
        if kind == KIND.MEMBER_GROUP and wanted & self.liaison:
            held |= known.seats.get(KIND.LIAISON_OFFICE, {})
        return held


def _read_mandates(people: dict[int, Known], term: Term) -> dict[int, Known]:
    holders = {}
    for pk, member, sector, card, begun, ended, way in Mandate.objects.filter(term=term).values_list(
        "pk", "member_id", "sector_id", "card_no", "starts_on", "ends_on", "ended"
    ):
        known = people[member]
        if ended:
            known.left_term = True
            known.left_sector, known.left_on, known.left_way = sector, ended, way
            continue
        known.mandate_id, known.sector_id, known.card_no, known.starts_on = pk, sector, card, begun
        holders[pk] = known
    seats = Seat.objects.filter(mandate__term=term, mandate__ends_on=None).order_by("ends_on", "pk")
    columns = ("pk", "mandate_id", "organisation_id", "organisation__kind", "duty", "ends_on")
    for pk, mandate, body, kind, duty, last in seats.values_list(*columns):
        known = holders[mandate]
        if last:
            known.given_up[body] = last
        else:
            known.seats.setdefault(kind, {})[body] = pk
            known.duties[body] = duty
    offices = OfficeHeld.objects.filter(mandate__term=term, mandate__ends_on=None).order_by("ends_on", "pk")
    for pk, mandate, office, last in offices.values_list("pk", "mandate_id", "office", "ends_on"):
        if last:
            holders[mandate].given_up[office] = last
        else:
            holders[mandate].offices[office] = pk
    for known in holders.values():
        held = known.offices.keys() | {body for seats in known.seats.values() for body in seats}
        known.given_up = {what: day for what, day in known.given_up.items() if what not in held}
    return holders


def _read_bodies() -> tuple[dict[tuple[str, str], int], dict[int, str]]:
    spellings, names, kinds = {}, {}, {}
    rows = Organisation.objects.filter(kind__in=BODY_KINDS, is_active=True).order_by("-pk")
    for pk, kind, name, short in rows.values_list("pk", "kind", "name", "short_name"):
        names[pk], kinds[pk] = name, kind
        if short:
            spellings[kind, folded(short)] = pk
    for body, spelling in OrganisationName.objects.values_list("organisation_id", "name"):
        if body in kinds:
            spellings.setdefault((kinds[body], folded(spelling)), body)
    spellings.update({(kinds[pk], folded(name)): pk for pk, name in names.items()})
    return spellings, names
