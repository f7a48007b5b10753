"""Understands the year's notice of holidays (国务院办公厅关于某年部分节假日安排的通知) as it is pasted. Pure.

“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。” gives three days of rest and one of work.
What contradicts itself (a weekday, a count of days) or is not understood is said, never guessed silently.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock.workday_words import WEEKDAYS, full

_BEGIN = r"(?:^|(?<=[\n。；]))\s*"
_NUMBERS = "[一二三四五六七八九十]+"
HEADING = re.compile(rf"{_BEGIN}(?:{_NUMBERS}[、.．]|（{_NUMBERS}）)\s*([^：:。\n]{{2,40}})[：:]")
_FESTIVAL = "元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?"
PLAIN = re.compile(rf"{_BEGIN}((?:{_FESTIVAL})(?:[、和与](?:{_FESTIVAL}))?)[：:]")
YEAR = re.compile(r"(\d{4})年(?:部分)?(?:节假日|放假)")
NUMBER = re.compile(r"国办发明电〔\d{4}〕\d+号")
DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\{(.)\})?"
SPAN = re.compile(rf"{DAY}(?:(?:至|到|[-—~～－–]+){DAY})?")
COUNT = re.compile(r"共(\d+)天")
ADVICE = re.compile(r"鼓励|提倡|带薪|值班|妥善|请假|倡导")
#: The day on which it was issued, below the text.
_ISSUED = re.compile(r"^(?:[^，。\d]*(?:办公厅|办公室|政府|人事部|印发于?))?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$")
REST, WORK = "holiday", "workday"
LONGEST = 31


@dataclass(frozen=True)
class Understood:
    """One day of the notice: rest or work, for which festival."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class Reading:
    """What a notice says: its year (0: none is named), its days in order, its number, and what is in doubt."""

    year: int
    days: tuple[Understood, ...]
    doubts: tuple[str, ...]
    number: str = ""


def read(text: str, year: int | None = None) -> Reading:
    """Understand ``text``; ``year`` is meant where the text does not name its own."""
    text = _plain(text)
    found = YEAR.search(text) or re.search(r"(\d{4})年", text)
    year = int(found[1]) if found else year
    number = NUMBER.search(text)
    if year is None:
        return Reading(0, (), ("没有看到是哪一年的通知，请在上面写明年份。",))
    days: dict[date, Understood] = {}
    doubts: list[str] = []
    for name, body in _sections(text):
        reader = _Section(name, year)
        reader.read(body)
        doubts += reader.doubts
        for one in reader.days:
            other = days.get(one.day)
            if other and other.kind != one.kind:
                doubts.append(f"{full(one.day)}在“{other.name}”和“{one.name}”里一处放假、一处上班，请核对原文。")
            days[one.day] = one
    doubts += _as_a_whole(days, year)
    return Reading(year, tuple(days[day] for day in sorted(days)), tuple(doubts), number[0] if number else "")


def _plain(text: str) -> str:
    """Digits and punctuation of one kind; brackets reduced to the weekday in them: “（农历正月初七、周一）” is {一}."""
    text = text.translate(str.maketrans("０１２３４５６７８９()〔〕，", "0123456789（）〔〕，")).replace(",", "，")
    text = re.sub(r"[ \t\u3000\r]+", "", text)

    def weekday(match: re.Match) -> str:
        named = re.search(r"(?:周|星期|礼拜)([一二三四五六日天])", match[1])
        return f"{{{named[1].replace('天', '日')}}}" if named else ""

    return re.sub(r"（([^（）]*(?:周|星期|礼拜|农历|初|廿|除夕)[^（）]*)）", weekday, text)


def _sections(text: str) -> list[tuple[str, str]]:
    """Each festival with what is said about it."""
    heads = sorted({m.end(): m for m in (*HEADING.finditer(text), *PLAIN.finditer(text))}.items())
    ends = [match.start() for _, match in heads[1:]] + [len(text)] * bool(heads)
    return [(match[1].strip(), text[start:end]) for (start, match), end in zip(heads, ends, strict=True)]


class _Section:
    """Reads what is said about one festival, sentence by sentence, clause by clause."""

    def __init__(self, name: str, year: int):
        self.name, self.year = name, year
        self.days: list[Understood] = []
        self.doubts: list[str] = []

    def read(self, body: str) -> None:
        for sentence in re.split(r"[。；\n]", body):
            if SPAN.search(sentence) and not ADVICE.search(sentence) and not _ISSUED.search(sentence):
                self._sentence(sentence)

    def _sentence(self, sentence: str) -> None:
        waiting: list[date] = []
        rested = 0
        for clause in sentence.split("，"):
            waiting += self._dates(clause)
            kind = WORK if "上班" in clause else REST if re.search("放假|补休|休息|调休", clause) else ""
            if kind and waiting:
                self.days += [Understood(day, kind, self.name[:40]) for day in waiting]
                rested += len(waiting) if kind == REST else 0
                waiting = []
            told = COUNT.search(clause)
            if told and rested and rested != int(told[1]):
                self.doubts.append(f"“{self.name}”写明共{told[1]}天，按日期算是{rested}天，请核对原文。")
        if waiting:
            self.doubts.append(f"“{self.name}”里这一句没有看懂是放假还是上班：{_shown(sentence)}。")

    def _dates(self, clause: str) -> list[date]:
        found: list[date] = []
        month: int | None = None
        for match in SPAN.finditer(clause):
            first = self._date(*match.groups()[:4], known=month)
            if first is None:
                continue
            month = first.month
            if match[7] is None:
                found.append(first)
                continue
            last = self._date(*match.groups()[4:], known=month, after=first)
            if last is None or not 0 <= (last - first).days < LONGEST:
                self.doubts.append(f"“{self.name}”的起止日期不对：{_shown(match[0])}。")
                continue
            found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return found

    def _date(
        self, year: str | None, month: str | None, day: str, weekday: str | None, *,
        known: int | None, after: date | None = None,
    ) -> date | None:  # fmt: skip
        """One date; its month is ``known`` from the one before where it is not written again."""
        number = int(month) if month else known
        if number is None:
            self.doubts.append(f"“{self.name}”里的“{day}日”没有写明是几月。")
            return None
        if year:
            meant = int(year)
        elif after is not None:
            meant = after.year + (number < after.month)
        else:  # 元旦 of a year may begin in the December before
            meant = self.year - (number == 12 and "元旦" in self.name)
        try:
            found = date(meant, number, int(day))
        except ValueError:
            self.doubts.append(f"“{self.name}”里的{number}月{day}日在日历上不存在。")
            return None
        if weekday and WEEKDAYS[found.weekday()][-1] != weekday:
            self.doubts.append(f"{full(found)}是{WEEKDAYS[found.weekday()]}，原文写作周{weekday}，请核对。")
        return found


def _shown(text: str) -> str:
    return re.sub(r"\{(.)\}", r"（周\1）", text)


def _as_a_whole(days: dict[date, Understood], year: int) -> Iterable[str]:
    """What is missing or odd about the whole year."""
    if not days:
        yield "没有看到任何放假或上班的日期。请把通知从“一、元旦”起整段粘贴过来。"
        return
    for month, name in ((1, "元旦"), (10, "国庆节")):
        if getattr(days.get(date(year, month, 1)), "kind", "") != REST:
            yield f"没有看到{name}（{month}月1日）放假。缺了它，这一年不算完整，期限仍标“暂定”。"
    for one in days.values():
        if one.kind == WORK and one.day.weekday() < 5:
            yield f"{full(one.day)}是{WEEKDAYS[one.day.weekday()]}，本来就上班，原文却写作调休上班，请核对。"
