from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "提案"

    def ready(self) -> None:
        from core import nav  # after the models
        from proposals import lifecycle  # noqa: F401 - registers the two tables
        from proposals.readers import HANDLERS, READERS

        group = "履职业务"
        nav.register(nav.NavItem(group, "提案", "proposals:list", "bi-file-text", frozenset(READERS), 10))
        nav.register(nav.NavItem(group, "承办件", "proposals:assignments", "bi-inboxes", frozenset(HANDLERS), 20))
