"""``backup FILE``: the whole site in one file, read back before it counts (备份)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.backup import making


class Command(BaseCommand):
    help = "把整个站点备份成一个文件：每张表的每一行、上传的附件、任务生成的文件，写好后读回核对。不含密钥。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="备份文件，如 /mnt/backup/zhengxie-20261130.tar.gz；已有同名文件则不写")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *, file: str, **options):
        try:
            made = making.make(Path(file))
        except making.BackupFailed as failure:
            raise CommandError(str(failure)) from None
        if options["json"]:
            self.stdout.write(json.dumps(made.as_json(), ensure_ascii=False, indent=1))
            return
        tables = len(made.manifest["tables"])
        self.stdout.write(
            f"已备份到 {made.path}：{tables}张表、{made.rows}行、{made.manifest['files']}个文件，"
            f"{made.size / 1048576:.1f} MB，已读回核对。"
        )
