from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "委员"

    def ready(self) -> None:
        from core import backends  # after the models
        from core.frame import nav
        from core.models import Role
        from core.models.accounts import also_ends
        from core.organisations import belonging, handing_on
        from core.people import directory, namesakes
        from core.rehearsal import casting
        from members import bodies, rehearsing, setup_steps
        from members.services import accounts, contact_changes, contact_ends, left_behind, suspensions, twice
        from members.services.terms import seat_is_over

        backends.also_reads(suspensions.READ_ALONG, suspensions.suspended_account)
        also_ends(Role.MEMBER, seat_is_over)
        directory.also_asks(Role.MEMBER, accounts.why_no_member)
        belonging.register("members", bodies.people_of)
        handing_on.register(bodies.DESK)
        left_behind.register(contact_changes.DESK)
        left_behind.register(contact_ends.DESK)
        namesakes.register(twice.in_the_register)
        casting.register(Role.MEMBER, rehearsing.some_member)

        readers = frozenset(Role.values) - {Role.SECADMIN, Role.AUDITOR}
        nav.register(nav.NavItem("委员", "委员名册", "members:list", "bi-people", readers, 10))
        keepers = frozenset({Role.SYSADMIN, Role.OFFICE_CLERK})
        nav.register(nav.NavItem("设置", "届次", "members:terms", "bi-calendar-event", keepers, 5))
        nav.register(nav.NavItem("委员", "导入名册", "members:roster", "bi-file-earmark-arrow-up", keepers, 20))
        setup_steps.install()
        nav.register(nav.NavItem("委员", "一次性密码单", "members:accounts", "bi-key", keepers, 30))
        nav.register(nav.NavItem("委员", "委员联系", "members:contacts", "bi-diagram-3", readers - {Role.MEMBER}, 15))
        nav.register(nav.NavItem("委员", "资料变更", "members:changes", "bi-pencil-square", keepers, 18))
