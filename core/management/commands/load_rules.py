"""``load_rules FILE``: enter a regulation's numbers, from our own form or from a pack of deadlines."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.management.rule_files import read_text
from core.people.actors import system_actor
from core.rulebook.formats.faults import Faults
from core.rulebook.versions import FilePlan, load_plan, plan_file


class Command(BaseCommand):
    help = "载入一份制度文件的规则。有一处不能收就全部不写入，除非加 --skip-bad；--dry-run 只看结果不写入。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.yaml", help="格式见 docs/rules.md")
        parser.add_argument(
            "--effective-from", type=date.fromisoformat, metavar="YYYY-MM-DD", help="文件自己没有逐条写明的施行日期"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--skip-bad", action="store_true", help="跳过有问题的规则，其余照常载入")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *, file: Path, effective_from: date | None, dry_run: bool, skip_bad: bool, **options):
        plan = plan_file(read_text(file), effective_from=effective_from)
        faults, counts, problem = list(plan.faults), {"created": 0, "unchanged": 0, "skipped": 0}, ""
        if dry_run:
            counts = {"created": len(plan.new), "unchanged": len(plan.unchanged), "skipped": len(plan.faults)}
        else:
            try:
                counts = load_plan(actor=system_actor(), plan=plan, skip_bad=skip_bad)
            except Faults as error:
                faults = error.faults
                problem = _problem(plan, len(faults))
        if options["json"]:
            self._write_json(file, plan, faults, counts, dry_run, problem)
        else:
            self._write_words(plan, faults, counts, dry_run)
        if problem:
            raise CommandError(problem, returncode=1)

    def _write_json(self, file: Path, plan: FilePlan, faults: list, counts: dict, dry_run: bool, problem: str) -> None:
        adopted = plan.regulation.adopted_on
        document = {
            "file": file.name,
            "dry_run": dry_run,
            "regulation": {
                "title": plan.regulation.title,
                "adopted_by": plan.regulation.adopted_by,
                "adopted_on": adopted.isoformat() if adopted else None,
                "place": plan.regulation.place,
            },
            "rows": [row.as_json() for row in plan.rows],
            "warnings": list(plan.warnings),
            "faults": [fault.as_json() for fault in faults],
            **counts,
        }
        if problem:
            document["error"] = problem
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))

    def _write_words(self, plan: FilePlan, faults: list, counts: dict, dry_run: bool) -> None:
        if plan.regulation.title:
            self.stdout.write(f"《{plan.regulation.title}》")
        for row in plan.rows:
            status = "未变" if row.status == "unchanged" else "新录入" if counts["created"] else "可录入"
            class_label = f"（{row.class_label}）" if row.applies_to else ""
            change = f"{row.before} → {row.words}" if row.before not in ("", row.words) else row.words
            self.stdout.write(f"  {status}  {row.label}{class_label}  自{row.effective_from}起  {change}")
        for warning in plan.warnings:
            self.stdout.write(f"  提醒  {warning}")
        for fault in faults:
            self.stdout.write(f"  不能载入  {fault}")
        verb = "将" if dry_run else "已"
        self.stdout.write(f"{verb}录入{counts['created']}项，未变{counts['unchanged']}项，跳过{counts['skipped']}处。")


def _problem(plan: FilePlan, faults: int) -> str:
    if not plan.rows:
        return "文件里没有可以载入的规则，没有写入任何内容。"
    return f"有{faults}处不能载入，全部没有写入。请改正后再载入，或加 --skip-bad 跳过这些规则。"
