from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "委员"

    def ready(self) -> None:
        from core import nav  # after the models
        from core.models import Role

        readers = frozenset(Role.values) - {Role.SECADMIN, Role.AUDITOR}
        nav.register(nav.NavItem("委员", "委员名册", "members:list", "bi-people", readers, 10))
