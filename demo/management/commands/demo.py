"""The demo committee, in an empty database (演示数据)."""

from django.core.management.base import BaseCommand, CommandError

from core.committee.starting import is_empty
from core.models import Role
from demo import build
from demo.accounts import PASSWORD, every_account


class Command(BaseCommand):
    help = "在空库中载入演示委员会（约两年的提案工作）；再次运行不改变任何内容。正式环境拒绝执行。"

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="先清空数据库再载入，仅限演示库或空库")

    def handle(self, *, reset: bool, **options):
        try:
            build.refuse_production()
        except build.NotInProduction as refusal:
            raise CommandError(str(refusal)) from None
        if reset:
            self._empty()
        elif build.is_loaded():
            self.stdout.write("演示数据已经载入，未作改动。")
            return self._accounts()
        elif not is_empty():
            self.stdout.write("数据库中已有其他数据，未载入演示数据。")
            return None
        done = build.load()
        matters = "，".join(f"{title} {number} 件" for title, number in done.matters.items())
        self.stdout.write(
            f"演示数据已载入：委员 {done.members} 名，承办单位 {done.units} 家，{matters}，办理动作 {done.acts} 次。"
        )
        return self._accounts()

    def _empty(self) -> None:
        if not (build.is_loaded() or is_empty()):
            raise CommandError("数据库中有演示数据以外的内容，为免误删不作清空。请换一个数据库。")
        build.empty()

    def _accounts(self) -> None:
        self.stdout.write(f"演示账号，密码均为 {PASSWORD}：")
        for username, (name, posts) in every_account().items():
            held = "、".join(Role(role).label for role, _, _ in posts)
            self.stdout.write(f"  {username:<17}{name}\t{held}")
