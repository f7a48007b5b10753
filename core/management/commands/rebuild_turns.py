"""Whose turn it is, computed anew (轮到谁)."""

from json import dumps

from django.core.management.base import BaseCommand

from core.matters import turn_keeping


class Command(BaseCommand):
    help = "重新核算全部在办事项轮到谁，改正有误的；每晚自动进行一次。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help='只输出 {"wrong": 件数}')

    def handle(self, *, json: bool, **options):
        wrong = turn_keeping.rebuild()
        if json:
            self.stdout.write(dumps({"wrong": wrong}))
        else:
            self.stdout.write(f"有 {wrong} 件的“轮到谁”有误，已改正。" if wrong else "全部无误。")
