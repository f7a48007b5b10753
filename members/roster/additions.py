"""Who came in later than the term began: what a roster says of it in words (2026年3月增补, 届中增补) or by a column."""

import re
from dataclasses import dataclass

from core.brackets import BRACKETS, split_remarks
from core.files.workbook import Sheet
from members.roster.births import read_birth, read_birth_cell
from members.roster.cells import folded, read_word, text_of
from members.roster.layout import Panel, Table
from members.roster.names import LEGEND, label_behind
from members.roster.result import RosterRow
from members.roster.titles import LISTS

_HOW = r"增补|补选|递补"
_ADDED = re.compile(rf"(?:届中|中途|本届)?({_HOW})(?:[为的])?(?:[本区市县旗]?(?:政协)?委员)?")
#: 新增 among other words says nothing (新增耕地), and without a year nothing by itself: at the beginning of a term it
#: is said of whoever was not a member before.
_NEW = re.compile(r"(?P<when>(?:19|20)\d\d年(?:\d{1,2}月)?(?:份)?)?(?:届中)?新增(?:[本区市县旗]?(?:政协)?委员)?")
#: 增补常委, 补选副主席: somebody who is a member already.
_OF_OFFICE = re.compile(rf"(?:{_HOW})为?(?:区|市|县|政协|本会)*(?:副?主席|副?秘书长|常委|常务委员)")
_NOT_YET = re.compile(rf"(?:拟|待|建议|候选|推荐|申请)[^,，、;；。]{{0,16}}(?:{_HOW})")
_CN = "〇零○一二三四五六七八九十"
_DAY = re.compile(
    rf"(?:19|20)\d\d[年./\-]\d{{1,2}}(?:[月./\-](?:\d{{1,2}}[日号]?)?)?|(?:19|20)\d{{4}}(?:\d\d)?|\d\d年\d{{1,2}}月(?:\d{{1,2}}[日号])?"
    rf"|[{_CN}]{{4}}年[{_CN}]{{1,3}}月(?:[{_CN}]{{1,3}}[日号])?"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
_MEETING = re.compile(
    rf"(?:第?[\d{_CN}]+届)?(?:政协)?(?:第?[\d{_CN}]+次)?(?:全体|常务委员会?|常委会?|主席)?会议?(?:通过|决定|协商|同意)*"
)
_LIST = re.compile(rf"({_HOW})[^,，。;；]{{0,8}}?(?:委员|人员|人选|{LISTS}|表)*(?:\(\d+[人名位]?\))?$")
_DECIDED = re.compile(r"会议?.{0,8}(?:通过|决定|同意|选举|任命|协商)|(?:通过|决定|任命)$|[(][^()]*(?:通过|决定)[)]")
_AMONG_OTHERS = re.compile("[含及和与、]|包括|连同")
_LEGEND = re.compile("(?<!增补)(?<!补选)(?<!递补)为|[系是]|表示|[底色]|[标涂][红黄蓝绿]")
_SINCE_WHEN = re.compile(
    rf"(?:为|是|系|表示|指|[:：]|^)[^,，;；]{{0,4}}?(?P<day>{_DAY.pattern})[^,，;；]{{0,24}}?(?:{_HOW}|新增)(?:的)?(?:[本区市县旗]?(?:政协)?委员|人员|者)?$"
)
_OF_ADDED = re.compile(
    rf"(?:{_HOW}|新增)(?:的)?(?:[本区市县旗]?(?:政协)?委员|人员|者)?的?任[职期](?:起始)?(?:时间|日期)?(?:均|都)*(?:为|是|自|从)+(?P<day>{_DAY.pattern})"
)
_BESIDE = re.compile(r"^[于自经由在]|[起时]$")
_CLAUSES = re.compile(r"[;；。\n]")


@dataclass(frozen=True)
class Addition:
    """``how`` somebody came in, in one word, and the day or month as far as it is told."""

    how: str
    since: str = ""


def addition_in(text: str) -> tuple[Addition | None, str]:
    """What a remark says of coming in later, and the remark's other words."""
    found, rest = None, []
    for clause in _CLAUSES.split(text):
        plain = folded(clause)
        match = _ADDED.search(plain)
        new = _NEW.fullmatch(plain.strip("()"))
        if not found and new and new["when"]:
            days = _DAY.findall(plain)
            found = Addition("增补", _read(days[0]) if days else "")
            continue
        if found or not match or _OF_OFFICE.search(folded(clause)):
            rest.append(clause)
            continue
        days = _DAY.findall(folded(clause))
        since = _read(days[0]) if len(days) == 1 and not _NOT_YET.search(folded(clause)) else ""
        found = Addition(match[1], since)
        rest.append(_without(clause))
    return found, "；".join(part for part in rest if part) if found else text


def says_new(remark: str, name: str) -> bool:
    """Whether a remark or what stands beside the name is 新增, which a note may explain."""
    told = [*_CLAUSES.split(remark), *split_remarks(label_behind(name))[1]]
    return any(_NEW.fullmatch(folded(each)) for each in told)


def day_of_additions(note: str) -> str:
    """The one day or month from which a note says that people were added (黄底为2026年1月全会以来增补委员)."""
    found = set()
    for clause in map(folded, _CLAUSES.split(note)):
        match = _SINCE_WHEN.search(clause.rstrip(")")) or _OF_ADDED.search(clause)
        if match and not set(clause) & set(LEGEND) and not _NOT_YET.search(clause):  # a mark speaks of its own rows
            found.add(_read(match["day"]))
    return found.pop() if len(found) == 1 else ""


def day_of_meeting(text: str) -> str:
    """The day on which, as a heading says, a meeting has decided (2026年3月27日县政协常委会第二十次会议通过)."""
    plain = folded(text)
    days = _DAY.findall(plain)
    return _read(days[0]) if len(days) == 1 and _DECIDED.search(plain) and not _NOT_YET.search(plain) else ""


def with_year(text: str, day: str) -> str:
    """A day without its year (3月27日), with that of ``day`` in which it lies; empty for any other text."""
    found = re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号]", folded(text))
    return _read(f"{day[:4]}年{found[1]}月{found[2]}日") if found and len(day) > 4 else ""


