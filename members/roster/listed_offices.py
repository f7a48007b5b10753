"""What lists of mere names with an office before them (主席：某某; 常务委员：…) give: to those of the file who bear the
names, else to members in office whom only such a line names.
"""

from collections.abc import Iterable

from core.files.workbook import Sheet
from members.roster.line import Line
from members.roster.part import Part
from members.roster.people import People
from members.roster.people_in_cells import OF_ONE_LINE
from members.roster.result import Result, RosterRow

COLUMNS = frozenset({"name", "office"})


def give_offices(lists: Iterable[tuple[Part, Line]], result: Result, people: People) -> None:
    """Give each office to the one row of that name, to be looked at; whom no row is about becomes one."""
    fresh = []
    for part, line in lists:
        sheet = part.sheet
        where = f"{sheet.name} 第 {sheet.number(line.index)} 行的名单"
        for place, (name, office) in enumerate(zip(line.names, line.offices, strict=True)):
            found = [row for row in result.rows if row.name == name]
            if office and len(found) == 1 and not found[0].implied[0]:
                found[0].implied = (office, where)
            elif office and not found and not any(row.name == name for row in result.rejected):
                row = _row_of(name, sheet, line, OF_ONE_LINE * (place + 1) + part.number)
                row.implied = (office, where)
                fresh.append(row)
    for row in fresh:
        people.take_listed(row)


def _row_of(name: str, sheet: Sheet, line: Line, panel: int) -> RosterRow:
    return RosterRow(
        name=name, gender=None, ethnicity=None, birth=None, party=[], sector=None, post=None, committee=None,
        street_group=None, card_no=None, sheet=sheet.name, row=sheet.number(line.index),
        panel=panel, columns=COLUMNS, of_change=True,
    )  # fmt: skip
