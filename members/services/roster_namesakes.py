"""Who in a roster for a prepared term has the name of a member in office and was not recognised: asked at once."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef

from members.models import Mandate, Term
from members.roster import RosterRow
from members.roster.decisions import SAME_AS, Decisions, doubt_key
from members.roster.result import Doubt
from members.services.comparing import term_before
from members.services.roster_register import Known, Register

KEY = "namesake_serving"


def known_before(term: Term) -> tuple[set[int], set[int]]:
    """The members in office until ``term`` begins (no exit is registered), and those whom only its list knows."""
    rows = Mandate.objects.filter(term=term_before(term), ends_on=None)
    listed = Mandate.objects.filter(term=term, member__level="")
    others = Mandate.objects.exclude(term=term).filter(member=OuterRef("member"))
    newcomers = listed.filter(~Exists(others)).values_list("member", flat=True)
    return set(rows.values_list("member", flat=True)), set(newcomers)


def chosen(
    rows: Iterable[RosterRow], found: Mapping[int, Known | str | None], register: Register, decisions: Decisions
) -> dict[int, Known | str | None]:
    """Who was recognised, with those whom somebody has said to be the member in office."""
    told = dict(found)
    for place, row in enumerate(rows):
        said = decisions.values.get(row.key, {}).get(SAME_AS, "")
        person = register.people.get(int(said)) if said.isdecimal() and len(said) < 19 else None
        if told[place] is None and person and person not in told.values():
            told[place] = person
    return told


def doubt(row: RosterRow, namesakes: list[Known], decisions: Decisions) -> bool:
    """Ask whether the row is one of these members; True where somebody has said that it is not."""
    about = "；".join(
        f"{each.name}，{each.employer_post or '单位未填'}，{each.birth or '出生年月未填'}" for each in namesakes
    )
    asked = Doubt(KEY, "name", about=about)
    settled = doubt_key(row.key, asked) in decisions.accepted
    (row.settled if settled else row.doubts).append(asked)
    return settled
