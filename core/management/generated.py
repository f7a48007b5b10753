"""A command that writes one generated page, or checks that it is fresh."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class GeneratedPage(BaseCommand):
    """Writes ``page()`` to ``path`` below the project's root; ``--check`` only compares."""

    path: str

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail if the file is not what would be written")

    def page(self) -> str:
        """The whole text of the page."""
        raise CommandError(f"{type(self).__name__} does not say what the page holds")

    def handle(self, *args, check: bool, **options):
        target = settings.BASE_DIR / self.path
        fresh = self.page()
        if check:
            if not target.exists() or target.read_text(encoding="utf-8") != fresh:
                command = type(self).__module__.rsplit(".", 1)[-1]
                raise CommandError(f"{self.path} is stale: run manage.py {command}")
            return
        target.parent.mkdir(exist_ok=True)
        target.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"{self.path} written")
