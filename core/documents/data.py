"""The parts that papers are made of, free of layout: CSS places them on paper, :mod:`core.documents.word` in Word.

A :class:`Paper` names its parts in the order of reading. Its HTML template picks them by name; the Word file writes
them one after the other. So both come from the same data.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.documents import typeset

_FIRST = re.compile(r"^[一二三四五六七八九十]+、")
_SECOND = re.compile(r"^（[一二三四五六七八九十]+）")


@dataclass(frozen=True)
class Block:
    """A paragraph in 仿宋 (``text``), or a ``heading1`` (黑体), ``heading2`` (楷体), ``section`` (黑体, above what has
    headings of its own), ``plain`` (not indented) or ``item`` (below “附件：1.”) one."""

    text: str
    kind: str = "text"

    @property
    def lines(self) -> list[typeset.Line]:
        return typeset.lines(self.text, indent=self.indent)

    @property
    def indent(self) -> int:
        """Characters before the first line."""
        return {"plain": 0, "section": 0, "item": 5}.get(self.kind, 2)


def blocks(text: str) -> list[Block]:
    """Plain text as paragraphs; short lines numbered “一、” and “（一）” become headings, empty lines fall away."""
    result = []
    for line in text.splitlines():
        line = line.strip(" \t　")
        if not line:
            continue
        heading = len(line) <= 40 and line[-1] not in "。；：，"
        if heading and _FIRST.match(line):
            result.append(Block(line, "heading1"))
        elif heading and _SECOND.match(line):
            result.append(Block(line, "heading2"))
        else:
            result.append(Block(line))
    return result


def enclosures(names: Sequence[str]) -> list[Block]:
    """附件说明: a blank line, then each name without a sign behind it; numbered where there are several."""
    found = [Block("", "plain")] if names else []
    for number, name in enumerate(names, start=1):
        mark = f"{number}. " if len(names) > 1 else ""
        found.append(Block(f"附件：{mark}{name}") if number == 1 else Block(f"{mark}{name}", "item"))
    return found


@dataclass(frozen=True)
class Title:
    """The paper's title, 2号小标宋 centred; ``above`` stands over it in 3号 (a committee's name, a session)."""

    text: str
    above: str = ""

    @property
    def lines(self) -> list[str]:
        return typeset.title_lines(self.text)


@dataclass(frozen=True)
class LetterHead:
    """Head of a letter (信函格式): the unit's full name, 发文字号, 签发人 and the grade printed at the top right."""

    unit: str
    number: str = ""
    signer: str = ""
    grade: str = ""

    @property
    def size(self) -> float:
        """Size of the name in pt: as large as fits one line of the type area, at most 40."""
        return round(min(40.0, 430 / max(typeset.width(self.unit), 1)), 1)

    @property
    def spacing(self) -> float:
        """Space between the characters of a short name, in em."""
        count = len(self.unit)
        return 0 if count < 2 else round(min(0.3, max(0.0, (430 / self.size - typeset.width(self.unit)) / count)), 3)


@dataclass(frozen=True)
class Body:
    """Running text."""

    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, text: str) -> "Body":
        return cls(tuple(blocks(text)))


@dataclass(frozen=True)
class Addressee:
    """主送：names ending in a full-width colon, flush left."""

    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return "、".join(self.names) + "："

    @property
    def lines(self) -> list[typeset.Line]:
        return typeset.lines(self.text, indent=0)


@dataclass(frozen=True)
class Signature:
    """Name above date with room for a seal; the date ends four characters from the right (GB/T 9704 7.3.5.1).

    ``seal`` is a ``file:`` address of an image inside static/ or the media folder, or empty for a stamp by hand.
    """

    unit: str
    date: str
    seal: str = ""

    @property
    def date_right(self) -> float:
        """Space right of the date in em; more than 4 only where a long name needs it to stay centred above."""
        return max(4.0, (typeset.width(self.unit) - typeset.width(self.date)) / 2)

    @property
    def name_right(self) -> float:
        """Space right of the name in em, so that it stands centred above the date."""
        return self.date_right + (typeset.width(self.date) - typeset.width(self.unit)) / 2

    @property
    def seal_right(self) -> float:
        """Distance of the seal's middle from the right edge, in em: the middle of the date."""
        return self.date_right + typeset.width(self.date) / 2


@dataclass(frozen=True)
class Note:
    """附注: each line in （ ） below the date, indented two characters."""

    texts: tuple[str, ...]

    @property
    def lines(self) -> list[typeset.Line]:
        return [line for text in self.texts for line in typeset.lines(f"（{text}）")]


@dataclass(frozen=True)
class Copies:
    """抄送: at the foot of the last page, ending with a full stop."""

    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return "抄送：" + "，".join(self.names) + "。"


@dataclass(frozen=True)
class Option:
    """A box to tick."""

    label: str
    ticked: bool = False


@dataclass(frozen=True)
class Cell:
    """A box of a table: a label, text (paragraphs by line), boxes to tick, or room to write."""

    text: str = ""
    label: bool = False
    span: int = 1
    rows: int = 1
    options: tuple[Option, ...] = ()
    foot: str = ""
    room: float = 0  # mm to write in above the foot line
    centre: bool = False

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    height: float = 0  # mm at least; 0 lets the text decide


@dataclass(frozen=True)
class Grid:
    """A ruled table across the type area; ``widths`` of its columns in mm add up to 156."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    repeat_first: bool = False  # the first row is a heading, repeated on every page
    dense: bool = False  # smaller type, for long lists

    @property
    def head(self) -> tuple[Row, ...]:
        return self.rows[:1] if self.repeat_first else ()

    @property
    def rest(self) -> tuple[Row, ...]:
        return self.rows[1:] if self.repeat_first else self.rows


def label(text: str, **more: Any) -> Cell:
    return Cell(text, label=True, **more)


def row(*cells: Cell | str, height: float = 0) -> Row:
    """A row of cells; plain strings become text cells."""
    return Row(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells), height)


def tick(labels: Iterable[str], chosen: str | Iterable[str] = ()) -> tuple[Option, ...]:
    """Boxes for ``labels``, those in ``chosen`` ticked."""
    wanted = {chosen} if isinstance(chosen, str) else set(chosen)
    return tuple(Option(text, text in wanted) for text in labels)


@dataclass(frozen=True)
class Corner:
    """A line split to both sides of the type area (number left, grade right)."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True)
class Remark:
    """Small text under a table: how to fill it in, where to send it."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Slip:
    """A part to cut off and send back (回执), below a dashed line."""

    title: str
    grid: Grid
    remark: Remark | None = None
    cut_hint: str = "（沿此线裁下）"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page, with the type area of an official document."""


@dataclass(frozen=True)
class Card:
    """One person's slip on a sheet of one-time passwords."""

    name: str
    username: str
    password: str
    detail: str = ""


@dataclass(frozen=True)
class Cards:
    """Slips to cut apart and fold shut, six on a page."""

    heading: str
    address: str
    cards: tuple[Card, ...]
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper: the template that sets it as PDF and its parts in the order of reading.

    ``title`` and ``author`` become metadata of the file. Part names are the template's variables.
    """

    template: str
    title: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""

    @property
    def context(self) -> dict[str, Any]:
        context = {**self.parts, "title": self.title}
        if self.author:
            context["author"] = self.author
        return context
