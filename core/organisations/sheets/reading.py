"""From a workbook to rows of bodies, whatever stands above, between and below them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from core.files.workbook import NO_RESULT, Book, Sheet, WorkbookError, open_book
from core.models import Organisation
from core.organisations.sheets.headings import Group, heading_at
from core.organisations.sheets.kinds import (
    at_odds,
    branch_named,
    branch_written,
    is_of_sectors,
    kind_of_heading,
    names_several,
)
from core.organisations.sheets.left import Left, left_above, why_left
from core.organisations.sheets.moves import Move, moves_in
from core.organisations.sheets.numbers_of import take_numbers
from core.organisations.sheets.sections import further, take_sections
from core.organisations.sheets.tabs import Tab, doubtful_alone, set_aside, told_of
from core.organisations.sheets.totals import Spot, miscounted
from core.organisations.sheets.words import AS_ABOVE, COLUMNS, OF_CONTACTS, OF_LINES, TOGETHER, group_of, label_of
from core.persons import leads
from core.sheets.reading import SheetRow, Table, is_same, key_of, several_lines, text_of, unnumbered

Kind = Organisation.Kind


@dataclass
class Row(SheetRow):
    """One body as written. ``group_kind`` and ``group_branch`` are what the heading above it (``group_title``), or its
    sheet, says, ``group_several`` that heading where it names several branches, ``group_unread`` where it was not
    understood. ``in_brackets`` are the former names that stood behind the name, ``called`` other names there, ``noted``
    what there is no name. Of the columns ``copied`` the cell said 同上 and has the row above's value; of ``same`` it
    did, and cannot be the same. ``unclear`` are labels of which the sheet has several and does not say whose the
    others are. ``sections`` are contacts of its offices, a line each: office, name and numbers. ``post`` is what a
    column of its own says of the person, ``ranks`` is filled where the contact leads the body by that. ``continued``
    are rows below that name nobody and were taken for this one's, ``hidden_lines`` further rows of this one that
    nobody sees; ``moved`` is what a sheet of changes tells of it."""

    name: str = ""
    short_name: str = ""
    kind: str = ""
    branch: str = ""
    parent: str = ""
    supervised_by: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_mobile: str = ""
    contact_more: str = ""
    head_name: str = ""
    head_phone: str = ""
    head_mobile: str = ""
    address: str = ""
    document_word: str = ""
    spellings: str = ""
    former: str = ""
    in_use: str = ""
    also_handles: str = ""
    in_brackets: str = ""
    remark: str = ""
    called: str = ""
    noted: str = ""
    group_title: str = ""
    group_several: str = ""
    group_unread: str = ""
    group_kind: str = ""
    group_branch: str = ""
    copied: str = ""
    same: str = ""
    unclear: str = ""
    sections: str = ""
    post: str = ""
    ranks: str = ""
    continued: str = ""
    hidden_lines: str = ""
    moved: str = ""

    def as_written(self) -> dict[str, str]:
        """The cells such that they say by themselves what the heading above them said."""
        kind, branch = dict(Organisation.Kind.choices), dict(Organisation.Branch.choices)
        return self.as_dict() | {
            "kind": self.kind or kind.get(self.group_kind, ""),
            "branch": self.branch or branch.get(self.branch_below, ""),
        }

    @property
    def tab(self) -> str:
        """The worksheet in which it stands."""
        return self.place.rpartition(" 第 ")[0]

    @property
    def branch_below(self) -> str:
        """The branch by the heading; by the name where that names several, or the name is a court's or
        procuratorate's, or is none of the people's organisations that the heading says."""
        own = branch_named(self.name)
        if self.group_several or own in (Organisation.Branch.COURT, Organisation.Branch.PROCURATORATE):
            return own
        return own if self.is_at_odds and self.group_kind == Kind.PEOPLES_ORGANISATION else self.group_branch

    @property
    def is_at_odds(self) -> bool:
        """Whether the body's own name says another branch than the heading."""
        return not self.group_several and at_odds(self.name, self.group_branch)


@dataclass
class Read:
    """What a workbook holds: rows of bodies, sheets read and not, columns of no use, in ``left`` every other line of
    the sheets read that holds anything, in ``miscounts`` where they say that there are more or fewer
    rows, in ``moves`` what sheets of changes tell, and in ``notes`` what to look at in the workbook as a whole."""

    rows: list[Row] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)
    miscounts: list[str] = field(default_factory=list)
    why_unread: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)


