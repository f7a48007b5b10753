"""Finding tables on a sheet: where the header stands (one to four lines), what each column is, where it is repeated."""

import re
from dataclasses import dataclass, field

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank
from members.roster.combined import fields_of
from members.roster.foreign import ROSTER_FIELDS, is_foreign, is_of_changes, is_of_contacts
from members.roster.headings import SEVERAL, exact_field, is_heading, is_of_another_kind, label_key, likely_field
from members.roster.leaving import is_of_leavers
from members.roster.merged_cells import MAX_HEADER_LINES, column_texts, merged, text_at
from members.roster.wrapping import is_a_post

_FIRST_ROWS = 10
_OF_LEAVING = re.compile(r"变动|去向|离任|批准|辞|免职|退出")
_WORK = {"unit", "post", "unit_post"}


@dataclass
class Panel:
    """One set of columns. A sheet printed in two halves side by side has two."""

    columns: dict[str, list[int]] = field(default_factory=dict)
    combined: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The columns that stand for several fields (性别、民族), with these."""
    offices_found: bool = False
    """Whether its column of 政协职务 is headed 职务 and was known by what it holds (``offices``)."""

    def one(self, name: str) -> int | None:
        """The (first) column of a field."""
        found = self.columns.get(name)
        return found[0] if found else None


@dataclass
class Header:
    """Rows ``top`` to ``bottom`` (indexes into the sheet's rows) and what they say about the columns."""

    top: int
    bottom: int
    labels: list[set[str]]
    panels: list[Panel]
    unread: list[str]
    fields: list[str | None] = field(default_factory=list)
    """What the labels over each column name, whether or not it is read."""
    texts: list[list[str]] = field(default_factory=list)
    """The labels over each column as written, from top to bottom."""

    @property
    def read(self) -> dict[int, str]:
        """Column → the field read from it."""
        return {at: name for panel in self.panels for name, columns in panel.columns.items() for at in columns}

    @property
    def labelled(self) -> list[int]:
        """The columns that have a label."""
        return [column for column, labels in enumerate(self.labels) if labels - {""}]

    @property
    def mapping(self) -> list[dict[str, list[int]]]:
        return [panel.columns for panel in self.panels]

    def repeats_in(self, row: list) -> bool:
        """Whether every filled cell of ``row`` is this header's own label for its column."""
        cells = [(c, label_key(value)) for c, value in enumerate(row) if isinstance(value, str) and not is_blank(value)]
        return (
            bool(cells)
            and all(c < len(self.labels) and key in self.labels[c] for c, key in cells)
            and len(cells) == sum(not is_blank(value) for value in row)
        )


@dataclass
class Table:
    """A header and the rows below it, up to the next different header or the end of the sheet."""

    header: Header
    repeats: set[int]
    above: int
    end: int
    foreign: list[tuple[int, int]] = field(default_factory=list)
    """The rows of blocks of another kind that stand below it or, for the first table, above; their headings first."""
    listed: set[int] = field(default_factory=set)
    """The rows that are known to list nothing but names, each of a member."""
    begins: int = 0
    """The first row that is about this table: its heading, for the first of a sheet or below such a block its title."""


def spans(panels: list[Panel], width: int) -> list[tuple[Panel, tuple[int, int]]]:
    """Each panel with the columns that belong to it; the first one starts at the left edge."""
    starts = [0, *[min(column for columns in panel.columns.values() for column in columns) for panel in panels[1:]]]
    return list(zip(panels, zip(starts, [*starts[1:], width], strict=True), strict=True))


def tables_of(sheet: Sheet) -> list[Table]:
    """The tables of a sheet from top to bottom; empty where the sheet has no roster."""
    tables: list[Table] = []
    index, free_from = 0, 0
    foreign: int | None = None
    merges = merged(sheet)
    while index < len(sheet.rows):
        changes = is_of_changes(sheet.rows[index])
        if not changes and not _names_here(sheet.rows[index]):
            index += 1
            continue
        header = None if changes else _header_around(sheet, index, merges, free_from)
        if header is None:
            if foreign is None and (changes or (tables and _ends(tables[-1].header, sheet.rows[index]))):
                foreign = index
                if tables:
                    tables[-1].end = index
                    tables[-1].foreign.append((index, len(sheet.rows)))
            index += 1
            continue
        if foreign is not None:
            table = Table(header, set(), above=free_from, end=len(sheet.rows), begins=_title_of(sheet, foreign, header))
            told = tables[-1].foreign[:-1] if tables else []
            (tables or [table])[-1].foreign = [*told, (foreign, table.begins)]
            tables.append(table)
            foreign = None
        elif tables and _same_columns(header, tables[-1].header, sheet):
            tables[-1].repeats.update(range(header.top, header.bottom + 1))
        else:
            if tables:
                tables[-1].end = header.top
                _carry_on(header, tables[-1].header, sheet)
            begins = max(header.top, 0) if free_from else 0
            tables.append(Table(header, set(), above=free_from, end=len(sheet.rows), begins=begins))
        index = free_from = header.bottom + 1
    return tables


def _title_of(sheet: Sheet, foreign: int, header: Header) -> int:
    """The first of the lines of one cell, with blank ones among them, that stand right above a heading."""
    top = begins = header.top
    while top - 1 > foreign and (filled := sum(not is_blank(value) for value in sheet.rows[top - 1])) < 2:
        top -= 1
        begins = top if filled else begins
    return begins


def _ends(header: Header, row: list) -> bool:
    """Whether a row headed 姓名 that heads no roster ends the table of ``header``: it is not that heading once more."""
    return not header.repeats_in(row) and is_foreign(row, header.panels[0].columns["name"][0])


def why_unread(sheet: Sheet) -> list[str]:
    """Of a sheet without a roster that has a column of names: why it was not read and of how many rows."""
    for index, row in enumerate(sheet.rows[:_FIRST_ROWS]):
        if _names_here(row):
            rows = sum(any(not is_blank(value) for value in each) for each in sheet.rows[index + 1 :])
            heads = "、".join(folded(value) for value in row if not is_blank(value))
            why = f"第 {sheet.number(index)} 行有“姓名”，旁边没有认出界别、单位、职务、性别等列（表头：{heads[:80]}）"
            return [f"{sheet.name}”{rows} 行没有读取：{why}"]
    return []


def _formerly(sheet: Sheet, top: int, texts: list[list[str]]) -> list[list[str]]:
    """On a sheet of those who have left 原界别 is 界别: the heading without 原, where no other column has it."""
    names = [sheet.name, *(value for row in sheet.rows[:top] for value in row if isinstance(value, str))]
    labels = ["".join(column) for column in texts]
    if not (any(map(is_of_leavers, names)) or any(_OF_LEAVING.search(label_key(label)) for label in labels)):
        return texts
    held = {_field_of(column) for column in texts}
    told = [re.sub(r"^(\W*)原", r"\1", folded(label)) for label in labels]
    found = [exact_field(now) if now != folded(label) else None for now, label in zip(told, labels, strict=True)]
    return [
        [now] if name and name not in held and not (name in _WORK and held & _WORK) else column
        for now, name, column in zip(told, found, texts, strict=True)
    ]


def vertical_merges(sheet: Sheet, table: Table) -> dict[tuple[int, int], object]:
    """Cell → value of the merged cell it lies in, for merges that run over several rows of the body."""
    shared = {}
    for top, left, bottom, right in sheet.merges:
        if bottom > top > table.header.bottom and left < sheet.width and top < table.end:
            value = sheet.rows[top][left]
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                for column in range(left, min(right, sheet.width - 1) + 1):
                    shared[row, column] = value
    return shared


def _names_here(row: list) -> bool:
    return _name_column(row) is not None


def _name_column(row: list) -> int | None:
    """The column headed 姓名, or 姓 where the next heading is 名."""
    texts = [(c, v) for c, v in enumerate(row) if isinstance(v, str) and ("名" in v or "姓" in v)]
    for place, (column, value) in enumerate(texts):
        if "名" in value and exact_field(value) == "name":
            return column
        if exact_field(value) == "surname" and any(
            exact_field(after) == "given" for _, after in texts[place + 1 :][:1]
        ):
            return column
    return None


def _header_around(sheet: Sheet, anchor: int, merges: dict, free_from: int) -> Header | None:
    """The header whose name column is headed in row ``anchor``, or nothing if too little else is recognised."""
    name_at = _name_column(sheet.rows[anchor]) or 0
    merge = merges.get((anchor, name_at))
    top, bottom = (merge[0], merge[2]) if merge else (anchor, anchor)
    while (
        bottom + 1 < len(sheet.rows)
        and bottom - top + 1 < MAX_HEADER_LINES
        and _continues(sheet, bottom + 1, bottom, name_at, merges)
    ):
        bottom += 1
    while top > free_from and bottom - top + 1 < MAX_HEADER_LINES and _leads(sheet, top - 1, merges):
        top -= 1
    texts = [column_texts(sheet, top, bottom, column, merges) for column in range(sheet.width)]
    header = _mapped(top, bottom, _formerly(sheet, top, texts))
    fields = {name for panel in header.panels for name in panel.columns}
    enough = fields & ROSTER_FIELDS or (fields & {"phone", "email"} and is_of_contacts(sheet.name))
    return header if "name" in fields and enough else None


def _continues(sheet: Sheet, row: int, above: int, name_at: int, merges: dict) -> bool:
    """Whether ``row`` is a further line of the header that ended in row ``above``."""
    if not is_blank(sheet.rows[row][name_at]):
        return False
    filled = [(c, v) for c, v in enumerate(sheet.rows[row]) if not is_blank(v)]
    if not filled:
        # A line that only holds the lower halves of merged header cells.
        return any((row, c) in merges and merges[row, c][0] <= above for c in range(sheet.width))
    for column, value in filled:
        if not isinstance(value, str) or len(folded(value)) > 14 or re.search(r"\d", folded(value)) or is_a_post(value):
            return False
        over = text_at(sheet, above, column, merges)
        known = is_heading(value) or is_heading(over + value) or folded(value) in {"年", "月", "日"}
        if not known and not is_of_another_kind(value):
            return False
    # A lone word at the left edge or across the sheet is a group's heading, even where it reads like a column's.
    column = filled[0][0]
    merge = merges.get((row, column), (row, column, row, column))
    return len(filled) > 1 or (column > 0 and merge[3] - merge[1] + 1 < sheet.width * 0.7)


def _leads(sheet: Sheet, row: int, merges: dict) -> bool:
    """Whether ``row`` is an upper line of the header below it, and not a title, a subtitle or a remark."""
    filled = [(c, v) for c, v in enumerate(sheet.rows[row]) if not is_blank(v)]
    if not filled or any(
        not isinstance(v, str) or len(folded(v)) > 12 or re.search(r"[\d:;]", folded(v)) for _, v in filled
    ):
        return False
    if len(filled) > 1:
        return any(is_heading(v) for _, v in filled) or any((row, c) in merges for c, _ in filled)
    column = filled[0][0]
    merge = merges.get((row, column))
    if merge is None:
        return column > 0 and not is_blank(sheet.rows[row + 1][column]) and is_heading(filled[0][1])
    return merge[1] > 0 and merge[3] - merge[1] + 1 < sheet.width * 0.7


def _field_of(texts: list[str]) -> str | None:
    """The field of a column: the whole label first, then its lowest line, then any line above."""
    if not texts:
        return None
    whole = "".join(texts)
    if len(texts) > 1 and is_of_another_kind(texts[-1]):
        return exact_field(texts[-1])
    if len(texts) > 1 and re.fullmatch(r"[年月日]", folded(texts[-1])) and likely_field(texts[0]) == "birth":
        return {"年": "birth_year", "月": "birth_month", "日": "birth_day"}[folded(texts[-1])]
    return (
        exact_field(whole)
        or exact_field(texts[-1])
        or likely_field(texts[-1])
        or likely_field(whole)
        or next((found for text in reversed(texts[:-1]) if (found := exact_field(text))), None)
    )


def _mapped(top: int, bottom: int, texts: list[list[str]]) -> Header:
    panels, unread = [Panel()], []
    found = [_field_of(column) for column in texts]
    told = (fields_of("".join(column)) or fields_of("".join(column[-1:])) for column in texts)
    combined = {at: fields for at, fields in enumerate(told) if fields}
    if "surname" in found and "given" in found and "name" not in found:
        found[found.index("surname")] = "name"
    else:
        found = [None if name in {"surname", "given"} else name for name in found]
    for column, name in enumerate(found):
        if column in combined:
            held = {each: at for each, at in panels[-1].columns.items() if at != [column]}
            panels[-1].columns.update({each: [column] for each in combined[column] if each not in held})
            panels[-1].combined[column] = combined[column]
            continue
        if name is None:
            if texts[column]:
                unread.append("".join(folded(text) for text in texts[column]))
            continue
        current = panels[-1].columns
        again = name in current and (name in {"seq", "name"} or current[name][0] == _first_of(panels[-1]))
        if again and "name" in current and "name" in found[column:]:
            panels.append(Panel())
            current = panels[-1].columns
        if name not in current:
            current[name] = [column]
        elif name in SEVERAL:
            current[name].append(column)
        elif exact_field(texts[column][-1]) == name and exact_field(texts[current[name][0]][-1]) != name:
            unread.append("".join(folded(text) for text in texts[current[name][0]]))
            current[name] = [column]
        else:
            unread.append("".join(folded(text) for text in texts[column]))
    found = _firms_as_units(panels, found)
    labels = [{label_key(text) for text in column} | {label_key("".join(column))} for column in texts]
    return Header(top, bottom, labels, panels, unread, found, texts)


def _first_of(panel: Panel) -> int:
    """Where a panel begins: what heads that column again begins the next one (界别|姓名|单位|界别|姓名|单位)."""
    return min(column for columns in panel.columns.values() for column in columns)


def _firms_as_units(panels: list[Panel], found: list[str | None]) -> list[str | None]:
    """The fields of the columns, those of a firm as the unit where no other column is that."""
    for panel in panels:
        if "company" in panel.columns and not {"unit", "unit_post"} & panel.columns.keys():
            panel.columns["unit"] = panel.columns.pop("company")
            found = ["unit" if at in panel.columns["unit"] else name for at, name in enumerate(found)]
    return found


def _same_columns(header: Header, first: Header, sheet: Sheet) -> bool:
    """Whether a header further down is the first one printed again, wholly, in part or in other words."""
    if header.mapping == first.mapping:
        return True
    if all(first.repeats_in(sheet.rows[row]) for row in range(header.top, header.bottom + 1)):
        return True
    return _agrees(header, first) and not _added(header, first)


def _added(header: Header, first: Header) -> list[int]:
    """The columns that only the later header gives a label."""
    return [column for column in header.labelled if column not in first.labelled]


def _agrees(header: Header, first: Header) -> bool:
    """Whether a header further down says of no column anything else than the first, though it may add columns."""
    read, held, added = first.read, set(first.read.values()) - SEVERAL, _added(header, first)
    names = header.panels[0].columns.get("name", [])
    return all(read.get(column) == "name" for column in names) and all(
        header.fields[column] not in held if column in added else _says_again(header, first, column)
        for column in header.labelled
    )


def _says_again(header: Header, first: Header, column: int) -> bool:
    now, read = header.fields[column], first.read.get(column)
    again = header.labels[column] & first.labels[column] - {""}
    return bool(again) or now == read or (now == "unit_post" and read in {"unit", "post"})


def _carry_on(header: Header, first: Header, sheet: Sheet) -> None:
    """What a header owes to one above it that it is not just again: the columns of that one where it only adds to them,
    else a word about those that are not read any more though they are filled."""
    if len(first.panels) == len(header.panels) == 1 and _agrees(header, first):
        columns = {name: list(places) for name, places in first.panels[0].columns.items()}
        for column in _added(header, first):
            if name := header.fields[column]:
                columns.setdefault(name, []).append(column)
        header.panels = [Panel(columns, first.panels[0].combined | header.panels[0].combined)]
        header.unread = [max(header.labels[c], key=len) for c in _added(header, first) if not header.fields[c]]
        return
    below = sheet.rows[header.bottom + 1 :]
    for column, name in first.read.items():
        if name != "seq" and column not in header.labelled and any(not is_blank(row[column]) for row in below):
            label = min(first.labels[column] - {""}, key=len)
            header.unread.append(f"{label}（第 {sheet.number(header.top)} 行的表头没有这一列）")
