"""Understanding a workbook of people: which column is which, whatever their order and whatever stands above them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.brackets import split_remarks
from core.files.workbook import open_book
from core.identifiers import first_mobile, mobiles_in, reached_by
from core.organisations.contacts import contact_of
from core.people.batch.terms import FOREVER, folded, term_of
from core.persons import instead_of, is_vacant, persons_in
from core.sheets.reading import Columns, SheetRow, Table, is_number, is_same, several_lines, text_of, unnumbered

#: Field and how its column is called in the template.
FIELDS = {
    "name": "姓名", "username": "用户名", "phone": "手机", "role": "岗位", "unit": "单位", "title": "职务",
    "valid_from": "自", "valid_to": "至",
}  # fmt: skip
COLUMNS = Columns(
    headings=(
        (
            "name",
            r"^(?!.*(单位|部门|用户|岗位|登录).*)(人员|本人|经办人|联系人|干部)?(姓名|名字)$|^(经办人|负责人|人员)$",
        ),
        (
            "term",
            r"起止|^(?!.*[起始自止至束满到][日时]?[期间]?$).*(任期|期限|期间|聘期|借调[期时]|挂职[期时]|有效期|时间?段|时限)",
        ),
        ("valid_from", r"^自$|起始|开始|生效|任职(日期|时间)|(有效|任|聘|限)期?(起|自)|^起$|到任"),
        ("valid_to", r"^至$|^止$|截止|结束|终止|(有效|任|聘|限)期?(止|至)|届满|到期|离任"),
        ("username", r"用户名|登录名|登陆名|[账帐]号|登录账户|^账户$"),
        ("phone", r"手机|电话|联系方式|移动电话"),
        ("role", r"岗位|角色|身份|权限|职责类型|^用途"),
        ("unit", r"单位|部门|机构|委办局"),
        ("title", r"职务|职级|职称"),
        ("remark", r"^(?:备注|说明|附注|情况|人员状态|状态|在职情况|是否在职)"),
    ),
    no_heading="没有找到表头：须有一行写明“姓名”，旁边有“岗位”“单位”“手机”等列。可下载模板，按模板填写后再上传。",
    nobody="没有人员",
    most_rows=500,
    least=2,
    down=frozenset({"unit", "role", "valid_from", "valid_to", "term"}),
)
GROUP = "分组标题"
VACANT = "空缺，没有写人"
#: Of these 同上 says something: several people share them.
AS_ABOVE = ("unit", "role", "title", "phone", "valid_from", "valid_to", "term")
#: Names below such a heading are of people in that post, where no column says another.
OF_A_POST = re.compile(r"(?:承办单位)?(?:经办人|负责人)")
#: A column that only counts the rows holds nothing to be taken.
NUMBERS = re.compile(r"序号?|编号|排序|No\.?|号", re.I)
TOTAL = re.compile(r"^.{0,14}?(小计|合计|总计|共计|累计)")
NOBODY = re.compile(r"^(合计|总计|小计|填表|制表|备注|说明|注)")


@dataclass
class RawRow(SheetRow):
    """One row in words; days are written ``YYYY-MM-DD`` where they could be read, else as they stood. ``group`` is the
    heading that it stands below (县政府部门), ``more_phones`` the mobile numbers beside the one of the account.
    ``term`` is what the cell said of which the days were guessed; a length (半年) stands in ``valid_to`` as written.
    Of the columns ``copied`` the cell said 同上 and has the row above's value, of ``same`` it did and there is none;
    ``unit_above`` is the unit of the row above where this one's is empty, ``filled`` once it was taken;
    ``said`` are lines of what to look at.
    """

    name: str = ""
    username: str = ""
    phone: str = ""
    role: str = ""
    unit: str = ""
    title: str = ""
    valid_from: str = ""
    valid_to: str = ""
    term: str = ""
    group: str = ""
    remark: str = ""
    more_phones: str = ""
    copied: str = ""
    same: str = ""
    unit_above: str = ""
    filled: str = ""
    said: str = ""


@dataclass
class Beside:
    """A line of the sheet that is no person: a heading, a total, a remark."""

    place: str
    text: str
    why: str


def read_workbook(data: bytes, filename: str = "") -> list[RawRow]:
    """The rows of every visible sheet that has a heading. Raises WorkbookError with the sentence to show."""
    return read_list(data, filename).rows


@dataclass
class ReadList:
    """What a workbook holds: people, the sheets' other lines that hold anything, sheets read, and columns of no use."""

    rows: list[RawRow]
    beside: list[Beside]
    sheets: list[str]
    unread_columns: list[str]


