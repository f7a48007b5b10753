"""Opening a workbook that a stranger may have sent: everything unsafe or unreadable is refused before it is read.

A refusal is a ``WorkbookError`` whose text is a Chinese sentence saying what is wrong and what to do. Values come from
calamine; what calamine cannot bound by itself (inflated size, the box of used cells) is measured first.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.files.comments import comments_on
from core.files.marks import column_number, hidden_rows, place_of, struck_cells

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_INFLATED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_ROWS = 50_000
MAX_COLUMNS = 512
MAX_CELLS = 3_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。"
BROKEN = "这个文件不完整或已损坏（可能没有传完），请在 Excel 或 WPS 里重新保存后再导入。"
TOO_BIG_INSIDE = "这个文件解压后过大，不像一份表格，已停止读取。请只保留要导入的工作表，另存为新的 .xlsx 文件后再导入。"
MACRO = "这个文件带有宏，为安全起见不予读取。请另存为不带宏的“Excel 工作簿（*.xlsx）”后再导入。"
FOREIGN_STARTS = (
    (b"%PDF", "这是 PDF 文件，不是 Excel 工作簿。请导入表格的 .xlsx 原件。"),
    (b"\x89PNG", "这是图片，不是 Excel 工作簿。请导入表格的 .xlsx 原件。"),
    (b"\xff\xd8\xff", "这是图片，不是 Excel 工作簿。请导入表格的 .xlsx 原件。"),
    (b"GIF8", "这是图片，不是 Excel 工作簿。请导入表格的 .xlsx 原件。"),
    (b"Rar!", "这是压缩包，不是 Excel 工作簿。请解压后导入其中的 .xlsx 文件。"),
    (b"7z\xbc\xaf", "这是压缩包，不是 Excel 工作簿。请解压后导入其中的 .xlsx 文件。"),
)
# A cell that is not written as empty in one tag; only such cells widen the box that calamine lays out in memory.
USED_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*[\"']([A-Z]{1,4})(\d{1,9})[\"'][^>]*(?<!/)>")
# Quick look: only a sheet that names a row from 10,000 or a column from DA on is measured cell by cell.
FAR_OUT = re.compile(rb"r\s*=\s*[\"'](?:[A-Z]{3,}\d|[D-Z][A-Z]\d|[A-Z]*\d{5})")
ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\s(?:[^>]*\s)?r\s*=\s*[\"'](\d{1,9})[\"'][^>]*(?<!/)>")


#: What stands for the result of a formula that the file does not hold: an error's word, read as nothing filled in.
NO_RESULT = "#VALUE!"
_NO_RESULT = re.compile(rb'<c\s((?:(?!t="str")[^>])*)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')


class WorkbookError(Exception):
    """The file as a whole cannot be taken. ``str()`` is the sentence for the person who sent it."""


@dataclass
class Sheet:
    """A visible worksheet. ``rows`` is the used area; ``number(i)`` is the row number a person sees in Excel.

    ``merges`` are (top, left, bottom, right), counted like ``rows`` from the corner of the used area.
    """

    name: str
    rows: list[list]
    merges: list[tuple[int, int, int, int]]
    first_row: int = 1
    first_column: int = 1
    book: "Book | None" = field(default=None, repr=False)

    def number(self, index: int) -> int:
        """The Excel row number of ``rows[index]``."""
        return self.first_row + index

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def struck_out(self, index: int, column: int) -> bool:
        """Whether anything that stands in a cell is struck through."""
        return self.book is not None and (self.number(index), self.first_column + column) in self.book.struck(self.name)

    def is_hidden(self, index: int) -> bool:
        """Whether nobody sees the row who opens the file."""
        return self.book is not None and self.number(index) in self.book.hidden_rows(self.name)

    def comments(self, index: int, span: tuple[int, int]) -> list[str]:
        """What comments on the cells of a row say, from the first column up to before the second."""
        found = self.book.comments(self.name) if self.book is not None else {}
        row = self.number(index) if found else 0
        return [text for at in range(*span) if (text := found.get((row, self.first_column + at)))] if found else []

    def between(self, first: int, last: int) -> "Sheet":
        """The columns from ``first`` up to ``last`` as a sheet of its own; what a merged cell that reaches into them
        says stands in their first one."""
        rows, merges = [row[first:last] for row in self.rows], []
        for top, left, bottom, right in self.merges:
            if right < first or left >= last:
                continue
            if left < first and top < len(rows):
                rows[top][0] = self.rows[top][left]
            merges.append((top, max(left, first) - first, bottom, min(right, last - 1) - first))
        return replace(self, rows=rows, merges=merges, first_column=self.first_column + first)

    def number_format(self, index: int, column: int) -> str:
        """The number format of a cell (``0.00``, ``0000``), empty where it is the general one or unknown."""
        if self.book is None:
            return ""
        return self.book.formats(self.name).get((self.number(index), self.first_column + column), "")


#: The formats that a file names by number alone, as far as somebody asks for them; those of months are Chinese Excel's.
_BUILT_IN = {"1": "0", "2": "0.00", "17": "mmm-yy"} | dict.fromkeys(("27", "36", "50", "52", "57"), "yyyy年m月")


@dataclass
class Book:
    """A workbook that passed the checks: its visible sheets in order, and the names of those left out."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    parts: dict[str, bytes] = field(default_factory=dict, repr=False)
    since_1904: bool = False
    _formats: dict[str, dict] = field(default_factory=dict, repr=False)
    _struck: dict[str, set] = field(default_factory=dict, repr=False)
    _comments: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict, repr=False)
    _hidden_rows: dict[str, set[int]] = field(default_factory=dict, repr=False)

    def formats(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) → number format of the numeric cells of ``sheet`` that have one; read on first need."""
        if sheet not in self._formats:
            self._formats[sheet] = self._read_formats(sheet)
        return self._formats[sheet]

    def struck(self, sheet: str) -> set[tuple[int, int]]:
        """(row, column) of the cells whose font is struck through; read on first need."""
        if sheet not in self._struck:
            self._struck[sheet] = struck_cells(self.parts, self.parts.get(self._path_of(sheet), b""))
        return self._struck[sheet]

    def hidden_rows(self, sheet: str) -> set[int]:
        """The numbers of the rows of ``sheet`` that nobody sees; read on first need."""
        if sheet not in self._hidden_rows:
            self._hidden_rows[sheet] = hidden_rows(self.parts.get(self._path_of(sheet), b""))
        return self._hidden_rows[sheet]

    def comments(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) → what a comment on a cell of ``sheet`` says; read on first need."""
        if sheet not in self._comments:
            self._comments[sheet] = comments_on(self.parts, self._path_of(sheet))
        return self._comments[sheet]

    def without_result(self, sheet: str) -> set[tuple[int, int]]:
        """(row, column) of the formulas whose result the file does not hold; whoever opens it in Excel sees one."""
        content = self.parts.get(self._path_of(sheet), b"")
        if b"<f" not in content:
            return set()
        return {place for place in (place_of(tag[1]) for tag in _NO_RESULT.finditer(content)) if place}

    @cached_property
    def _style_formats(self) -> list[str]:
        styles = self.parts.get("xl/styles.xml", b"").decode("utf-8", "replace")
        codes = dict(re.findall(r'<numFmt\s[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"', styles))
        block = re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)
        ids = re.findall(r'<xf\s[^>]*?numFmtId="(\d+)"', block.group()) if block else []
        return [codes.get(i, _BUILT_IN.get(i, "")) for i in ids]

    def _read_formats(self, sheet: str) -> dict[tuple[int, int], str]:
        found = {}
        for tag in re.finditer(rb"<c\s([^>]*)>\s*<v>", self.parts.get(self._path_of(sheet), b"")):
            attributes = dict(re.findall(rb'(\w+)="([^"]*)"', tag.group(1)))
            place = re.fullmatch(rb"([A-Z]+)(\d+)", attributes.get(b"r", b""))
            style = int(attributes.get(b"s", b"0"))
            if place and style < len(self._style_formats) and self._style_formats[style]:
                found[int(place[2]), column_number(place[1])] = self._style_formats[style]
        return found

    def _path_of(self, sheet: str) -> str:
        book = self.parts.get("xl/workbook.xml", b"").decode("utf-8", "replace")
        links = self.parts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
        targets = {}
        for tag in re.findall(r"<Relationship\s([^>]*)>", links):
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            targets[attributes.get("Id")] = attributes.get("Target", "")
        for tag in re.findall(r"<sheet\s([^>]*)>", book):
            attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
            if _unescape(attributes.get("name", "")) == sheet:
                target = targets.get(attributes.get("r:id"), "")
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return ""


