"""How a term is composed: party and non-party, sector, sex, age, of members, 常委 and leaders, against the targets.

Targets are rules (``composition.*`` of the rule book) and the number of seats of each sector, which the office sets for
a term. Whoever belongs to 中共 counts as party, also as a second party.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from core import rulebook
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Organisation
from core.people.actors import Actor
from members.models import Mandate, MemberParty, OfficeHeld, SectorQuota, Term
from members.querysets import only_coming
from members.services import sole_offices
from members.services.mandates import KEEPERS

Office = OfficeHeld.Office
LEADERS = (Office.CHAIR, Office.VICE_CHAIR)
#: Who is counted together: key, words, the offices of which one is held (none: every member).
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "member": ("委员", ()),
    "standing": ("常委", (Office.STANDING,)),
    "leaders": ("主席、副主席", LEADERS),
}
CCP, NON_CCP, UNKNOWN = "中共", "non_ccp", "unknown"
RULES = ("composition.non_party_min", "composition.women_min", "composition.young_min", "composition.young_until")


def ages() -> list[tuple[str, str, int, int]]:
    """Bands of age: key, words, from and to (whole years, both included); the first is who counts as young."""
    young = int(rulebook.value("composition.young_until"))
    return [
        ("young", f"{young}岁以下（含）", 0, young),
        ("middle", f"{young + 1}至55岁", young + 1, 55),
        ("older", "56至60岁", 56, 60),
        ("eldest", "61岁以上", 61, 200),
    ]


def born_between(youngest: int, eldest: int, day: date) -> tuple[str, str]:
    """Who is of that age on ``day`` is born after the first of these days, and on the second at the latest.

    As text, as the register keeps it; a month without a day counts as its first day.
    """
    first = f"{day.year - eldest - 1:04d}-{day:%m-%d}"
    last = f"{day.year - youngest:04d}-{day:%m-%d}"
    return first, last


def of_age(field: str, band: str, day: date) -> Q:
    """The condition on a text of birth for a band of age on ``day``; ``unknown`` where none is kept."""
    if band == "unknown":
        return Q(**{field: ""})
    for key, _, youngest, eldest in ages():
        if key == band:
            first, last = born_between(youngest, eldest, day)
            return Q(**{f"{field}__gt": first, f"{field}__lte": last})
    return Q(pk__in=[])


@dataclass(frozen=True)
class Person:
    """One mandate with what is counted of it."""

    mandate: Mandate
    offices: frozenset[str]
    parties: tuple[str, ...]
    age: str

    def in_group(self, group: str) -> bool:
        wanted = GROUPS[group][1]
        return not wanted or bool(self.offices & set(wanted))

    def answers(self, facet: str, value: str) -> bool:
        """Whether this person is counted under ``value`` of ``facet``."""
        if facet == "party":
            return self._is_of(value)
        if facet == "sector":
            return str(self.mandate.sector_id) == value
        if facet == "gender":
            return (self.mandate.member.gender or UNKNOWN) == value
        return self.age == value

    def _is_of(self, party: str) -> bool:
        """Of whom no party is kept it is not known whether the person is 非中共."""
        if party == UNKNOWN:
            return not self.parties
        return bool(self.parties) and CCP not in self.parties if party == NON_CCP else party in self.parties


@dataclass(frozen=True)
class Cell:
    """How many of a group, out of how many, and the target: at least ``wanted``, or ``exact`` so many."""

    group: str
    count: int
    total: int
    wanted: int | None = None
    share: Fraction | None = None
    exact: bool = False

    @property
    def label(self) -> str:
        return GROUPS[self.group][0]

    @property
    def percent(self) -> str:
        return f"{100 * self.count / self.total:.1f}%" if self.total else "—"

    @property
    def target(self) -> str:
        if self.wanted is None:
            return ""
        if self.exact:
            return f"名额{self.wanted}"
        return f"目标不低于{float(self.share or 0):.1%}".replace(".0%", "%") + f"（{self.wanted}人）"

    @property
    def lacks(self) -> int:
        """How many are missing; negative where there are more than a number of seats."""
        if self.wanted is None:
            return 0
        return self.wanted - self.count if self.exact else max(0, self.wanted - self.count)

    @property
    def distance(self) -> str:
        if self.wanted is None:
            return ""
        if self.lacks > 0:
            return f"还差{self.lacks}人"
        if self.lacks < 0:
            return f"超出{-self.lacks}人"
        more = self.count - self.wanted
        return f"已达到，多{more}人" if more else "已达到"


@dataclass(frozen=True)
class Line:
    """What is counted, for each group."""

    facet: str
    value: str
    label: str
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        return not any(cell.count or cell.wanted for cell in self.cells)


@dataclass(frozen=True)
class Composition:
    """The people of a term on ``day`` and the tables about them."""

    term: Term
    day: date
    people: list[Person]
    tables: list[tuple[str, list[Line]]]
    totals: dict[str, int]

    @property
    def missed(self) -> list[tuple[Line, Cell]]:
        """The targets that are not met, in the order of the tables."""
        return [(line, cell) for _, rows in self.tables for line in rows for cell in line.cells if cell.lacks]

    @property
    def doubts(self) -> list[str]:
        """Two holders of an office that has one, or no chair."""
        among = sorted(self.people, key=lambda person: person.mandate.member_id)
        return sole_offices.doubts((office, p.mandate.member.name) for p in among for office in p.offices)

    @property
    def seats(self) -> tuple[int, int]:
        """Of how many sectors the seats are set, and how many seats these are."""
        known = [line.cells[0].wanted or 0 for _, rows in self.tables for line in rows if line.cells[0].exact]
        return len(known), sum(known)

    def who(self, group: str, facet: str = "", value: str = "") -> list[Person]:
        """The people behind one figure."""
        among = [person for person in self.people if person.in_group(group)]
        return [person for person in among if person.answers(facet, value)] if facet else among


def targets(day: date) -> list[tuple[str, str, str]]:
    """The rules that set the targets: key, what they say, how much on ``day``; of groups too, where that differs."""
    found = []
    for key in RULES:
        label = found_key.label if (found_key := rulebook.find_key(key)) else key
        known = {group: rulebook.value_words(key, rulebook.value(key, day, group)) for group in GROUPS}
        first, *rest = known.items()
        differ = "，".join(f"{GROUPS[group][0]}{words}" for group, words in rest if words != first[1])
        found.append((key, label, first[1] + (f"（{differ}）" if differ else "")))
    return found


def day_of(term: Term) -> date:
    """On which day a term is counted: its first where that is yet to come, its last where it is over, else today."""
    return term.starts_on if term.is_upcoming else term.ended_on or timezone.localdate()


def _mandates(term: Term, day: date) -> QuerySet:
    held = Mandate.objects.filter(term=term)
    if not term.is_upcoming:
        held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    return (
        held.select_related("member", "sector")
        .prefetch_related("member__parties", Prefetch("offices", OfficeHeld.objects.valid_on(day)))
        .order_by("member__sort_key", "member")
    )


def composition(term: Term) -> Composition:
    """Count a term; a fixed number of statements."""
    day = day_of(term)
    bands = [(key, *born_between(youngest, eldest, day)) for key, _, youngest, eldest in ages()]
    people = [_person(mandate, bands) for mandate in _mandates(term, day)]
    totals = {group: sum(person.in_group(group) for person in people) for group in GROUPS}
    count = _counter(people, totals)
    tables = [
        ("党派", _parties(count, day)),
        ("性别", _genders(count, day)),
        ("年龄", _ages(count, day)),
        ("界别", _sectors(count, term, people)),
    ]
    return Composition(term, day, people, tables, totals)


def _person(mandate: Mandate, bands: list[tuple[str, str, str]]) -> Person:
    birth = mandate.member.birth
    age = next((key for key, first, last in bands if first < birth <= last), "unknown")
    parties = tuple(row.party for row in mandate.member.parties.all())
    return Person(mandate, frozenset(row.office for row in mandate.offices.all()), parties, age)


Counter = Callable[..., Line]


def _counter(people: list[Person], totals: dict[str, int]) -> Counter:
    def line(
        facet: str, value: str, label: str, rule: str = "", day: date | None = None, seats: int | None = None
    ) -> Line:
        cells = []
        for group in GROUPS:
            found = sum(person.in_group(group) and person.answers(facet, value) for person in people)
            if seats is not None and group == "member":
                cells.append(Cell(group, found, totals[group], seats, exact=True))
                continue
            share = Fraction(str(rulebook.value(rule, day, group))) if rule else None
            wanted = math.ceil(share * totals[group]) if share is not None else None
            cells.append(Cell(group, found, totals[group], wanted or None, share))
        return Line(facet, value, label, cells)

    return line


def _parties(line: Counter, day: date) -> list[Line]:
    first = [line("party", CCP, "中共"), line("party", NON_CCP, "非中共", "composition.non_party_min", day)]
    rest = [line("party", party, party) for party in MemberParty.CANONICAL if party != CCP]
    rest.append(line("party", UNKNOWN, "党派未填"))
    return first + [row for row in rest if not row.is_empty]


def _genders(line: Counter, day: date) -> list[Line]:
    unknown = line("gender", UNKNOWN, "性别未填")
    rows = [line("gender", "男", "男"), line("gender", "女", "女", "composition.women_min", day)]
    return rows if unknown.is_empty else [*rows, unknown]


def _ages(line: Counter, day: date) -> list[Line]:
    rows = [
        line("age", key, label, "composition.young_min" if key == "young" else "", day) for key, label, *_ in ages()
    ]
    unknown = line("age", "unknown", "出生年月未填")
    return rows if unknown.is_empty else [*rows, unknown]


def _sectors(line: Counter, term: Term, people: Iterable[Person]) -> list[Line]:
    quotas = dict(SectorQuota.objects.filter(term=term).values_list("sector", "seats"))
    held = {person.mandate.sector_id for person in people}
    bodies = Organisation.objects.filter(kind=Organisation.Kind.SECTOR).filter(
        Q(is_active=True) & ~only_coming(max(term.starts_on, timezone.localdate())) | Q(pk__in=held | quotas.keys())
    )
    return [line("sector", str(b.pk), b.brief, seats=quotas.get(b.pk)) for b in bodies.order_by("order", "id")]


def by_sector(term: Term) -> dict[int, int]:
    """How many members each sector has, by the sector's key."""
    counted = _mandates(term, day_of(term)).order_by().values_list("sector").annotate(number=Count("pk"))
    return dict(counted)


