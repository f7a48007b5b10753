"""Days that are holidays by law, whatever the yearly schedule will say: nobody works on them.

Source: 全国年节及纪念日放假办法 as amended on 10 November 2024, in force since 1 January 2025 (13 days). The days of
the lunar calendar and of 清明 stand in ``core/data/festivals.csv`` until 2050; later years have none here. Days given
for a holiday that falls on a weekend, and weekends worked instead, are settled by the schedule of the year alone.
"""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from core.clock.workdays import DAY, DayInfo

FESTIVALS = Path(__file__).resolve().parents[1] / "data" / "festivals.csv"


@cache
def by_law() -> dict[date, DayInfo]:
    """Every such day of the years that are known, with its festival."""
    found: dict[date, DayInfo] = {}
    with FESTIVALS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            year, spring = int(row["year"]), date.fromisoformat(row["spring"])
            days = {
                "元旦": [date(year, 1, 1)],
                "春节": [spring + timedelta(days=n) for n in (-1, 0, 1, 2)],  # 除夕 to 初三
                "清明节": [date.fromisoformat(row["qingming"])],
                "劳动节": [date(year, 5, 1), date(year, 5, 2)],
                "端午节": [date.fromisoformat(row["dragon_boat"])],
                "中秋节": [date.fromisoformat(row["mid_autumn"])],
                "国庆节": [date(year, 10, 1) + n * DAY for n in range(3)],
            }
            for name, each in days.items():
                for day in each:
                    found.setdefault(day, DayInfo("holiday", name))
    return found


def completed(days: dict[date, DayInfo], published: set[int]) -> dict[date, DayInfo]:
    """``days`` with the holidays by law of the years that are not in ``published``; what was entered goes first."""
    return {day: info for day, info in by_law().items() if day.year not in published} | days
