"""From a workbook to members: which sheets count, what sector a row belongs to, which rows are refused and why.

Order of the questions for a row: has it a name (``missing_name``)? is it an earlier row again (``duplicate_row``: same
name, same unit and post as a row that was taken)? does the committee know its sector (``unknown_sector``)? A row is
taken if none of them stops it; the same name with another post is another person (``same_name``).

The sector of a row is, in this order: its own cell; the merged cell it lies in; a known heading above it
(中共界（21人）); the neighbour's, but only inside a block of rows unbroken by blank rows, headings or totals and only
where the column leaves cells blank as a habit (merged groups, or written once per group); an unknown heading, the
sheet's title or the sheet's name where the table has no sector column. A blank cell in a column that is otherwise
filled stays blank and the row is refused: a wrong sector is worse than a question.
"""

import re
from pathlib import Path

from members.roster.cells import (
    folded,
    is_blank,
    read_birth,
    read_ethnicity,
    read_gender,
    read_line,
    read_name,
    read_parties,
    read_word,
    squeeze,
    text_of,
)
from members.roster.layout import Panel, Table, tables_of
from members.roster.result import Ignored, Rejected, Result, RosterRow
from members.roster.rows import Line, RowSorter
from members.roster.sectors import SectorFinder
from members.roster.vocabulary import Vocabulary
from members.roster.workbook import Book, RosterError, Sheet, open_book

_NOT_FOR_USE = re.compile(r"勿用|作废|停用|废止|不用")
_CARRIED = ("name", "gender", "ethnicity", "birth", "party", "sector", "committee", "street_group", "card_no", "phone",
            "office", "remark")  # fmt: skip


def read_roster(source: str | Path | bytes, vocabulary: Vocabulary, filename: str = "") -> Result:
    """Understand a roster workbook. Raises ``RosterError`` where the file as a whole cannot be taken."""
    return understand(open_book(source, filename), vocabulary)


def understand(book: Book, vocabulary: Vocabulary) -> Result:
    """Every visible sheet with a roster's header is read, the others and hidden ones are named as ignored."""
    result = Result(sheets_ignored=list(book.hidden))
    if not book.sheets or not any(sheet.rows for sheet in book.sheets):
        raise RosterError("工作簿里没有内容（可见的工作表都是空的），请检查是否选对了文件。")
    people = _People(result)
    for sheet in book.sheets:
        tables = [] if _NOT_FOR_USE.search(sheet.name) else tables_of(sheet)
        if not tables:
            result.sheets_ignored.append(sheet.name)
            continue
        result.sheets_read.append(sheet.name)
        for table in tables:
            _read_table(sheet, table, vocabulary, result, people)
    if not result.sheets_read:
        raise RosterError("没有找到表头：名册须有一行写明“姓名”，旁边有“界别”“工作单位及职务”等列。请补上后再导入。")
    if not result.rows and not result.rejected:
        raise RosterError("名册里只有表头，没有委员。请填好后再导入。")
    result.ignored.sort(key=lambda row: (result.sheets_read.index(row.sheet), row.row))
    return result


def _read_table(sheet: Sheet, table: Table, vocabulary: Vocabulary, result: Result, people: "_People") -> None:
    header = table.header
    result.header_rows.extend(
        number for i in range(header.top, header.bottom + 1) if (number := sheet.number(i)) not in result.header_rows
    )
    result.unread_columns.extend(label for label in header.unread if label not in result.unread_columns)
    title = _rows_above(sheet, table, result)
    if title:
        result.titles.append(title)
    for number, (panel, span) in enumerate(_spans(header.panels, sheet.width)):
        lines = RowSorter(sheet, table, panel, vocabulary, span, title).lines()
        finder = SectorFinder(sheet, panel, lines, vocabulary, [title, sheet.name])
        reader = _RowReader(sheet, table, panel)
        for position, line in enumerate(lines):
            if line.kind == "data":
                people.add(reader.read(line, finder, position), reader, line)
            elif number == 0:
                result.ignored.append(Ignored(sheet.name, sheet.number(line.index), line.kind))


