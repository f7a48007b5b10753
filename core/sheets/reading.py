"""The tables of a workbook, whatever stands above, between and below them, and cells as text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Self

from core.files.workbook import Book, Sheet, WorkbookError
from core.persons import COMPOUND
from core.sheets.blocks import named_anew, starts_of
from core.text import as_one_word, clean_line

LOOK_FOR_HEADING = 40
LONGEST_LABEL = 12
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BRACKETS = re.compile(r"[(（【\[].*?[)）】\]]")
_NUMBERING = re.compile(r"^\s*[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[)）.．、]|、)\s*|^[①-⑳]\s*")
EMPTY = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "待补", "#N/A", "#REF!", "#VALUE!", "空"})


def text_of(value: Any) -> str:
    """Any cell as one line: whole numbers without a point, full width letters as half, no gaps within words."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    text = _UNSEEN.sub("", clean_line(str(value)))
    text = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" or "Ａ" <= c <= "ｚ" else c for c in text)
    text = as_one_word(text)
    return "" if text in EMPTY else text


_COMPOUND = re.compile(COMPOUND)


def several_lines(value: Any) -> Any:
    """A cell whose lines are names or numbers of their own, with 、 between: 刘芳 above 陈伟 are two people, 李 above
    明 is one, and so with blanks between."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.splitlines() if part.strip()]
    if len(parts) < 2 and re.fullmatch(r"\s*[\u3400-\u9fff]{2,4}(?:\s+[\u3400-\u9fff]{2,4})+\s*", value):
        parts = [part for part in value.split() if part]
        parts = parts if not _COMPOUND.fullmatch(parts[0]) else []
    apart = len(parts) > 1 and all(len(re.sub(r"[(（].*", "", part)) > 1 for part in parts)
    return "、".join(parts) if apart else value


#: Two things in one column (联系人/电话), which is another than 联系人电话.
_AND = re.compile(r"(?<=[人员名导])[/／、+＋&,，](?=(?:联系|办公|移动)?(?:电话|手机|号码|方式)|职[务级称])")


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """For comparing names: half width, small letters, without blanks and signs."""
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


_SAME = frozenset({"同上", "同前", "同上行", "〃", "″", "”", "“", '"', "''"})


def is_same(text: str) -> bool:
    """Whether a cell says that the one above holds for this row too (同上, 〃)."""
    return text in _SAME


def unnumbered(text: str) -> str:
    """Without the number in front."""
    return _NUMBERING.sub("", text).strip()


def is_number(text: str) -> bool:
    """Whether what should be a name is nothing but a number or a count: another column was taken for the names'."""
    return bool(re.fullmatch(r"[\W\d_]*\d[\W\d_]*[家个人名]?[\W_]*", text))


def _is_label(text: str) -> bool:
    """Whether a cell may be a column's label: short, neither numbered nor counted (“界别（28个）” heads a group)."""
    return len(key_of(text)) <= LONGEST_LABEL and unnumbered(text) == text and not re.search(r"\d", text)


def _spanned(sheet: Sheet, index: int, *, sure: bool) -> set[int]:
    """The columns below a label that stands over several, by its merged cell; unless that has to be ``sure``, also by
    the blank cells to the right of it."""
    found = {
        column
        for top, left, bottom, right in sheet.merges
        if top <= index <= bottom and right > left
        for column in range(left, right + 1)
    }
    labels = [text_of(value) for value in sheet.rows[index]]
    for column in () if sure else range(1, len(labels)):
        if not labels[column] and (labels[column - 1] or column - 1 in found):
            found |= {column - 1, column}
    return found


def _over(sheet: Sheet, index: int, labels: dict[int, str], second: dict[int, str]) -> dict[int, str]:
    """Column of the second line → the label that stands over it and others."""
    spanned, found, told = _spanned(sheet, index, sure=False), dict[int, str](), ""
    for column in sorted(labels):
        told = labels[column] or (told if column in spanned else "")
        if column in second and column in spanned and told and told != second[column]:
            found[column] = told
    return found