def open_book(source: str | Path | bytes, filename: str = "") -> Book:
    """Read the values of every visible sheet of an .xlsx given as a path or as bytes.

    Raises ``WorkbookError`` for a file that is too large, encrypted, broken, carries macros, blows up when unpacked or
    is no .xlsx at all; in that case nothing of its content has been used.
    """
    data, filename = _load(source, filename)
    _refuse_foreign(data, filename)
    parts = _inflate_within_limits(data)
    _refuse_other_packages(parts, filename)
    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            _refuse_huge_box(content)
    return _read(data, parts)


def _load(source: str | Path | bytes, filename: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        _refuse_by_size(len(source))
        return source, filename
    path = Path(source)
    try:
        _refuse_by_size(path.stat().st_size)
        return path.read_bytes(), filename or path.name
    except OSError as error:
        raise WorkbookError(f"找不到或打不开文件“{path.name}”，请检查文件位置后再试。") from error


def too_large(size: int) -> str:
    """The sentence for a file of ``size`` bytes, which is over the limit."""
    return (
        f"文件有 {size / 1024 / 1024:.0f} MB，超过 {MAX_FILE_BYTES // 1024 // 1024} MB 的上限，没有读取。"
        "这样的表格一般不到 1 MB，请删去图片等多余内容后再导入。"
    )


def _refuse_by_size(size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise WorkbookError(too_large(size))
    if size == 0:
        raise WorkbookError("这个文件是空的（0 字节），请重新选择文件。")


def _refuse_foreign(data: bytes, filename: str) -> None:
    if filename.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise WorkbookError(MACRO)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("这个文件设了打开密码，无法读取。请取消密码、另存为 .xlsx 后再导入。")
        if "WordDocument".encode("utf-16-le") in data:
            raise WorkbookError("这是 Word 文档，不是 Excel 工作簿。请把内容放进 Excel 表格，存为 .xlsx 后再导入。")
        raise WorkbookError("这是旧版 Excel（.xls）文件，仅把扩展名改成 .xlsx 是不行的。" + SAVE_AS)
    for start, sentence in FOREIGN_STARTS:
        if data.startswith(start):
            raise WorkbookError(sentence)
    if not data.startswith(b"PK\x03\x04"):
        head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
            raise WorkbookError("这是网页格式的表格，不是真正的 Excel 工作簿。" + SAVE_AS)
        raise WorkbookError("这不是 Excel 工作簿（.xlsx），可能是文本、CSV 或其他文件改了扩展名。" + SAVE_AS)


def _inflate_within_limits(data: bytes) -> dict[str, bytes]:
    """Unpack every entry by its real content, never by the size it declares, and keep the XML parts."""
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise WorkbookError(BROKEN) from error
    if len(entries) > MAX_ENTRIES:
        raise WorkbookError(TOO_BIG_INSIDE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise WorkbookError("这个压缩文件设了密码，无法读取。请取消密码、另存为 .xlsx 后再导入。")
    parts, total = {}, 0
    for entry in entries:
        if entry.file_size > MAX_INFLATED_BYTES:
            raise WorkbookError(TOO_BIG_INSIDE)
        name = entry.filename.replace("\\", "/")
        content = _inflate(data, entry, MAX_INFLATED_BYTES - total)
        total += len(content)
        if zlib.crc32(content) != entry.CRC:
            raise WorkbookError(BROKEN)
        parts[name] = content if name.endswith((".xml", ".rels")) else b""
    return parts


def _inflate(data: bytes, entry: zipfile.ZipInfo, room: int) -> bytes:
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise WorkbookError(BROKEN)
    start = entry.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
    packed = data[start : start + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise WorkbookError(BROKEN)
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        limit = room
        if len(packed) * MAX_RATIO < room:
            limit = max(len(packed) * MAX_RATIO, min(RATIO_COUNTS_FROM, room))
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = unpacker.decompress(packed, limit + 1)
        except zlib.error as error:
            raise WorkbookError(BROKEN) from error
        if len(content) <= limit and not unpacker.eof:
            raise WorkbookError(BROKEN)
        room = limit
    else:
        raise WorkbookError("这个文件用了少见的压缩方式，无法读取。" + SAVE_AS)
    if len(content) > room:
        raise WorkbookError(TOO_BIG_INSIDE)
    return content


def _refuse_other_packages(parts: dict[str, bytes], filename: str) -> None:
    lower = {name.lower() for name in parts}
    types = parts.get("[Content_Types].xml", b"").lower()
    if (
        any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lower)
        or b"macroenabled" in types
        or b"ms-office.vbaproject" in types
    ):
        raise WorkbookError(MACRO)
    if "word/document.xml" in lower:
        raise WorkbookError("这是 Word 文档，不是 Excel 工作簿。请把内容放进 Excel 表格，存为 .xlsx 后再导入。")
    if "xl/workbook.bin" in lower:
        raise WorkbookError("这是二进制工作簿（.xlsb），无法读取。" + SAVE_AS)
    if "xl/workbook.xml" not in lower:
        raise WorkbookError("这不是 Excel 工作簿（.xlsx）。" + SAVE_AS)


def _refuse_huge_box(content: bytes) -> None:
    if not FAR_OUT.search(content):
        return
    rows = [int(number) for number in ROW_NUMBER.findall(content)]
    last_row, columns = 0, set()
    for letters, number in USED_CELL.findall(content):
        columns.add(letters)
        last_row = max(last_row, int(number))
    if b"<c>" in content or re.search(rb"<(?:\w+:)?c\s(?![^>]*\br\s*=)", content):
        last_row = max([last_row, *rows])
    last_column = max(map(column_number, columns), default=0)
    if last_row > MAX_ROWS:
        raise WorkbookError(
            f"表格（含隐藏的工作表）用到了第 {last_row} 行，超过 {MAX_ROWS} 行的上限。"
            "请删除下方多余的行，另存后再导入。"
        )
    if last_column > MAX_COLUMNS or last_column * last_row > MAX_CELLS:
        raise WorkbookError(
            f"表格（含隐藏的工作表）用到了第 {last_column} 列、第 {last_row} 行，范围过大。"
            "请删除多余的内容，另存后再导入。"
        )


def _read(data: bytes, parts: dict[str, bytes]) -> Book:
    since_1904 = bool(re.search(rb'date1904\s*=\s*["\'](1|true)', parts.get("xl/workbook.xml", b"")))
    book = Book(parts=parts, since_1904=since_1904)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as source:
            for meta in source.sheets_metadata:
                if meta.typ is not SheetTypeEnum.WorkSheet or meta.visible is not SheetVisibleEnum.Visible:
                    book.hidden.append(meta.name)
                    continue
                book.sheets.append(_sheet(source.get_sheet_by_name(meta.name), book))
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise WorkbookError(BROKEN) from error
    except BaseException as error:
        # calamine reports a bug of its own as a panic, which does not derive from Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise WorkbookError(BROKEN) from error
    return book


def _sheet(source, book: Book) -> Sheet:
    if source.start is None:
        return Sheet(name=source.name, rows=[], merges=[], book=book)
    top, left = source.start
    merges = [
        (r1 - top, c1 - left, r2 - top, c2 - left)
        for (r1, c1), (r2, c2) in source.merged_cell_ranges or []
        if r1 >= top and c1 >= left
    ]
    rows = source.to_python()
    for row, column in book.without_result(source.name):
        row, column = row - top - 1, column - left - 1
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = NO_RESULT
    return Sheet(source.name, rows, merges, top + 1, left + 1, book)


def _unescape(text: str) -> str:
    for entity, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, mark)
    return text
