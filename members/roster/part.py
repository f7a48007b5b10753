"""One panel of one table of a roster, and what its title, headings and the sheet's name say of all its rows."""

from dataclasses import dataclass, field

from core.files.workbook import Sheet
from members.roster.additions import day_of_meeting, how_of_list
from members.roster.cells import squeeze, text_of
from members.roster.exits import is_mostly_of_leavers
from members.roster.layout import Panel, Table
from members.roster.leaving import is_of_leavers
from members.roster.line import Line
from members.roster.name_lists import office_over
from members.roster.offices import offices_of_list
from members.roster.pending import is_list_of_pending

MOSTLY = "本表多数人注明已离任"


@dataclass
class Part:
    """One panel of one table with its lines sorted."""

    sheet: Sheet
    table: Table
    panel: Panel
    number: int
    span: tuple[int, int]
    lines: list[Line]
    names: list[str]
    former: str = ""
    """The words over it where it is the old half of two."""
    above: list[Line] = field(default_factory=list)
    """The lines above the table that list names with an office."""

    @property
    def added(self) -> str:
        """How its people came in, where it is a list of those who came later."""
        return next(filter(None, map(how_of_list, (self.names[0], self.sheet.name))), "")

    @property
    def decided_on(self) -> str:
        """The day of the meeting that a heading names."""
        return next(filter(None, map(day_of_meeting, self.names)), "")

    @property
    def of_pending(self) -> str:
        """What calls it a list of those who are only to become members."""
        return next(filter(is_list_of_pending, (self.names[0], self.sheet.name)), "").strip()

    @property
    def of_leavers(self) -> str:
        """What calls it a list of those who have left, in words for a person."""
        found = ((self.names[0], "标题"), (self.sheet.name, "工作表名"))
        named = next((f"{what}为“{text.strip()}”" for text, what in found if is_of_leavers(text)), "")
        rows = [line.index for line in self.lines if line.kind == "data"]
        told = rows and is_mostly_of_leavers(self.sheet, self.table, self.panel, rows)
        return named or (MOSTLY if told else "")

    @property
    def implied(self) -> tuple[str, str]:
        """The office that the title or the sheet's name gives to all of them, in words for a person; not where a column
        tells who holds which. A line right above the table (常务委员（14名）) goes before both."""
        near = next(((told, text) for text in self.names[1:-1] if (told := office_over(text))), None)
        if near and "office" not in self.panel.columns:
            return near[0], f"表的上方写有“{near[1].strip()}”，按{near[0]}理解"
        for text, what in ((self.names[0], "标题"), (self.sheet.name, "工作表名")):
            if (offices := offices_of_list(text)) and "office" not in self.panel.columns:
                sole = offices[0] if len(offices) == 1 else ""
                return sole, f"{what}为“{text.strip()}”，" + (f"按{sole}理解" if sole else "没有写明这一位任哪一职")
        return "", ""

    def text(self, line: Line) -> str:
        """What stands in a line, without blanks."""
        return "".join(squeeze(text_of(self.sheet.rows[line.index][column])) for column in line.filled)
