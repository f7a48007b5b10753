from core.chinese import long_date
from core.documents.data import Addressee, Body, Paper, Signature, Title
from core.matters.papers import PaperKind
from core.people.actors import Actor
from tests.pretended_line.letters.models import Letter


def answer_papers(letter: Letter, _actor: Actor) -> list[Paper]:
    """The answer as a letter."""
    parts = {
        "heading": Title(f"关于{letter.title}的答复"),
        "addressee": Addressee((str(letter.writer),)),
        "body": Body.of(letter.answer),
        "signature": Signature("办公室", long_date(letter.answered_at)),
    }
    return [Paper("documents/reply_letter.html", letter.title, parts)]


PAPERS = (
    PaperKind(
        "answer", "来信答复", may=lambda _actor, _letter: True,
        missing=lambda letter: None if letter.answer else "还没有答复。", build=answer_papers,
    ),
)  # fmt: skip
