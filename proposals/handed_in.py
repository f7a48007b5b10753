"""The text of a proposal as the proposer last handed it in."""

from core.matters.versions import HandedIn
from members.models.signing import leading_signature
from proposals.permissions import is_party_to
from proposals.states import ProposalState

HANDED_IN = HandedIn(
    columns=("title", "situation", "analysis", "suggestion", "text_version"),
    signature=leading_signature,
    changing=(ProposalState.RETURNED,),
    is_writer=is_party_to,
)
