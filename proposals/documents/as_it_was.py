"""Whom a paper names: units, offices, their parts and proposers as they were on its day, whatever became of them."""

from datetime import datetime

from core.matters.unit_work import ANSWERING
from core.organisations.names import name_on
from proposals.models import Assignment, Signatory, UnitRole
from proposals.states import GONE


def unit_name(work: Assignment, moment: datetime | None) -> str:
    """The unit whose work it was then, by its full name of that day."""
    return name_on(work.body_on("unit", moment), moment)


def channel_name(work: Assignment, moment: datetime | None) -> str:
    """The office through which it went then."""
    return name_on(work.body_on("channel", moment), moment)


def role_of(work: Assignment, moment: datetime | None) -> UnitRole:
    """主办, 会办, 分办, 单办: as it was then."""
    return UnitRole(work.was("role", moment))


def answered_then(work: Assignment, moment: datetime | None) -> bool:
    """Whether its unit was to write a reply of its own then."""
    return role_of(work, moment) in ANSWERING


def beside(work: Assignment, moment: datetime | None) -> list[Assignment]:
    """The works of its round, itself among them; one that was united with another since was still one then."""
    every = work.proposal.assignments.all()
    return [one for one in every if one.round == work.round and one.was("state", moment) not in GONE]


def works_on_now(work: Assignment, moment: datetime | None) -> str:
    """The unit that has taken the work over since; empty where it is still with the same."""
    return work.unit.name if work.body_on("unit", moment).pk != work.unit_id else ""


def proposer(signatory: Signatory, moment: datetime | None) -> str:
    """A member's name, or the name of the body that proposed then."""
    if signatory.member:
        return signatory.member.name
    body = signatory.body_on("organisation", moment)
    return name_on(body, moment)