def read_list(data: bytes, filename: str = "") -> ReadList:
    """The same, and whatever else the sheets hold."""
    book = open_book(data, filename)
    tables = COLUMNS.tables(book)
    lines = [line for table in tables for line in _lines_of(table, _beside(table, tables), book.since_1904)]
    rows = COLUMNS.checked([line for line in lines if isinstance(line, RawRow)])
    unread = dict.fromkeys(label for table in tables for label in table.unread if not NUMBERS.fullmatch(label))
    sheets = dict.fromkeys(table.sheet.name for table in tables)
    return ReadList(rows, [line for line in lines if isinstance(line, Beside)], list(sheets), list(unread))


def _beside(table: Table, tables: list[Table]) -> Table | None:
    """The first block of its sheet, where that alone says of which unit the people of a row are."""
    first = next(one for one in tables if one.sheet.name == table.sheet.name)
    return first if first is not table and "unit" not in table.columns.values() else None


def _lines_of(table: Table, first: Table | None, since_1904: bool) -> Iterator[RawRow | Beside]:
    group, above = "", RawRow()
    label = table.labels.get(table.name_at, "")
    for index in range(len(table.sheet.rows)):
        filled = [text for value in table.sheet.rows[index] if (text := text_of(value))]
        place, text = table.place(index), " · ".join(filled)[:200]
        if not filled:
            continue
        if table.block and (index <= table.bottom or table.is_told_before(index)):
            continue
        if index <= table.bottom:
            yield Beside(place, text, "表头及以上")
            continue
        row = _row_of(table, index, since_1904, above)
        why = _no_person(row, table, index)
        if why == GROUP:
            group = unnumbered(filled[0])
        if why:
            above = row if why == VACANT else RawRow()
            yield Beside(place, text, why)
        else:
            row.group = group
            row.unit = row.unit or (text_of(first.values(index).get("unit")) if first else "")
            row.role = row.role or (label if OF_A_POST.fullmatch(label) else "")
            above = row if row.role or row.unit else RawRow()
            yield row


def _row_of(table: Table, index: int, since_1904: bool, above: RawRow) -> RawRow:
    struck = "、".join(FIELDS[one] for one in table.struck(index) if one in FIELDS)
    row = RawRow(place=table.place(index), struck=struck, hidden="是" if table.sheet.is_hidden(index) else "")
    for field, value in table.values(index).items():
        day = field in {"valid_from", "valid_to", "term"}
        value = several_lines(value) if field == "name" and "\n" in str(value) else value
        setattr(row, field, read_day(value, since_1904=since_1904) if day else text_of(value))
    _take_same(row, above)
    _take_term(row)
    _take_number(row)
    named, remarks = split_remarks(row.name)
    people = persons_in(named)
    if people.names and people.beside:  # 陈志明 副部长
        named, remarks = "、".join(people.names), [*people.beside, *remarks]
    row.name = re.sub(r"\s+", "", named)
    row.title = row.title or "、".join(remarks)
    reached = reached_by(row.phone).phone
    told = first_mobile(reached)  # without what is noted beside it
    row.more_phones = "、".join(number for number in mobiles_in(reached) if number != told)
    row.phone = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", told)) or row.phone
    return row


