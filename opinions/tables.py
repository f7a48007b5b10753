"""The list of forwarded texts (转送件)."""

from collections.abc import Sequence

from core.lists import Column, FixedView
from core.matters.filters import Coded, light, state, turn
from core.matters.tables import MatterTable
from opinions.models import ForwardedText
from opinions.permissions import reads_handling
from opinions.states import ForwardedState, Way


class ForwardedTextTable(MatterTable):
    """转送件."""

    key = "forwarded"
    title = "转送件"
    model = ForwardedText
    conditions = (state(ForwardedState), Coded("way", "转为", choices=Way.choices), light(), turn())
    search_hint = "编号、题目、正文"
    empty = "还没有转来的件。提案审查时决定转送的，会出现在这里。"

    def own_tabs(self) -> Sequence[FixedView]:
        return [*(FixedView(label, f"way={value}") for value, label in Way.choices), FixedView("逾期", "light=late")]

    def own_columns(self) -> tuple[Column, ...]:
        return (
            Column("number", "编号", sort="number", css="text-nowrap tabular"),
            self.subject_column("题目"),
            Column("way", "转为", value="get_way_display", sort="way", css="text-nowrap", first=False),
            self.state_column(),
            self.turn_column(),
            Column("people", "反映人", shown=False),
            Column("handled", "处理情况", value=self._handling, shown=False, width=40),
            self.due_column(),
            self.day_column("received", "转来", "received_at", first=False),
        )

    def _handling(self, row: ForwardedText) -> str:
        return row.handled if reads_handling(self.actor, row) else ""

    def context_of(self, row: ForwardedText) -> str:
        return row.people