@dataclass
class SheetRow:
    """Base of a row in words, as it is kept with the upload; ``place`` is where it stood in the file. What stands under
    the labels ``struck`` is struck through; nobody sees the row where ``hidden`` is filled; ``decided`` is what a
    person has chosen for it on the preview."""

    place: str = ""
    struck: str = ""
    hidden: str = ""
    decided: str = ""

    def looks(self, whole: str, used: str) -> list[str]:
        """What to look at where the row looks as if it did not count: it is hidden, or struck through, in its ``whole``
        (the label of its name) or in part. ``used`` says how it is taken all the same."""
        told, struck = [], self.struck.split("、") if self.struck else []
        if self.hidden:
            told.append(f"这一行在原表中是隐藏的，现{used}；不要的请删去这一行后重新上传")
        if whole in struck:
            told.append(f"这一行在原表中划了删除线，现{used}；不要的请删去这一行后重新上传")
        elif struck:
            told.append(f"{self.struck}在原表中划了删除线，仍照所写的读取，请核对")
        return told

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict) -> Self:
        """From what was kept; keys of another version are left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: str(value) for key, value in kept.items() if key in known})


@dataclass(frozen=True, eq=False)
class Columns:
    """What headings say. ``headings`` are (field, pattern), the telling ones first; brackets with remarks and signs do
    not count. A row is a heading where it names ``name`` and at least ``least`` fields. A value of the fields in
    ``down`` holds for all rows that its merged cell covers. Labels of ``weak`` name ``name`` where no other does, and
    something stands beside them (乡镇).
    """

    headings: tuple[tuple[str, str], ...]
    no_heading: str
    nobody: str
    most_rows: int
    least: int = 1
    down: frozenset[str] = frozenset()
    under: tuple[tuple[str, str, str], ...] = ()
    weak: str = r"(?!)"

    @cache  # noqa: B019 - one object for each kind of sheet, made once
    def _field_of(self, word: str) -> str:
        return next((field for field, pattern in self.headings if re.search(pattern, word)), "")

    def field_of(self, label: str) -> str:
        """The field that a heading names; empty where it is none of ours."""
        word = key_of(_AND.sub("及", _BRACKETS.sub("", label)))
        return self._field_of(word) if 0 < len(word) <= LONGEST_LABEL else ""

    def is_weak(self, label: str) -> bool:
        """Whether the label is only that of names where no other is."""
        return bool(re.fullmatch(self.weak, key_of(_BRACKETS.sub("", label))))

    def has_list(self, sheet: Sheet) -> bool:
        """Whether the sheet has a heading of ours."""
        return self._table_of(sheet) is not None

    def tables(self, book: Book, *, optional: bool = False) -> list["Table"]:
        """Every visible sheet that has a heading; of one printed in blocks side by side each block, from left to right.
        Raises WorkbookError where none has, unless that is ``optional``."""
        found = [table for sheet in book.sheets for table in self._tables_of(sheet)]
        if not found and not optional:
            raise WorkbookError(self.no_heading)
        return found

    def checked(self, rows: list) -> list:
        """``rows``, unless there are none or too many: then WorkbookError says so."""
        if not rows:
            raise WorkbookError(f"表里只有表头，{self.nobody}。请填好后再上传。")
        if len(rows) > self.most_rows:
            raise WorkbookError(f"一次最多 {self.most_rows} 行，这份表有 {len(rows)} 行，请分成几份上传。")
        return rows

    def _tables_of(self, sheet: Sheet) -> list["Table"]:
        whole = self._table_of(sheet)
        if whole is None:
            return []
        anew = named_anew(whole.labels, whole.fields)
        starts = starts_of(whole.labels, whole.fields | dict.fromkeys(anew, "name"))
        if len(starts) == 1:
            return [whole]
        spans = zip(starts, [*starts[1:], sheet.width], strict=True)
        found = [
            self._table_of(sheet.between(first, last), whole.top, [at - first for at in anew if first <= at < last])
            for first, last in spans
        ]
        tables = [table for table in found if table is not None]
        for block, table in enumerate(tables):
            table.block, table.whole = block, sheet
        return tables

    def _table_of(self, sheet: Sheet, top: int | None = None, names: Sequence[int] = ()) -> "Table | None":
        """With the heading that names most of our columns, or the one in row ``top``; it may have a second line. Where
        no label is that of names, they stand in one of the columns ``names``."""
        best: Table | None = None
        for index, cells in enumerate(sheet.rows[:LOOK_FOR_HEADING]):
            labels = {column: text_of(value) for column, value in enumerate(cells)}
            columns = self._columns(labels)
            if names and "name" not in columns.values():
                columns[names[0]] = "name"
            if "name" not in columns.values() or top not in (None, index):
                continue
            if len(columns) < 2 and any(map(self.is_weak, labels.values())):
                continue
            bottom, over = index, dict[int, str]()
            if second := self._second_line(sheet, index, columns):
                over = _over(sheet, index, labels, second)
                labels |= second
                columns, bottom = self._columns(labels, over), index + 1
            if len(columns) >= self.least and (best is None or len(columns) > len(best.columns)):
                left = {column: text for column, text in labels.items() if text and column not in columns}
                told = {column for column, text in left.items() if self._below(text, over.get(column, "")) is not None}
                unread = [f"{over[column]}·{text}" if column in told else text for column, text in left.items()]
                again = [text for column, text in left.items() if column not in told]
                best = Table(sheet, bottom, columns, unread, self.down, again, index)
                best.labels, best.fields = (
                    {column: text for column, text in labels.items() if text},
                    self._named(labels, over),
                )
                best.over = over
        return best

    def _second_line(self, sheet: Sheet, index: int, columns: dict[int, str]) -> dict[int, str]:
        """The labels of a second line, column → label: it divides labels that span several columns, nothing else. Empty
        where the row below is none, or would give the name another column."""
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
        told = {column: text for column, value in enumerate(below) if (text := text_of(value))}
        name_at = next(column for column, one in columns.items() if one == "name")
        own = told.get(name_at, "")
        if not told or (own and self.field_of(own) != "name") or not all(map(_is_label, told.values())):
            return {}
        spanned = _spanned(sheet, index, sure=len(told) == 1)  # a lone cell is a group's heading sooner than a label
        if not told.keys() - {name_at} <= spanned or not any(map(self.field_of, told.values())):
            return {}
        labels = {column: text_of(value) for column, value in enumerate(sheet.rows[index])} | told
        return told if self._columns(labels).get(name_at) == "name" else {}

    def _below(self, label: str, over: str) -> str | None:
        """The field that a label of the second line names below ``over``, "" for none; None where that says nothing."""
        told, word = key_of(over), key_of(_BRACKETS.sub("", label))
        fit = (one for above, below, one in self.under if re.search(above, told) and re.search(below, word))
        return next(fit, None) if over else None

    def _columns(self, labels: dict[int, str], over: dict[int, str] | None = None) -> dict[int, str]:
        """Column → field, each field once, the first that names it; what a label above makes certain goes first."""
        named, found = self._named(labels, over or {}), dict[int, str]()
        unsure = {column: self._below(label, (over or {}).get(column, "")) is None for column, label in labels.items()}
        for column in sorted(named, key=lambda each: (unsure[each], self.is_weak(labels[each]), each)):
            if named[column] not in found.values():
                found[column] = named[column]
        return found

    def _named(self, labels: dict[int, str], over: dict[int, str]) -> dict[int, str]:
        """Column → field, for all columns that name one."""
        sure = {column: self._below(label, over.get(column, "")) for column, label in labels.items()}
        told = {column: self.field_of(labels[column]) if one is None else one for column, one in sure.items()}
        return {column: one for column, one in told.items() if one}


@dataclass
class Table:
    """One sheet with its heading, or one block of it: ``top`` and ``bottom`` are the heading's rows, ``columns`` column
    → field, ``unread`` labels of no use, ``again`` those of them of which no label above says what they are. ``labels``
    are those of the heading, ``fields`` whatever they name, one thing as often as it is named, ``over``
    the label that stands over several. Of blocks side by side
    ``block`` counts from the left, and ``whole`` is the sheet of which ``sheet`` has this one's columns."""

    sheet: Sheet
    bottom: int
    columns: dict[int, str]
    unread: list[str] = field(default_factory=list)
    down: frozenset[str] = frozenset()
    again: list[str] = field(default_factory=list)
    top: int = 0
    labels: dict[int, str] = field(default_factory=dict)
    fields: dict[int, str] = field(default_factory=dict)
    over: dict[int, str] = field(default_factory=dict)
    block: int = 0
    whole: Sheet | None = None

    def __post_init__(self) -> None:
        self._merged = {
            (row, left): top
            for top, left, bottom, right in self.sheet.merges
            if left == right and self.columns.get(left) in self.down
            for row in range(top + 1, bottom + 1)
        }

    @property
    def name_at(self) -> int:
        """The column of the name."""
        return next(column for column, one in self.columns.items() if one == "name")

    def rows(self) -> Iterator[int]:
        """The rows below the heading, as ``values`` and ``place`` take them."""
        return iter(range(self.bottom + 1, len(self.sheet.rows)))

    def values(self, index: int) -> dict[str, Any]:
        """Field → cell as it stands, that of a merged cell above where it holds for this row too."""
        found = {}
        for column, one in self.columns.items():
            value = self.sheet.rows[index][column]
            if (index, column) in self._merged and not text_of(value):
                value = self.sheet.rows[self._merged[index, column]][column]
            found[one] = value
        return found

    def place(self, index: int) -> str:
        """Where a person finds the row."""
        block = f"（左起第 {self.block + 1} 组）" if self.block else ""
        return f"{self.sheet.name} 第 {self.sheet.number(index)} 行{block}"

    def is_continued(self, index: int) -> bool:
        """Whether the row lies in the merged cell of a name above it: one more line of the same."""
        return any(
            left == right == self.name_at and self.bottom < top < index <= bottom
            for top, left, bottom, right in self.sheet.merges
        )

    def stands_across(self, index: int) -> bool:
        """Whether no other block says anything in this row, though others do further down."""
        below = range(index + 1, len(self.sheet.rows))
        return self.whole is not None and self._is_alone(index) and not all(map(self._is_alone, below))

    def is_told_before(self, index: int) -> bool:
        """Whether all that the block has in this row stands across it and the blocks before."""
        if self.whole is None:
            return False
        first = self.sheet.first_column - self.whole.first_column
        return not any(map(text_of, self.whole.rows[index][first : first + self.sheet.width]))

    def _is_alone(self, index: int) -> bool:
        cells, own = (self.whole or self.sheet).rows[index], self.sheet.rows[index]
        return sum(text_of(value) != "" for value in cells) <= sum(text_of(value) != "" for value in own)

    def struck(self, index: int) -> list[str]:
        """The fields of the row of which anything is struck through."""
        return [one for column, one in self.columns.items() if self.sheet.struck_out(index, column)]
