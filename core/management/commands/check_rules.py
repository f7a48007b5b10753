"""``check_rules``: hold the whole rule book against what it may hold; exit code 1 where something is wrong."""

import json

from django.core.management.base import BaseCommand, CommandError

from core.rulebook.formats.checking import check_table


class Command(BaseCommand):
    help = (
        "核对制度库：不认识的项目、不可能的取值、重叠、空档、已过期仍在使用的版本、没有现行取值的项目；列出待施行的版本"
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, **options):
        report = check_table()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            for label, notes in (("错误", report.faults), ("提醒", report.warnings), ("待施行", report.pending)):
                for note in notes:
                    self.stdout.write(f"{label}  {note}")
            self.stdout.write(
                f"共{report.count}条规则：错误{len(report.faults)}处，提醒{len(report.warnings)}处，"
                f"待施行{len(report.pending)}条。"
            )
        if report.faults:
            raise CommandError(f"制度库有{len(report.faults)}处错误。", returncode=1)