def _rows_above(sheet: Sheet, table: Table, result: Result) -> str:
    """Name the rows above the first header (title, then subtitles) and return the title."""
    title, first_table = "", table.above == 0
    for index in range(table.above if first_table else table.header.top, table.header.bottom + 1):
        if index >= table.header.top:
            why = "header"
        elif all(is_blank(value) for value in sheet.rows[index]):
            why = "blank"
        else:
            why = "subtitle" if title else "title"
            title = title or next(text_of(value) for value in sheet.rows[index] if not is_blank(value))
        result.ignored.append(Ignored(sheet.name, sheet.number(index), why))
    return title


def _spans(panels: list[Panel], width: int) -> list[tuple[Panel, tuple[int, int]]]:
    """Each panel with the columns that belong to it; the first one starts at the left edge."""
    starts = [0, *[min(column for columns in panel.columns.values() for column in columns) for panel in panels[1:]]]
    return list(zip(panels, zip(starts, [*starts[1:], width], strict=True), strict=True))


class _RowReader:
    """Turns the cells of one line into a ``RosterRow``."""

    def __init__(self, sheet: Sheet, table: Table, panel: Panel):
        self.sheet, self.panel = sheet, panel
        self.shared = _vertical_merges(sheet, table)
        self.columns = frozenset(panel.columns) | ({"post"} if panel.columns.keys() & {"unit", "unit_post"} else set())
        self.continued = {
            top: bottom
            for top, left, bottom, right in sheet.merges
            if left == right == panel.one("name") and top > table.header.bottom
        }

    def cell(self, index: int, column: int | None):
        """A value, taken from the merged cell above where the row lies inside one."""
        if column is None:
            return ""
        value = self.sheet.rows[index][column]
        return self.shared.get((index, column), value) if value == "" else value

    def text(self, index: int, field: str) -> str:
        return text_of(self.cell(index, self.panel.one(field)))

    def words(self, index: int, field: str) -> str | None:
        """A short cell, or the cells of several columns for the same thing joined by 、."""
        found = [read_word(text_of(self.cell(index, c))) for c in self.panel.columns.get(field, ())]
        return "、".join(dict.fromkeys(word for word in found if word)) or None

    def post(self, index: int) -> str | None:
        """Unit and post in one column, or in two that are joined; further lines of the same person follow by 、."""
        first = (read_line(self.text(index, field)) for field in ("unit_post", "unit", "post"))
        lines = [_unit_and_post(*first)]
        for row in range(index + 1, self.continued.get(index, index) + 1):
            lines.append(_unit_and_post(*(read_line(self._own(row, field)) for field in ("unit_post", "unit", "post"))))
        return "、".join(dict.fromkeys(line for line in lines if line)) or None

    def _own(self, index: int, field: str) -> str:
        column = self.panel.one(field)
        return "" if column is None else text_of(self.sheet.rows[index][column])

    def birth(self, index: int) -> tuple[str | None, str | None]:
        since_1904 = self.sheet.book.since_1904 if self.sheet.book else False
        if "birth_year" in self.panel.columns:
            parts = [read_word(text_of(self.cell(index, self.panel.one(f"birth_{part}")))) for part in
                     ("year", "month", "day")]  # fmt: skip
            return read_birth(".".join(part.rstrip("年月日") for part in parts if part), since_1904=since_1904)
        column = self.panel.one("birth")
        value = self.cell(index, column)
        shown = ""
        if isinstance(value, float) and not value.is_integer() and self.sheet.book:
            shown = self.sheet.number_format(index, column)
        return read_birth(value, shown, since_1904=since_1904)

    def card(self, index: int) -> str | None:
        """The card number as shown: a number cell keeps the leading zeros that its format gives it."""
        column = self.panel.one("card_no")
        value = self.cell(index, column)
        text = folded(value)
        if isinstance(value, float) and value.is_integer() and self.sheet.book:
            zeros = self.sheet.number_format(index, column)
            if set(zeros) == {"0"}:
                text = text.zfill(len(zeros))
        return None if read_word(text) is None else text

    def read(self, line: Line, finder: SectorFinder, position: int) -> RosterRow:
        """The row as understood; ``sector`` stays empty where it is not known."""
        index, warnings = line.index, []
        parts = read_name(self.cell(index, self.panel.one("name")))
        gender, gender_problem = read_gender(self.cell(index, self.panel.one("gender")))
        if gender and parts.gender and gender != parts.gender:
            gender_problem = "gender_conflict"
        birth, birth_problem = self.birth(index)
        party, party_problem = read_parties(self.text(index, "party"))
        found = finder.of(position)
        warnings = [w for w in (birth_problem, party_problem, gender_problem, found.warning) if w]
        row = RosterRow(
            name=parts.name,
            gender=gender or parts.gender,
            ethnicity=read_ethnicity(self.text(index, "ethnicity")) or parts.ethnicity,
            birth=birth,
            party=list(party),
            sector=found.sector,
            post=self.post(index),
            committee=self.words(index, "committee") or finder.heading(position, "committee"),
            street_group=self.words(index, "street_group") or finder.heading(position, "street_group"),
            card_no=self.card(index),
            sheet=self.sheet.name,
            row=self.sheet.number(index),
            alias=parts.alias or None,
            warnings=warnings,
            phone=self.words(index, "phone"),
            office=self.words(index, "office"),
            remark=read_line(self.text(index, "remark")) or None,
            columns=self.columns,
        )
        row.cells = {"quoted_sector": found.quoted or ""}
        return row

    def as_written(self, row: RosterRow, index: int) -> dict[str, str]:
        """The cells' texts by field, for the file of refused rows."""
        cells = {field: read_line(self.text(index, field)) for field in _CARRIED if field in self.panel.columns}
        cells["sector"] = row.sector or row.cells.get("quoted_sector", "")
        cells["post"] = row.post or ""
        if "birth" in cells and row.birth:
            cells["birth"] = row.birth
        return {field: text for field, text in cells.items() if text}


