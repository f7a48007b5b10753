"""From a workbook to rows of bodies, whatever stands above, between and below them."""

from dataclasses import dataclass, field

from core.files.workbook import NO_RESULT, Sheet, open_book
from core.models import Organisation
from core.organisations.sheets.headings import Group, heading_at
from core.organisations.sheets.kinds import at_odds, branch_named, branch_written, is_of_sectors, kind_of_heading
from core.organisations.sheets.left import Left, left_above, why_left
from core.organisations.sheets.words import AS_ABOVE, COLUMNS, LABELS, OF_LINES, is_same
from core.sheets.reading import SheetRow, Table, several_lines, text_of, unnumbered

Kind = Organisation.Kind


@dataclass
class Row(SheetRow):
    """One body as written. ``group_kind`` and ``group_branch`` are what the heading above it (``group_title``), or its
    sheet, says, ``group_several`` that heading where it names several branches, ``group_unread`` where it was not
    understood. ``in_brackets`` are the former names that stood behind the name, ``called`` other names there, ``noted``
    what there is no name. Of the columns ``copied`` the cell said 同上 and has the row above's value; of ``same`` it
    did, and cannot be the same. ``unclear`` are labels of which the sheet has several and does not say whose the
    others are."""

    name: str = ""
    short_name: str = ""
    kind: str = ""
    branch: str = ""
    parent: str = ""
    supervised_by: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_mobile: str = ""
    head_name: str = ""
    head_phone: str = ""
    address: str = ""
    document_word: str = ""
    spellings: str = ""
    former: str = ""
    in_use: str = ""
    also_handles: str = ""
    in_brackets: str = ""
    remark: str = ""
    called: str = ""
    noted: str = ""
    group_title: str = ""
    group_several: str = ""
    group_unread: str = ""
    group_kind: str = ""
    group_branch: str = ""
    copied: str = ""
    same: str = ""
    unclear: str = ""

    def as_written(self) -> dict[str, str]:
        """The cells such that they say by themselves what the heading above them said."""
        kind, branch = dict(Organisation.Kind.choices), dict(Organisation.Branch.choices)
        return self.as_dict() | {
            "kind": self.kind or kind.get(self.group_kind, ""),
            "branch": self.branch or branch.get(self.branch_below, ""),
        }

    @property
    def branch_below(self) -> str:
        """The branch by the heading; by the name where that names several, or the name is a court's or
        procuratorate's, or is none of the people's organisations that the heading says."""
        own = branch_named(self.name)
        if self.group_several or own in (Organisation.Branch.COURT, Organisation.Branch.PROCURATORATE):
            return own
        return own if self.is_at_odds and self.group_kind == Kind.PEOPLES_ORGANISATION else self.group_branch

    @property
    def is_at_odds(self) -> bool:
        """Whether the body's own name says another branch than the heading."""
        return not self.group_several and at_odds(self.name, self.group_branch)


@dataclass
class Read:
    """What a workbook holds: rows of bodies, sheets read and not, columns of no use, and in ``left`` every other line
    of the sheets read that holds anything."""

    rows: list[Row] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)


def read_sheet(source: str | bytes, filename: str = "") -> Read:
    """Raises WorkbookError with the sentence to show where the file as a whole cannot be taken."""
    book = open_book(source, filename)
    tables = COLUMNS.tables(book)
    found = Read(sheets=[table.sheet.name for table in tables])
    found.unread_sheets = book.hidden + [sheet.name for sheet in book.sheets if sheet.name not in found.sheets]
    found.unread_columns = list(dict.fromkeys(label for table in tables for label in table.unread))
    read = [_lines_of(table) for table in tables]
    found.rows = COLUMNS.checked([line for lines in read for line in lines if isinstance(line, Row)])
    found.left = [line for lines in read for line in lines if isinstance(line, Left)]
    return found


def _lines_of(table: Table) -> list[Row | Left]:
    """Every line that holds anything, in the sheet's order: none is lost without a word."""
    sheet = table.sheet
    kind = kind_of_heading(sheet.name) or _kind_of_title(sheet, table.bottom)
    of_sheet = group = Group(kind, branch_written(sheet.name))
    found: list[Row | Left] = left_above(table)
    above: Row | None = None
    for index in table.rows():
        filled = [text for value in sheet.rows[index] if (text := text_of(value))]
        nameless = sheet.rows[index][table.name_at] == NO_RESULT  # a formula's row, whatever else it holds
        if not filled and not nameless:
            continue
        if left := why_left(table, index):
            found.append(left)
        elif not nameless and (headed := heading_at(table, index, group, of_sheet)):
            group = headed
            found.append(Left.heading(table, index, "分组标题"))
        else:
            row = _row_of(table, index, group, above)
            if row.name or nameless or len(filled) > 1:
                above = row
                found.append(row)
            else:
                found.append(Left.unread(table, index, "名称栏是空的，只有这一格有内容"))
    return found


def _row_of(table: Table, index: int, group: Group, above: Row | None) -> Row:
    row = Row(place=table.place(index), **group.told())
    copied: list[str] = []
    same: list[str] = []
    for one, value in table.values(index).items():
        text = text_of(several_lines(value) if one in OF_LINES else value)
        if one == "seq":
            continue
        if one != "name" and is_same(text):
            text = getattr(above, one) if above and one in AS_ABOVE else ""
            (copied if text else same).append(LABELS.get(one, "联系电话" if one == "contact_mobile" else "在用"))
        setattr(row, one, text)
    row.name = unnumbered(row.name)
    row.copied, row.same = "、".join(copied), "、".join(same)
    numbers = [row.contact_phone, row.contact_mobile]
    row.contact_phone, row.contact_mobile = "、".join(dict.fromkeys(filter(None, numbers))), ""
    row.unclear = "、".join(dict.fromkeys(label for label in table.again if COLUMNS.field_of(label) in OF_LINES))
    return row


def _kind_of_title(sheet: Sheet, heading: int) -> str:
    """The kind that a title above the table names (“区政协界别目录”)."""
    above = [text for cells in sheet.rows[:heading] for value in cells if (text := text_of(value))]
    label = next((text_of(v) for v in sheet.rows[heading] if COLUMNS.field_of(text_of(v)) == "name"), "")
    named = kind_of_heading(label) if "单位" not in label and label != "名称" else ""
    if not named and any(is_of_sectors(text) for text in above):
        return Organisation.Kind.SECTOR
    titled = next((kind for text in above if len(text) < 40 and "目录" in text and (kind := kind_of_heading(text))), "")
    return named or titled
