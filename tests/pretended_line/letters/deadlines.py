from core.matters.deadlines import ClockKind, SeenBy, Whose
from core.models import Role

CLOCKS = (
    ClockKind(
        "letter_answer", "答复来信", rule="letters.answer_days", since="受理",
        of=lambda _letter: Whose(role=Role.OFFICE_CLERK), seen_by=SeenBy.EVERYONE, meets=("answer",),
    ),
)  # fmt: skip
