"""``start_committee``: an empty database becomes a committee with its three administrators (开办)."""

import json
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.committee import naming, starting
from core.matters.lifecycle import Refused

HOW = """还没有开办：这个数据库是空的，没有人能登录。
在 .env 或环境变量里写明 COMMITTEE_NAME（如 江岭区政协）、COMMITTEE_LEVEL（如 区）、COMMITTEE_REGION（如 江岭区）、
COMMITTEE_ADMIN（系统管理员的用户名），再运行一次 sh run.sh；或者直接运行：
  .venv/bin/python manage.py start_committee --name 江岭区政协 --level 区 --region 江岭区 --admin admin
(not started yet: set the four variables and run again, or run the command above)"""


class Command(BaseCommand):
    help = "把空的数据库开办成一个委员会：名称、机关和专委会、三员账号（一次性密码只显示一次）、待确认的推荐规则。"

    def add_arguments(self, parser):
        parser.add_argument("--name", default="", help="政协名称，如 江岭区政协")
        parser.add_argument("--level", default="", help="区、县、县级市、市、州、省、自治区、直辖市")
        parser.add_argument("--region", default="", help="行政区划，如 江岭区")
        parser.add_argument("--admin", default="", metavar="USERNAME", help="系统管理员的用户名")
        parser.add_argument("--secadmin", default="secadmin", metavar="USERNAME", help="安全管理员的用户名")
        parser.add_argument("--auditor", default="auditor", metavar="USERNAME", help="审计员的用户名")
        parser.add_argument("--json", action="store_true", help="标准输出为一个 JSON 文档")
        parser.add_argument(
            "--ask", action="store_true", help="缺的从环境变量取，再缺的在终端问；数据库已在使用则什么也不做"
        )

    def handle(self, *, ask: bool, **options):
        given = {key: str(options[key]).strip() for key in settings.STARTING}
        if ask:
            if not starting.is_empty():
                return
            given = {key: given[key] or value for key, value in settings.STARTING.items()}
            if not all(given.values()) and not self._ask(given):
                self.stdout.write(HOW)
                return
        missing = [f"--{key}" for key, value in given.items() if not value]
        if missing:
            raise CommandError(f"还缺 {'、'.join(missing)}。")
        try:
            made = starting.start(**given, secadmin=options["secadmin"], auditor=options["auditor"])
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        if options["json"]:
            document = {"accounts": [account.as_json() for account in made], "guide": starting.GUIDE}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{naming.short_name(given['name'])}已开办。三个管理账号的一次性密码只显示这一次，请抄下交给本人："
        )
        for account in made:
            self.stdout.write(f"  {account.username:<17}{account.one_time_password}   {account.role.label}")
        self.stdout.write(f"首次登录须改密码。系统管理员登录后打开“开办向导”（{starting.GUIDE}），按步骤做完就能办件。")

    def _ask(self, given: dict[str, str]) -> bool:
        """Put the three questions on the terminal; False where nobody sits at one, or the input ended."""
        if not sys.stdin.isatty():
            return False
        try:
            given["name"] = given["name"] or _answer("1/3 政协名称（如 江岭区政协）")
            level, place = naming.guess(given["name"])
            if not (given["level"] and given["region"]):
                offered = f"{given['level'] or level} {given['region'] or place}".strip() if level else ""
                words = _answer("2/3 级别和行政区划，用空格隔开（级别写 区、县、县级市、市、州、省）", offered).split()
                given["level"], given["region"] = words[0], words[-1] if len(words) > 1 else place
            given["admin"] = given["admin"] or _answer("3/3 系统管理员的用户名（字母、数字）", "admin")
        except EOFError:
            return False
        return True


def _answer(question: str, offered: str = "") -> str:
    """What is typed, or what is offered where only Enter is pressed; asked again while it is empty."""
    while True:
        sys.stderr.write(f"{question}{f' [{offered}]' if offered else ''}：")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        if line.strip() or offered:
            return line.strip() or offered
