"""``import_members FILE.xlsx``: read a messy roster and bring the register up to date with it."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.matters import events
from core.matters.lifecycle import Refused
from core.people.actors import system_actor
from members.models import Term
from members.roster import RosterError, read_roster
from members.roster.decisions import Decisions
from members.roster.words import FIELDS, doubt_sentence
from members.services.roster_exits import LEAVING
from members.services.roster_import import apply_plan, term_for
from members.services.roster_plan import plan_import
from members.services.roster_planned import Plan, sentence_of
from members.services.sectors import vocabulary
from members.services.terms import start_term


class Command(BaseCommand):
    help = "导入委员名册（.xlsx）。有一行不能识别就全部不写入，除非加 --skip-bad；--dry-run 只看结果不写入。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.xlsx")
        parser.add_argument(
            "--term",
            type=int,
            metavar="N",
            help="第几届；默认本届。没有该届时按 --starts-on 之日建立：第一届可以是已经开始的，下一届须从今天以后开始",
        )
        parser.add_argument("--starts-on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="新委员任职起始日")
        parser.add_argument("--dry-run", action="store_true", help="只识别和比对，不写入")
        parser.add_argument("--skip-bad", action="store_true", help="跳过有问题的行，其余照常导入")
        parser.add_argument(
            "--no-statements", action="store_true", help="不按名册说明（如“未注明性别的为男”）补填空白的栏目"
        )
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *args, file, term, starts_on, dry_run, skip_bad, **options):
        as_json = options["json"]
        try:
            result = read_roster(file, vocabulary(), decisions=Decisions(no_statements=options["no_statements"]))
        except RosterError as error:
            self._fail(str(error), {"error": str(error)} if as_json else None)
        today = timezone.localdate()
        with transaction.atomic():
            term = term_for(term, hint=result.term_number, starts_on=starts_on or today)
            if term.pk:
                Term.objects.select_for_update().get(pk=term.pk)  # rosters of one term are written one after the other
            plan = plan_import(result, term=term, starts_on=starts_on)
            document = plan.as_json() | {"dry_run": dry_run, "term": term.number, "term_is_new": term.pk is None}
            problem = None if dry_run else self._objection(plan, skip_bad)
            if not dry_run and not problem:
                try:
                    self._write(plan, Path(file).name)
                except Refused as refused:  # the term cannot be set up; nothing has been written
                    problem = refused.sentence
                    transaction.set_rollback(True)
        if problem:
            document |= {"error": problem, "created": 0, "updated": 0}
            self._report(plan, as_json, document)
            self._fail(problem)
        self._report(plan, as_json, document)

    def _objection(self, plan: Plan, skip_bad: bool) -> str | None:
        if plan.refused and not skip_bad:
            return f"有 {len(plan.refused)} 行不能导入，全部没有写入。请改正后再导入，或加 --skip-bad 跳过这些行。"
        return None

    def _write(self, plan: Plan, name: str) -> None:
        actor = system_actor()
        if plan.its_term.pk is None:
            plan.term = start_term(number=plan.its_term.number, starts_on=plan.its_term.starts_on, actor=actor)
        counts = apply_plan(plan, actor=actor, source=name)
        if counts["new"] or counts["changed"]:
            events.record(
                plan.term,
                actor=actor,
                key="import_roster",
                label="导入名册",
                text=f"“{name}”：新增 {counts['new']} 人，更新 {counts['changed']} 人，未变 {counts['unchanged']} 人。",
                facts=counts,
            )

    def _report(self, plan: Plan, as_json: bool, document: dict) -> None:
        if as_json:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"读取工作表：{'、'.join(plan.result.sheets_read)}")
        if plan.result.sheets_ignored:
            self.stdout.write(f"未读取：{'、'.join(plan.result.sheets_ignored)}")
        for rejected in plan.refused:
            self.stdout.write(
                f"  退回  {rejected.sheet} 第 {rejected.row} 行 {rejected.name or ''}：{sentence_of(rejected)}"
            )
        for each in plan.result.statements:
            told = f"{FIELDS[each.field]}“{each.value}”" if each.field else "没有看懂，请自行核对"
            self.stdout.write(f"  说明  {each.sheet} 第 {each.row} 行“{each.quote}”：{told}")
        for planned in plan.to_check:
            for doubt in planned.row.doubts:
                row, sentence = planned.row, doubt_sentence(doubt.key, doubt.about)
                self.stdout.write(f"  提醒  {row.sheet} 第 {row.row} 行 {row.name}：{sentence}")
        if document["term_is_new"]:
            self.stdout.write(
                f"系统中还没有{plan.term}，导入时按 {plan.its_term.starts_on} 开始建立；可在“届次”中修改。"
            )
        verb = "将" if document["dry_run"] or "error" in document else "已"
        counts = plan.counts
        self.stdout.write(
            f"{verb}新增 {counts['new']} 人，{verb}更新 {counts['changed']} 人，未变 {counts['unchanged']} 人，"
            f"退回 {counts['refused']} 行。"
        )
        if gone := counts.get(LEAVING):
            self.stdout.write(f"可能已离任的 {gone} 行没有导入，请在“导入名册”页面逐行答复。")

    def _fail(self, sentence: str, document: dict | None = None) -> None:
        if document is not None:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        raise CommandError(sentence, returncode=1)
