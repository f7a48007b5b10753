"""A column that names parties though its heading asks for something beside them (党派加入时间, 入党（派）时间)."""

import re

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, read_parties, text_of
from members.roster.layout import Table, spans

_OF_PARTIES = re.compile("党派|政治面|入党|入会|参加")
_OF_SOMETHING_ELSE = re.compile("职务|任职|工作|介绍人|活动")
MOST = 0.5
"""Share of the filled cells from which on a column names parties."""


def settle_parties(sheet: Sheet, table: Table) -> None:
    """Read such a column as 党派 where no other one is."""
    header = table.header
    for panel, span in spans(header.panels, sheet.width):
        for at in range(span[0], min(span[1], len(header.texts))):
            label = "".join(map(folded, header.texts[at]))
            asks = _OF_PARTIES.search(label) and not _OF_SOMETHING_ELSE.search(label)
            if asks and "party" not in panel.columns and at not in header.read and _names_parties(sheet, table, at):
                panel.columns["party"] = [at]
                header.unread[:] = [each for each in header.unread if each != label]


def _names_parties(sheet: Sheet, table: Table, at: int) -> bool:
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    told = [bool(read_parties(text_of(row[at]))[0]) for row in rows if not is_blank(row[at])]
    return bool(told) and sum(told) >= MOST * len(told)
