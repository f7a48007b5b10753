"""Index everything again (重建检索)."""

from django.core.management.base import BaseCommand, CommandError

from core import search
from core.matters import alike


class Command(BaseCommand):
    help = "重建全文检索；不写名称则重建全部。可以在使用中运行。"

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="app.Model", help="例如 members.Member")

    def handle(self, *, names: list[str], **options):
        known = {model._meta.label.lower(): model for model in search.searchable_models()}
        unknown = [name for name in names if name.lower() not in known]
        if unknown:
            raise CommandError(f"没有可检索的 {'、'.join(unknown)}。可用：{'、'.join(known)}")
        for label, model in known.items():
            if not names or label in {name.lower() for name in names}:
                self.stdout.write(f"{model._meta.verbose_name}：{search.rebuild(model)} 条")
        for title, total in alike.count_again().items():
            self.stdout.write(f"{title}：{total} 条的词频已重新统计")
