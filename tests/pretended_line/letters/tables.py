from core.lists import Column
from core.matters.filters import state, turn
from core.matters.ledgers import STATE, Ledger, day_column
from core.matters.tables import MatterTable
from tests.pretended_line.letters.models import Letter
from tests.pretended_line.letters.states import LetterState


class LetterTable(MatterTable):
    """来信."""

    key = "letters"
    title = "来信"
    model = Letter
    conditions = (state(LetterState), turn())
    search_hint = "编号、标题、内容"
    empty = "还没有来信。"
    ledger = Ledger("来信台账", (
        Column("number", "编号", value="case_number"),
        Column("title", "标题", grows=True),
        day_column("received", "收到", "received_at"),
        day_column("answered", "答复", "answered_at"),
        STATE,
    ))  # fmt: skip

    def own_columns(self) -> tuple[Column, ...]:
        return (
            Column("number", "编号", value="case_number", sort="number", css="text-nowrap tabular"),
            *super().own_columns(),
            self.day_column("received", "收到", "received_at"),
        )
