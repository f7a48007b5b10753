"""From a workbook to rows of bodies, whatever stands above, between and below them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from core.files.workbook import NO_RESULT, Book, Sheet, WorkbookError, open_book
from core.models import Organisation
from core.organisations.sheets.headings import Group, heading_at
from core.organisations.sheets.kinds import (
    branch_written,
    is_of_sectors,
    is_sphere,
    kind_of_heading,
    names_several,
)
from core.organisations.sheets.left import Left, left_above, why_left
from core.organisations.sheets.moves import Move, moves_in
from core.organisations.sheets.numbers_of import take_numbers
from core.organisations.sheets.rows import VACANT, Row, choose_head, part, row_of
from core.organisations.sheets.sections import further, take_sections
from core.organisations.sheets.tabs import Tab, doubtful_alone, set_aside, told_of
from core.organisations.sheets.totals import Spot, miscounted
from core.organisations.sheets.words import AS_ABOVE, COLUMNS, OF_LINES, TOGETHER, group_of
from core.sheets.reading import Table, key_of, text_of

Kind = Organisation.Kind
_OF_HANDLING = re.compile(r"(?<![不非未])承办(?:提案|建议)?的?(?:单位|部门|机构)(?!和)")


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
    for table in tables:
        found.notes += [told for told in _tell_unclear(table) if told not in found.notes]
    found.unread_columns = list(dict.fromkeys(label for table in tables for label in table.unread))
    rows = [spot.line for spot in spots if isinstance(spot.line, Row)]
    found.rows = COLUMNS.checked(rows) if tables else rows
    for above, row in pairwise(found.rows):
        if key_of(above.name) == key_of(row.name):
            part(above, row)
    for row in found.rows:
        _take_moves(row, found.moves)
    found.left = [spot.line for spot in spots if isinstance(spot.line, Left)]
    found.miscounts = miscounted(spots)
    offices = dict.fromkeys(line.split("\t")[0] or "未写科室" for row in rows for line in row.sections.splitlines())
    if offices:
        whose = "、".join(f"“{office}”" for office in offices)
        found.notes.append(f"{whose}的联系人和电话一并登记，姓名后注明科室；排在前面的是本单位的联系人，请核对。")
    if spheres := list(dict.fromkeys(row.branch for row in found.rows if is_sphere(row.branch))):
        found.notes.append(f"“{'、'.join(spheres)}”是归口，不是系统；归口没有登记，系统按单位名称判断，请核对。")
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


def _tell_unclear(table: Table) -> list[str]:
    """That several columns say the same and nothing says whose the others are: once for all rows."""
    labels = dict.fromkeys(label for label in table.again if COLUMNS.field_of(label) in OF_LINES)
    if not labels:
        return []
    return [
        f"表里有几栏“{'、'.join(labels)}”，看不出是谁的，联系人和电话只取写明的或前一栏，请核对；"
        "请在上面一行写明“联系人”“分管领导”。"
    ]


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
        self.of_handling = "是" if _is_of_handling(sheet, table.bottom) else ""
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
            row.is_alone = "是" if len(filled) == 1 else ""
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
        person |= {part for parts in TOGETHER.values() for part in parts}
        return (
            index == self._last + 1 and filled <= person and bool(filled & {"contact_name", "contact_mobile", "post"})
        )

    def _row_of(self, index: int, above: Row | None) -> Row:
        row = row_of(self.table, index, self.group, above)
        row.of_handling = self.of_handling
        row.sections = "\n".join("\t".join(told) for told in further(self.table, index, self.sections))
        return row

    def _another_contact(self, index: int) -> Left:
        """The line's people and numbers are the body's too."""
        above, more, table = cast(Row, self.above), self._row_of(index, None), self.table
        self._last = index
        if not more.contact_name and not more.head_name and VACANT.search(more.post):
            return Left.further(table, index, f"“{above.name}”的另一行，写的是空缺，号码没有登记")
        part(above, more)
        choose_head(above, more)
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


def _is_of_handling(sheet: Sheet, heading: int) -> bool:
    """Whether a title above the table says that all below are handed matters (提案承办单位通讯录)."""
    above = [text for cells in sheet.rows[:heading] for value in cells if (text := text_of(value))]
    return any(len(text) < 40 and _OF_HANDLING.search(text) for text in above)


def _kind_of_title(sheet: Sheet, heading: int) -> str:
    """The kind that a title above the table names (“区政协界别目录”)."""
    above = [text for cells in sheet.rows[:heading] for value in cells if (text := text_of(value))]
    label = next((text_of(v) for v in sheet.rows[heading] if COLUMNS.field_of(text_of(v)) == "name"), "")
    named = kind_of_heading(label) if "单位" not in label and label != "名称" else ""
    if not named and any(is_of_sectors(text) for text in above):
        return Organisation.Kind.SECTOR
    titled = next((kind for text in above if len(text) < 40 and "目录" in text and (kind := kind_of_heading(text))), "")
    return named or titled
