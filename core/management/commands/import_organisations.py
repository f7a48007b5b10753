"""``import_organisations FILE.xlsx``: read a sheet of bodies, however laid out, and bring the directory up to it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.files.workbook import WorkbookError
from core.organisations.sheets.applying import SHEET, write
from core.organisations.sheets.left import UNREAD
from core.organisations.sheets.plan import REFUSED, Plan, plan_import
from core.organisations.sheets.reading import Read, read_sheet
from core.people.actors import system_actor


class Command(BaseCommand):
    help = "导入单位表（.xlsx）。有一行不能识别就全部不写入，除非加 --skip-bad；--dry-run 只看结果不写入。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="只识别和比对，不写入")
        parser.add_argument("--skip-bad", action="store_true", help="跳过有问题的行，其余照常导入")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *args, file, dry_run, skip_bad, **options):
        try:
            read = read_sheet(file)
        except WorkbookError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise CommandError(str(error)) from error
        with transaction.atomic():
            plan = plan_import(read.rows)
            plan.left = read.left
            bad = plan.counts[REFUSED]
            problem = f"有 {bad} 行不能导入，全部没有写入。请改正后再导入，或加 --skip-bad 跳过这些行。"
            stopped = bool(bad) and not skip_bad and not dry_run
            if not dry_run and not stopped:
                write(plan, actor=system_actor(), source=Path(file).name)
        self._report(read, plan, dry_run=dry_run, as_json=options["json"], problem=problem if stopped else "")
        if stopped:
            raise CommandError(problem)

    def _report(self, read: Read, plan: Plan, *, dry_run: bool, as_json: bool, problem: str) -> None:
        if as_json:
            document = as_document(read, plan) | {"dry_run": dry_run} | ({"error": problem} if problem else {})
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"读取工作表：{'、'.join(read.sheets)}")
        for one in plan.of_kind(REFUSED):
            self.stdout.write(f"  退回  {one.row.place} {one.row.name}：{one.reason}")
        for one in plan.doubtful:
            self.stdout.write(f"  核对  {one.row.place} {one.row.name}：{'；'.join(one.doubts)}")
        for told in read.miscounts:
            self.stdout.write(f"  核对  {told}")
        for line in plan.left_of(UNREAD):
            self.stdout.write(f"  未读  {line.place} {line.text}（{line.why}）")
        self.stdout.write(("（只看结果，没有写入）" if dry_run else "") + SHEET.in_words(plan.counts))


def as_document(read: Read, plan: Plan) -> dict:
    """What was understood, for programs."""
    rows = [
        {
            "place": one.row.place, "name": one.row.name, "result": one.kind, "kind": one.kind_label,
            "changes": [{"field": c.label, "old": c.old, "new": c.new} for c in one.changes],
            "doubts": one.doubts, "reason": one.reason,
        }
        for one in plan.rows
    ]  # fmt: skip
    sheets = {"sheets": read.sheets, "unread_sheets": read.unread_sheets, "unread_columns": read.unread_columns}
    sheets["miscounts"] = read.miscounts
    return {**sheets, "counts": plan.counts, "rows": rows, "left": [line.as_dict() for line in plan.left]}
