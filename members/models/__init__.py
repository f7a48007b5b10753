"""People of the committee: terms, sessions, members with mandates, seats, parties, posts; roster imports."""

from members.models.people import Mandate, Member, MemberParty, OfficeHeld, Seat
from members.models.roster import RosterImport
from members.models.terms import SectorQuota, Session, Term

__all__ = ["Mandate", "Member", "MemberParty", "OfficeHeld", "RosterImport", "Seat", "SectorQuota", "Session", "Term"]
