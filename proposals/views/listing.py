"""The two lists."""

from django.utils.decorators import method_decorator

from core.access import roles
from core.models import Role
from core.tables import TableView
from proposals import services
from proposals.tables import AssignmentTable, ProposalTable

READERS = (
    Role.MEMBER, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.COMMITTEE_CLERK,
    Role.OFFICE_CLERK, Role.SUPERVISOR, Role.LIAISON, Role.OPINION_EDITOR, Role.OPINION_SIGNER, Role.LEADER,
)  # fmt: skip
HANDLERS = (
    Role.UNIT_CLERK, Role.UNIT_HEAD, Role.SUPERVISOR, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK,
    Role.LEADER,
)  # fmt: skip


@method_decorator(roles(*READERS), name="dispatch")
class ProposalList(TableView):
    """Proposals this person may see; cards for members, a dense table for offices."""

    table_class = ProposalTable

    @property
    def template_name(self):
        """Members read on a phone."""
        return "proposals/list_cards.html" if self.request.user.hat.role == Role.MEMBER else "proposals/list.html"

    def extra_context(self, table):
        return {"may_write": services.may_start(table.actor)}


@method_decorator(roles(*HANDLERS), name="dispatch")
class AssignmentList(TableView):
    """Units' works this person may see."""

    table_class = AssignmentTable
    template_name = "proposals/assignments.html"
