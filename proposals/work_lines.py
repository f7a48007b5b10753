"""The units' works on a proposal as its page shows them: what the kit says, and the salutation of the letter."""

from core.chinese import some_of
from core.documents.casework import salutation
from core.matters import work_lines
from core.matters.answered import answered_by, first_answered
from members.signing.standing import signature_of
from proposals.documents.words import CASE, addressees
from proposals.models import Proposal


def _salutation(proposal: Proposal) -> str:
    return f"{some_of(addressees(proposal), 3, '位')}："


class WorkLine(work_lines.WorkLine):
    """One unit's work as the matter's page shows it."""

    @property
    def letter_to(self) -> str:
        """The salutation that the letter itself writes above the reply."""
        return _salutation(first_answered(self.work))

    @property
    def letters_to(self) -> list[tuple[Proposal, str]]:
        """Those that the letter is or may be written to, each proposal's with its own salutation."""
        return [(one, _salutation(one)) for one in answered_by(self.work)]

    @property
    def written_to(self) -> str:
        """“写给沈岚委员（0070）；写给您（0071）”, where others were merged and letters may differ; else nothing."""
        if not self.work.proposal.merged.all():
            return ""
        return "；".join(f"写给{self._whom(one)}（{one.case_number}）" for one in answered_by(self.work))

    def _whom(self, proposal: Proposal) -> str:
        own = self.actor is not None and signature_of(self.actor, proposal) is not None
        return "您" if own else some_of(addressees(proposal), 3, "位")

    @property
    def doubted_salutation(self) -> str:
        """A salutation at the head of an undelivered draft that is not the letter's: both would stand on the paper."""
        reply = self.work.reply
        if reply.delivered_at:
            return ""
        return salutation.doubted(reply.text, *map(addressees, answered_by(self.work)), people=CASE.people)
