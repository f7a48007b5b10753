"""How fast this is, against a bare floor in the same run (性能测量)."""

import json

from django.core.management.base import BaseCommand, CommandError

import bench
from bench import report
from demo import bulk


class Command(BaseCommand):
    help = "在给定的数据库上测量页面、检索、期限扫描、导入和文书，与裸实现逐轮对照；不留下任何改动。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")
        parser.add_argument("--only", default="", help="只测名称中含这个词的项目，如 deadline、list、home")
        parser.add_argument("--rounds", type=int, default=bench.ROUNDS, help="每项轮流测多少轮")
        parser.add_argument(
            "--clocks", type=int, default=bench.CLOCKS, help="期限扫描至少按多少个运行期限测量，不足的临时补上"
        )

    def handle(self, *, json: bool, only: str, rounds: int, clocks: int, **options):
        say = self.stderr.write if json else self.stdout.write
        try:
            document = bench.run(only=only, rounds=max(1, rounds), clocks=max(0, clocks), say=say)
        except (bench.Unsuitable, bulk.Unsuitable) as error:
            raise CommandError(str(error)) from None
        if json:
            self.stdout.write(dumps(document))
        else:
            self.stdout.write("\n" + report.table(document))


def dumps(document: dict) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
