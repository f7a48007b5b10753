from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        from axes.signals import user_locked_out
        from django.core import checks

        from core import after_migrate, records, rulebook
        from core.clock import calendar
        from core.clock.reminders import recount
        from core.committee import core_steps, identity
        from core.lists import saved
        from core.matters import turn_keeping
        from core.models import Organisation
        from core.people import locking
        from core.rehearsal import setup_step
        from core.rulebook.checks import recommended_values

        user_locked_out.connect(locking.note_lock, dispatch_uid="account-locked")
        records.follow(Organisation, turn_keeping.renamed)
        core_steps.install()
        setup_step.install()
        checks.register(recommended_values)
        register_menu()
        post_migrate.connect(rulebook.ensure_defaults, sender=self, dispatch_uid="rulebook-defaults")
        post_migrate.connect(calendar.ensure_seed, sender=self, dispatch_uid="calendar-seed")
        post_migrate.connect(after_migrate.keep_beside, sender=self, dispatch_uid="turns-and-search")
        post_migrate.connect(recount.after_migrate, sender=self, dispatch_uid="reminders-recount")
        rule_model = self.get_model("Rule")
        for signal in (post_save, post_delete):
            signal.connect(identity.forget, sender=self.get_model("Committee"), dispatch_uid=f"committee-{id(signal)}")
            signal.connect(
                lambda **_: rulebook.forget(), sender=rule_model, weak=False, dispatch_uid=f"rules-{id(signal)}"
            )
            signal.connect(recount.after_rule, sender=rule_model, dispatch_uid=f"ladder-{id(signal)}")
            for model in (rule_model, self.get_model("CalendarDay")):
                signal.connect(calendar.forget, sender=model, dispatch_uid=f"calendar-{model.__name__}-{id(signal)}")
            signal.connect(saved.forget, sender=self.get_model("SavedView"), dispatch_uid=f"saved-views-{id(signal)}")


def register_menu() -> None:
    """The entries of the settings and of one's jobs in the main navigation."""
    from core.committee import steps
    from core.frame import nav
    from core.models import Role  # need the models

    readers = frozenset(steps.READERS)
    nav.register(nav.NavItem("设置", "开办向导", "core:guide", "bi-list-check", readers, 1))
    nav.register(nav.NavItem("设置", "本级政协", "setup:committee", "bi-bank", frozenset({Role.SYSADMIN}), 3))
    nav.register(nav.NavItem("设置", "制度库", "setup:rules", "bi-book", order=10))
    # Leaders read and decide; what is set up and what runs in the background is their offices' work.
    not_leading = frozenset(Role.values) - {Role.LEADER}
    nav.register(nav.NavItem("设置", "节假日", "setup:calendar", "bi-calendar3", not_leading, 20))
    every_post = not_leading - {Role.AUDITOR}
    nav.register(nav.NavItem("设置", "组织机构", "setup:organisations", "bi-building", every_post, 30))
    nav.register(nav.NavItem("设置", "账号", "setup:accounts", "bi-person-gear", frozenset({Role.SYSADMIN}), 40))
    trio = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
    nav.register(nav.NavItem("设置", "授权确认", "setup:grants", "bi-shield-check", trio, 45))
    keepers = frozenset({Role.SYSADMIN, Role.OFFICE_CLERK})
    nav.register(nav.NavItem("设置", "对外送达", "setup:deliveries", "bi-send", keepers, 50))
    nav.register(nav.NavItem("设置", "消息模板", "setup:messages", "bi-chat-text", frozenset({Role.SYSADMIN}), 60))
    nav.register(nav.NavItem("设置", "备份", "setup:backups", "bi-archive", frozenset({Role.SYSADMIN}), 70))
    at_desks = not_leading - {Role.MEMBER, Role.SECADMIN, Role.AUDITOR}
    nav.register(nav.NavItem("统计与文书", "后台任务", "core:jobs", "bi-hourglass-split", at_desks, 90))
