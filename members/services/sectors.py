"""The committee's own sectors (界别目录) and their spellings: loading them, and the vocabulary for reading rosters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from core.models import Organisation, OrganisationName
from core.organisations.names import forget
from members.roster import Vocabulary
from members.roster.cells import folded, read_parties
from members.roster.vocabulary import Directory, spelling_pairs

SECTOR = Organisation.Kind.SECTOR


class UnknownSectors(ValueError):
    """Spellings given for sectors that the directory does not have; ``str()`` is the sentence."""

    def __init__(self, names: list[str]):
        super().__init__(f"别名表中的界别不在目录里：{'、'.join(names)}。请先登记界别，或改正别名表。")


@dataclass(frozen=True)
class SectorsLoaded:
    """How many sectors and spellings were new, and how many were there before."""

    created: int
    unchanged: int
    aliases_created: int
    aliases_unchanged: int


@transaction.atomic
def load_sectors(names: Iterable[str], aliases: Mapping | None = None) -> SectorsLoaded:
    """Add the sectors that are missing, in the order given, and their spellings; nothing is renamed or removed.

    ``aliases`` is ``{spelling: sector}`` or ``{sector: [spellings]}``. Raises UnknownSectors; then nothing is added.
    """
    wanted = [name.strip() for name in dict.fromkeys(names) if name.strip()]
    known = dict(Organisation.objects.filter(kind=SECTOR, is_active=True).values_list("name", "id"))
    first = max([0, *Organisation.objects.filter(kind=SECTOR).values_list("order", flat=True)])
    missing = [name for name in wanted if name not in known]
    Organisation.objects.bulk_create(
        Organisation(name=name, kind=SECTOR, order=first + place) for place, name in enumerate(missing, start=1)
    )
    known = dict(Organisation.objects.filter(kind=SECTOR, is_active=True).values_list("name", "id"))
    pairs = [(spelling.strip(), sector.strip()) for spelling, sector in spelling_pairs(aliases or {})]
    if unknown := [sector for _, sector in pairs if sector not in known]:
        raise UnknownSectors(list(dict.fromkeys(unknown)))
    spelled = {(known[sector], spelling) for spelling, sector in pairs if spelling and spelling != sector}
    there = set(OrganisationName.objects.filter(organisation__in=known.values()).values_list("organisation_id", "name"))
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation_id=organisation, name=spelling)
        for organisation, spelling in sorted(spelled - there)
    )
    transaction.on_commit(forget)
    return SectorsLoaded(len(missing), len(wanted) - len(missing), len(spelled - there), len(spelled & there))


FIELD_OF_KIND: dict[str, str] = {
    Organisation.Kind.SPECIAL_COMMITTEE: "committee",
    Organisation.Kind.MEMBER_GROUP: "street_group",
    Organisation.Kind.LIAISON_OFFICE: "street_group",
    Organisation.Kind.PARTY: "party",
}


def vocabulary() -> Vocabulary:
    """Sectors, committees, groups, liaison offices and parties in use with all their spellings. Two statements."""
    kinds = [SECTOR, *FIELD_OF_KIND]
    rows = Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("order", "pk")
    bodies = {pk: (kind, name, short) for pk, kind, name, short in rows.values_list("pk", "kind", "name", "short_name")}
    spelled: dict[int, list[str]] = {pk: [short] if short else [] for pk, (_, _, short) in bodies.items()}
    names = OrganisationName.objects.filter(organisation__kind__in=kinds, organisation__is_active=True)
    for pk, spelling in names.values_list("organisation_id", "name"):
        spelled[pk].append(spelling)
    sectors = {name: spelled[pk] for pk, (kind, name, _) in bodies.items() if kind == SECTOR}
    directory: dict[str, dict[str, str]] = {"committee": {}, "street_group": {}, "party": {}}
    for pk, (kind, name, _) in bodies.items():
        if kind != SECTOR:
            known = directory[FIELD_OF_KIND[kind]]
            target = _party_of(name, spelled[pk]) if kind == Organisation.Kind.PARTY else name
            if target:
                known |= {spelling: target for spelling in spelled[pk] if spelling not in known} | {name: target}
    directory["party"] = {folded(spelling): party for spelling, party in directory["party"].items()}
    return Vocabulary.of(sectors, sectors, Directory(directory))


def party_bodies() -> list[tuple[Organisation, str]]:
    """The parties of the directory, each with the short name under which members have it; others are left out."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.PARTY, is_active=True).prefetch_related("names")
    told = [(body, _party_of(body.name, [body.short_name, *(one.name for one in body.names.all())])) for body in rows]
    return [(body, party) for body, party in told if party]


def _party_of(name: str, spellings: list[str]) -> str:
    """The short name under which members have this party, or nothing where its names tell none or several."""
    found = {party for text in (name, *spellings) for party in read_parties(text)[0]}
    return found.pop() if len(found) == 1 else ""


KINDS_BY_FIELD = {
    "sector": (SECTOR,),
    "committee": (Organisation.Kind.SPECIAL_COMMITTEE,),
    "party": (Organisation.Kind.PARTY,),
    "street_group": (Organisation.Kind.MEMBER_GROUP, Organisation.Kind.LIAISON_OFFICE),
}
