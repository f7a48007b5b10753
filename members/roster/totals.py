"""Totals that a roster states (合计23人) against the members that were read: where none agrees, a row may be lost."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.files.workbook import Sheet
from members.roster.cells import folded, text_of
from members.roster.rows import Line

_STATED = re.compile(
    r"(?:小计|合计|总计|共计|累计|共有?|计)[^\d男女其中、]{0,6}(\d{1,4})(?=[人名位|]|$|[^\d.\u3400-\u9fff])"
)
_PART = re.compile(r"^(?:其中|男|女|中共|党员|非中共|少数民族)")
_ABOVE = re.compile(r"[(（\[]共?(\d{1,4})[名人位][)）\]]$|[(（]共(\d{1,4})[名人位]|共(\d{1,4})[名人位][)）]?$")
SHOWN = 40


def differing(tables: Iterable[Sequence[tuple[Sheet, Sequence[Line], int | None]]]) -> list[str]:
    """Sentences on the totals that agree with no count. Each of the ``tables``, in the order of the file, is its panels
    side by side, each with the column of its sectors. A total may speak of its group, of all since the last one, of its
    panel, sheet or file so far."""
    told: list[str] = []
    in_file, in_sheets = 0, dict[str, int]()
    for panels in tables:
        sheet = panels[0][0]
        rows = [line.index for _, lines, _ in panels for line in lines if line.kind == "data"]
        before = in_sheets.get(sheet.name, 0)
        stated: dict[int, _Total] = {}
        for _, lines, sectors in panels:
            for line, counts in _totals_of(sheet, lines, sectors):
                above = sum(index < line.index for index in rows)
                total = stated.setdefault(line.index, _Total(*number_in(sheet, line)))
                total.counts |= {*counts, above, before + above, in_file + above}
        told += [total.sentence(sheet, index) for index, total in stated.items() if total.differs]
        in_sheets[sheet.name], in_file = before + len(rows), in_file + len(rows)
    return told


def stated_above(
    tables: Sequence[tuple[Sheet, Sequence[str], Sequence[tuple[Sequence[Line], Sequence[Line]]]]],
) -> list[str]:
    """Sentences on the head counts in titles and in lines above a table (（共18名）) that agree with no count of the
    table, its first group, its sheet or the file, without those whom only lists name or with them. Each table has the
    texts above it, and by panel its lines and those above it that list names."""
    counted = [(sheet, texts, [_counted(*panel) for panel in panels]) for sheet, texts, panels in tables]
    told = []
    for sheet, texts, panels in counted:
        of_sheet = [each for other, _, each in counted if other.name == sheet.name]
        groups = [panels, [p for each in of_sheet for p in each], [p for _, _, each in counted for p in each]]
        rows = [sum(first for first, _, _ in group) for group in groups]
        listed = [sum(count for _, count, _ in group) for group in groups]
        counts = {*rows, *(a + b for a, b in zip(rows, listed, strict=True)), sum(first for *_, first in panels)}
        for text in texts:
            found = _ABOVE.search(folded(text))
            number = int(next(filter(None, found.groups()))) if found else None
            if number is not None and number not in counts:
                read = min(counts, key=lambda count: (abs(count - number), -count))
                told.append(
                    f"工作表“{sheet.name}”上方写的是“{text.strip()[:SHOWN]}”，读到 {read} 人，请核对有没有漏读的行。"
                )
    return told


def _counted(lines: Sequence[Line], above: Sequence[Line]) -> tuple[int, int, int]:
    """The rows of members, the names that only lists have, and the rows before the first heading."""
    rows = [line.kind == "data" for line in lines]
    headed = next((at for at, line in enumerate(lines) if line.kind in {"group_heading", "note", "title"}), len(lines))
    return sum(rows), sum(len(line.names) for line in [*lines, *above]), sum(rows[:headed])


@dataclass
class _Total:
    number: int | None
    text: str
    counts: set[int] = field(default_factory=set)

    @property
    def differs(self) -> bool:
        return self.number is not None and self.number not in self.counts

    def sentence(self, sheet: Sheet, index: int) -> str:
        """With the count that comes nearest."""
        read = min(self.counts, key=lambda count: (abs(count - (self.number or 0)), -count))
        place = f"工作表“{sheet.name}”第 {sheet.number(index)} 行"
        return f"{place}写的是“{self.text}”，读到 {read} 人，请核对有没有漏读的行。"


def _totals_of(sheet: Sheet, lines: Sequence[Line], sectors: int | None) -> Iterator[tuple[Line, set[int]]]:
    """The lines of totals in one panel, each with the numbers of members since the last, since the heading, above, and
    of the sector that stands last in its column."""
    since_total = since_heading = above = 0
    for line in lines:
        if line.kind == "data":
            since_total, since_heading, above = since_total + 1, since_heading + 1, above + 1
        elif line.kind == "group_heading":
            since_heading = 0
        elif line.kind == "subtotal":
            own = _of_last_sector(sheet, lines, line, sectors) if sectors is not None else above
            yield line, {since_total, since_heading, above, own}
            since_total = since_heading = 0


def _of_last_sector(sheet: Sheet, lines: Sequence[Line], total: Line, column: int) -> int:
    """How many members above a total are of the sector that is named last; a blank cell is of the one above it."""
    count, named = 0, ""
    for line in reversed([each for each in lines if each.kind == "data" and each.index < total.index]):
        text = folded(text_of(sheet.rows[line.index][column]))
        if named and text != named:
            break
        count, named = count + 1, text
    return count


def number_in(sheet: Sheet, line: Line) -> tuple[int | None, str]:
    """How many people a line of totals states, None where it does not say plainly, and its text."""
    cells = [folded(text_of(sheet.rows[line.index][column])) for column in line.filled]
    text = "|".join(cell for cell in cells if cell)
    found = None if _PART.match(text) else _STATED.search(text)
    return (int(found[1]) if found else None), " ".join(text.split("|"))[:SHOWN]
