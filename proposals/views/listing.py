"""The two lists."""

from django.utils.decorators import method_decorator

from core.lists import TableView
from core.matters.reading import next_light
from core.matters.whose_turn import whose_turn
from core.models import Role
from core.people.access import roles
from proposals import services
from proposals.readers import HANDLERS, READERS
from proposals.tables import AssignmentTable, ProposalTable, context_of


class Card:
    """One proposal on a member's list."""

    def __init__(self, row, actor):
        self.row, self.context = row, context_of(row)
        self.turn, self.light = whose_turn(row, actor), next_light(row)


@method_decorator(roles(*READERS), name="dispatch")
class ProposalList(TableView):
    """Proposals this person may see; cards for members, a dense table for offices."""

    table_class = ProposalTable

    @property
    def template_name(self):
        """Members read on a phone."""
        return (
            "proposals/list_cards.html" if self.request.user.post_in_use.role == Role.MEMBER else "proposals/list.html"
        )

    def extra_context(self, table):
        context = {"may_write": services.may_start(table.actor)}
        if table.actor.is_in(Role.MEMBER):
            context["cards"] = [Card(row, table.actor) for row in table.rows]
        return context


@method_decorator(roles(*HANDLERS), name="dispatch")
class AssignmentList(TableView):
    """Units' works this person may see."""

    table_class = AssignmentTable
    template_name = "proposals/assignments.html"
