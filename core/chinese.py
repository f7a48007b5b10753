"""Small things of the Chinese language: numerals of 届 and 次, dates in official form, the first of many names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def numeral(number: int) -> str:
    """1–99 as a Chinese numeral: 5 → 五, 10 → 十, 15 → 十五, 21 → 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(f"1–99 expected, got {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones else "")


def long_date(day: date | datetime) -> str:
    """2026年5月8日, as official papers write it (no leading zeros). Datetimes are taken in local time."""
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date | datetime, beside: date | None = None) -> str:
    """5月8日; with its year where that is another one than that of the day ``beside`` which it is read."""
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    year = f"{day.year}年" if beside is not None and day.year != beside.year else ""
    return f"{year}{day.month}月{day.day}日"


_WRITTEN = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d\d)(\d\d)")


def written_day(text: str) -> date | None:
    """A day as people write it: 2026-05-08, 2026.5.8, 2026/5/8, 2026年5月8日, 20260508; None where it is none.

    Raises ValueError for one that no calendar has (2026-02-30).
    """
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return date(*(int(part) for part in found.groups() if part)) if found else None


def weekday(day: date) -> str:
    """星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def some_of(names: Sequence[str], most: int, counted: str, number: int = 0) -> str:
    """“沈岚、周正等5人”: the first ``most`` names and, where these are not all, how many there are (``counted``: 人 …).

    ``number`` says how many there are where not every one of them has a name here.
    """
    shown, number = names[:most], number or len(names)
    return "、".join(shown) + (f"等{number}{counted}" if shown and number > len(shown) else "")


def in_one(sentences: Iterable[str]) -> str:
    """Several sentences as one: “没有叫“航天局”的单位；会办不能重复。”"""
    said = [one.rstrip("。；") for one in dict.fromkeys(sentences) if one]
    return f"{'；'.join(said)}。" if said else ""
