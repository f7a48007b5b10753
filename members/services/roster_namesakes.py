"""Who in a roster has the name of somebody of the register and was not recognised, or was by nothing but the name."""

import re
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef

from core.identifiers import mobiles_in
from core.models import Organisation
from members.models import Mandate, Term
from members.roster import RosterRow
from members.roster.cells import folded
from members.roster.decisions import NOBODY, SAME_AS, Decisions, ask_about, doubt_key
from members.roster.employers import same_employer
from members.roster.result import Doubt
from members.roster.words import FIELDS
from members.services.comparing import term_before
from members.services.roster_evidence import POSTS, weigh
from members.services.roster_former import LEFT
from members.services.roster_register import Known, Register

KEY, KNOWN, BY_NAME, BY_NOTE = "namesake_serving", "namesake_known", "known_by_name", "known_by_note"
AGAINST = "known_against"
ASKED_AMONG = {BY_NOTE, AGAINST}
"""The doubts beside which the others of that name are offered."""


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
    """Who was recognised, with those whom somebody has said to be the member in office; of several namesakes the one
    to whom sector and remark point, which is asked about."""
    told, listed = dict(found), list(rows)
    for place, row in enumerate(listed):
        said = decisions.values.get(row.key, {}).get(SAME_AS, "")
        if said == NOBODY and told[place] is not None:
            told[place] = None
        person = register.people.get(int(said)) if said.isdecimal() and len(said) < 19 else None
        if not isinstance(told[place], Known) and person and person not in told.values():
            told[place] = person
    unclear = [place for place, known in told.items() if isinstance(known, str)]
    meant = {place: person for place in unclear if (person := _pointed_at(listed[place], register, told.values()))}
    for place, person in meant.items():
        if list(meant.values()).count(person) == 1:
            told[place] = person
            ask_about(listed[place], Doubt(BY_NOTE, "name", listed[place].name, _words(person)), decisions.accepted)
    return told


def _pointed_at(row: RosterRow, register: Register, taken: Collection[Known | str | None]) -> Known | None:
    """The one member in office of that name in the row's sector whose unit or mobile number it names; where the row
    tells of leaving, and so waits for an answer anyhow, the only one there."""
    sector = register.body(Organisation.Kind.SECTOR, row.sector) if row.sector else None
    named = [each for each in register.by_name.get(row.name, ()) if each.mandate_id and each not in taken]
    there = [each for each in named if each.sector_id == sector and not weigh(row, each).contrary]
    found = [each for each in there if _names(row, each)]
    if not found and len(there) == 1 and (row.of_leavers or any(doubt.key == LEFT for doubt in row.doubts)):
        found = there
    others = [each for each in named if each not in found and _names(row, each)]
    return found[0] if len(found) == 1 and not others else None


def _names(row: RosterRow, known: Known) -> bool:
    """Whether the row has the member's mobile number, or in its post or remark a word of the unit and post."""
    if set(mobiles_in(row.phone or "")) & set(mobiles_in(known.phone)):
        return True
    if any(same_employer(post, known.employer_post) for post in (row.post or "", row.was.get("post", ""))):
        return True
    words = re.split(r"[\W_]+", f"{row.post or ''} {row.was.get('post', '')} {row.remark or ''}")
    return any(len(word) > 2 and folded(word) in folded(known.employer_post) for word in words)


def doubt(row: RosterRow, namesakes: list[Known], decisions: Decisions, *, serving: bool) -> bool:
    """Ask whether the row is one of these, who are members in office (``serving``) or anybody of the register. True
    where somebody has said that it is not."""
    if not namesakes or decisions.values.get(row.key, {}).get(SAME_AS) == NOBODY:
        return bool(namesakes)
    about = "；".join(_words(each) for each in namesakes)
    asked = Doubt(KEY if serving else KNOWN, "name", about=about)
    settled = doubt_key(row.key, asked) in decisions.accepted
    (row.settled if settled else row.doubts).append(asked)
    return settled


def doubt_known(
    row: RosterRow, known: Known, others: Collection[Known], register: Register, decisions: Decisions
) -> None:
    """Ask about a row that was recognised against its sex or date of birth, as one of several (``others`` are not named
    by the file) by nothing that only one person has, or by the name alone: in one sector, too, may be two of a name."""
    asked = any(doubt.key == BY_NOTE for doubt in [*row.doubts, *row.settled])
    if asked or not known.mandate_id or SAME_AS in decisions.values.get(row.key, {}):
        return
    told = weigh(row, known, register)
    if told.contrary - {*row.corrected}:
        against = "、".join(FIELDS[name] for name in FIELDS if name in told.contrary)
        ask_about(row, Doubt(AGAINST, "name", row.name, f"{against}不同：{_words(known)}"), decisions.accepted)
    elif others and not told.own:
        ask_about(row, Doubt(BY_NOTE, "name", row.name, _words(known)), decisions.accepted)
    elif told.is_only_the_name or (row.of_leavers and told.differ - POSTS and not told.own):  # there a former post
        ask_about(row, Doubt(BY_NAME, "name", row.name, _words(known)), decisions.accepted)


def _words(known: Known) -> str:
    facts = (known.name, known.gender, known.employer_post or "单位未填", known.birth or "出生年月未填")
    return "，".join(filter(None, facts))
