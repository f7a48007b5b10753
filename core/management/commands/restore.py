"""``restore FILE``: an empty database becomes the site that was backed up (恢复)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.backup import restoring
from core.backup.archive import BadArchive
from core.seals import chain


class Command(BaseCommand):
    help = "从备份文件恢复到空的数据库：先核对备份，再写入，写入后逐表核对；有一处不对就什么也不写。"
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="由 backup 或每日自动备份生成的文件")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *, file: str, **options):
        try:
            restored = restoring.restore(Path(file))
        except (restoring.RestoreRefused, BadArchive) as refusal:
            raise CommandError(str(refusal)) from None
        chain.begin_anew("restored")
        faults = chain.verify()
        if options["json"]:
            document = restored.as_json() | {"event_faults": faults}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        found = restored.as_json()
        self.stdout.write(
            f"已恢复{found['committee']} {found['made_at']} 的备份：{len(found['tables'])}张表、{found['rows']}行、"
            f"{found['files']}个文件，写入后逐表核对一致。"
        )
        self.stdout.write("封签核对无误。" if not faults else "封签核对发现：\n" + "\n".join(faults))
        self.stdout.write("登录状态不在备份里，所有人须重新登录。")
