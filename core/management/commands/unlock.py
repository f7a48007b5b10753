"""``unlock NAME``: whoever waits after wrong passwords may type at once, where no administrator can be reached."""

from django.core.management.base import BaseCommand, CommandError

from core.identifiers import typed_username
from core.matters import events
from core.models import User
from core.people import locking
from core.people.actors import system_actor


class Command(BaseCommand):
    help = "解除一个账号因输错密码的锁定。管理员都登录不了时，在服务器上执行；留下记录。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")

    def handle(self, *, username: str, **options):
        user = User.objects.filter(username_key=typed_username(username)).first()
        if user is None:
            raise CommandError(f"没有账号 {username}，请核对用户名。")
        if not locking.forgive([user]):
            raise CommandError(f"账号 {user.username} 没有被锁定。")
        text = f"在服务器上解除账号 {user.username} 的锁定"
        events.record(user, actor=system_actor(), key="unlock", label="解除锁定", text=text)
        self.stdout.write(f"已解除账号 {user.username} 的锁定。")