def _take_number(row: RawRow) -> None:
    """The name alone, where its cell says who it was before too, or the telephone number as well."""
    written, said = row.name, list[str]()
    if now := instead_of(written):
        row.name = now
        said.append(f"姓名写的是“{written}”，按“{now}”开通，请核对。")
    told = contact_of(row.name)
    if told.phone and len(told.names) == 1:
        row.name = "".join([told.name, *(f"（{each}）" for each in told.remarks)])
        row.phone = "、".join(dict.fromkeys(filter(None, (row.phone, told.phone))))
        said.append(f"姓名栏里写着号码“{told.phone}”，姓名“{told.name}”和手机分开登记，请核对。")
    row.said = "\n".join(said)


def _take_same(row: RawRow, above: RawRow) -> None:
    """What the row says to be as in the one ``above``; a term is both of its days."""
    copied, same = list[str](), list[str]()
    for name in AS_ABOVE:
        if not is_same(getattr(row, name)):
            continue
        setattr(row, name, "" if name == "term" else getattr(above, name))
        if name == "term":
            row.valid_from, row.valid_to = row.valid_from or above.valid_from, row.valid_to or above.valid_to
        found = (above.valid_from or above.valid_to) if name == "term" else getattr(above, name)
        (copied if found else same).append(FIELDS.get(name, "起止"))
    row.copied, row.same = "、".join(copied), "、".join(same)
    row.unit_above = "" if row.unit else above.unit or above.unit_above


def _take_term(row: RawRow) -> None:
    """The first and the last day out of whichever cell holds both (任职起止), or more than a day; of two that tell the
    same day, the cell of its own goes first."""
    told = {name: getattr(row, name) for name in ("term", "valid_from", "valid_to")}
    guesses, row.term = list[str](), ""
    for name, text in told.items():
        if not text or (name != "term" and _is_day(text)):
            continue
        found = (term_of(f"自{text}") if name == "valid_from" else None) or term_of(text)
        if found is None or (found.is_length and name == "valid_from"):
            if name == "term":  # what it means is asked for beside the last day
                row.valid_to = row.valid_to or text
            continue
        begin, end = found.begin, text if found.is_length else found.end
        row.valid_from = begin if name == "valid_from" else told["valid_from"] or begin or row.valid_from
        row.valid_to = end if name == "valid_to" else told["valid_to"] or end or row.valid_to
        guesses += [text] if found.guessed and not found.is_length else []
    row.term = "、".join(guesses)


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def _no_person(row: RawRow, table: Table, index: int) -> str:
    """What a line is that names nobody; empty where it may be a person."""
    cells = table.sheet.rows[index]
    filled = [text for value in cells if (text := text_of(value))]
    written = sum(text_of(cells[column]) != "" for column in table.columns)
    if NOBODY.match(row.name) or _is_total(row.name, cells):
        return "合计、说明或填表事项"
    if COLUMNS.field_of(row.name) == "name":
        return "重复的表头"
    if _is_vacant(cells[table.name_at]) and written:
        return VACANT
    if row.name or written >= 2:
        return ""
    return GROUP if len(filled) == 1 and not NOBODY.match(filled[0]) else "没有姓名，只有零星内容"


def _is_vacant(value: object) -> bool:
    """Whether the name's cell says that there is nobody (空缺, 待定, —)."""
    written = str(value or "").strip()
    return bool(written) and not written.startswith("#") and (text_of(value) == "" or is_vacant(written))


def _is_total(name: str, cells: list) -> bool:
    """Whether a row counts the others: it says so where the name stands, or anywhere and names nobody but a number."""
    told = [name] if name and not is_number(name) else [name, *map(text_of, cells)]
    return any(TOTAL.match(re.sub(r"\s+", "", text)) for text in told)


def read_day(value, *, since_1904: bool = False) -> str:
    """A cell as ``YYYY-MM-DD``; empty for an empty one or 长期; what cannot be read comes back as it stands."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        return (start + timedelta(int(value))).isoformat()
    text = text_of(value)
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
