"""From a workbook to members: which sheets count, what sector a row belongs to, which rows are refused and why.

Order of the questions for a row: has it a name (``missing_name``)? is it an earlier row again (``duplicate_row``: same
name, same unit and post as a row of its sheet that was taken; one of another sheet adds what it says more, ``people``)?
does the committee know its sector (``unknown_sector``)? A row is taken if none of them stops it; the same name with
another post is another person (``same_name``).

The sector of a row is, in this order: its own cell; the merged cell it lies in; a known heading above it
(中共界（21人）); the neighbour's, but only inside a block of rows unbroken by blank rows, headings or totals and only
where the column leaves cells blank as a habit (merged groups, or written once per group); an unknown heading, the
sheet's title or the sheet's name where the table has no sector column. A blank cell in a column that is otherwise
filled stays blank and the row is refused: a wrong sector is worse than a question.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.files.workbook import Book, Sheet, open_book
from core.files.workbook import WorkbookError as RosterError
from members.roster.additions import day_of_additions, how_of_list, says_new, with_year
from members.roster.applying import apply_statements
from members.roster.around_rows import group_of_list, leaders_in, put_group
from members.roster.births import settle_births
from members.roster.bodies import known_body, settle_bodies
from members.roster.cells import is_blank, read_line, text_of
from members.roster.changes import LEFT, take_kind
from members.roster.contradictions import doubt_contradictions
from members.roster.decisions import Decisions, doubt_key
from members.roster.dittos import fill_dittos
from members.roster.duties import body_of_list, put_body, put_duty, seat_in_remark, settle_duties
from members.roster.exits import says_of_leaving, settle_leaving, stays_a_member
from members.roster.foreign import foreign_told
from members.roster.halves import OldHalves, former_halves
from members.roster.kinds_of_bodies import settle_kinds
from members.roster.layout import Table, spans, tables_of, why_unread
from members.roster.leaving import is_of_leavers
from members.roster.line import Heading, Line
from members.roster.listed_offices import give_offices
from members.roster.name_lists import NameLists
from members.roster.naming_notes import ask_by_name
from members.roster.offices import settle_offices
from members.roster.other_posts import settle_ticked
from members.roster.part import MOSTLY, Part
from members.roster.party_columns import settle_parties
from members.roster.people import People, SectorOf
from members.roster.people_in_cells import one_by_one
from members.roster.post_changes import settle_post_changes
from members.roster.published import listed
from members.roster.reader import RowReader
from members.roster.result import Ignored, Result, RosterRow
from members.roster.rows import RowSorter
from members.roster.said_of_rows import Said, said_in, spread
from members.roster.sectors import SectorFinder
from members.roster.sequels import sequel_of
from members.roster.statements import SAME_AS_ABOVE, Statement, statements_in
from members.roster.tab_forms import as_roster
from members.roster.totals import differing, stated_above
from members.roster.vocabulary import Vocabulary

_NOT_FOR_USE = re.compile(r"勿用|作废|停用|废止|不用")
_SPEAKING = {"title", "subtitle", "note", "group_heading"}
NOTES_READ = 200
"""Rows of a sheet without a table that are read for what they state."""


def read_roster(
    source: str | Path | bytes, vocabulary: Vocabulary, filename: str = "", decisions: Decisions | None = None,
    sector_of: SectorOf | None = None,
) -> Result:  # fmt: skip
    """Understand a roster workbook. Raises ``RosterError`` where the file as a whole cannot be taken.

    ``sector_of`` tells the sector of somebody who is known already, for rows that say none that can be read.
    """
    return understand(open_book(source, filename), vocabulary, decisions, sector_of)


def understand(
    book: Book, vocabulary: Vocabulary, decisions: Decisions | None = None, sector_of: SectorOf | None = None
) -> Result:
    """Every visible sheet with a roster's header is read, the others and hidden ones are named as ignored.

    A sheet without a header that plainly goes on with the one before is read by that one's columns.
    """
    result = Result(sheets_ignored=list(book.hidden))
    if not book.sheets or not any(sheet.rows for sheet in book.sheets):
        raise RosterError("工作簿里没有内容（可见的工作表都是空的），请检查是否选对了文件。")
    reading = _Reading(vocabulary, decisions or Decisions(), result, sector_of)
    before: tuple[Sheet, Table] | None = None
    for sheet in book.sheets:
        left_out = _NOT_FOR_USE.search(sheet.name)
        sheet, tables = (sheet, []) if left_out else _tables(sheet, vocabulary)
        if not tables and not left_out and before and (sequel := sequel_of(sheet, *before)):
            sheet, tables = sequel[0], [sequel[1]]
            result.sequels.append(sheet.name)
        if not tables:
            result.sheets_ignored.append(sheet.name)
            if not left_out:
                result.unread_sheets += why_unread(sheet)
                reading.hear_all(sheet)
            continue
        result.sheets_read.append(sheet.name)
        for table in tables:
            reading.sort(sheet, table)
        before = sheet, tables[-1]
    if not result.sheets_read:
        raise RosterError("没有找到表头：名册须有一行写明“姓名”，旁边有“界别”“工作单位及职务”等列。请补上后再导入。")
    reading.read()
    if not result.rows and not result.rejected:
        raise RosterError("名册里只有表头，没有委员。请填好后再导入。")
    ask_by_name(result, vocabulary.directory)
    spellings = reading.decisions.spellings
    unsure = settle_kinds(result, vocabulary.directory, spellings)
    settle_bodies(result, vocabulary.directory, spellings, unsure)
    for row in result.rows:
        _settle_doubts(row, reading.decisions)
        doubt_contradictions(row, vocabulary, reading.decisions.accepted)
    result.ignored.sort(key=lambda row: (result.sheets_read.index(row.sheet), row.row))
    return result


def _tables(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Sheet, list[Table]]:
    """The tables of a sheet, and the sheet as it is read: a form of one person, or a published list, is laid out as a
    roster."""
    sheet = as_roster(sheet) or sheet
    tables = tables_of(sheet)
    found = listed(sheet, vocabulary) if not tables else None
    return (found[0], [found[1]]) if found else (sheet, tables)


def _settle_doubts(row: RosterRow, decisions: Decisions) -> None:
    """Put the doubts that a person has looked at aside."""
    row.settled = [doubt for doubt in row.doubts if doubt_key(row.key, doubt) in decisions.accepted]
    row.doubts = [doubt for doubt in row.doubts if doubt not in row.settled]


@dataclass
class _Reading:
    """Two passes: first every line is sorted and every note heard, then the members' rows are read."""

    vocabulary: Vocabulary
    decisions: Decisions
    result: Result
    sector_of: SectorOf | None = None
    parts: list[Part] = field(default_factory=list)
    added_on: dict[str, str] = field(default_factory=dict)
    """Sheet → the day from which a note on it says that people were added."""
    everywhere: list[Statement] = field(default_factory=list)
    old: OldHalves = field(default_factory=OldHalves)
    saying: dict[str, Said] = field(default_factory=dict)
    """Sheet → what a line at the end of a table says of the rows below the next heading."""

    def sort(self, sheet: Sheet, table: Table) -> None:
        """First pass over a table."""
        header, result = table.header, self.result
        fill_dittos(sheet, table)
        settle_births(sheet, table)
        settle_parties(sheet, table)
        settle_post_changes(sheet, table)
        settle_duties(sheet, table, _names_of(sheet, table), self._committees)
        settle_ticked(sheet, table)
        settle_offices(sheet, table)
        settle_leaving(sheet, table, of_leavers=any(map(is_of_leavers, _names_of(sheet, table))))
        result.header_rows.extend(
            number
            for i in range(max(header.top, 0), header.bottom + 1)
            if (number := sheet.number(i)) not in result.header_rows
        )
        result.unread_columns.extend(label for label in header.unread if label not in result.unread_columns)
        above = NameLists(sheet, header.panels[0], self.vocabulary).above(table.begins, max(header.top, 0))
        title, *subtitles = _rows_above(sheet, table, result, {line.index for line in above}) or [""]
        if title:
            result.titles.append(title)
        for index in range(table.begins, header.bottom + 1):
            self._hear(sheet, index)
        parts = [
            Part(
                sheet, table, panel, number, span, RowSorter(sheet, table, panel, self.vocabulary, span, title).lines(),
                [title, *reversed(subtitles), sheet.name],
            )
            for number, (panel, span) in enumerate(spans(header.panels, sheet.width))
        ]  # fmt: skip
        for number, label in former_halves(sheet, table, [part.span for part in parts]).items():
            parts[number].former = label
        parts[0].above = above
        self.parts += parts
        self._say_of_rows(parts, [title, *subtitles])
        filled = {line.index for part in parts for line in part.lines if line.kind != "blank"}
        for line in parts[0].lines:
            if line.kind != "data" and not (line.kind == "blank" and line.index in filled):
                text = "" if line.kind == "repeated_header" else _text_in(sheet, line.index)
                result.ignored.append(Ignored(sheet.name, sheet.number(line.index), line.kind, text=text))
            if line.kind in _SPEAKING:
                self._hear(sheet, line.index)
        self._pass_over(sheet, table)

    def _say_of_rows(self, parts: list[Part], above: list[str]) -> None:
        """What lines among the members' rows, or above the table, say of them; a line speaks across all its panels."""
        sheet, said = parts[0].sheet, {}
        for part in parts:
            for line in (line for line in part.lines if line.kind in _SPEAKING):
                if told := said_in(part.text(line)):
                    said[line.index] = told
                    line.kind, line.heading = "note", Heading("sector", "")
        over = [found for found in map(said_in, above) if found and not found.above]
        before = self.saying.pop(sheet.name, None) or next(iter(over), None)
        held = [spread(part.lines, said, before) for part in parts]
        if held[0] and not any(line.kind == "data" for part in parts[1:] for line in part.lines):
            self.saying[sheet.name] = held[0]

    def _pass_over(self, sheet: Sheet, table: Table) -> None:
        """A block of another kind beside the table is told as unread, row by row; its notes are heard."""
        told = {(each.sheet, each.row) for each in self.result.ignored}
        self.result.unread_sheets += [foreign_told(sheet, *each) for each in table.foreign]
        rows = [row for top, end in table.foreign for row in range(top if top > table.header.top else 0, end)]
        for index in rows:
            filled = [value for value in sheet.rows[index] if not is_blank(value)]
            if (sheet.name, sheet.number(index)) not in told:
                why = "of_changes" if filled else "blank"
                self.result.ignored.append(Ignored(sheet.name, sheet.number(index), why, text=_text_in(sheet, index)))
            if len(filled) == 1:
                self._hear(sheet, index)

    def hear_all(self, sheet: Sheet) -> None:
        """A sheet that holds nothing but words may explain the others."""
        for index in range(min(len(sheet.rows), NOTES_READ)):
            self._hear(sheet, index, everywhere=True)

    def _hear(self, sheet: Sheet, index: int, *, everywhere: bool = False) -> None:
        for value in dict.fromkeys(v for v in sheet.rows[index] if isinstance(v, str) and not is_blank(v)):
            found = statements_in(value, self.vocabulary, sheet.name, sheet.number(index))
            self.result.statements += found
            self.everywhere += found if everywhere else []
            if day := day_of_additions(text_of(value)):
                self.added_on["" if everywhere else sheet.name] = day

    def _spoken(self, sheet: str, columns: Collection[str]) -> list[Statement]:
        """What holds for the rows of a sheet: its own notes, then those of the file's other sheets for what it leaves
        open. Each is confirmed by a person, who is told how many rows of which sheets it is about."""
        known = [each for each in self.result.statements if self.decisions.applies(each.key)]
        own = [each for each in known if each.sheet == sheet or each in self.everywhere]
        marks = {mark for each in own for mark in each.mark}
        others = [each for each in known if each not in own and each.value != SAME_AS_ABOVE]
        others = [each for each in others if each.mark or each.field in columns]  # no column, nothing left blank
        return own + [each for each in others if not marks & set(each.mark)]

    def _tables(self) -> list[list[Part]]:
        """The panels of each table, side by side."""
        found: dict[int, list[Part]] = {}
        for part in self.parts:
            found.setdefault(id(part.table), []).append(part)
        return list(found.values())

    def read(self) -> None:
        """Second pass: the members."""
        self.result.totals = differing(
            [(part.sheet, part.lines, part.panel.one("sector")) for part in part_of] for part_of in self._tables()
        ) + stated_above([(of[0].sheet, of[0].names[:-1], [(p.lines, p.above) for p in of]) for of in self._tables()])
        people = People(self.result, self.decisions, self.sector_of)
        said = {(each.sheet, each.field, each.value, each.mark): each for each in reversed(self.result.statements)}
        self.result.statements = [each for each in self.result.statements if each in said.values()]
        # the old half tells of the new one, and who has left may stand above as well
        for part in sorted(self.parts, key=lambda each: not each.former and 1 + bool(each.of_leavers)):
            finder = SectorFinder(part.sheet, part.panel, part.lines, self.vocabulary, part.names)
            reader = RowReader(
                part.sheet, part.table, part.panel, self.vocabulary,
                number=part.number, span=part.span, values=self.decisions.values,
            )  # fmt: skip
            spoken = self._spoken(part.sheet.name, part.panel.columns)
            above, added, leavers = None, part.added, part.of_leavers
            group = "" if "street_group" in part.panel.columns else group_of_list(part.names, self.vocabulary)
            leaders = leaders_in(part.names) if group else {}
            for position, line in enumerate(part.lines):
                if line.heading and not line.heading.text:
                    added = part.added or how_of_list(part.text(line))
                if line.kind == "data":
                    row = reader.read(line, finder, position)
                    if self.old.pairs(part, row, reader, line):
                        continue
                    row.added = row.added or added or None
                    self._put_seat(row, part, reader.text(line.index, "duty"))
                    put_group(row, group, leaders, part.names[0])
                    _mark_leaver(row, leavers)
                    _said_of(row, line)
                    self._of_list(row, part, reader.text(line.index, "name"))
                    apply_statements(row, spoken, above)
                    for each in one_by_one(
                        row, reader.text(line.index, "name"), listed=line.index in part.table.listed
                    ):
                        people.add(each, reader, line)
                    above = row
        self.old.settle(self.result, people)
        lists = [(part, line) for part in self.parts for line in [*part.above, *part.lines] if line.names]
        give_offices(lists, self.result, people)
        people.finish()

    @property
    def _committees(self) -> Mapping[str, str]:
        return self.vocabulary.directory.names("committee")

    def _put_seat(self, row: RosterRow, part: Part, duty: str) -> None:
        """Give somebody the seat in the committee or group whose list it is, with the duty that the row says."""
        names, known = part.names, self._committees
        if "duty" in part.panel.columns:
            put_duty(row, duty, body_of_list(names, known, of_duties=True), known)
        elif "committee" not in part.panel.columns:
            told = body_of_list([name for name in names if not self.vocabulary.of_list(name)], known)
            body = known_body("committee", told, known) if told else ""
            put_body(row, body, "body_of_list")
            if body and row.committee == body and (found := seat_in_remark(row)):
                row.committee = f"{body}（{found}）"

    def _of_list(self, row: RosterRow, part: Part, name: str) -> None:
        """What the list as a whole says of a row: an office, that it is no member yet, since when the added are."""
        row.implied, row.of_change = part.implied, row.of_change or bool(part.implied[0])
        if part.of_pending:
            row.doubt("pending_noted", "name", part.of_pending)
        comes = row.added or says_new(row.remark or "", name)
        day = self.added_on.get(part.sheet.name) or self.added_on.get("") or (part.decided_on if comes else "")
        if part.decided_on and (unread := next((d for d in row.doubts if d.key == "since_unreadable"), None)):
            day = with_year(unread.written, part.decided_on) or day
            row.doubts.remove(unread)
        if day and not row.since and comes:
            row.added, row.since = row.added or "增补", day
            row.doubt("since_of_note", "since", "", day)
        elif row.of_change and not row.since and part.decided_on:
            row.since = part.decided_on
            row.doubt("since_of_note", "since", "", part.decided_on)


