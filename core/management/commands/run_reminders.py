"""What beat runs every morning: endings of periods that are over, then the digests (晨报)."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.clock.reminders import morning


class Command(BaseCommand):
    help = "办理期满事项并发出当天的晨报；当天再次运行不重复发送"

    def add_arguments(self, parser):
        parser.add_argument("--today", help="按哪一天办理（YYYY-MM-DD），默认今天")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args, today, json: bool, **options):
        result = morning.run(_day(today))
        self.stdout.write(_as_json(result) if json else "\n".join([result["said"], *result["faults"]]))


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise CommandError(f"日期“{text}”看不懂，请写成 2026-11-23。") from None


def _as_json(result: dict) -> str:
    return json.dumps(result, ensure_ascii=False)
