"""``check_posts``: does anybody hold posts that may not be held together (三员分立)?"""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.people.separation import RULE, violations


class Command(BaseCommand):
    help = "检查三员分立：列出同时任两个不能兼任的岗位的人；有则以 1 结束。"

    def handle(self, **options):
        found = violations(timezone.localdate())
        for one in found:
            self.stdout.write(str(one))
        if found:
            self.stdout.write(f"{RULE}请由系统管理员结束其中一个岗位。")
            sys.exit(1)
        self.stdout.write("没有违反三员分立的岗位。")
