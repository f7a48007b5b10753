"""Lines that only list names (the 常委 in a grid below the table, 常委：赵甲、钱乙): nobody is a member by that.

Where the words before them name an office (常委名单), those of the file who bear these names hold it, to be looked at.
"""

import re
from typing import Any

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.births import read_birth
from members.roster.cells import folded, is_blank, read_ethnicity, read_gender, read_parties, squeeze, text_of
from members.roster.layout import Panel
from members.roster.line import Line
from members.roster.names import read_name
from members.roster.offices import offices_of_list
from members.roster.people_in_cells import names_apart
from members.roster.vocabulary import Vocabulary, has_count, without_count, without_numbering

_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_LABEL = re.compile(r"^(?P<label>[^:：、，,]{2,30}?)[:：]\s*(?P<rest>.*)$", re.DOTALL)
_ENDS_LABEL = re.compile(r"[:：]\s*$")
_NO_NAME = re.compile(
    r"^(?:小计|合计|总计|共计|姓名|备注|新增|增补|连任|继任|空缺|不详|未知|待[查补定核]|保密|党[外员内]|汉族?)$"
    r"|[局校院厂所站社店会委部办科室镇乡村县市区界组]$"
)
LEAST = 2


class NameLists:
    """Tells such lines of one panel from members' rows."""

    def __init__(self, sheet: Sheet, panel: Panel, vocabulary: Vocabulary):
        self.sheet, self.panel, self.vocabulary = sheet, panel, vocabulary
        self.name_at = panel.columns["name"][0]
        told = ("seq", "gender", "ethnicity", "birth", "party", "card_no", "phone")
        self.facts = {at: name for name in told if (at := panel.one(name)) is not None}

    def mark(self, lines: list[Line]) -> None:
        """Give those lines their kind, the names, and the office that the words before them name."""
        office, within = "", False
        for line in lines:
            if line.kind not in {"lone", "data", "note"}:
                within = within and line.kind == "blank"
                office = office if within or line.kind == "blank" else ""
                continue
            told = [self._names_in(cells) for cells in self._groups_of(line)]
            own = office_over(told[0][0])
            if all(found for _, found in told) and (own or office or within or self._out_of_place(line)):
                office = own or office
                line.kind, line.heading, within = "names", None, True
                line.names = tuple(name for _, found in told for name in found)
                line.offices = tuple(office_over(over) or office for over, found in told for _ in found)
            else:
                office = office_over(line.heading.text) if line.kind == "lone" and line.heading else ""
                within = False

    def above(self, top: int, end: int) -> list[Line]:
        """The lines of ``top`` to ``end``, above a table, that list names with their office (主席：某某)."""
        filled = {at: [c for c, v in enumerate(self.sheet.rows[at]) if not is_blank(v)] for at in range(top, end)}
        lines = [Line(at, "note" if columns else "blank", filled=columns) for at, columns in filled.items()]
        self.mark(lines)
        return [line for line in lines if line.kind == "names" and all(line.offices)]

    def _groups_of(self, line: Line) -> list[list[Any]]:
        """The cells of a line; where several are words for offices (主席：, 秘书长：), those from each of them on."""
        cells = [self.sheet.rows[line.index][at] for at in line.filled]
        labels = [isinstance(cell, str) and _ENDS_LABEL.search(cell) and office_over(cell) for cell in cells]
        places = [at for at, label in enumerate(labels) if label]
        if len(places) < LEAST or places[0] != 0:
            return [cells]
        return [cells[at:end] for at, end in zip(places, [*places[1:], len(cells)], strict=True)]

    def _names_in(self, cells: list[Any]) -> tuple[str, list[str]]:
        """What stands before the names, and these; no names where anything else stands among them."""
        if not all(isinstance(cell, str) and len(cell) <= 1000 for cell in cells):
            return "", []
        texts = [text_of(cell).strip() for cell in cells]
        found = _LABEL.match(texts[0])
        label = found["label"] if found else ""
        if not found and len(texts) > 1 and office_over(texts[0]):
            label, texts = texts[0], texts[1:]
        elif found:
            texts = [found["rest"], *texts[1:]] if found["rest"].strip() else texts[1:]
        if not label and len(texts) < LEAST:
            return "", []
        parts = [name for text in texts for name in names_apart(text)]
        names = [squeeze(split_remarks(part)[0]) for part in parts]
        if len(names) < (1 if office_over(label) else LEAST) or not all(map(self._is_name, names)):
            return label, []
        return label, [read_name(part).name for part in parts]

    def _is_name(self, text: str) -> bool:
        if not _NAME.fullmatch(text) or _NO_NAME.search(text) or self.vocabulary.heading(text):
            return False
        return not (read_parties(text)[0] or read_ethnicity(text, known_only=True))

    def _out_of_place(self, line: Line) -> bool:
        """Whether a name stands where no name stands: under the number, the sex, the date of birth …"""
        for at in line.filled:
            if name := self.facts.get(at):
                text = folded(self.sheet.rows[line.index][at])
                if len(text) > 1 and not (name == "gender" and read_gender(text)[0]) and not read_birth(text)[0]:
                    return True
        return False


def office_over(text: str) -> str:
    """The one office that the words over a list of names give to all of them; empty for none."""
    text = squeeze(text)
    plain = without_count(without_numbering(text)) if has_count(text) else without_numbering(text)
    found = offices_of_list(split_remarks(plain)[0].rstrip(":："))
    return found[0] if len(found) == 1 else ""