def read_sheet(source: str | bytes, filename: str = "", chosen: Collection[str] | None = None) -> Read:
    """Raises WorkbookError with the sentence to show where the file as a whole cannot be taken. Of its lists those
    ``chosen`` are read; where nobody has chosen, all but the ones that seem to hold no more (``tabs``)."""
    book = open_book(source, filename)
    moves = {sheet.name: told for sheet in book.sheets if not COLUMNS.has_list(sheet) and (told := moves_in(sheet))}
    tables = COLUMNS.tables(book, optional=bool(moves))
    found = Read(tabs=_tabs_of(tables, chosen), notes=doubtful_alone({table.sheet.name for table in tables}))
    tables = [table for table in tables if any(tab.read and tab.name == table.sheet.name for tab in found.tabs)]
    found.sheets = list(dict.fromkeys(table.sheet.name for table in tables))
    for table in tables:
        _leave_unused(table)
        found.notes += [told for told in take_numbers(table) if told not in found.notes]
    found.moves = [move for some in moves.values() for move in some]
    _tell_unread(found, book, {*moves, *(tab.name for tab in found.tabs)})
    spots: list[Spot] = []
    for name in found.sheets:
        spots += _lines_of_sheet([table for table in tables if table.sheet.name == name])
    found.unread_columns = list(dict.fromkeys(label for table in tables for label in table.unread))
    rows = [spot.line for spot in spots if isinstance(spot.line, Row)]
    found.rows = COLUMNS.checked(rows) if tables else rows
    for above, row in pairwise(found.rows):
        if key_of(above.name) == key_of(row.name):
            _part(above, row)
    for row in found.rows:
        _take_moves(row, found.moves)
    found.left = [spot.line for spot in spots if isinstance(spot.line, Left)]
    found.miscounts = miscounted(spots)
    offices = dict.fromkeys(line.split("\t")[0] or "未写科室" for row in rows for line in row.sections.splitlines())
    if offices:
        whose = "、".join(f"“{office}”" for office in offices)
        found.notes.append(f"{whose}的联系人和电话一并登记，姓名后注明科室；排在前面的是本单位的联系人，请核对。")
    if number := sum(bool(row.post) for row in found.rows if row.head_name):
        found.notes.append(f"有 {number} 家按“职务”一栏把领导登记为分管领导，其余的人登记为联系人，请核对。")
    return found


def _tabs_of(tables: list[Table], chosen: Collection[str] | None) -> list[Tab]:
    names = list(dict.fromkeys(table.sheet.name for table in tables))
    aside = set_aside(names)
    lines = {table.sheet.name: _lines_in(table.whole or table.sheet) for table in tables}
    read = [name for name in names if (name not in aside if chosen is None else name in chosen)]
    if not read and names:
        raise WorkbookError("请至少选一张工作表。")
    return [Tab(name, lines[name], name in read, aside.get(name, "")) for name in names]


def _lines_in(sheet: Sheet) -> int:
    return sum(any(map(text_of, cells)) for cells in sheet.rows)


def _tell_unread(found: Read, book: Book, known: Collection[str]) -> None:
    """The tabs that no list was found in: what is in them is lost for whoever does not look."""
    unread = [sheet for sheet in book.sheets if sheet.name not in known]
    found.unread_sheets = book.hidden + [sheet.name for sheet in unread]
    found.unread_sheets += [tab.name for tab in found.tabs if not tab.read]
    found.why_unread = [f"{name}（隐藏的工作表）" for name in book.hidden] + [
        f"{sheet.name}（{'没有写“单位名称”的表头' if _lines_in(sheet) else '空的'}）" for sheet in unread
    ]
    found.why_unread += [f"{tab.name}（{tab.why or '没有选它'}）" for tab in found.tabs if not tab.read]
    found.notes += [
        f"工作表“{sheet.name}”有 {lines} 行，整张没有读入：没有写“单位名称”（或“乡镇”“部门”等）的表头，请核对。"
        for sheet in unread
        if (lines := _lines_in(sheet))
    ]
    found.notes += told_of(found.tabs)


def _take_moves(row: Row, moves: list[Move]) -> None:
    """What another sheet says that the body was called before, or took over, is found under its name."""
    for move in moves:
        if not move.old or move.stays or move.is_part:
            continue
        if key_of(move.was) == key_of(row.name):
            row.moved = f"{move.place}写“{move.told}”"
        if move.new and key_of(move.becomes) in (key_of(row.name), key_of(row.short_name)):
            field = "spellings" if move.is_merger else "former"
            setattr(row, field, "、".join(filter(None, (getattr(row, field), move.was))))


