"""Load the schedule of holidays and make-up working days of one or more years (放假安排)."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.clock import clocks
from core.clock.calendar import load_calendar
from core.clock.workdays import PeriodError


class Command(BaseCommand):
    help = "载入放假安排（CSV：date、kind、name），文件里出现的年份整年替换，暂定的期限随即重算"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="例如 core/data/calendar.csv")

    def handle(self, *, file: Path, **options):
        try:
            with file.open(encoding="utf-8-sig", newline="") as rows:
                years = load_calendar(csv.DictReader(rows))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了 {file}：{error}") from None
        except PeriodError as error:
            raise CommandError(str(error)) from None
        moved = clocks.recount_provisional()
        named = "、".join(str(year) for year in sorted(years))
        self.stdout.write(f"已载入 {named} 年放假安排，重算后有 {len(moved)} 个期限的截止日改变。")
