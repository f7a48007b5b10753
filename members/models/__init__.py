"""People of the committee: terms, sessions, members with mandates, seats, parties, posts; roster imports."""

from members.models.people import Mandate, Member, MemberParty, OfficeHeld, Seat
from members.models.roster import RosterImport
from members.models.signing import Signature
from members.models.standing import Contact, ContactChange, PartyOffice, Suspension
from members.models.terms import SectorQuota, Session, Term

__all__ = [
    "Contact", "ContactChange", "Mandate", "Member", "MemberParty", "OfficeHeld", "PartyOffice", "RosterImport", "Seat",
    "SectorQuota", "Session", "Signature", "Suspension", "Term",
]  # fmt: skip