def _leave_unused(table: Table) -> None:
    """A post beside the column of those who lead says nothing more: whose it is, its place does not tell. Whoever was
    there before is nobody to be rung up."""
    if "head_name" in table.columns.values():
        _leave(table, "post")
    _leave(table, "past")


def _leave(table: Table, field: str) -> None:
    for column in [at for at, one in table.columns.items() if one == field]:
        del table.columns[column]
        table.unread.append(table.labels[column])


def _lines_of_sheet(blocks: list[Table]) -> list[Spot]:
    """Every line of the blocks that a sheet has side by side, mostly one: those of the first, then of the next. What
    stands across all of them is told once and holds for each; where no heading stands so, a block that begins without
    one goes on where the one before it ended."""
    found: list[Spot] = []
    told: set[int] = set()
    across: dict[int, Group] = {}
    group: Group | None = None
    for table in blocks:
        block = _Block(table, across, group)
        for index, line in block.lines():
            if isinstance(line, Left):
                if index in told if index <= table.bottom else table.is_told_before(index):
                    continue
                told.add(index)
            found.append(Spot(table.sheet.name, table.block, index, line))
        across |= block.alone
        group = None if across else block.group
    return found


class _Block:
    """One table, its lines read from top to bottom. ``across`` are groups that stand over all blocks, by their row,
    ``before`` is the one in which the block before ended; ``alone`` are those headings of this one that stand
    across the others."""

    def __init__(self, table: Table, across: dict[int, Group], before: Group | None):
        self.table, self.across, self.alone = table, across, dict[int, Group]()
        sheet = table.sheet
        kind = kind_of_heading(sheet.name) or _kind_of_title(sheet, table.bottom)
        self.of_sheet = Group(kind, branch_written(sheet.name))
        self.group = _group_over(table, self.of_sheet) or before or self.of_sheet
        self.sections = take_sections(table)
        self.above: Row | None = None
        self._last = 0

    def lines(self) -> list[tuple[int, Row | Left]]:
        """Every line that holds anything, by its row, in the sheet's order: none is lost without a word."""
        found: list[tuple[int, Row | Left]] = [*left_above(self.table)]
        for index in self.table.rows():
            self.group = self.across.get(index, self.group)
            if (line := self._line(index)) is not None:
                found.append((index, line))
        return found

    def _line(self, index: int) -> Row | Left | None:
        table = self.table
        filled = [text for value in table.sheet.rows[index] if (text := text_of(value))]
        nameless = table.sheet.rows[index][table.name_at] == NO_RESULT  # a formula's row, whatever else it holds
        if not filled and not nameless:
            return None
        if left := why_left(table, index):
            return left
        if self._goes_on(index):
            return self._another_contact(index)
        if not nameless and (headed := heading_at(table, index, self.group, self.of_sheet)):
            self.group = headed
            if table.stands_across(index):
                self.alone[index] = headed
            return Left.heading(table, index, "分组标题")
        row = self._row_of(index, self.above)
        if row.name or nameless or len(filled) > 1:
            self.above, self._last = row, index
            return row
        return Left.unread(table, index, "名称栏是空的，只有这一格有内容")

    def _goes_on(self, index: int) -> bool:
        """Whether the line belongs to the body above: in the merged cell of its name, or right below it without a name
        and with nothing but another contact."""
        table = self.table
        if self.above is None or text_of(table.sheet.rows[index][table.name_at]):
            return False
        if table.is_continued(index):
            return True
        offices = {at: one for columns in self.sections.values() for at, one in columns.items()}
        filled = {
            (table.columns | offices).get(at) for at, value in enumerate(table.sheet.rows[index]) if text_of(value)
        }
        person = {"contact_name", "head_name", "contact_phone", "contact_mobile", "head_phone", "post"}
        return index == self._last + 1 and filled <= person and bool(filled & {"contact_name", "contact_mobile"})

    def _row_of(self, index: int, above: Row | None) -> Row:
        row = _row_of(self.table, index, self.group, above)
        row.sections = "\n".join("\t".join(told) for told in further(self.table, index, self.sections))
        return row

    def _another_contact(self, index: int) -> Left:
        """The line's people and numbers are the body's too."""
        above, more, table = cast(Row, self.above), self._row_of(index, None), self.table
        _part(above, more)
        if more.hidden:
            above.hidden_lines = "、".join(filter(None, (above.hidden_lines, f"第 {table.sheet.number(index)} 行")))
        if not table.is_continued(index):
            above.continued = "、".join(filter(None, (above.continued, f"第 {table.sheet.number(index)} 行")))
        for name in (*OF_LINES, "remark", "post"):
            parts = dict.fromkeys(filter(None, (getattr(above, name), getattr(more, name))))
            setattr(above, name, ("；" if name == "remark" else "、").join(parts))
        above.sections = "\n".join(filter(None, (above.sections, more.sections)))
        for name in AS_ABOVE - OF_LINES:
            setattr(above, name, getattr(above, name) or getattr(more, name))
        above.struck = "、".join(dict.fromkeys(filter(None, (*above.struck.split("、"), *more.struck.split("、")))))
        self._last = index
        return Left.further(table, index, f"“{above.name}”的另一行，联系人和电话一并登记")


