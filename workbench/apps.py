from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from core.frame import nav  # after the models
        from core.matters import kinds
        from core.matters.clock_visibility import WATCHERS
        from core.models import Role

        nav.register(nav.NavItem("", "工作台", "workbench:home", "bi-house-door", order=1))
        nav.register(nav.NavItem("", "期限日历", "workbench:calendar", "bi-calendar-week", kinds.readers(), 2))
        watchers = frozenset(WATCHERS)
        nav.register(nav.NavItem("统计与文书", "电子监察", "workbench:board", "bi-stoplights", watchers, 10))
        auditors = frozenset({Role.AUDITOR, Role.SECADMIN})
        nav.register(nav.NavItem("统计与文书", "操作记录", "workbench:audit", "bi-journal-text", auditors))
