from core.management.generated import GeneratedPage
from core.matters.generated_docs import permissions_page


class Command(GeneratedPage):
    help = "Write docs/permissions.md from what the views declare (--check: fail if it is stale)."
    path = "docs/permissions.md"

    def page(self) -> str:
        return permissions_page()
