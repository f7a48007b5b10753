"""Reading dates of birth in all the ways in which offices write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import unescape

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.cells import EMPTY_WORDS, WIDTH, folded, is_blank, of_chinese_numeral, squeeze, text_of
from members.roster.layout import Table, spans

OLDEST, YOUNGEST = 100, 18
"""Years of age between which a date of birth needs no second look."""

_CN_DIGITS = {mark: str(n) for n, mark in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0", "o": "0"}
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3}|元(?=月))"
_IN_WORDS = re.compile(
    rf"^(?:公元)?(\d{{4}}|\d{{2}}|[〇零○Oo一二三四五六七八九]{{4}}|[〇零○Oo一二三四五六七八九]{{2}})[年./\-]({_NUMERAL})月?份?"
    rf"(?:[./\-]?({_NUMERAL})[日号]?)?$"
)
_REPUBLIC = re.compile(
    rf"^(?:中华)?民国([\d〇零一二三四五六七八九十]{{1,3}})年({_NUMERAL})月份?(?:({_NUMERAL})[日号]?)?$"
)
_AROUND = re.compile(r"^(?:生于|出生于|出生[:：]?|公历|公元|新历|阳历)|(?:出生|生人|生|月份)$")
_BESIDE = re.compile(r"[\s/,，、;；]+((?:属|生肖)\w|\d{2}周?岁|农历|阴历|公历|[男女])$")
_MONTHS = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH = re.compile(r"^([A-Za-z]{3})[a-z]*[-. ]?(\d{2}|\d{4})$")
_UNKNOWN_DAY = re.compile(r"^((?:19|20)\d{4})00$")
_IDENTITY = re.compile(r"^\d{6}((?:19|20)\d{6})\d{3}[\dXx]$")


def of_identity(text: str) -> str:
    """The date of birth in an identity number, YYYY-MM-DD; empty for any other text."""
    found = _IDENTITY.match(squeeze(text.translate(WIDTH)).strip("'’‘"))
    return (read_birth(found[1])[0] or "") if found else ""


@dataclass(frozen=True)
class Birth:
    """A cell as read: ``value`` YYYY-MM or YYYY-MM-DD, a warning key with what it is about, and remarks beside it."""

    value: str | None = None
    warning: str | None = None
    about: str = ""
    remarks: tuple[str, ...] = ()


def read_birth_cell(value, number_format: str = "", *, since_1904: bool = False) -> Birth:
    """A whole cell with whatever stands beside the date: remarks in brackets, a question mark, 约.

    A date that cannot be a member's (a child, somebody over a hundred) is read and doubted.
    """
    if not isinstance(value, str):
        found, warning = read_birth(value, number_format, since_1904=since_1904)
        return _plausible(Birth(found, warning, _year_alone(text_of(value)) if warning else ""))
    plain, remarks = split_remarks(text_of(value))
    if match := _BESIDE.search(plain):
        plain, remarks = plain[: match.start()], [*remarks, match[1]]
    if number := _IDENTITY.match(squeeze(plain.translate(WIDTH))):
        found, warning = read_birth(number[1])
        return _plausible(Birth(found, warning or "birth_of_identity", "", tuple(remarks)))
    found, warning = read_birth(plain, since_1904=since_1904)
    if found is None and (unknown_day := _UNKNOWN_DAY.match(squeeze(plain.translate(WIDTH)))):
        found, warning = read_birth(unknown_day[1])
    if (
        found is None
        and warning
        and (sure := re.sub(r"^(?:大?约|大概|估计)|[?？]+$|左右$", "", plain.strip())) != plain
    ):
        found, _ = read_birth(sure, since_1904=since_1904)
        warning = "birth_doubted" if found else warning
    return _plausible(Birth(found, warning, _year_alone(plain) if not found else "", tuple(remarks)))


def _year_alone(text: str) -> str:
    return "只写了年份" if re.fullmatch(r"(?:19|20)\d\d年?(?:出生|生)?", squeeze(text.translate(WIDTH))) else ""


def _plausible(birth: Birth) -> Birth:
    if not birth.value or birth.warning:
        return birth
    age = date.today().year - int(birth.value[:4])
    if YOUNGEST <= age <= OLDEST:
        return birth
    return Birth(birth.value, "birth_implausible", f"约 {age} 岁", birth.remarks)


def read_birth(value, number_format: str = "", *, since_1904: bool = False) -> tuple[str | None, str | None]:
    """``YYYY-MM-DD`` or, where only a month is given, ``YYYY-MM``; a warning where something unreadable is written.

    Dates and Excel serials are full dates, but for the first of a month whose format shows no day: that is how Excel
    keeps a month that somebody typed. A number cell 1968.1 may have been typed as
    1968.10 and is only read where its format tells (``birth_ambiguous`` otherwise); as text it is January.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(value.year, value.month, None if value.day == 1 and shows_month(number_format) else value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _birth_of_number(float(value), number_format, since_1904)
    text = text_of(value)
    if not text.strip():
        return None, None
    return _birth_of_text(text, since_1904)


def _birth_of_number(number: float, number_format: str, since_1904: bool) -> tuple[str | None, str | None]:
    if 3000 <= number <= 99_999:
        return _of_serial(int(number), since_1904, number_format)
    if number.is_integer():
        return _birth_of_text(str(int(number)), since_1904)
    if re.match(r"^0+\.00$", number_format):
        return _birth_of_text(f"{number:.2f}", since_1904)
    written = repr(number)
    if re.fullmatch(r"\d{4}\.1", written):
        return None, "birth_ambiguous"
    return _birth_of_text(written, since_1904)


def _of_serial(days: int, since_1904: bool, number_format: str = "") -> tuple[str | None, str | None]:
    return read_birth((date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days), number_format)


def shows_month(number_format: str) -> bool:
    """Whether a cell's format shows year and month and no day (yyyy"年"m"月", mmm-yy)."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", unescape(number_format)).split(";")[0].lower()
    return "y" in shown and "m" in shown and "d" not in shown


@lru_cache(maxsize=8192)
def _birth_of_text(text: str, since_1904: bool) -> tuple[str | None, str | None]:
    text = text.translate(WIDTH).strip()
    if text in EMPTY_WORDS - {"空缺", "暂缺", "待补", "待定"}:
        return None, None
    text = re.sub(r"[T\s]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", text)
    text = squeeze(re.sub(r"(?<=\d)\s+(?=\d)", ".", text))
    text = _AROUND.sub("", _AROUND.sub("", text)) if not text.isdigit() else text
    if found := _of_words(text):
        return found
    text = re.sub(r"[年月./\\\-—–－―~·、,。_]+", ".", re.sub(r"[日号]$", "", text)).strip(".")
    if match := re.fullmatch(r"(\d{4})\.(\d{1,2})(?:\.(\d{1,2}))?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})?", text
    ):
        found = _checked(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        if found[0] or len(text) != 6:
            return found
    # A two-digit year is only certain where it can be neither a day nor a month.
    if match := re.fullmatch(r"(3[2-9]|[4-9]\d)\.(\d{1,2})(?:\.(\d{1,2}))?", text) or re.fullmatch(
        r"(3[2-9]|[4-9]\d)(\d{2})(\d{2})", text
    ):
        return _checked(1900 + int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or second > 12 or first == second:
            return _checked(year, min(first, second), max(first, second))
        return None, "birth_ambiguous"
    if match := re.fullmatch(r"(\d{1,2})\.(\d{4})", text):
        return _checked(int(match[2]), int(match[1]), None)
    return _of_serial(int(text), since_1904) if re.fullmatch(r"\d{5}", text) else (None, "birth_unreadable")


def _of_words(text: str) -> tuple[str | None, str | None] | None:
    """一九六八年五月, 六八年五月, 1968年五月, 民国五十七年五月; nothing where the text is none of these."""
    if (english := _ENGLISH.match(text)) and english[1].lower() in _MONTHS:
        year = int(english[2]) if len(english[2]) == 4 else 1900 + int(english[2])
        return _checked(year, _MONTHS.index(english[1].lower()), None)
    if match := _REPUBLIC.match(text):
        year = int(match[1]) if match[1].isdigit() else of_chinese_numeral(match[1])
        year = year + 1911 if year else 0
    elif (match := _IN_WORDS.match(text)) and not text.replace("年", "").replace("月", "").rstrip("日号").isdigit():
        digits = "".join(_CN_DIGITS.get(mark, mark) for mark in match[1])
        year = int(digits) if len(digits) == 4 else 1900 + int(digits) if int(digits) >= 32 else 0
    else:
        return None
    return _checked(year, _numeral(match[2]), _numeral(match[3]) if match[3] else None) if year else None


def _numeral(text: str) -> int:
    return 1 if text == "元" else int(text) if text.isdigit() else of_chinese_numeral(text)


def _checked(year: int, month: int, day: int | None) -> tuple[str | None, str | None]:
    if not 1900 <= year <= date.today().year:
        return None, "birth_unreadable"
    try:
        date(year, month, day or 1)
    except ValueError:
        return None, "birth_unreadable"
    if day == 0:
        return None, "birth_unreadable"
    return (f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"), None


def typed_birth(text: str) -> str:
    """What somebody typed (1979.4, 1979年4月) as a date of birth is stored, else the text as it is."""
    text = text.strip()
    return (read_birth(text)[0] if re.search(r"(?:19|20)\d\d", text) else None) or text


def two_readings(text: str) -> str:
    """The sentence on a month that may be January or October (1970.1); empty for any other."""
    plain = text.translate(WIDTH).strip()
    if not re.fullmatch(r"\d{4}\.1", plain):
        return ""
    return f"“{plain}”可以是1月，也可以是10月，请写成 {plain[:4]}-01 或 {plain[:4]}-10。"


def settle_births(sheet: Sheet, table: Table) -> None:
    """Read as dates of birth the column headed 年龄 where (almost) all of it are such dates, and no other has them."""
    for panel, (first, last) in spans(table.header.panels, sheet.width):
        for at in range(first, min(last, len(table.header.texts))):
            if "birth" in panel.columns or folded("".join(table.header.texts[at])) != "年龄":
                continue
            cells = [row[at] for row in sheet.rows[table.header.bottom + 1 : table.end] if not is_blank(row[at])]
            dates = [cell for cell in cells if isinstance(cell, str) and len(cell) > 4 and read_birth_cell(cell).value]
            if dates and len(dates) * 2 > len(cells):
                panel.columns["birth"] = [at]
                table.header.unread[:] = [each for each in table.header.unread if each != "年龄"]
