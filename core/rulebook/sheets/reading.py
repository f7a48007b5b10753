"""What stands in an uploaded workbook of rules: the document named above the table, and every row in words.

Pure: rows are kept with the upload as they are here, and understood anew whenever the preview is looked at.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from core.files.workbook import Book, Sheet, WorkbookError
from core.rulebook.sheets.template import COLUMNS, DOCUMENT

LOOK_FOR_HEADING = 40
MOST_ROWS = 2000
NEEDED = ("rule", "new")
NO_HEADING = (
    "没有找到表头。请用“下载模板”得到的表填写，不要改动“规则”“新值”等列名；"
    "填好后再上传。整份制度写成 YAML 文件的，请在下面粘贴或另选文件。"
)


@dataclass(frozen=True)
class Row:
    """One row: its number as Excel shows it, the letter of each column, and its cells as text by field."""

    number: int
    column_of: dict[str, str]
    cells: dict[str, str]

    def cell(self, name: str) -> str:
        """“D14”; the row where the workbook has no such column."""
        letter = self.column_of.get(name)
        return f"{letter}{self.number}" if letter else f"第{self.number}行"

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Content:
    """The document as it stands above the table, with the cells it stands in, and the rows."""

    document: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Content":
        return cls(kept["document"], kept["places"], tuple(Row(**row) for row in kept["rows"]))


def content_of(book: Book) -> Content:
    """The first sheet with a heading. Raises WorkbookError where there is none, or too many rows."""
    for sheet in book.sheets:
        at = next((n for n, row in enumerate(sheet.rows[:LOOK_FOR_HEADING]) if _is_heading(row)), None)
        if at is not None:
            return _content(sheet, at)
    raise WorkbookError(NO_HEADING)


def _is_heading(row: list) -> bool:
    labels = {text_of(cell) for cell in row}
    return all(COLUMNS[name] in labels for name in NEEDED)


def _content(sheet: Sheet, at: int) -> Content:
    names = {label: name for name, label in COLUMNS.items()}
    columns = {names[text]: n for n, cell in enumerate(sheet.rows[at]) if (text := text_of(cell)) in names}
    column_of = {name: letter_of(sheet.first_column + n) for name, n in columns.items()}
    rows = []
    for index in range(at + 1, len(sheet.rows)):
        cells = {name: text for name, n in columns.items() if (text := text_of(sheet.rows[index][n]))}
        if set(cells) - {"rule"}:  # a name alone is the heading of a group
            rows.append(Row(sheet.number(index), column_of, cells))
    if len(rows) > MOST_ROWS:
        raise WorkbookError(f"表里有 {len(rows)} 行，超过 {MOST_ROWS} 行，不像一份制度，请核对后再上传。")
    document, places = _document(sheet, at)
    return Content(document, places, tuple(rows))


def _document(sheet: Sheet, before: int) -> tuple[dict[str, str], dict[str, str]]:
    names = {label: name for name, label in DOCUMENT.items()}
    found, places = {}, {}
    for index in range(before):
        texts = [(n, text) for n, cell in enumerate(sheet.rows[index]) if (text := text_of(cell))]
        if texts and texts[0][1] in names:
            name, column = names[texts[0][1]], texts[0][0] + 1
            found[name] = texts[1][1] if len(texts) > 1 else ""
            places[name] = f"{letter_of(sheet.first_column + column)}{sheet.number(index)}"
    return found, places


def text_of(value: Any) -> str:
    """A cell as the person sees it: whole numbers without a point, days as 2026-01-31, lines kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = str(value).replace("\r\n", "\n").replace("\u3000", " ").replace("\xa0", " ")
    wide = {ord("０") + n: str(n) for n in range(10)} | {ord("％"): "%"}
    text = "\n".join(line.strip() for line in text.translate(wide).split("\n")).strip()
    return text.removeprefix("'")


def letter_of(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
