from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "提案"

    def ready(self) -> None:
        from core.frame import nav  # after the models
        from core.matters import kinds
        from proposals.kinds import ASSIGNMENTS, PROPOSALS
        from proposals.readers import HANDLERS, READERS

        kinds.register(PROPOSALS, ASSIGNMENTS)
        group = "履职业务"
        nav.register(nav.NavItem(group, "提案", "proposals:list", "bi-file-text", frozenset(READERS), 10))
        nav.register(nav.NavItem(group, "承办件", "proposals:assignments", "bi-inboxes", frozenset(HANDLERS), 20))
