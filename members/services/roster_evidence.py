"""What a row says for and against being about a member of its name: all that it says, and never the name alone.

What only one person has speaks for itself: the card, the mobile number, the date of birth, the post, now or before.
Sector, party, sex and ethnicity are shared by many and only speak together. Another sex or date of birth is another
person, or a slip: it is asked about whatever else agrees. What a person has put right in the row, and what the row has
from elsewhere (the register, a note for all rows), is no evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.identifiers import card_key, mobiles_in
from core.models import Organisation
from members.roster.cells import folded
from members.roster.changes import OTHER
from members.roster.employers import same_employer
from members.roster.result import RosterRow
from members.services.roster_register import Known, Register

OWN = {"card_no", "phone", "birth", "post", "was"}
"""What only one person has."""
CONTRARY = {"gender", "birth"}
"""What cannot become another."""
POSTS = {"post", "was"}
ENOUGH = 2
"""How many of the things that many people share make it plain that somebody only has another post."""


@dataclass(frozen=True)
class Evidence:
    """The names of what agrees and of what differs; ``exact`` of the posts those that are the same word for word."""

    agree: set[str] = field(default_factory=set)
    differ: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)

    @property
    def own(self) -> set[str]:
        """What agrees that only one person has."""
        return self.agree & OWN

    @property
    def contrary(self) -> set[str]:
        """What differs that cannot become another."""
        return self.differ & CONTRARY

    @property
    def is_only_the_name(self) -> bool:
        """Whether a person has to look: nothing agrees that only one person has, and two things differ, or the post
        alone where hardly anything else agrees."""
        differ = self.differ - CONTRARY
        little = "sector" not in self.agree and len(self.agree) < ENOUGH
        return not self.own and (len(differ) > 1 or bool(differ & POSTS and little) or bool(differ and not self.agree))


def births_agree(one: str, other: str) -> bool:
    """Both known and alike, a month being like every day in it."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def weigh(row: RosterRow, known: Known, register: Register | None = None) -> Evidence:
    """What the row says for and against being about ``known``; its sector only where the ``register`` is at hand."""
    found = Evidence()

    def tell(name: str, said: object, same: bool) -> None:
        if said and name not in row.corrected:
            (found.agree if same else found.differ).add(name)

    mobiles = set(mobiles_in(row.phone or "")), set(mobiles_in(known.phone))
    tell("card_no", row.card_no and known.card_no, card_key(row.card_no or "") == card_key(known.card_no))
    tell("phone", all(mobiles), bool(mobiles[0] & mobiles[1]))
    tell("birth", row.birth and known.birth, births_agree(row.birth or "", known.birth))
    tell("gender", row.gender and known.gender, row.gender == known.gender)
    tell("ethnicity", row.ethnicity and known.ethnicity, row.ethnicity == known.ethnicity)
    tell("party", row.party and known.parties, bool({*row.party} & {*known.parties}))
    found.differ.difference_update(row.unwritten | {"ethnicity"})
    found.agree.difference_update(row.unwritten)
    _tell_posts(row, known, found)
    if register and known.sector_id:
        _tell_sector(row, known, register, found)
    return found


def _tell_sector(row: RosterRow, known: Known, register: Register, found: Evidence) -> None:
    """The sector, where the row has it by itself; what it was before goes before what it becomes."""
    was = row.was.get("sector") or ("" if "sector" in row.supposed | {*row.corrected} else row.sector or "")
    sector = register.body(Organisation.Kind.SECTOR, was)
    if sector == known.sector_id:
        found.agree.update({"sector"} & row.columns or {"sector"} & row.was.keys())  # a list's title is no row's word
    elif (
        sector
        and row.was.get("sector")
        and register.body(Organisation.Kind.SECTOR, row.sector or "") != known.sector_id
    ):
        found.differ.update({"sector", "was"})
    elif sector and "sector_moved" not in row.warnings and row.change != OTHER:
        found.differ.add("sector")


def _tell_posts(row: RosterRow, known: Known, found: Evidence) -> None:
    """The post, and what it was before: a sheet of changes says of the post itself that it is another."""
    told = {"was": row.was.get("post", ""), "post": "" if "post" in row.formerly else row.post or ""}
    for name, post in told.items():
        if not post or not known.employer_post or (name == "post" and name in row.corrected):
            continue
        if folded(post) == folded(known.employer_post):
            found.exact.add(name)
        same = name in found.exact or same_employer(post, known.employer_post)
        (found.agree if same else found.differ).add(name)
    if row.was.get("post") or row.change == OTHER:
        found.differ.discard("post")
    if "post" in found.agree:
        found.differ.discard("was")


def meant_among(row: RosterRow, people: Iterable[Known]) -> list[Known]:
    """Those of ``people`` for whom something speaks that only one person has; where something speaks against some of
    them, the others."""
    weighed = [(known, weigh(row, known)) for known in people]
    found = [(known, told) for known, told in weighed if told.own]
    return [known for known, told in found if not told.contrary] or [known for known, _ in found]
