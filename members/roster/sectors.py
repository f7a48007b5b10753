"""Which sector (界别) a row belongs to; the order of the sources is told in ``understand``."""

import re
from dataclasses import dataclass
from typing import Any

from core.files.workbook import Sheet
from members.roster.cells import is_blank, squeeze, text_of
from members.roster.contradictions import parties_of
from members.roster.layout import Panel
from members.roster.line import Heading, Line
from members.roster.vocabulary import Vocabulary, without_count, without_list_words

SPARSE_BELOW = 0.5
DENSE_FROM = 0.8


_OF_PARTIES = re.compile(
    r"(?:[各本]|所有)?(?:民主党派|党派(?=团体|$)|参政党)(?:(?:[、和及与]|暨)?(?:团体|成员|人士|无党派(?:代表)?(?:人士)?|工商联|代表|委员|组|类))*界?别?(?:委员|小组|组)?"
)


def of_own_party(text: str, party: list[str], vocabulary: Vocabulary) -> str | None:
    """Whose sector is written as that of several parties (民主党派): the sector of the one that the person is of."""
    if not _OF_PARTIES.fullmatch(squeeze(without_count(text))):
        return None
    own = {each for each in party if each not in {"中共", "群众"} and (each != "无党派" or "无党派" in text)}
    found = [sector for sector in vocabulary.sectors if own & set(parties_of(sector))]
    return found[0] if len(found) == 1 else None


@dataclass
class Found:
    """A row's sector, the text it was read from, and a warning where it was taken from a neighbour (``beside``) and
    that is not the column's habit."""

    sector: str | None = None
    quoted: str | None = None
    warning: str | None = None
    beside: bool = False


class SectorFinder:
    """Answers for every line of one panel; ``of`` and ``heading`` take the line's position in ``lines``."""

    def __init__(self, sheet: Sheet, panel: Panel, lines: list[Line], vocabulary: Vocabulary, names: list[str]):
        self.sheet, self.lines, self.vocabulary = sheet, lines, vocabulary
        self.column = panel.one("sector" if "sector" in panel.columns else "former_sector")
        self.headings: dict[str, list[str | None]] = {}
        for field in ("sector", "committee", "street_group"):
            self.headings[field] = self._carried(field)
        plain = (without_list_words(name) for name in names)
        self.of_parties = next(filter(_OF_PARTIES.fullmatch, plain), None)
        self.fallback = next((sector for name in names if (sector := vocabulary.of_list(name))), None)
        self.written = self._written()
        self.assumed = self._assumed()

    def heading(self, position: int, field: str) -> str | None:
        """What the heading in force says about ``field``."""
        return self.headings[field][position]

    def of(self, position: int) -> Found:
        """The sector of a line, with the text it comes from."""
        text = self.written[position]
        if text:
            return Found(*self.vocabulary.sector(text))
        head = self.headings["sector"][position]
        known = self.vocabulary.sector(head)[0] if head else None
        if known:
            return Found(known, head)
        if assumed := self.assumed[position]:
            text, warning = assumed
            return Found(*self.vocabulary.sector(text), warning=warning, beside=True)
        if self.column is None:
            return Found(None, head) if head else Found(self.fallback, self.fallback or self.of_parties)
        return Found()

    def _carried(self, field: str) -> list[str | None]:
        """The text of the last heading of this kind above each line; 补录 ends it."""
        carried, current = [], None
        for line in self.lines:
            if line.heading is not None and line.heading.field == field:
                current = line.heading.text or None
            elif _ends_everything(line.heading):
                current = None
            carried.append(current)
        return carried

    def _written(self) -> list[str]:
        """Each line's own sector text, its merged cell's included."""
        if self.column is None:
            return [""] * len(self.lines)
        merged: dict[int, Any] = {}
        for top, left, bottom, right in self.sheet.merges:
            if left <= self.column <= right and bottom > top and not is_blank(self.sheet.rows[top][left]):
                merged.update((row, self.sheet.rows[top][left]) for row in range(top, bottom + 1))
        self.merged_rows = merged.keys()
        texts = []
        for line in self.lines:
            value = self.sheet.rows[line.index][self.column]
            texts.append(text_of(merged.get(line.index, "") if is_blank(value) else value))
        return texts

    def _assumed(self) -> list[tuple[str, str | None] | None]:
        """Texts of neighbours for lines without their own, where the column's habit makes that safe."""
        assumed: list[tuple[str, str | None] | None] = [None] * len(self.lines)
        data = [p for p, line in enumerate(self.lines) if line.kind == "data"]
        if self.column is None or not data:
            return assumed
        own = sum(bool(self.written[p]) and self.lines[p].index not in self.merged_rows for p in data)
        in_groups = any(self.lines[p].index in self.merged_rows for p in data)
        share = own / len(data)
        if not in_groups and share >= DENSE_FROM:
            return assumed
        blocks = self._blocks()
        sparse = not in_groups and share < SPARSE_BELOW
        one_each = all(sum(bool(self.written[p]) for p in block) <= 1 for block in blocks)
        last = ""
        for block in blocks:
            texts = [self.written[p] for p in block if self.written[p]]
            # A label in the middle of its block speaks for the whole block, unless a longer group runs into the block.
            current = last if sparse and not (one_each and texts) else ""
            current = current or next(iter(texts), "")
            for position in block:
                if self.written[position]:
                    current = self.written[position]
                elif current:
                    assumed[position] = (current, None if sparse else "sector_assumed")
            last = current if sparse else ""
        return assumed

    def _blocks(self) -> list[list[int]]:
        """Runs of members' rows; a repeated header (a page break) does not end a run."""
        blocks, current = [], []
        for position, line in enumerate(self.lines):
            if line.kind == "data":
                current.append(position)
            elif line.kind not in {"repeated_header", "continuation"} and current:
                blocks.append(current)
                current = []
        return [*blocks, current] if current else blocks


def _ends_everything(heading: Heading | None) -> bool:
    return heading is not None and not heading.text
