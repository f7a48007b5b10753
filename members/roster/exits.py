"""How, when and by whose word somebody has left, as a roster tells: by columns of whatever heading, by lists of leavers
or remarks (2024年6月调离; 变动情况：病逝, 时间：2025.12, 依据：…).

A column without a use of its own some of whose cells say that somebody has left is one about leaving, with the columns
for a day and for the ground beside it. Who has only given up an office, or asks to leave, is still a member.
"""

import re
from dataclasses import dataclass, field

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, read_line, text_of
from members.roster.layout import Header, Panel, Table, spans
from members.roster.leaving import is_end_of_office, tells_of_leaving

DIED, REMOVED, RESIGNED, MOVED, RELEASED = "died", "removed", "resigned", "moved", "released"
WAYS = (
    (DIED, re.compile(r"[病逝去离]世|[病亡身]故|病逝|逝世|已故|死亡|殉职|牺牲")),
    (REMOVED, re.compile(r"撤销|取消.{0,6}资格|罢免|开除|双开|除名|丧失.{0,6}资格|撤免")),
    (RESIGNED, re.compile(r"辞(?!典|书|海)")),
    (MOVED, re.compile(r"调离|调出|调走|调任|外调|调往|调动|调至|转业|转任|交流到|离[县区市]|迁出|移居|异地")),
    (RELEASED, re.compile(r"免(?!费|税|疫)|不再(?:担任|任|是|保留)|卸任|离任|终止")),
)
#: The whole of a short cell about somebody's whereabouts; among other words these say nothing.
_BARE = re.compile(r"(?:已|因)?(?:工作)?(?:转业|转任|调动|离[县区市岗])(?:离[县区市]|到地方|[，,、(（].*)?")
_SHORT, _DAYS_FOR_MOST = 24, 0.5
_STAYS = re.compile(
    r"(?:仍|继续|还|保留|留任)(?:保留|担任|任|为|是)*(?:政协|其)?委员|委员(?:资格|职务|身份)?(?:保留|不变|继续|未变|未辞|没有?辞)"
    r"|[县区市州省镇乡]内(?:工作)?(?:调动|调整|交流|调任)"
)
_PENDING = re.compile(
    r"[未没]获?(?:经|予|有)?(?:批|通过|办|决定|同意)|(?:^|[，,；;。:：])拟|拟(?:辞|调|免|退|撤)|尚未|申请中|办理中|正在办"
    r"|待.{0,4}(?:批|常委会|会议|全会|审|报|研究|通过|决定|办理)"
)
#: An office given up, of whatever body, and not a word of the mandate (委员, but not 委员会).
_OFFICE_ONLY = re.compile(
    r"(?:辞去|免去|不再(?:担任|任)|卸任)(?:(?!(?<!常务)委员(?!会)).){0,20}?"
    r"(?:常委|常务委员|主席|秘书长|[^委]长|主任|书记|经理|法人|主委|理事|会员)(?:一职|职务|岗位)?(?:$|[（(])"
)
_MANDATE = re.compile(r"(?:辞去?|免去?|撤销|取消|不再(?:担任|任|是)|终止)[^，,；;。]{0,12}(?:(?<!常务)委员(?!会)|资格)")
_DAY = re.compile(
    r"(?<!\d)((?:19|20)?\d\d)[年./\-](\d{1,2})(?:[月./\-](\d{1,2})[日号]?|月)?(?!\d)|(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)"
)
#: A date among words that is another one: of birth.
_NO_DAY = re.compile(r"\d[月日号]?(?:出?生|生人)|出生")
_FOR_DAYS = re.compile(r"时间|日期|年月|何时")
_FOR_GROUND = re.compile(r"依据|文号|文件|批准|决定|会议")
_NO_COLUMN = re.compile(
    r"简历|经历|事迹|学历|学位|毕业|培训|身份证|党派|社会|参加工作|工龄|入[党会团盟社]|加入|党龄|出生|生日|年龄|产生|当选|任现职|任职(?:时间|日期)"
)


@dataclass(frozen=True)
class Exit:
    """``way`` is a key of the ways of leaving, ``day`` YYYY-MM-DD or YYYY-MM; each empty where it is not told."""

    way: str = ""
    day: str = ""
    words: str = ""
    basis: str = ""


@dataclass
class Told:
    """What the columns about leaving say in one row: the words with their headings, a day, a ground."""

    words: list[str] = field(default_factory=list)
    day: str = ""
    basis: str = ""


