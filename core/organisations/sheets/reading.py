"""From a workbook to rows of bodies, whatever stands above, between and below them."""

from dataclasses import asdict, dataclass, field, fields

from core.files.workbook import Sheet, WorkbookError, open_book
from core.organisations.sheets.kinds import branch_written, kind_of_heading
from core.organisations.sheets.words import field_of, group_of, is_nobody, name_of, text_of

MOST_ROWS = 2000
LOOK_FOR_HEADING = 40
DOWN = frozenset({"kind", "branch", "parent", "supervised_by"})
NO_HEADING = (
    "没有找到表头：须有一行写明“单位名称”（或“名称”“界别”等），旁边可有简称、类别、系统、上级、联系人、电话等栏。"
)


@dataclass
class Row:
    """One body as written. ``group_kind`` and ``group_branch`` are what the heading above it, or its sheet, says."""

    place: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    branch: str = ""
    parent: str = ""
    supervised_by: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    document_word: str = ""
    spellings: str = ""
    former: str = ""
    in_use: str = ""
    group_kind: str = ""
    group_branch: str = ""

    @classmethod
    def of(cls, kept: dict) -> "Row":
        """From what was kept; keys of another version are left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: str(value) for key, value in kept.items() if key in known})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass
class Read:
    """What a workbook holds: rows of bodies, sheets read and not, columns of no use, lines that are no body."""

    rows: list[Row] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)


def read_sheet(source: str | bytes, filename: str = "") -> Read:
    """Raises WorkbookError with the sentence to show where the file as a whole cannot be taken."""
    book = open_book(source, filename)
    found = Read(unread_sheets=list(book.hidden))
    for sheet in book.sheets:
        heading = _heading_of(sheet)
        if heading is None:
            found.unread_sheets.append(sheet.name)
            continue
        top, columns, unread = heading
        found.sheets.append(sheet.name)
        found.unread_columns += [label for label in unread if label not in found.unread_columns]
        found.rows += _rows_of(sheet, top, columns)
    if not found.sheets:
        raise WorkbookError(NO_HEADING)
    if not found.rows:
        raise WorkbookError("表里只有表头，没有单位。请填好后再上传。")
    if len(found.rows) > MOST_ROWS:
        raise WorkbookError(f"一次最多 {MOST_ROWS} 行，这份表有 {len(found.rows)} 行，请分成几份上传。")
    return found


def _heading_of(sheet: Sheet) -> tuple[int, dict[int, str], list[str]] | None:
    """The last row of the heading that names most of our columns, which these are, and labels of no use."""
    best: tuple[int, dict[int, str], list[str]] | None = None
    for index, cells in enumerate(sheet.rows[:LOOK_FOR_HEADING]):
        labels = {column: text_of(value) for column, value in enumerate(cells)}
        columns = _columns(labels)
        if "name" not in columns.values():
            continue
        bottom = index
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
        name_at = next(column for column, one in columns.items() if one == "name")
        if below and not text_of(below[name_at]):
            second = {column: text_of(value) for column, value in enumerate(below)}
            if all(field_of(text) and name_of(text) == text for text in filter(None, second.values())):
                labels |= {column: text for column, text in second.items() if text}
                columns, bottom = _columns(labels), index + 1
        if best is None or len(columns) > len(best[1]):
            unread = [text for column, text in labels.items() if text and column not in columns]
            best = bottom, columns, unread
    return best


def _columns(labels: dict[int, str]) -> dict[int, str]:
    """Column → field, each field once, the first that names it."""
    found: dict[int, str] = {}
    for column, label in labels.items():
        one = field_of(label)
        if one and one not in found.values():
            found[column] = one
    return found


def _rows_of(sheet: Sheet, heading: int, columns: dict[int, str]) -> list[Row]:
    merged = _merged(sheet, columns)
    kind = kind_of_heading(sheet.name) or _kind_of_title(sheet, heading)
    branch, kind_of_sheet, found = branch_written(sheet.name), kind, []
    name_at = next(column for column, one in columns.items() if one == "name")
    for index in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        told = [text_of(value) for value in cells]
        filled = [text for text in told if text]
        if not filled or is_nobody(filled[0]) or (len(filled) > 1 and is_nobody(filled[1])):
            continue
        if field_of(told[name_at]) == "name" or (len(filled) > 2 and all(field_of(text) for text in filled)):
            continue  # the heading printed again
        said = group_of(filled[0]) if len(filled) == 1 else ""
        if said and (kind_of_heading(said) or branch_written(said)) and _is_heading(sheet, index, filled[0], said):
            kind, branch = kind_of_heading(said) or kind_of_sheet, branch_written(said)
            continue
        row = Row(place=f"{sheet.name} 第 {sheet.number(index)} 行", group_kind=kind, group_branch=branch)
        for column, one in columns.items():
            text = told[column]
            if not text and (index, column) in merged:
                text = text_of(sheet.rows[merged[index, column]][column])
            if one != "seq":
                setattr(row, one, text)
        row.name = name_of(row.name)
        if row.name or len(filled) > 1:
            found.append(row)
    return found


def _is_heading(sheet: Sheet, index: int, text: str, said: str) -> bool:
    """A lone line is a heading where it is numbered or counted, merged across, or says “…系统”, “…类”."""
    across = any(top <= index <= bottom and right > left for top, left, bottom, right in sheet.merges)
    return across or text != said or said.endswith(("系统", "类", "单位", "部门", "界别", "委员会"))


def _kind_of_title(sheet: Sheet, heading: int) -> str:
    """The kind that a title above the table names (“区政协界别目录”)."""
    above = [text for cells in sheet.rows[:heading] for value in cells if (text := text_of(value))]
    label = next((text_of(v) for v in sheet.rows[heading] if field_of(text_of(v)) == "name"), "")
    named = kind_of_heading(label) if "单位" not in label and label != "名称" else ""
    titled = next((kind for text in above if len(text) < 40 and "目录" in text and (kind := kind_of_heading(text))), "")
    return named or titled


def _merged(sheet: Sheet, columns: dict[int, str]) -> dict[tuple[int, int], int]:
    """Lower halves of cells merged downwards in columns whose value holds for all rows beside."""
    return {
        (row, left): top
        for top, left, bottom, right in sheet.merges
        if left == right and columns.get(left) in DOWN
        for row in range(top + 1, bottom + 1)
    }
