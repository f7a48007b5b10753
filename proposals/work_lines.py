"""The units' works on a proposal as its page shows them to one person, round by round; costs no query."""

from dataclasses import dataclass, field

from core.chinese import some_of
from core.clock import clocks
from core.matters.actions import Actions
from core.matters.countersigning import said_of
from core.matters.pages import ClockLine
from core.matters.turns import Turn
from core.models import Clock
from proposals.documents import salutation
from proposals.models import Assignment, ContactRecord, Countersign, Evaluation, Extension


@dataclass
class WorkLine:
    """One unit's work as the matter's page shows it."""

    work: Assignment
    turn: Turn
    light: clocks.Light | None
    actions: Actions
    shows_reply: bool
    shows_inside: bool
    shows_contacts: bool
    is_own: bool
    clock: Clock | None = None
    limit: ClockLine | None = None
    promise: ClockLine | None = None
    extensions: list[Extension] = field(default_factory=list)
    urged: int = 0

    @property
    def contacts(self) -> list[ContactRecord]:
        """Talks with the proposers, for those who may read them."""
        return list(self.work.contacts.all()) if self.shows_contacts else []

    @property
    def opinion(self) -> str:
        """A joint unit's opinion, which stays inside."""
        return self.work.opinion if self.shows_inside else ""

    @property
    def said_of_reply(self) -> list[Countersign]:
        """What the joint units said of the unit's drafts, which stays inside."""
        return said_of(self.work.reply) if self.shows_inside and hasattr(self.work, "reply") else []

    @property
    def letter_to(self) -> str:
        """The salutation that the letter itself writes above the reply."""
        return f"{some_of(salutation.addressees(self.work.proposal), 3, '位')}："

    @property
    def doubted_salutation(self) -> str:
        """A salutation at the head of an undelivered draft that is not the letter's: both would stand on the paper."""
        reply = self.work.reply
        if reply.delivered_at:
            return ""
        answered = (self.work.proposal, *self.work.proposal.merged.all())
        return salutation.doubted(reply.text, *map(salutation.addressees, answered))

    @property
    def asked_extension(self) -> Extension | None:
        """The request for more time that waits for this person's answer."""
        if not self.actions.primary or self.actions.primary.key != "grant_extension":
            return None
        return next((one for one in self.extensions if one.state == Extension.State.ASKED), None)

    @property
    def progress(self) -> str:
        """“已面商 2 次 · 起草答复”."""
        count = len(self.work.contacts.all())
        talked = f"已沟通 {count} 次 · " if count else ""
        return f"{talked}{self.work.get_state_display()}"


@dataclass
class Round:
    """One round of handling: the units' works, and how the proposers judged it."""

    number: int
    lines: list[WorkLine]
    judgements: list[Evaluation] = field(default_factory=list)
    totals: list[tuple[str, int]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return "二次办理" if self.number == 2 else f"第{self.number}次办理"
