from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from core import nav  # after the models
        from core.models import Role

        nav.register(nav.NavItem("", "工作台", "workbench:home", "bi-house-door", order=1))
        auditors = frozenset({Role.AUDITOR})
        nav.register(nav.NavItem("统计与文书", "操作记录", "workbench:audit", "bi-journal-text", auditors))
