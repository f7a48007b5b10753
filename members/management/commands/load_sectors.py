"""``load_sectors FILE.csv [--aliases FILE.json]``: the committee's sectors and other spellings of them."""

import csv
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from members.services.sectors import UnknownSectors, load_sectors


class Command(BaseCommand):
    help = (
        "登记本委员会的界别（CSV 的 sector 列）及其别名（JSON：{写法: 界别} 或 {界别: [写法]}）；重复执行不产生变化。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--aliases", metavar="FILE.json")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")

    def handle(self, *args, file, aliases, **options):
        rows = list(csv.DictReader(_text(file).splitlines()))
        if not rows or "sector" not in rows[0]:
            raise CommandError(f"“{Path(file).name}”里没有 sector 列或没有内容，请检查后再试。")
        try:
            spellings = json.loads(_text(aliases)) if aliases else {}
        except json.JSONDecodeError as error:
            raise CommandError(f"“{Path(aliases).name}”不是有效的 JSON（第 {error.lineno} 行）。") from error
        if not isinstance(spellings, dict):
            raise CommandError(f"“{Path(aliases).name}”应是 {{写法: 界别}} 或 {{界别: [写法]}} 的形式。")
        try:
            loaded = load_sectors([row["sector"] or "" for row in rows], spellings)
        except UnknownSectors as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(vars(loaded), ensure_ascii=False))
        else:
            self.stdout.write(
                f"界别：新增 {loaded.created} 个，原有 {loaded.unchanged} 个；"
                f"别名：新增 {loaded.aliases_created} 个，原有 {loaded.aliases_unchanged} 个。"
            )


def _text(path: str) -> str:
    """The file's text; tables saved by Excel may be in GB 18030 instead of UTF-8."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"找不到或打不开文件“{path}”。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"“{path}”的文字编码无法识别，请另存为 UTF-8。")
