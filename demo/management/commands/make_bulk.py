"""Bulk for measuring (测量数据)."""

from django.core.management.base import BaseCommand, CommandError

from demo import bulk


class Command(BaseCommand):
    help = "为测量生成大量提案、承办件和期限（固定种子，分批写入）；正式环境拒绝执行。"

    def add_arguments(self, parser):
        parser.add_argument("--proposals", type=int, required=True, help="添加多少件提案")
        parser.add_argument("--members", type=int, default=0, help="添加多少名委员")
        parser.add_argument("--clocks", type=int, default=None, help="大约多少个正在运行的期限；默认与提案数相同")
        parser.add_argument("--no-search", action="store_true", help="不写全文检索条目")

    def handle(self, *, proposals: int, members: int, clocks: int | None, no_search: bool, **options):
        if proposals < 0 or members < 0 or (clocks or 0) < 0:
            raise CommandError("数量不能是负数。")
        try:
            made = bulk.make(
                proposals=proposals, members=members, clocks=clocks, searchable=not no_search, say=self.stdout.write
            )
        except bulk.Unsuitable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"已生成：提案 {made.proposals} 件，承办件 {made.works} 件，运行期限 {made.running} 个，"
            f"停止的期限 {made.stopped} 个；本届委员现有 {made.members} 名。"
        )
