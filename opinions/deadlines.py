"""Every kind of clock of the line."""

from core.matters.deadlines import ClockKind, SeenBy, Whose
from opinions.permissions import holder_of

CLOCKS = (
    ClockKind(
        "passed_on", "处理转送件", rule="proposal.passed_on_days", since="转送",
        of=lambda text: Whose(role=holder_of(text)), seen_by=SeenBy.EVERYONE, meets=("take_over", "sign_passed_on"),
    ),
)  # fmt: skip
