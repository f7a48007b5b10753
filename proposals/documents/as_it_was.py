"""Whom a paper of a proposal names: as it was on the paper's day."""

from core.documents.casework.as_it_was import AsItWas
from core.matters.unit_work import ANSWERING, UnitRole
from proposals.states import GONE

WAS = AsItWas(UnitRole, ANSWERING, GONE)
