"""A published list (名单): sectors as headings, the names below them, several in a row, and nothing else."""

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.cells import is_blank, squeeze, text_of
from members.roster.headings import exact_field
from members.roster.layout import Header, Panel, Table
from members.roster.names import read_name
from members.roster.people_in_cells import names_apart
from members.roster.vocabulary import Vocabulary, has_count

LEAST_NAMES = 5
SHARE = 0.8
"""Of the cells below the first heading that have to read like names."""


def listed(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Sheet, Table] | None:
    """The sheet laid out as a roster of two columns, 界别 and 姓名, row for row; nothing where it is no such list."""
    rows: list[list[str]] = []
    names = cells = sectors = 0
    found: set[int] = set()
    for index, row in enumerate(sheet.rows):
        texts = [text_of(value).strip() for value in row if not is_blank(value)]
        alone = texts[0] if len(texts) == 1 else ""
        if alone and vocabulary.heading(alone):
            rows.append([alone, ""])
            sectors += 1
            continue
        if not texts or not sectors or all(exact_field(text) == "name" for text in texts):
            rows.append([alone, ""])
            continue
        parts = [part for text in texts for part in names_apart(text)]
        told = [part for part in parts if _is_name(part, vocabulary)]
        names, cells = names + len(told), cells + len(parts)
        if len(told) == len(parts):
            found.add(index)
        rows.append(["", "、".join(parts)] if len(told) == len(parts) else [" ".join(texts), ""])
    if not sectors or names < LEAST_NAMES or names < SHARE * cells:
        return None
    labels = [["界别"], ["姓名"]]
    header = Header(-1, -1, [{"界别"}, {"姓名"}], [Panel({"sector": [0], "name": [1]})], [], ["sector", "name"], labels)
    laid_out = Sheet(sheet.name, rows, [], sheet.first_row, sheet.first_column)
    return laid_out, Table(header, set(), above=0, end=len(rows), listed=found)


def _is_name(part: str, vocabulary: Vocabulary) -> bool:
    plain = squeeze(split_remarks(part)[0])
    if not read_name(part).name or has_count(part) or vocabulary.heading(part):
        return False
    return 2 <= len(plain) <= 4 or "·" in plain
