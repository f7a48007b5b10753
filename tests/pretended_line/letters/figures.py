from django.db.models import Q

from core.matters.figures import Figure, FigureSet
from core.matters.homes import HomeParts
from core.models import Role
from tests.pretended_line.letters.models import Letter

LETTERS = FigureSet(
    title="来信",
    posts=frozenset({Role.OFFICE_CLERK}),
    rows=lambda asked: Letter.objects.visible_to(asked.user),
    page="letters:list",
    scope=lambda _asked: {},
    figures=(
        Figure("letters", "收到来信"),
        Figure("letters_open", "待答复", where=lambda _asked: Q(state="accepted"), query={"state": "accepted"}),
    ),
)
HOME = HomeParts(figures=(LETTERS,))