@transaction.atomic
def set_quotas(*, actor: Actor, term: Term, seats: dict[int, int | None], seen: str) -> int:
    """How many seats each sector is to have in this term; empty takes the target away. Returns how many changed.

    ``seen`` is ``quotas_seen`` as the page showed it; Refused where somebody has changed them meanwhile.
    """
    if not actor.is_in(*KEEPERS):
        raise Forbidden("界别名额由办公室工作人员或系统管理员设置。")
    Term.objects.select_for_update().get(pk=term.pk)
    if quotas_seen(term) != seen:
        raise Refused("界别名额刚被别人改过，没有保存您的改动。请重新打开，看过以后再改。")
    held = dict(SectorQuota.objects.filter(term=term).values_list("sector", "seats"))
    changed = {sector: number for sector, number in seats.items() if held.get(sector) != number}
    if not changed:
        return 0
    SectorQuota.objects.filter(term=term, sector__in=changed).delete()
    fresh = {sector: number for sector, number in changed.items() if number is not None}
    SectorQuota.objects.bulk_create(SectorQuota(term=term, sector_id=pk, seats=number) for pk, number in fresh.items())
    names = Organisation.objects.in_bulk(list(changed))
    facts = {names[pk].name: f"{held.get(pk, '未设')} → {fresh.get(pk, '未设')}" for pk in changed}
    text = f"设置{term}界别名额（{len(changed)}个界别）"
    events.record(term, actor=actor, key="set_quotas", label="设置界别名额", text=text, facts=facts)
    return len(changed)


def quotas_seen(term: Term) -> str:
    """The targets of all sectors in short; differs as soon as one is changed."""
    rows = SectorQuota.objects.filter(term=term).order_by("sector")
    return ",".join(f"{sector}:{seats}" for sector, seats in rows.values_list("sector", "seats"))
