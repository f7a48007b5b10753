"""Rows that only go on with the member above: a second post, the rest of one that did not fit, more of a remark.

Such a row has nothing of a person of its own (no name, number, sector, birth …). A mark at the seam tells it for sure,
or that the table numbers its members and this row has no number; else it has to read like a post and is asked about.
"""

import re
from collections.abc import Iterable

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, squeeze, text_of
from members.roster.layout import Panel
from members.roster.line import Line
from members.roster.names import read_name
from members.roster.statements import is_statement
from members.roster.vocabulary import Vocabulary, has_count
from members.roster.wrapping import goes_on, is_a_post, is_open

POSTS = ("unit_post", "unit", "company", "post")
TEXTS = ("remark", "party_office", "social_post", "committee", "street_group")
NUMBERS = ("phone", "email")
_NO_PART = re.compile(r"..界别?$|^(?:注|说明|备注|填表|制表|审核)[:：]|(?:名单|名册|一览表|登记表)$")
NUMBERED = 0.8
"""Share of the members with a number from which a row without one is no member."""


def goes_on_as_name(above: str, text: str) -> bool:
    """买买提· and 艾则孜 below it, 赵甲 and （女）: the rest of a name, or what is said of the person beside it."""
    beside = re.fullmatch(r"[（(](?![一二三四五六七八九十\d]+[)）])[^()（）]{1,20}[)）]", text) and not has_count(text)
    if read_name(text).vacant:
        return False
    return bool(above) and bool(re.search(r"[·•・]$", above) or re.match(r"[·•・]", text) or beside)


class Continuing:
    """Tells the rows of one panel that go on with the member above them."""

    def __init__(self, sheet: Sheet, panel: Panel, vocabulary: Vocabulary, others: Iterable[int], wide: set):
        self.sheet, self.panel, self.vocabulary, self.wide = sheet, panel, vocabulary, wide
        self.name_at = panel.columns["name"][0]
        self.field_at = dict.fromkeys(others, "other")
        self.field_at |= {at: name for name in (*POSTS, *TEXTS, *NUMBERS) for at in panel.columns.get(name, ())}

    def join(self, lines: list[Line]) -> None:
        """Give those rows to the members' lines above them."""
        above = None
        numbered = self._numbered(lines)
        for line in lines:
            if line.kind == "continuation":
                above = self._given(line, above)
            elif above and line.kind in {"lone", "data", "note"} and self._goes_on(line, above, numbered=numbered):
                sure = numbered or self._at_a_mark(line, above)
                line.kind, line.heading = "continuation", None
                above.unsure = above.unsure or not sure
                above = self._given(line, above)
            elif line.kind == "data":
                above = line
            elif line.kind not in {"repeated_header"}:
                above = None

    def _given(self, line: Line, above: Line | None) -> Line | None:
        if above:
            above.more.append(line.index)
        return above

    def _numbered(self, lines: list[Line]) -> bool:
        """Whether the members have numbers in front, so that a row without one tells by that what it is."""
        at = self.panel.one("seq")
        named = [line for line in lines if line.kind == "data" and self._cell(line.index, self.panel.one("name"))]
        return at is not None and sum(bool(self._cell(one.index, at)) for one in named) >= NUMBERED * len(named) > 0

    def _goes_on(self, line: Line, above: Line, *, numbered: bool) -> bool:
        cells = [(at, squeeze(text_of(self.sheet.rows[line.index][at]))) for at in line.filled]
        if [at for at, _ in cells] == [self.name_at]:
            return goes_on_as_name(self._held(above, self.name_at), cells[0][1])
        if not cells or any(at not in self.field_at or (line.index, at) in self.wide for at, _ in cells):
            return False
        if any(has_count(text) or is_statement(text) or _NO_PART.search(text) for _, text in cells):
            return False
        if self._at_a_mark(line, above):
            return True
        if any(self.vocabulary.heading(text) or not self._held(above, at) for at, text in cells):
            return False
        fields = {self.field_at[at] for at, _ in cells}
        if fields & {*POSTS}:
            posts = "".join(text for at, text in cells if self.field_at[at] in POSTS)
            return is_a_post(posts) and (numbered or len(cells) == 1)
        if fields & {*NUMBERS}:
            return numbered and all(re.search(r"\d{5}|@", folded(text)) for _, text in cells)
        return numbered or "other" not in fields

    def _at_a_mark(self, line: Line, above: Line) -> bool:
        """Whether one of its cells plainly goes on with the one above."""
        if line.filled == [self.name_at]:
            return True
        seams = [(self._held(above, at), text_of(self.sheet.rows[line.index][at])) for at in line.filled]
        return any(held and (is_open(held) or goes_on(text)) for held, text in seams)

    def _held(self, above: Line, at: int) -> str:
        """What the member has in that column, the last line of it."""
        rows = [above.index, *above.more]
        return next((text for row in reversed(rows) if (text := self._cell(row, at))), "")

    def _cell(self, row: int, at: int | None) -> str:
        value = "" if at is None else self.sheet.rows[row][at]
        return "" if is_blank(value) else text_of(value).strip()
