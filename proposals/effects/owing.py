"""One answer for the proposers of every proposal that is merged (并案); told in ``core.matters.owed``."""

from functools import partial

from core.matters.owed import Owing
from proposals.effects.telling import signatory_users
from proposals.guards import those_merged_were_contacted
from proposals.models import OwedAnswer

OWING = Owing(OwedAnswer, "proposal", partial(signatory_users, merged=False), those_merged_were_contacted)