def _unit_and_post(both: str, unit: str, post: str) -> str:
    if both:
        return both if post in both else both + post
    return post if unit and post.startswith(unit) else unit + post


def _vertical_merges(sheet: Sheet, table: Table) -> dict[tuple[int, int], object]:
    """Cell → value of the merged cell it lies in, for merges that run over several rows of the body."""
    shared = {}
    for top, left, bottom, right in sheet.merges:
        if bottom > top > table.header.bottom and left < sheet.width and top < table.end:
            value = sheet.rows[top][left]
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                for column in range(left, min(right, sheet.width - 1) + 1):
                    shared[row, column] = value
    return shared


class _People:
    """The rows taken so far, to tell repeated rows and namesakes across all sheets."""

    def __init__(self, result: Result):
        self.result = result
        self.taken: dict[tuple, RosterRow] = {}
        self.names: set[str] = set()
        self.cards: set[str] = set()

    def add(self, row: RosterRow, reader: _RowReader, line: Line) -> None:
        """Take the row or refuse it with the first reason that holds."""
        quoted = row.cells.pop("quoted_sector", "")
        if not row.name:
            return self._refuse(row, reader, line, "missing_name", quoted)
        post = squeeze(folded(row.post or ""))
        key = (row.name, post) if post else (row.name, "", row.sector, row.birth)
        if earlier := self.taken.get(key):
            return self._refuse(row, reader, line, "duplicate_row", quoted, of=earlier)
        if row.sector is None:
            self.names.add(row.name)
            return self._refuse(row, reader, line, "unknown_sector", quoted)
        if row.name in self.names:
            row.warnings.append("same_name")
        if row.card_no and row.card_no in self.cards:
            row.warnings.append("same_card_no")
        self.names.add(row.name)
        self.cards.add(row.card_no or "")
        self.taken[key] = row
        self.result.rows.append(row)
        return None

    def _refuse(
        self, row: RosterRow, reader: _RowReader, line: Line, reason: str, quoted: str, of: RosterRow | None = None
    ) -> None:
        row.cells = {"quoted_sector": quoted}
        rejected = Rejected(
            sheet=row.sheet,
            row=row.row,
            name=row.name or None,
            reason=reason,
            value=(quoted or None) if reason == "unknown_sector" else None,
            of=of.row if of else None,
            of_sheet=of.sheet if of and of.sheet != row.sheet else None,
            cells=reader.as_written(row, line.index),
        )
        self.result.rejected.append(rejected)
