"""The committee's own sectors (界别目录) and their spellings: loading them, and the vocabulary for reading rosters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from core.models import Organisation, OrganisationName
from members.roster import Vocabulary
from members.roster.vocabulary import spelling_pairs

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
    return SectorsLoaded(len(missing), len(wanted) - len(missing), len(spelled - there), len(spelled & there))


def vocabulary() -> Vocabulary:
    """The sectors in use with their short names, other and former names, for reading rosters. Two statements."""
    sectors = list(Organisation.objects.filter(kind=SECTOR, is_active=True).values_list("id", "name", "short_name"))
    names = {pk: name for pk, name, _ in sectors}
    aliases: dict[str, list[str]] = {name: [short] if short else [] for _, name, short in sectors}
    for pk, spelling in OrganisationName.objects.filter(
        organisation__kind=SECTOR, organisation__is_active=True
    ).values_list("organisation_id", "name"):
        aliases[names[pk]].append(spelling)
    return Vocabulary.of(names.values(), aliases)
