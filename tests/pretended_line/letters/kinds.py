"""The one registration of the line."""

from core.matters.kinds import MatterKind, MatterSearch
from core.models import Role
from core.models.roles import posts_that
from tests.pretended_line.letters.api import LETTERS_API
from tests.pretended_line.letters.deadlines import CLOCKS
from tests.pretended_line.letters.documents import PAPERS
from tests.pretended_line.letters.figures import HOME
from tests.pretended_line.letters.lifecycle import LETTER
from tests.pretended_line.letters.page import LetterPage
from tests.pretended_line.letters.tables import LetterTable

LETTERS = MatterKind(
    LETTER,
    readers=(Role.MEMBER, *posts_that(office=True)),
    page=LetterPage,
    table=LetterTable,
    clocks=CLOCKS,
    papers=PAPERS,
    home=HOME,
    search=MatterSearch(numbers=("number",), signs="信号"),
    brief=("title", "number", "state"),
    menu="履职业务",
    icon="bi-envelope",
    order=60,
    api=LETTERS_API,
)
