"""Understanding a workbook of people: which column is which, whatever their order and whatever stands above them."""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.files.workbook import Sheet, WorkbookError, open_book
from core.text import clean_line

MOST_ROWS = 500
LOOK_FOR_HEADING = 30
LABELS = {
    "name": r"^(?!.*(单位|部门|用户|岗位|登录).*)(人员|本人|经办人|联系人|干部)?(姓名|名字)$|^(经办人|负责人|人员)$",
    "username": r"用户名|登录名|登陆名|[账帐]号|登录账户|^账户$",
    "phone": r"手机|电话|联系方式|移动电话",
    "role": r"岗位|角色|身份|权限|职责类型",
    "unit": r"单位|部门|机构|委办局",
    "title": r"职务|职级|职称",
    "valid_from": r"^自$|起始|开始|生效|任职(日期|时间)|有效期?(起|自)|^起$|到任",
    "valid_to": r"^至$|^止$|截止|结束|终止|有效期?(止|至)|到期|离任",
}
TEMPLATE = ("姓名", "用户名", "手机", "岗位", "单位", "职务", "自", "至")
NO_HEADING = "没有找到表头：须有一行写明“姓名”，旁边有“岗位”“单位”“手机”等列。可下载模板，按模板填写后再上传。"
FOREVER = frozenset({"长期", "至今", "永久", "不限", "无", "现任", "-", "—", "——", "/"})
NOBODY = re.compile(r"^(合计|总计|小计|填表|制表|备注|说明|注)")


@dataclass
class RawRow:
    """One row in words; days are written ``YYYY-MM-DD`` where they could be read, else as they stood."""

    place: str = ""
    name: str = ""
    username: str = ""
    phone: str = ""
    role: str = ""
    unit: str = ""
    title: str = ""
    valid_from: str = ""
    valid_to: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def of(cls, values: dict) -> "RawRow":
        """From what was kept; keys of an older version are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: str(value) for key, value in values.items() if key in known})


def read_workbook(data: bytes, filename: str = "") -> list[RawRow]:
    """The rows of every visible sheet that has a heading. Raises WorkbookError with the sentence to show."""
    book = open_book(data, filename)
    found: list[RawRow] = []
    headed = False
    for sheet in book.sheets:
        heading = _heading_of(sheet)
        if heading is None:
            continue
        headed = True
        found += _rows_of(sheet, *heading, since_1904=book.since_1904)
    if not headed:
        raise WorkbookError(NO_HEADING)
    if not found:
        raise WorkbookError("表里只有表头，没有人员。请填好后再上传。")
    if len(found) > MOST_ROWS:
        raise WorkbookError(f"一次最多 {MOST_ROWS} 行，这份表有 {len(found)} 行，请分成几份上传。")
    return found


def folded(text: str) -> str:
    """For comparing: half width, no white space, in lower case."""
    return "".join(unicodedata.normalize("NFKC", clean_line(text)).split()).casefold()


@lru_cache(maxsize=512)
def field_of(label: str) -> str:
    """Which field a heading names; empty where it is none of ours. Brackets with remarks do not count."""
    word = re.sub(r"\(.*?\)|【.*?】|\[.*?\]", "", folded(label))
    word = re.sub(r"[\W_]+", "", word)
    if not word or len(word) > 12:
        return ""
    return next((field for field, pattern in LABELS.items() if re.search(pattern, word)), "")


def _text(value) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if value is None or isinstance(value, bool):
        return ""
    return clean_line(str(value))


def _heading_of(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The row that names the most columns of ours, a name among them."""
    best: tuple[int, dict[int, str]] | None = None
    for index, row in enumerate(sheet.rows[:LOOK_FOR_HEADING]):
        columns: dict[int, str] = {}
        for column, value in enumerate(row):
            field = field_of(_text(value))
            if field and field not in columns.values():
                columns[column] = field
        enough = "name" in columns.values() and len(columns) > 1
        if enough and (best is None or len(columns) > len(best[1])):
            best = index, columns
    return best


def _rows_of(sheet: Sheet, heading: int, columns: dict[int, str], *, since_1904: bool) -> list[RawRow]:
    merged = {
        (row, left): top
        for top, left, bottom, right in sheet.merges
        if left == right and columns.get(left) in {"unit", "role", "valid_from", "valid_to"}
        for row in range(top + 1, bottom + 1)
    }
    found = []
    for index in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        row = RawRow(place=f"{sheet.name} 第 {sheet.number(index)} 行")
        written = sum(_text(cells[column]) != "" for column in columns)
        for column, field in columns.items():
            value = cells[column]
            if (index, column) in merged and _text(value) == "":
                value = sheet.rows[merged[index, column]][column]
            day = field in {"valid_from", "valid_to"}
            setattr(row, field, read_day(value, since_1904=since_1904) if day else _text(value))
        row.name = re.sub(r"\s+", "", row.name)
        if (not row.name and written < 2) or NOBODY.match(row.name) or field_of(row.name) == "name":
            continue
        row.phone = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", row.phone)) or row.phone
        found.append(row)
    return found


def read_day(value, *, since_1904: bool = False) -> str:
    """A cell as ``YYYY-MM-DD``; empty for an empty one or 长期; what cannot be read comes back as it stands."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        return (start + timedelta(int(value))).isoformat()
    text = _text(value)
    word = folded(text)
    if not word or word in FOREVER:
        return ""
    parts = re.fullmatch(r"(\d{4})[年./\-—](\d{1,2})[月./\-—](\d{1,2})日?(起|止)?", word) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", word
    )
    if parts:
        try:
            return date(int(parts[1]), int(parts[2]), int(parts[3])).isoformat()
        except ValueError:
            return text
    return text
