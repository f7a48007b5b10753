"""Names as the papers of proposals write them: the proposal office, the matter, whom it is from."""

from datetime import datetime

from core.committee import identity
from core.documents.casework import CaseWords
from core.documents.casework.words import local_name
from members.signing.on_papers import in_order
from proposals.documents.as_it_was import WAS
from proposals.models import Proposal, Signatory

CASE = CaseWords("提案", "提案者", taken="立案")


def proposal_office() -> str:
    """The special committee that receives proposals, signs receipts and gets copies of replies."""
    return f"{local_name(identity.current().name)}提案委员会"


def cited(proposal) -> str:
    """How a letter cites a proposal: 区政协十五届五次会议第25号提案; the receipt number before there is one."""
    return local_name(identity.current().name) + (
        proposal.official_number or f"提案（{proposal.case_number or '未提交'}）"
    )


def addressed(signatory: Signatory, moment: datetime | None) -> str:
    """A member with the title, a body by its name of that day."""
    return WAS.signer(signatory, moment) + ("委员" if signatory.member_id else "")


def signatories(proposal: Proposal, *states: str) -> list[Signatory]:
    """Who signed, the first proposer or the collective body first."""
    return in_order(proposal.signatories.all(), *states)


def addressees(proposal: Proposal, moment: datetime | None = None) -> list[str]:
    """Whom the letter of that day is addressed to: all who signed."""
    return [addressed(one, moment) for one in signatories(proposal)] or [CASE.people]
