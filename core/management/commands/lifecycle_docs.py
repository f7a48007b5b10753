from core.management.generated import GeneratedPage
from core.matters.generated_docs import lifecycle_page


class Command(GeneratedPage):
    help = "Write docs/lifecycle.md from the lifecycle tables (--check: fail if it is stale)."
    path = "docs/lifecycle.md"

    def page(self) -> str:
        return lifecycle_page()
