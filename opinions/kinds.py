"""The kind of matter of this line so far: texts passed on from elsewhere (转送件)."""

from core.matters.kinds import MatterKind, MatterSearch
from core.matters.lifecycle import Transition
from core.matters.turns import Todo
from core.models import Role
from opinions.api import FORWARDED_API
from opinions.deadlines import CLOCKS
from opinions.lifecycle import FORWARDED
from opinions.models import ForwardedText
from opinions.page import ForwardedTextPage
from opinions.querysets import ForwardedTextQuerySet
from opinions.tables import ForwardedTextTable

READERS = (
    Role.OPINION_EDITOR, Role.OPINION_SIGNER, Role.OFFICE_CLERK, Role.LEADER, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR,
    Role.MEMBER, Role.COMMITTEE_CLERK, Role.LIAISON,
)  # fmt: skip


def todo(text: ForwardedText, row: Transition) -> Todo:
    """How a to-do list names it; one that came back to be changed says so."""
    again = row.key == "take_over" and bool(text.handled)
    return Todo(
        number=text.number, title=text.title, context=text.get_state_display(), verb="修改处理" if again else ""
    )


FORWARDED_TEXTS = MatterKind(
    FORWARDED,
    fetch_for_turns=ForwardedTextQuerySet.for_turns,
    todo=todo,
    readers=READERS,
    page=ForwardedTextPage,
    path="forwarded/",
    url_name="forwarded",
    menu="履职业务",
    icon="bi-envelope-arrow-up",
    order=30,
    clocks=CLOCKS,
    table=ForwardedTextTable,
    api=FORWARDED_API,
    brief=("number", "title", "state", "handled"),
    search=MatterSearch(),
)