def exit_of(told: Told, remark: str) -> Exit:
    """Put together from the columns about leaving, else from a remark that tells of it. The day of the meeting goes
    before a month or year that it lies in."""
    words = "；".join(told.words) or remark
    alone = (part for part in remark.split("；") if _DAY.fullmatch(folded(part)))  # a remark that is a mere day
    day, decided = told.day or day_in(words) or day_in(next(alone, "")), day_in(told.basis)
    return Exit(way_of(words), decided if decided.startswith(day) else day, words, told.basis)


def way_of(text: str) -> str:
    """The way of leaving that a text names, the weightiest first; empty for none."""
    plain = "".join(text.split())
    return next((way for way, pattern in WAYS if pattern.search(plain)), "")


def day_in(text: str) -> str:
    """The first day or month in a text, as YYYY-MM-DD or YYYY-MM; empty for none."""
    for match in _DAY.finditer(folded(text)):
        year, month, day = (match[n] or match[n + 3] or "" for n in (1, 2, 3))
        year = year if len(year) == 4 else f"20{year}"
        if 1 <= int(month) <= 12 and (not day or 1 <= int(day) <= 31):
            return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    return ""


def says_of_leaving(text: str) -> bool:
    """Whether the short cell of a column about people's whereabouts says that somebody has left."""
    plain = "".join(text.split())
    return 0 < len(plain) <= _SHORT and bool(tells_of_leaving(plain) or _BARE.fullmatch(plain))


def stays_a_member(text: str) -> str:
    """A key of ``WARNINGS`` where the words tell of leaving an office only, or of a wish; empty where of neither."""
    plain = "".join(text.split())
    if way_of(plain) == DIED:
        return ""
    office = any(_OFFICE_ONLY.search(part) for part in re.split(r"[，,；;。:：]", plain))
    if _STAYS.search(plain) or (office and not _MANDATE.search(plain)):
        return "left_an_office"
    return "leaving_asked" if _PENDING.search(plain) else ""


def settle_leaving(sheet: Sheet, table: Table, *, of_leavers: bool) -> None:
    """Read as ``leaving`` and ``leaving_by`` the columns that no field claims and that tell of it."""
    for panel, span in spans(table.header.panels, sheet.width):
        unread = _unread(table.header, panel, span)
        found = [at for at in unread if any(says_of_leaving(text) for text in _texts(sheet, table, at))]
        for at in found:
            _claim(table.header, panel, "leaving", at)
        if not (of_leavers or "leaving" in panel.columns):
            continue
        for at in unread:
            label = folded("".join(table.header.texts[at]))
            if at not in found and _FOR_GROUND.search(label):
                _claim(table.header, panel, "leaving_by", at)
            elif at not in found and _FOR_DAYS.search(label) and any(map(day_in, _texts(sheet, table, at))):
                _claim(table.header, panel, "leaving", at)


def is_mostly_of_leavers(sheet: Sheet, table: Table, panel: Panel, rows: list[int]) -> bool:
    """Whether more than half of the members' ``rows`` say in a column about leaving that somebody has left; a day says
    so where the heading over it does."""
    columns = panel.columns.get("leaving", [])
    heads = {at: "".join(table.header.texts[at]) for at in columns}
    dated = {at for at, head in heads.items() if tells_of_leaving(head) or is_end_of_office(head)}
    gone = sum(
        any(
            says_of_leaving(text) or (at in dated and day_in(text))
            for at in columns
            if (text := text_of(sheet.rows[row][at]))
        )
        for row in rows
    )
    return gone > _DAYS_FOR_MOST * len(rows)


def told_in(sheet: Sheet, table: Table, panel: Panel, index: int) -> Told:
    """What the columns about leaving say of one row."""
    told = Told()
    for at in panel.columns.get("leaving", ()):
        text = read_line(text_of(sheet.rows[index][at]))
        if day_in(text) and not way_of(text) and not _NO_DAY.search(text):
            told.day = told.day or day_in(text)
        elif text:
            told.words.append(text)
    for at in panel.columns.get("leaving_by", ()):
        told.basis = "；".join(filter(None, (told.basis, read_line(text_of(sheet.rows[index][at])))))
    return told


def _unread(header: Header, panel: Panel, span: tuple[int, int]) -> list[int]:
    read = {column for columns in panel.columns.values() for column in columns}
    return [
        column
        for column in range(span[0], min(span[1], len(header.texts)))
        if column not in read and (label := "".join(header.texts[column])) and not _NO_COLUMN.search(label)
    ]


def _texts(sheet: Sheet, table: Table, at: int) -> list[str]:
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    return [text_of(row[at]) for row in rows if not is_blank(row[at])]


def _claim(header: Header, panel: Panel, name: str, at: int) -> None:
    panel.columns.setdefault(name, []).append(at)
    label = "".join(folded(text) for text in header.texts[at])
    header.unread[:] = [each for each in header.unread if each != label]