def how_of_list(text: str) -> str:
    """How all people of a list came in, as its name or heading says (增补委员名单, 递补); empty where it does not."""
    plain = folded(text)
    listed = _LIST.search(plain)
    return (
        listed[1]
        if listed and not _AMONG_OTHERS.search(plain) and not _LEGEND.search(plain) and not _NOT_YET.search(plain)
        else ""
    )


def _without(clause: str) -> str:
    plain = clause.translate(BRACKETS).replace("(", "、").replace(")", "、")
    for pattern in (_DAY, _YEAR, _ADDED, _MEETING):
        plain = pattern.sub("", plain)
    words = (_BESIDE.sub("", word) for word in re.split(r"[,，、:：\s]+", plain))
    return "、".join(word for word in words if word)


def _read(day: str) -> str:
    return read_birth(f"20{day}" if re.match(r"\d\d年", day) else day)[0] or ""


def read_since(row: RosterRow, sheet: Sheet, table: Table, panel: Panel, index: int, fixed: str, remark: str) -> str:
    """Put into the row since when somebody is a member: as corrected, by the column, by the words beside the name or
    among the remarks. Returns what else the remarks say."""
    by_remark, rest = addition_in(remark)
    name = panel.one("name")
    beside = "；".join(split_remarks(label_behind(text_of(sheet.rows[index][name])))[1]) if name is not None else ""
    told = by_remark or addition_in(beside)[0]
    row.added, row.since = (told.how, told.since or None) if told else (None, None)
    category = panel.one("category")
    if row.added is None and category is not None and (match := re.search(_HOW, text_of(sheet.rows[index][category]))):
        row.added = match[0]
    column = panel.one("since")
    value = "" if column is None else sheet.rows[index][column]
    if fixed:
        row.since = read_birth(fixed)[0]
    elif column is not None and read_word(text_of(value)):
        _of_column(row, sheet, table, index, column, value)
    return rest


def _of_column(row: RosterRow, sheet: Sheet, table: Table, index: int, column: int, value) -> None:
    since_1904 = sheet.book.since_1904 if sheet.book else False
    shown = "" if isinstance(value, str) else sheet.number_format(index, column)
    in_words = addition_in(value)[0] if isinstance(value, str) else None
    found = in_words.since if in_words else read_birth_cell(value, shown, since_1904=since_1904).value
    days = _DAY.findall(folded(value)) if isinstance(value, str) and not found else []
    if len(days) == 1 and not re.search("拟|待|预计", value):  # 2025年1月，十届四次
        found = _read(days[0])
    label = re.search(_HOW, "".join(table.header.labels[column]))
    if in_words or label:
        row.added = in_words.how if in_words else label[0] if label else None
    if found:
        row.since = found
    elif not in_words:
        row.doubt("since_unreadable", "since", text_of(value).strip())
