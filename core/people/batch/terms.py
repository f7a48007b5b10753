"""From when and until when somebody has a post, as lists write it: both days in one cell, or how long it lasts."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from core.text import clean_line, seen

FOREVER = frozenset(
    {"长期", "至今", "今", "永久", "不限", "不限期", "无固定期限", "无", "现任", "现在", "-", "—", "——", "/"}
)
_DAY = r"\d{4}[年./\-—]\d{1,2}[月./\-—]\d{1,2}[日号]?|\d{8}"
_WHOLE = rf"{_DAY}|\d{{4}}[年./\-—]\d{{1,2}}月?|\d{{4}}年?"
_SHORT = r"\d{1,2}[月./\-]\d{1,2}[日号]?|\d{1,2}[月日号]"
_LASTING = "|".join(sorted(map(re.escape, FOREVER - {"-", "—", "——", "/", "无"}), key=len, reverse=True))
_UNTIL = r"(?:日?起?[,，、;；]?(?:[至到~～\-—–―]+))"
_WORDS = r"(?:借调|挂职|任职|任期|聘用|聘期|跟班|试用|有效|期限|期|为|:|\(|\))*"
_SPAN = re.compile(
    rf"{_WORDS}[自从]?(?P<begin>{_WHOLE}){_UNTIL}(?P<end>{_WHOLE}|{_SHORT}|{_LASTING})(?:为?止|前)?\)?", re.X
)
_BEGIN = re.compile(rf"{_WORDS}(?:[自从](?P<of>{_WHOLE})日?起?|(?P<since>{_WHOLE})日?(?:起|{_UNTIL}))\)?")
_END = re.compile(
    rf"{_WORDS}(?:[至到]|截[至止到]?|{_UNTIL})(?P<to>{_WHOLE})(?:为?止|前)?\)?|{_WORDS}(?P<till>{_WHOLE})为?止\)?"
)
_LASTS = re.compile(
    rf"{_WORDS}(?:[自从]?(?P<begin>{_WHOLE})日?起?[,，、;；(]?)?{_WORDS}"
    r"(?P<long>(?P<half>半年)|(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个?(?P<unit>年|月|周|星期|天|日))(?P<more>半)?)"
    r"(?:左右|以内|内|期|整)?\)?"
)
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class Term:
    """The first and the last day as ``YYYY-MM-DD``, empty where there is none. Of a term told by its length ``months``
    and ``days`` count from the first day, or from that on which the account is opened; ``guessed`` where a month or a
    year stood for a day, or a lone day does not say whether it is the first or the last."""

    begin: str = ""
    end: str = ""
    months: int = 0
    days: int = 0
    guessed: bool = False

    @property
    def is_length(self) -> bool:
        return bool(self.months or self.days)

    def last_day(self, day: date) -> date:
        """The last day of a term of this length that begins on ``day``."""
        month = day.month - 1 + self.months
        year, month = day.year + month // 12, month % 12 + 1
        moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return moved + timedelta(self.days - 1)


def folded(text: str) -> str:
    """For comparing: half width, no white space, in lower case."""
    return "".join(unicodedata.normalize("NFKC", seen(clean_line(text))).split()).casefold()


def term_of(text: str) -> Term | None:
    """The term that a cell tells; None where it tells none that could be understood."""
    word = folded(text)
    if not word or word in FOREVER:
        return Term()
    if re.fullmatch(_WHOLE, word):
        day = _edge(word, last=True)
        return Term(end=day[0], guessed=True) if day else None
    if found := _SPAN.fullmatch(word):
        if _edge(found["begin"]) is None:
            return None
        return _term(_edge(found["begin"]), _edge(found["end"], last=True, since=found["begin"]), found["end"])
    if found := _BEGIN.fullmatch(word):
        return _term(_edge(found["of"] or found["since"]), None, "")
    if found := _END.fullmatch(word):
        return _term(None, _edge(found["to"] or found["till"], last=True), "")
    if found := _LASTS.fullmatch(word):
        return _length(found)
    return None


def _term(begin: tuple[str, bool] | None, end: tuple[str, bool] | None, until: str) -> Term | None:
    if (begin is None and end is None) or (until and until not in FOREVER and end is None):
        return None
    return Term(begin[0] if begin else "", end[0] if end else "", guessed=any(one and one[1] for one in (begin, end)))


def _length(found: re.Match[str]) -> Term | None:
    begin = _edge(found["begin"]) if found["begin"] else ("", False)
    if begin is None:
        return None
    if found["half"]:
        return Term(begin[0], months=6, guessed=True)
    number, unit = _number(found["number"]), found["unit"]
    if not number or (found["more"] and unit != "年"):
        return None
    if unit in ("年", "月"):
        months = number * 12 + (6 if found["more"] else 0) if unit == "年" else number
        return Term(begin[0], months=months, guessed=True)
    return Term(begin[0], days=number * (7 if unit in ("周", "星期") else 1), guessed=True)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _edge(written: str, *, last: bool = False, since: str = "") -> tuple[str, bool] | None:
    """The day, the ``last`` one that a month or a year may mean, and whether it was meant by less than a day; what is
    left out is as in ``since``. None where there is no such day."""
    if written in FOREVER:
        return None
    if re.fullmatch(r"\d{8}", written):
        numbers = [int(written[:4]), int(written[4:6]), int(written[6:])]
    else:
        numbers = [int(one) for one in re.findall(r"\d+", written)]
    before = [int(one) for one in re.findall(r"\d+", since)]
    if len(before) == 1 and before[0] > 9999:
        before = [int(since[:4]), int(since[4:6]), int(since[6:8])]
    if numbers[0] < 1000:  # 12-31, 12月, 31日: the rest as in the day before
        numbers = before[: 1 if "月" in written or len(numbers) > 1 else 2] + numbers
    try:
        year, month, day = [*numbers, 0, 0][:3]
        whole = len(numbers) == 3
        month = month if len(numbers) > 1 else (12 if last else 1)
        day = day if whole else (calendar.monthrange(year, month)[1] if last else 1)
        return date(year, month, day).isoformat(), not whole
    except (ValueError, calendar.IllegalMonthError):
        return None
