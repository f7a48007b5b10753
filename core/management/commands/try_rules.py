"""``try_rules FILE``: what the engine makes of the examples of a pack of deadlines; nothing is written."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.management.rule_files import read_text
from core.rulebook.formats.faults import Faults
from core.rulebook.formats.trying import try_text


class Command(BaseCommand):
    help = "按文件里的规则试算它的示例（kind: deadlines），不写入任何内容，也不看文件写的预期结果"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument(
            "--effective-from", type=date.fromisoformat, metavar="YYYY-MM-DD",
            help="没有逐条写明施行日期的规则从哪一天起用；默认视为一直有效",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *, file: Path, effective_from: date | None, **options):
        try:
            plan, tried = try_text(read_text(file), effective_from)
        except Faults as error:
            raise CommandError(str(error), returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps([one.as_json() for one in tried], ensure_ascii=False, indent=1))
            return
        for fault in plan.faults:
            self.stdout.write(f"不能载入  {fault}")
        for one in tried:
            self.stdout.write(one.id)
            for result in {(r.due, r.status, r.explanation): r for r in reversed(one.results)}.values():
                status = f"  [{result.status}]" if result.status else ""
                self.stdout.write(f"  {result.what}  {result.due or '—'}{status}  {result.explanation}")
