"""Talks of units with the proposers (沟通)."""

from core.matters.talking import Talking
from proposals import permissions
from proposals.effects.telling import behind

TALKING = Talking("proposal.contact_modes", "first_contact", behind, permissions.holders_of, others=("提案委",))
