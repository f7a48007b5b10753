"""The work calendar that comes with the site."""

import csv
from pathlib import Path

from core.clock import workdays as wd
from core.clock.workdays import WorkCalendar

SEED = Path(wd.__file__).parents[1] / "data" / "calendar.csv"


def seed_days():
    with SEED.open(encoding="utf-8", newline="") as rows:
        return wd.read_days(csv.DictReader(rows))


DAYS = seed_days()

CALENDAR = WorkCalendar(DAYS, {2024, 2025, 2026})
