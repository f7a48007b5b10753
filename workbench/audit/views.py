"""The page of the record of acts."""

from django.db.models import QuerySet

from core.lists import TableView
from core.models import Event, Role, User
from core.people import alone
from core.people.access import roles
from workbench.audit.table import AuditTable


class Audit(TableView):
    """Every act of everybody, newest first; to others than the auditor of accounts, and what was taken out."""

    table_class = AuditTable
    template_name = "workbench/audit.html"

    def queryset_for(self, user: User) -> QuerySet[Event]:
        rows = Event.objects.all()
        whole = user.post_in_use is not None and user.post_in_use.role == Role.AUDITOR
        return rows if whole else alone.about_accounts(rows)


audit = roles(Role.AUDITOR, Role.SECADMIN)(Audit.as_view())