def _group_over(table: Table, of_sheet: Group) -> Group | None:
    """What stands above one block of several and not above the others heads its rows."""
    whole = table.whole
    for index in reversed(range(table.top if whole is not None else 0)):
        texts = [text for value in table.sheet.rows[index] if (text := text_of(value))]
        others = [text for value in cast(Sheet, whole).rows[index] if (text := text_of(value))]
        said = group_of(texts[0]) if len(texts) == 1 and len(others) > 1 else ""
        kind, branch = kind_of_heading(said), branch_written(said)
        if said and (kind or branch):
            return Group(kind or of_sheet.kind, branch, said, several=names_several(said))
    return None


def _row_of(table: Table, index: int, group: Group, above: Row | None) -> Row:
    row = Row(place=table.place(index), **group.told())
    copied: list[str] = []
    same: list[str] = []
    for one, value in table.values(index).items():
        text = text_of(several_lines(value) if one in OF_LINES else value)
        if one == "seq":
            continue
        if one != "name" and is_same(text):
            text = getattr(above, one) if above and one in AS_ABOVE else ""
            (copied if text else same).append(label_of(one))
        setattr(row, one, text)
    row.name = unnumbered(row.name)
    row.copied, row.same = "、".join(copied), "、".join(same)
    for whole, parts in TOGETHER.items():
        numbers = [getattr(row, one) for one in (whole, *parts)]
        setattr(row, whole, "、".join(dict.fromkeys(filter(None, numbers))))
        for part in parts:
            setattr(row, part, "")
    if row.contact_name and leads(row.post):
        label = next((table.labels.get(at, "") for at, one in table.columns.items() if one == "contact_name"), "")
        row.ranks = "是"
        if "领导" in row.post or not OF_CONTACTS.search(label):
            _take_as_head(row)
    row.unclear = "、".join(dict.fromkeys(label for label in table.again if COLUMNS.field_of(label) in OF_LINES))
    row.struck = "、".join(dict.fromkeys(label_of(one) for one in table.struck(index) if one != "seq"))
    row.hidden = "是" if table.sheet.is_hidden(index) else ""
    return row


def _part(one: Row, other: Row) -> None:
    """Of two contacts of one body the one who leads it is its head."""
    if one.contact_name and other.contact_name and bool(one.ranks) != bool(other.ranks):
        _take_as_head(one if one.ranks else other)


def _take_as_head(row: Row) -> None:
    """The person of the row leads, and whoever is to be rung up is another."""
    row.head_name, row.head_phone = row.contact_name, row.contact_phone
    row.contact_name = row.contact_phone = row.ranks = ""


def _kind_of_title(sheet: Sheet, heading: int) -> str:
    """The kind that a title above the table names (“区政协界别目录”)."""
    above = [text for cells in sheet.rows[:heading] for value in cells if (text := text_of(value))]
    label = next((text_of(v) for v in sheet.rows[heading] if COLUMNS.field_of(text_of(v)) == "name"), "")
    named = kind_of_heading(label) if "单位" not in label and label != "名称" else ""
    if not named and any(is_of_sectors(text) for text in above):
        return Organisation.Kind.SECTOR
    titled = next((kind for text in above if len(text) < 40 and "目录" in text and (kind := kind_of_heading(text))), "")
    return named or titled
