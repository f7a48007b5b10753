from collections.abc import Sequence

from core.matters.pages import MatterPage, Section
from core.matters.progress import Progress, Step
from tests.pretended_line.letters.states import LetterState as S


class LetterPage(MatterPage):
    """One letter."""

    progress = Progress(
        (
            Step("收到", (S.RECEIVED,), "received_at"),
            Step("答复", (S.ACCEPTED,), "answered_at"),
            Step("归档", (S.ANSWERED,)),
        )
    )

    @property
    def sections(self) -> Sequence[Section]:
        return [Section("内容", self.matter.body), Section("答复", self.matter.answer)]
