"""One answer for the proposers of every proposal that is merged (并案); told in ``core.matters.owed``."""

from core.matters.owed import Owing
from proposals.effects.telling import own_signers
from proposals.guards import those_merged_were_contacted
from proposals.models import OwedAnswer

OWING = Owing(OwedAnswer, "proposal", own_signers, those_merged_were_contacted)
