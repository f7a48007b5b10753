"""Small things of the Chinese language: numerals of 届 and 次, dates in official form."""

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


def short_date(day: date | datetime) -> str:
    """5月8日."""
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"
