"""Telling members' rows from everything else that stands below a header: headings, totals, notes, blank rows."""

import re

from core.files.workbook import Sheet
from members.roster.births import read_birth_cell
from members.roster.cells import folded, is_blank, read_gender, read_parties, squeeze, text_of
from members.roster.combined import piece_of
from members.roster.continuing import Continuing
from members.roster.layout import Panel, Table
from members.roster.line import Heading, Line
from members.roster.name_lists import NameLists
from members.roster.names import read_name
from members.roster.said_of_rows import said_in
from members.roster.statements import is_statement
from members.roster.titles import LISTS
from members.roster.vocabulary import Vocabulary, has_count, without_count, without_numbering

_TOTAL = re.compile(r"^.{0,14}?(小计|合计|总计|共计|累计)([:(（：,，\d].{0,20})?$")
_HEAD_COUNT = re.compile(r"^(以上|全体|委员)?(共|计|合计|总共)(有|计)?(委员)?\d+[人名位]|^其中[:：]?\S{0,8}\d+[人名位]")
_NOTE = re.compile(
    r"^[※*＊]?(备注|附注|注释?|说明|填表|制表|填报|审核|复核|审批|联系人|联系电话|打印|截至|截止|制作|经办|负责人|单位负责人|统计|"
    r"编制|数据来源|来源|更新|续表|续上表|[(（]?(接上页|转下页)|第\d+页|共\d+页|[-—]\d+[-—]$)"
)
_SIGNED = re.compile(r"^(?:填表|制表|填报|审核|复核|审批|经办|联系)人?[:：]")
_NOTE_WITH_COLON = re.compile(r"^[\w（）()]{1,10}[:：]")
_TITLE = re.compile(rf"{LISTS}(?:（.*）|\(.*\))?$")
_EXTRA = re.compile(r"^(以下[为是系]?)?(补录|增补|届中增补|新增|补充|其他|其它|另附?)(委员|人员|名单)*$")
_ENUMERATOR = re.compile(r"^[(（]?[一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,3}[)）]?[、.．]?$")
_COUNT_CELL = re.compile(r"^[(（]?共?\d+[人名位]?[)）]?$")
_NOT_PLAIN = re.compile(r"[名计共合其:：\d０-９]")
_COMMITTEE = re.compile(r"(委员会|专委会|专委|委)$")
_BODY = re.compile(r"(街道|委员会|专委会|小组|联络组|活动组|界别|..界|[乡镇区道城片村]组)$")
_GROUP = re.compile(r"(街道|镇|乡|[乡镇区道城片村]组|联络组|活动组|委员小组|小组|联络委|联络站)$")


