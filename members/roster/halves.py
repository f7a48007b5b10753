"""Two halves of a sheet side by side of which one is what was: 十一届委员 and 十二届委员, 调整前 and 调整后.

The old half tells who is meant in the new one, and brings in nobody.
"""

import re
from dataclasses import dataclass, field

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, of_chinese_numeral, read_line, text_of
from members.roster.layout import Header, Table
from members.roster.line import Line
from members.roster.part import Part
from members.roster.people import People
from members.roster.reader import RowReader
from members.roster.result import Ignored, Result, RosterRow

_TERM = re.compile(r"第?([\d一二三四五六七八九十]{1,3})届")
_WAS = re.compile(r"^(?:原|旧|老|上一?届|往届|前任|(?:调整|变动|变更|换届|增补)(?:之|以)?前)")
_IS = re.compile(r"^(?:现|新|本届|(?:调整|变动|变更|换届|增补)(?:之|以)?后)")
_LONGEST = 20


def former_halves(sheet: Sheet, table: Table, spans: list[tuple[int, int]]) -> dict[int, str]:
    """The panels (by number) that are the old half of a table, each with the words over it."""
    labels = [_label_over(sheet, table.header, span) for span in spans]
    if len(labels) < 2 or not all(labels):
        return {}
    terms = [_term_of(label) for label in labels]
    if all(terms):
        return {at: labels[at] for at, term in enumerate(terms) if term < max(terms)}
    if any(map(_IS.match, labels)):
        return {at: label for at, label in enumerate(labels) if _WAS.match(label)}
    return {}


@dataclass
class OldHalves:
    """The rows of the old halves, until those of the new ones are known."""

    held: dict[tuple[int, str], tuple[Part, RosterRow, RowReader, Line]] = field(default_factory=dict)
    again: set[tuple[int, str]] = field(default_factory=set)

    def pairs(self, part: Part, row: RosterRow, reader: RowReader, line: Line) -> bool:
        """Keep a row of an old half (and say so); to one of the new half give what the old one says of that person."""
        key = id(part.table), row.name
        if part.former:
            self.held[(key[0], row.name or str(row.row))] = part, row, reader, line
        elif key in self.held:
            old = self.held[key][1]
            row.was = {name: text for name, text in (("post", old.post), ("sector", old.sector)) if text} | row.was
            self.again.add(key)
        return bool(part.former)

    def settle(self, result: Result, people: People) -> None:
        """Name the rows that brought in nobody. Who is not in the new half has left, unless the old one is an earlier
        term's."""
        for key, (part, row, reader, line) in self.held.items():
            if key in self.again or "届" in part.former or not row.name:
                text = f"{part.former}：{words_of(part.sheet, line.index, part.span)}"
                result.ignored.append(Ignored(row.sheet, row.row, "former_half", row.panel, row.name, text=text))
            else:
                row.doubt("left_noted", "remark", f"只列在“{part.former}”的一半")
                people.add(row, reader, line)


def _label_over(sheet: Sheet, header: Header, span: tuple[int, int]) -> str:
    """The words that stand over all columns of a half, in its heading or in the line above."""
    columns = [texts for texts in header.texts[slice(*span)] if texts]
    tops = {folded(texts[0]) for texts in columns if len(texts) > 1}
    if len(tops) == 1 and all(len(texts) > 1 for texts in columns):
        return tops.pop()
    above = sheet.rows[header.top - 1][slice(*span)] if header.top > 0 else []
    told = [folded(value) for value in above if not is_blank(value)]
    return told[0] if len(told) == 1 and len(told[0]) <= _LONGEST else ""


def _term_of(label: str) -> int:
    found = _TERM.search(label)
    return 0 if not found else int(found[1]) if found[1].isdigit() else of_chinese_numeral(found[1])


def words_of(sheet: Sheet, index: int, span: tuple[int, int]) -> str:
    """What one half of a row says."""
    return " ".join(read_line(text_of(value)) for value in sheet.rows[index][slice(*span)] if not is_blank(value))
