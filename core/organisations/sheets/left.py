"""The lines of a sheet that are no body: headings, and what was not read. Each is told with its words, so that whoever
compares the sheet with the preview finds every line."""

from dataclasses import asdict, dataclass
from typing import Any

from core.organisations.sheets.headings import said_in
from core.organisations.sheets.words import COLUMNS, is_nobody, is_sentence
from core.sheets.reading import Table, is_number, text_of

HEADING, UNREAD, FURTHER = "heading", "unread", "further"
LONGEST = 200


@dataclass(frozen=True)
class Left:
    """One such line: where it stood, of which ``sort``, its cells in words, and what it was taken for."""

    place: str
    sort: str
    text: str
    why: str

    @classmethod
    def heading(cls, table: Table, index: int, why: str) -> "Left":
        return cls(table.place(index), HEADING, _words(table, index), why)

    @classmethod
    def unread(cls, table: Table, index: int, why: str) -> "Left":
        return cls(table.place(index), UNREAD, _words(table, index), why)

    @classmethod
    def further(cls, table: Table, index: int, why: str) -> "Left":
        return cls(table.place(index), FURTHER, _words(table, index), why)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Left":
        """From what was kept with the upload."""
        return cls(**{name: str(kept.get(name, "")) for name in ("place", "sort", "text", "why")})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def left_above(table: Table) -> list[tuple[int, Left]]:
    """The title and the heading with its second line: whatever stands from the top to where the bodies begin,
    by its row."""
    lines = [index for index in range(table.bottom + 1) if _filled(table, index)]
    return [(index, Left.heading(table, index, "表头及以上")) for index in lines]


def why_left(table: Table, index: int) -> Left | None:
    """The line as one that is no body whatever stands around it; None where it may be one, or heads a group.

    A sentence that stands alone is about the list. Else only what stands where the name should (or, with that empty,
    first) makes it a total or a remark: a remark in a further column is no reason to lose the body. The heading printed
    again names the column of the name; of labels alone a body may consist (县督查室, 督查室, 督办).
    """
    filled, name = _filled(table, index), text_of(table.sheet.rows[index][table.name_at])
    words = [text for text in filled if not is_number(text)]
    if is_nobody(name) or (words and is_nobody(words[0])):
        return Left.unread(table, index, "合计、说明或填表事项")
    alone_there = len(filled) == 1 or (len(filled) == 2 and is_number(filled[0]))
    if alone_there and len(words) == 1 and is_sentence(words[0]):
        return Left.unread(table, index, "整行只有这一句话，像是对这份表的说明")
    labels = [COLUMNS.field_of(text) for text in filled]
    alone = said_in(table, index) if filled else ""
    again = COLUMNS.field_of(name) == "name" and alone in ("", filled[0]) and not (alone and COLUMNS.is_weak(name))
    if again or (len(filled) > 2 and "name" in labels and all(labels) and len(set(labels)) == len(labels)):
        return Left.heading(table, index, "重复的表头")  # 界别（28个） is a group
    return None


def _filled(table: Table, index: int) -> list[str]:
    return [text for value in table.sheet.rows[index] if (text := text_of(value))]


def _words(table: Table, index: int) -> str:
    return " · ".join(_filled(table, index))[:LONGEST]
