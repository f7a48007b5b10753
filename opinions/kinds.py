"""The kind of matter of this line so far: texts passed on from elsewhere (转送件)."""

from core.matters.kinds import MatterKind, MatterSearch
from core.models import Role
from opinions.api import FORWARDED_API
from opinions.deadlines import CLOCKS
from opinions.lifecycle import FORWARDED
from opinions.page import ForwardedTextPage
from opinions.querysets import ForwardedTextQuerySet
from opinions.tables import ForwardedTextTable

READERS = (
    Role.OPINION_EDITOR, Role.OPINION_SIGNER, Role.OFFICE_CLERK, Role.LEADER, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR,
    Role.MEMBER, Role.COMMITTEE_CLERK, Role.LIAISON,
)  # fmt: skip

FORWARDED_TEXTS = MatterKind(
    FORWARDED,
    fetch_for_turns=ForwardedTextQuerySet.for_turns,
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
    brief=("number", "title", "state"),
    search=MatterSearch(),
)
