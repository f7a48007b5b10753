"""What of one unit's work (承办件) one person sees on its page: whom it answers, the other units, the draft."""

from functools import cached_property
from typing import Any

from core.matters.actions import Actions
from core.matters.answered import answered_by
from core.matters.naming import number_of
from core.matters.work_lines import round_before
from core.people.actors import Actor
from proposals import act_pages
from proposals.models import Assignment, Proposal
from proposals.page import ProposalPage
from proposals.reading import with_texts
from proposals.work_lines import WorkLine


class AssignmentPage(ProposalPage):
    """One unit's work (承办件) with its matter: what is asked, the text, the other units, the draft, its signatures."""

    template = "proposals/assignment.html"
    acts = act_pages.OF_ASSIGNMENT
    beside = True
    progress = None
    of_every_part = ("unite", "part")

    def __init__(self, thing: Assignment, actor: Actor):
        super().__init__(thing, actor)
        self.work = thing

    def context(self) -> dict[str, Any]:
        return super().context() | {"work": self.work, "line": self.line}

    # ---- whom it answers ----

    @cached_property
    def answered(self) -> list[Proposal]:
        """The proposals whose people this work's letter answers or is to answer, with their texts."""
        found = answered_by(self.work) or [self.proposal]
        with_texts([one for one in found if one.pk != self.proposal.pk])
        return found

    @property
    def subject(self) -> Proposal:
        """The first of them: on a letter of its own (另行答复) the merged one that it is for."""
        return self.answered[0]

    @property
    def other_texts(self) -> list[Proposal]:
        """Those answered with it, and the one into which they were merged where that was answered before."""
        main = [] if self.proposal in self.answered else [self.proposal]
        return [*self.answered[1:], *main]

    @property
    def title(self) -> str:
        return str(self.subject)

    @property
    def number(self) -> str:
        return number_of(self.subject)

    @property
    def part_name(self) -> str:
        return f"{self.work.unit.brief}（{self.work.get_role_display()}）"

    @cached_property
    def line(self) -> WorkLine:
        """This work as the matter's page shows it."""
        return self.line_of(self.work)

    @cached_property
    def actions(self) -> Actions:
        return self.line.actions

    @property
    def beside_works(self) -> list[WorkLine]:
        """The works of the other units in the same round."""
        return [one for one in self.lines if one.work.round == self.work.round and one.work != self.work]

    @property
    def lead_lines(self) -> list[WorkLine]:
        """For a joint unit: the drafts that it countersigns."""
        return [one for one in self.beside_works if one.shows_reply and not self.work.answers]

    @property
    def lines_before(self) -> list[WorkLine]:
        """Replies and talks of the round before."""
        return round_before(self.lines, self.work)

    @property
    def opinion_lines(self) -> list[WorkLine]:
        """The joint units' opinions."""
        return [one for one in self.beside_works if one.opinion]