class RowSorter:
    """Sorts the rows of one panel of one table."""

    def __init__(
        self, sheet: Sheet, table: Table, panel: Panel, vocabulary: Vocabulary, span: tuple[int, int], title: str = ""
    ):
        self.sheet, self.table, self.panel, self.vocabulary = sheet, table, panel, vocabulary
        self.span, self.title = span, title
        self.name_at = panel.columns["name"][0]
        self.seq_at = panel.one("seq")
        self.person = {panel.one(field): field for field in ("gender", "birth", "party", "card_no", "phone")}
        self.wide = {
            (top, left)
            for top, left, bottom, right in sheet.merges
            if top > table.header.bottom and right - left >= 2 and left <= self.name_at + 1
        }
        self.name_tail = {
            row
            for top, left, bottom, right in sheet.merges
            if left == right == self.name_at and top > table.header.bottom
            for row in range(top + 1, bottom + 1)
        }

    def lines(self) -> list[Line]:
        """Every row below the header, in order. Headings are told from notes by whether members follow."""
        lines = [self._line(index) for index in range(self.table.header.bottom + 1, self.table.end)]
        NameLists(self.sheet, self.panel, self.vocabulary).mark(lines)
        read = {at for columns in self.panel.columns.values() for at in columns}
        others = [at for at in self.table.header.labelled if at not in read and self.span[0] <= at < self.span[1]]
        if not self.table.listed:
            Continuing(self.sheet, self.panel, self.vocabulary, others, self.wide).join(lines)
        followed = False
        for line in reversed(lines):
            if line.kind == "data":
                followed = True
            elif line.kind == "lone":
                self._settle(line, followed)
                followed = followed and line.kind == "note"
        self._mark_note_tails(lines)
        return lines

    def _line(self, index: int) -> Line:
        row = self.sheet.rows[index]
        first, last = self.span
        filled = [c for c in range(first, last) if not is_blank(row[c])]
        if not filled:
            return Line(index, "blank")
        if index in self.table.listed:
            return Line(index, "data", filled=filled)
        kind = self._kind_at_sight(index, row, filled)
        if kind is None:
            lone = self._lone(row, index, filled)
            if lone is not None:
                return Line(index, "lone", Heading("", lone), filled)
            kind = "note" if self._is_note(row, filled, folded(row[self.name_at])) else "data"
        return Line(index, kind, filled=filled)

    def _kind_at_sight(self, index: int, row: list, filled: list[int]) -> str | None:
        """What a line is by where it stands or by what its cells plainly are; None where more has to be looked at."""
        if index in self.table.repeats:
            return "repeated_header"
        if index in self.name_tail:
            return "continuation"
        if len(filled) > 3 and self._plainly_a_member(row, filled[0]):
            return "data"
        content = [c for c in filled if c != self.seq_at]
        if not content and re.fullmatch(r"[\d.]*", folded(row[filled[0]])):
            return "blank"
        if self._is_total(row, filled, folded(row[self.name_at])):
            return "subtotal"
        if len(filled) > 1 and self.table.header.repeats_in(row):
            return "repeated_header"
        return None

    def _plainly_a_member(self, row: list, first: int) -> bool:
        """A name that reads like nothing else, in a row that does not begin like a note: most rows of any roster."""
        name, start = row[self.name_at], row[first]
        if not isinstance(name, str) or is_blank(name) or _NOT_PLAIN.search(name):
            return False
        return not isinstance(start, str) or not _NOTE.match(folded(start))

    def _is_total(self, row: list, filled: list[int], name: str) -> bool:
        if name and not any(pattern.match(name) for pattern in (_TOTAL, _HEAD_COUNT, _COUNT_CELL)):
            return False
        for column in filled[:4]:
            text = folded(row[column])
            if len(text) <= 40 and (_TOTAL.match(text) or _HEAD_COUNT.match(text)) and not _NOTE.match(text):
                return True
        return False

    def _lone(self, row: list, index: int, filled: list[int]) -> str | None:
        """The one text of a row that holds nothing else but a number in front and a count behind."""
        texts = [(c, squeeze(text_of(row[c]))) for c in filled]
        rest = [(c, t) for c, t in texts if not _ENUMERATOR.match(t) and not (len(texts) > 1 and _COUNT_CELL.match(t))]
        if len(rest) != 1 or len(texts) > 3:
            return None
        column, text = rest[0]
        if self._is_personal(column, row[column], text):
            return None
        numbered = [t for c, t in texts if c == self.seq_at and re.fullmatch(r"[\d.]+", folded(t))]
        counted = len(texts) > 1 and not numbered
        if column == self.name_at and (index, column) not in self.wide:
            known = bool(
                self.vocabulary.heading(text)
                or has_count(text)
                or counted
                or _BODY.search(text)
                or _EXTRA.match(without_count(text))
                or said_in(text)
            )
            plain = read_name(text).name == text and len(text) <= 4
            if not known and (numbered or plain or "·" in text):
                return None
        elif numbered and (column == self.panel.one("sector") or not self.vocabulary.heading(text)):
            return None
        return text

    def _is_personal(self, column: int, value, text: str) -> bool:
        """Whether a lone cell is a fact about a person whose name is missing, and no heading put into that column."""
        if self.vocabulary.heading(text) or has_count(text):
            return False
        if several := self.panel.combined.get(column):
            return bool({"gender", "birth"} & {*several} and _tells_of_a_person(text_of(value), several))
        match self.person.get(column):
            case "gender":
                return bool(read_gender(value)[0])
            case "birth":
                return bool(read_birth_cell(value).value)
            case "party":
                return bool(read_parties(text)[0])
            case "card_no" | "phone":
                return bool(re.search(r"\d{3}", folded(value)))
        return False

    def _settle(self, line: Line, followed: bool) -> None:
        """Decide what a lone text is: a group's heading, a title or a note."""
        text = line.heading.text
        line.heading, sector = None, self.vocabulary.heading(text)
        label = without_count(without_numbering(text))
        if is_statement(text):
            line.kind = "note"
        elif sector:
            line.kind, line.heading = (
                "group_heading",
                Heading("sector", label if self.vocabulary.group_of(label) else sector),
            )
        elif _NOTE.match(folded(text)) or len(label) > 24 or (_NOTE_WITH_COLON.match(text) and not has_count(text)):
            line.kind = "note"
        elif _TITLE.search(text) and not has_count(text):
            line.kind = "title"
            if followed and text != squeeze(self.title):
                line.heading = Heading("sector", "")
        elif self.vocabulary.near(label):
            line.kind, line.heading = "group_heading", Heading("sector", label)
        elif _EXTRA.match(label):
            line.kind, line.heading = "group_heading", Heading("sector", "")
        elif followed:
            kind = "committee" if _COMMITTEE.search(label) else "street_group" if _GROUP.search(label) else "sector"
            line.kind, line.heading = "group_heading", Heading(kind, label)
        else:
            line.kind = "group_heading" if has_count(text) and len(label) <= 14 else "note"

    def _is_note(self, row: list, filled: list[int], name: str) -> bool:
        text = folded(row[filled[0]])
        if not name and _SIGNED.match(text):
            return True
        if filled[0] > self.name_at or not _NOTE.match(text):
            return False
        if ":" in text:
            return True
        person = [self.panel.one(key) for key in ("gender", "ethnicity", "birth", "party", "sector")]
        others = [c for c in filled if c != filled[0]]
        return self.name_at not in others and not any(c in others for c in person)

    def _mark_note_tails(self, lines: list[Line]) -> None:
        """Numbered lines below a note belong to it: 2.…… 3.……"""
        previous = None
        for line in lines:
            if previous == "note" and line.kind in {"group_heading", "data"} and len(line.filled) == 1:
                text = squeeze(text_of(self.sheet.rows[line.index][line.filled[0]]))
                if re.match(r"^(\d{1,2}[.、．)）]|[(（]\d)", text) and self.vocabulary.heading(text) is None:
                    line.kind, line.heading = "note", None
            previous = line.kind


def _tells_of_a_person(text: str, fields: tuple[str, ...]) -> bool:
    """Whether a cell under a heading of several things names a sex or a date of birth."""
    gender, birth = (piece_of(text, name, fields) if name in fields else "" for name in ("gender", "birth"))
    return bool(read_gender(gender)[0] or read_birth_cell(birth).value)
