"""A list as a sheet that one can send on (台账): what it is, of what and as of when above, numbered rows in a frame.

On paper it is as wide as the page, says on each page the heading and which page it is, and who took it out and when.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties

from core.chinese import long_date
from core.committee import identity
from core.lists.cells import put, value_for
from core.lists.columns import Column, as_text
from core.lists.table import Table
from core.models import User

NUMBER = "序号"
HEAD = 3
NARROW, WIDE, GROWS = 8, 30, 40
#: Columns no wider than this hold codes and counts, which stand in the middle.
SHORT = 8
#: Points of a row of one line, and of each further line.
ROW, LINE = 20, 13
#: What an A4 sheet on its side holds in letters that can still be read; more columns are for A3.
A4_HOLDS = 165
A4, A3 = 9, 8
FONT = "宋体"
_THIN = Side(style="thin", color="808080")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FILL = PatternFill("solid", fgColor="EDEDED")
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True)
class Heading:
    """What stands above the rows and at the foot of each page."""

    title: str
    made_by: str
    scope: str
    taken: str
    foot: str


def heading_of(table: Table, count: int) -> Heading:
    """The title, who made it, which rows these are in words, as of when and by whom."""
    conditions = "；".join(f"{chip.label}：{chip.text}" for chip in table.chips) or "全部"
    return heading(table.user, table.sheet_title, conditions, count)


def heading(user: User, title: str, scope: str, count: int) -> Heading:
    """The same of rows that are no list's."""
    committee, post, now = identity.current(), user.post_in_use, timezone.localtime()
    body = post.organisation.name if post is not None and post.organisation else committee.name
    who, moment = user.full_name or user.username, f"{long_date(now)} {now:%H:%M}"
    return Heading(
        title=title if title.startswith(committee.name) else committee.name + title,
        made_by=f"编制单位：{body}",
        scope=f"范围：{scope}（共 {count} 条）",
        taken=f"截至{long_date(now)}",
        foot=f"{who} {moment}导出",
    )


class ListSheet:
    """Writes a list into an empty sheet, top to bottom: ``begin`` with the first rows, ``add`` each, ``end``."""

    def __init__(self, sheet: Any, columns: Sequence[Column]):
        self.sheet, self.columns = sheet, columns
        self.written = 0
        self.widths: list[float] = []
        self._cells: dict[tuple[int, type], Any] = {}

    def begin(self, heading: Heading, first: Iterable[Sequence]) -> None:
        """Title, line of facts and heading; ``first`` rows show how wide the columns have to be."""
        first = list(first)
        fitting = [c.width or _fitting(c, [row[at] for row in first]) for at, c in enumerate(self.columns)]
        widths = self.widths = [6, *fitting]
        self._page(heading, widths)
        last = len(widths)
        self._merge(1, 1, last)
        self.sheet.row_dimensions[1].height = 30
        self.sheet.append([self._styled(heading.title, bold=True, size=16)])
        self._facts(heading, last)
        self.sheet.row_dimensions[HEAD].height = 24
        labels = [NUMBER, *(column.label for column in self.columns)]
        self.sheet.append([self._styled(label, bold=True, frame=True, fill=True) for label in labels])

    def add(self, row: Sequence) -> None:
        """The next row."""
        self.written += 1
        cells = [value_for(value) for value in (self.written, *row)]
        lines = max(_lines(cell, width) for cell, width in zip(cells, self.widths, strict=True))
        self.sheet.row_dimensions[HEAD + self.written].height = ROW + LINE * (lines - 1)
        self.sheet.append([self._framed(at, value) for at, value in enumerate(cells)])

    def end(self) -> None:
        """The heading's arrows reach over all rows."""
        self.sheet.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(self.columns) + 1)}{HEAD + self.written}"

    # ---- above the rows ----

    def _facts(self, heading: Heading, last: int) -> None:
        """Who, what and when in one line, as three parts where there is room."""
        if last < 6:
            self._merge(2, 1, last)
            line = "　".join((heading.made_by, heading.scope, heading.taken))
            self.sheet.append([self._styled(line, to="left")])
            return
        left, right = max(2, last // 4), last - max(2, last // 5) + 1
        for start, end in ((1, left), (left + 1, right - 1), (right, last)):
            self._merge(2, start, end)
        cells: list[Any] = [None] * last
        cells[0] = self._styled(heading.made_by, to="left")
        cells[left] = self._styled(heading.scope)
        cells[right - 1] = self._styled(heading.taken, to="right")
        self.sheet.append(cells)

    def _merge(self, row: int, start: int, end: int) -> None:
        if end > start:
            self.sheet.merged_cells.add(CellRange(min_row=row, max_row=row, min_col=start, max_col=end))

    def _page(self, heading: Heading, widths: Sequence[float]) -> None:
        sheet = self.sheet
        for at, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.freeze_panes = f"C{HEAD + 1}"
        sheet.print_title_rows = f"1:{HEAD}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A3 if sum(widths) > A4_HOLDS else A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
        sheet.oddFooter.left.text = "内部资料，注意保管"
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        sheet.oddFooter.right.text = heading.foot.replace("&", "&&")

    def _styled(
        self, value: str, *, bold: bool = False, size: int = 10, frame: bool = False, fill: bool = False,
        to: str = "center",
    ) -> Any:  # fmt: skip
        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=FONT, bold=bold, size=size)
        cell.alignment = Alignment(horizontal=to, vertical="center", wrap_text=True)
        if frame:
            cell.border = _FRAME
        if fill:
            cell.fill = _FILL
        return put(cell, value)

    # ---- rows ----

    def _framed(self, at: int, value: Any) -> Any:
        """A cell of this column, one for each kind of value: styles are dear, and a row is written at once."""
        kind = type(value)
        cell = self._cells.get((at, kind))
        if cell is None:
            cell = self._cells[at, kind] = WriteOnlyCell(self.sheet)
            cell.font, cell.border = Font(name=FONT, size=10), _FRAME
            middle = self.widths[at] <= SHORT or kind in _FORMATS
            to = "center" if middle else "right" if kind in (int, float) else "left"
            cell.alignment = Alignment(horizontal=to, vertical="center", wrap_text=True)
        put(cell, value)
        if kind in _FORMATS:
            cell.number_format = _FORMATS[kind]
        return cell


def _fitting(column: Column, values: Iterable[Any]) -> float:
    """As wide as the longest of these values, within bounds; longer ones take several lines."""
    longest = max((_letters(as_text(value_for(value))) for value in values), default=0)
    return _width_of(max(longest, _letters(column.label) + 2), NARROW, GROWS if column.grows else WIDE)


def _lines(value: Any, width: float) -> int:
    """How many lines a cell of this width needs: programs for sheets do not all work it out themselves."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-_letters(line) // int(width))) for line in value.split("\n"))


def _letters(text: str) -> int:
    """A Chinese character is as wide as two letters; of several lines the longest counts."""
    return max((sum(2 if ord(one) > 0x2E7F else 1 for one in line) for line in text.split("\n")), default=0)


def _width_of(letters: float, least: float, most: float) -> float:
    return min(max(letters + 1, least), most)
