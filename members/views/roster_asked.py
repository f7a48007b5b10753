"""What a line of a roster's preview asks, and what can be answered there and then."""

from dataclasses import dataclass, field

from core.sheets.lines import SheetLine
from members.roster.decisions import SAME_AS
from members.roster.words import FIELDS
from members.services.roster_register import Known


@dataclass
class Fix:
    """One value that can be put right on the spot: an input, or a choice where ``choices`` are given."""

    row: str
    field: str
    value: str = ""
    seen: str = ""
    choices: tuple[str, ...] = ()
    error: str = ""

    @property
    def label(self) -> str:
        return FIELDS.get(self.field, "")


@dataclass
class Naming:
    """A spelling that can be registered there and then; ``choices`` are (value, words). ``again``: where the same is
    asked already, ``more``: how many rows below ask it too."""

    field: str
    written: str
    choices: list[tuple[str, str]]
    chosen: str = ""
    again: str = ""
    more: int = 0

    @property
    def label(self) -> str:
        return FIELDS[self.field]


@dataclass(frozen=True)
class Leaving:
    """How and when somebody has left, as it is proposed for registering; ``new``: as a past member."""

    ways: list[tuple[str, str]]
    way: str
    day: str
    new: bool
    words: str
    error: str = ""


@dataclass(frozen=True)
class Same:
    """Somebody whom the row may be about: a member of the register, or another row of the file."""

    field: str
    value: str
    words: str
    seen: str = ""


@dataclass
class Question:
    """A doubt with its sentence, the cell's own text, the value it may be replaced by, and how it is accepted;
    ``before``: it was, on the last roster; ``alike``: in how many rows the same ``kind`` of doubt may be accepted at
    once."""

    sentence: str
    written: str
    key: str = ""
    fix: Fix | None = None
    skip: bool = False
    naming: Naming | None = None
    same: list["Same"] = field(default_factory=list)
    before: bool = False
    accept: str = "照此导入"
    leaving: Leaving | None = None
    kind: str = ""
    alike: int = 0


@dataclass
class Line(SheetLine):
    """A line that may ask something, and says what of it can be put right there."""

    key: str = ""
    questions: list[Question] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)
    told: str = ""
    settled: int = 0
    naming: Naming | None = None
    same: list[Same] = field(default_factory=list)

    def contains(self, query: str) -> bool:
        return super().contains(query) or query in " ".join(q.sentence + q.written for q in self.questions)


@dataclass(frozen=True)
class Failed:
    """A value that was refused: it stands in its field again, with the sentence."""

    row: str
    field: str
    value: str
    sentence: str


def is_member(known: Known, choices: int, stays: str) -> Same:
    """That a row is about this member of its name; with the unit where there are several ``choices``."""
    which = f"（{known.employer_post or '单位未填'}）" if choices > 1 else ""
    return Same(SAME_AS, str(known.pk), f"是同一人{which}{stays}")


def is_renamed(known: Known, choices: int, name: str) -> Same:
    """That a row is about this member, who is called ``name`` from now on."""
    which = f"（{known.employer_post or '单位未填'}）" if choices > 1 else ""
    return Same(SAME_AS, str(known.pk), f"是同一人：{known.name}{which}，姓名改为{name}")