def _mark_leaver(row: RosterRow, leavers: str) -> None:
    """A row of a list of ``leavers`` is of somebody who has left, unless it says itself that the person stays."""
    own = row.exit.words
    other = row.change not in {"", LEFT} or (
        leavers == MOSTLY and own and not any(map(says_of_leaving, own.split("；")))
    )
    row.of_leavers = bool(leavers) and not other
    if row.of_leavers and not stays_a_member("；".join(filter(None, (row.exit.words, row.exit.basis)))):
        words = "；".join(filter(None, (leavers, row.exit.words)))
        row.doubts = [each for each in row.doubts if each.key not in {"left_noted", "retired_noted"}]
        row.doubt("left_noted", "remark", words)


def _said_of(row: RosterRow, line: Line) -> None:
    """Put what a line says of the rows around it to the row, as doubt of its own."""
    said = line.said
    if said and said.key == "left_noted":
        _mark_leaver(row, f"名册里写有“{said.words}”")
    elif said and said.key and said.key not in row.warnings:
        row.doubt(said.key, "remark", said.words)
    if said and said.kind:
        take_kind(row, said.kind, said.words)


def _text_in(sheet: Sheet, index: int) -> str:
    """What a row says, its cells one behind the other."""
    found = dict.fromkeys(read_line(text_of(value)) for value in sheet.rows[index] if not is_blank(value))
    return " ".join(text for text in found if text)


def _names_of(sheet: Sheet, table: Table) -> list[str]:
    """What stands above the table, and the sheet's name."""
    above = sheet.rows[table.above : max(table.header.top, 0)]
    return [*(text for row in above for value in row if (text := text_of(value))), sheet.name]


def _rows_above(sheet: Sheet, table: Table, result: Result, lists: Collection[int]) -> list[str]:
    """Name the rows above the first header and return their texts: the title, then the subtitles; not those of
    ``lists`` of names."""
    texts: list[str] = []
    for index in range(table.begins, table.header.bottom + 1):
        if index >= table.header.top:
            why = "header"
        elif all(is_blank(value) for value in sheet.rows[index]):
            why = "blank"
        elif index in lists:
            why = "names"
        else:
            why = "subtitle" if texts else "title"
            texts.append(next(text_of(value) for value in sheet.rows[index] if not is_blank(value)))
        text = _text_in(sheet, index) if why in {"title", "subtitle", "names"} else ""
        result.ignored.append(Ignored(sheet.name, sheet.number(index), why, text=text))
    return texts
