"""What of a proposal one person sees on its page, and of one unit's work: replies, opinions, judgements, dates, files.

Reads what ``proposals.reading`` has fetched; costs no query. Drafts and the talk between units stay inside.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from core import rulebook
from core.matters import forwarding, kinds
from core.matters.in_main import InMain, in_main
from core.matters.lifecycle import lifecycle_of
from core.matters.pages import page_of
from core.matters.suggesting import advised
from core.matters.urging import urgings_of
from core.matters.works_on_page import WorksOnPage
from core.models import Event, Role
from core.models.roles import posts_that
from core.people.actors import Actor
from members.models.signing import leading_signature
from members.signing.invitation import Invitation, invitation_of
from members.signing.standing import outdated, who_signed_before
from proposals import act_pages, permissions, receipt
from proposals.documents import access
from proposals.effects.owing import OWING
from proposals.fields import DENIED_WORDS, WHY_DISSATISFIED
from proposals.models import (
    Assignment,
    AssignmentState,
    ContactRecord,
    Evaluation,
    Proposal,
    Signatory,
    SuggestedUnit,
)
from proposals.progress import PROGRESS
from proposals.signing import SIGNING
from proposals.states import JUDGING, SIGNING_STATES, ProposalState
from proposals.work_lines import WorkLine

UNITS = posts_that(unit=True)
CAME_BACK = {"recall_passed_on", "text_given_back"}
REVIEW_ACTS = CAME_BACK | {
    "recommend", "file", "not_file", "return_to_author", "merge", "unmerge", "pass_on", "undo_decision",
    "take_over",  # in old rows: what was passed on was handled in the proposal's own life
}  # fmt: skip


class ProposalPage(WorksOnPage):
    """Everything of a proposal that this person may see, worked out once."""

    template = "proposals/detail.html"
    act_template = "proposals/acts/act.html"
    text_template = "proposals/_text.html"
    acts = act_pages.OF_PROPOSAL
    progress = PROGRESS
    shared_clocks = ("feedback",)
    asks_here = ("remark",)
    work_line = WorkLine
    kept_inside = (AssignmentState.REVOKED,)
    owing = OWING
    gets_letter = staticmethod(access.may_have_reply)

    def __init__(self, thing: Proposal | Assignment, actor: Actor):
        super().__init__(thing, actor)
        self.proposal: Proposal = thing.matter
        proposal = self.proposal
        self.is_inside = access.is_office(actor) or actor.is_in(Role.SUPERVISOR)
        self.is_committee = access.is_office(actor)
        self.is_unit = actor.is_in(*UNITS)
        self.signature = permissions.own_signature(actor, proposal)
        self.is_proposer = permissions.is_proposer(actor, proposal)
        self.is_party = self.is_proposer or permissions.is_party_to(actor, proposal)
        self.shows_contact_data = access.sees_contact_data(actor, proposal)

    def context(self) -> dict[str, Any]:
        return super().context() | {"proposal": self.proposal}

    @property
    def subject(self) -> Proposal:
        """The proposal whose text stands open on the page."""
        return self.proposal

    @cached_property
    def invitation(self) -> Invitation | None:
        """The invitation to sign that waits for this person."""
        asked = self.proposal.state in SIGNING_STATES and permissions.is_invited(self.actor, self.proposal)
        return invitation_of(self, SIGNING, self.signature) if asked and self.signature else None

    def withheld(self, found: Sequence[Event]) -> set[int]:
        """Who does not read that a merge was taken back reads of none that does not stand; others than the parties read
        of no talk that is disputed or never took place."""
        hidden: set[int] = set()
        if not self.is_inside:
            merges = [event.pk for event in found if event.key == "merge"]
            hidden.update(merges[1:] if self.proposal.merged_into_id else merges)
        doubted = {(talk.assignment_id, talk.recorded_at) for talk in self._talks if not talk.counts}
        if doubted and not self.reads_talks:
            hidden.update(e.pk for e in found if e.key == "record_contact" and (e.object_id, e.at) in doubted)
        return hidden

    @property
    def _talks(self) -> list[ContactRecord]:
        return [talk for work in self.proposal.assignments.all() for talk in work.contacts.all()]

    @property
    def reviews(self) -> list[Event]:
        """What was said and decided in the review, newest first."""
        return [event for event in self.timeline if event.key in REVIEW_ACTS]

    @property
    def recommendation(self) -> Event | None:
        """What the first review proposed, for those who may read that, as long as the decision is awaited; of a text
        handed in again, what was proposed of it before."""
        if self.proposal.state not in (ProposalState.SUBMITTED, ProposalState.RECOMMENDED):
            return None
        return next((event for event in self.reviews if event.key == "recommend"), None)

    @property
    def advised_units(self) -> list[SuggestedUnit]:
        """The units that the first review suggests, for those who may read what it said."""
        return advised(self.proposal) if self.is_inside else []

    @property
    def reads_versions(self) -> bool:
        """Whoever has signed reads the texts that were handed in under the name."""
        return super().reads_versions or permissions.has_agreed(self.actor, self.proposal)

    @property
    def is_unchanged(self) -> bool:
        """A text that was sent back and still reads as it was handed in."""
        signed = leading_signature(self.proposal)
        returned = self.proposal.state == ProposalState.RETURNED
        return returned and signed is not None and signed.text_version == self.proposal.text_version

    @property
    def returned_reason(self) -> str:
        """Why the text was sent back, the last time."""
        return next((event.reason for event in self.timeline if event.key == "return_to_author"), "")

    @cached_property
    def became(self) -> Any | None:
        """What the text became when it was passed on (转送), also when that came back and is decided anew."""
        passed_on = self.proposal.state == ProposalState.PASSED_ON or self.came_back
        return forwarding.made_of(self.proposal) if passed_on else None

    @cached_property
    def opens_became(self) -> bool:
        """Whether what became of the text is open to this person as well."""
        text, user = self.became, self.actor.user
        return bool(text and user) and kinds.of(text).visible_to(user).filter(pk=text.pk).exists()

    @property
    def outcome_of_became(self) -> str:
        """What came of the text where it went, for those to whom that is open."""
        return page_of(self.became, self.actor).outcome if self.opens_became else ""

    @cached_property
    def came_back(self) -> Event | None:
        """The act by which a text that had been passed on came back, while a new decision is awaited."""
        latest = next(iter(self.reviews), None) if self.proposal.state == ProposalState.RECOMMENDED else None
        return latest if latest and latest.key in CAME_BACK else None

    # ---- proposers ----

    @property
    def receipt(self) -> str:
        return receipt.words(self.proposal) if self.proposal.submitted_at else ""

    @cached_property
    def leading(self) -> list[Signatory]:
        return [s for s in self.proposal.signatories.all() if s.position != Signatory.Position.COSIGNER]

    @cached_property
    def cosigners(self) -> list[Signatory]:
        """Co-signers as this person may know them: who declined is known to those who asked and to the office."""
        rows = [s for s in self.proposal.signatories.all() if s.position == Signatory.Position.COSIGNER]
        if self.is_proposer or self.actor.is_in(*lifecycle_of(self.proposal).desk):
            return rows
        return [s for s in rows if s.state == Signatory.State.AGREED or s == self.signature]

    @property
    def waiting(self) -> list[Signatory]:
        """Who was asked to sign and has not answered."""
        return [s for s in self.cosigners if s.state == Signatory.State.INVITED]

    @cached_property
    def signed_before(self) -> list[Signatory]:
        """Whoever signed the text as it was before it was changed, and has not been asked to sign it as it is."""
        if self.proposal.state == ProposalState.RETURNED:
            return outdated(self.proposal)
        before = who_signed_before(self.proposal) if self.proposal.state == ProposalState.DRAFT and self.waiting else ()
        return [one for one in self.waiting if one.member and one.member.user_id in before]

    @property
    def asks_again(self) -> str:
        """The act by which these are asked."""
        return "ask_again" if self.proposal.state == ProposalState.RETURNED else "send_round"

    @property
    def unanswered(self) -> list[Signatory]:
        """The others who were asked to sign and have not answered."""
        return [one for one in self.waiting if one not in self.signed_before]

    @property
    def agreed(self) -> int:
        return sum(s.state == Signatory.State.AGREED for s in self.cosigners)

    @property
    def others_stay(self) -> bool:
        """Whether somebody who has signed is still there to be talked to."""
        agreed = [s for s in self.proposal.signatories.all() if s.state == Signatory.State.AGREED]
        return any(not getattr(s, "left_as", "") for s in agreed)

    # ---- units ----

    @property
    def talks_with_me(self) -> list[ContactRecord]:
        """What a unit says that it talked about with this person, to be denied with one tap."""
        asked = self.proposal.state in lifecycle_of(self.proposal).row("deny_contact").source
        return permissions.talks_with(self.actor, self.proposal) if asked else []

    #: Who reads what is said beside a denial (没有这回事).
    denial_read_by = DENIED_WORDS.read_by

    @property
    def denied_by_me(self) -> list[ContactRecord]:
        """Of what this person said that it never was, and may still say otherwise."""
        return permissions.denials_to_take_back(self.actor, self.proposal)

    # ---- judgements ----

    def judged(self, number: int) -> tuple[list[Evaluation], list[tuple[str, int]]]:
        every = [e for e in self.proposal.evaluations.all() if e.round == number]
        return self._visible_judgements(every), self._totals(every) if self.reads_totals else []

    def _visible_judgements(self, rows: list[Evaluation]) -> list[Evaluation]:
        """A signatory sees the own one; offices see all; units see what was given."""
        if self.is_inside:
            return rows
        if self.is_unit:
            return [row for row in rows if row.state == Evaluation.State.GIVEN]
        return [row for row in rows if self.signature is not None and row.signatory_id == self.signature.pk]

    @staticmethod
    def _totals(rows: list[Evaluation]) -> list[tuple[str, int]]:
        """How many judged how; the ones still asked and the ones without an answer counted apart."""
        counted = Counter(row.get_result_display() or row.get_state_display() for row in rows)
        return list(counted.items())

    @property
    def takes_judgements(self) -> bool:
        return self.proposal.state in JUDGING

    @cached_property
    def may_still_judge(self) -> bool:
        """Recorded as 无反馈 after the time had run out, while the matter still waits: the own voice still counts."""
        open_still = self.takes_judgements and permissions.may_judge(self.actor, self.proposal)
        return open_still and not permissions.is_asked_to_judge(self.actor, self.proposal)

    @cached_property
    def urged_to_judge(self) -> int:
        """How often the signatories were asked to judge this round; the offices' affair."""
        if not self.is_inside or self.proposal.answered_at is None:
            return 0
        return sum(event.at >= self.proposal.answered_at for event in urgings_of(self.proposal))

    @cached_property
    def questions(self) -> dict[str, str]:
        """Labels of the questions by key, as asked today."""
        asked = rulebook.value("proposal.evaluation_questions")
        return {"why": WHY_DISSATISFIED.label} | {row["key"]: row["label"] for row in asked}

    @property
    def result_words(self) -> dict[str, str]:
        return dict(Evaluation.Result.choices)

    @property
    def own_judgement(self) -> Evaluation | None:
        """What this person said of the handling in this round; still open, too."""
        return permissions.own_judgement(self.actor, self.proposal, "given", *permissions.TO_JUDGE)

    @cached_property
    def in_main(self) -> InMain | None:
        """To its proposers: how the one stands into which this was merged."""
        main = self.proposal.merged_into
        if main is None or not self.is_party:
            return None
        own = Evaluation.objects.filter(proposal=main, round=main.round, signatory=self.signature)
        return in_main(main, self.actor, own if self.signature else own.none())

    @property
    def own_merged(self) -> Proposal | None:
        """The proposal merged into this one that this person has signed, where it is not this one."""
        if permissions.signature_of(self.actor, self.proposal):
            return None
        merged = self.proposal.merged.all()
        return next((one for one in merged if permissions.signature_of(self.actor, one)), None)

    @property
    def own_matters(self) -> list[Proposal]:
        """The proposals that this person has signed: this one, or those merged into it."""
        every = [self.proposal, *self.proposal.merged.all()]
        return [one for one in every if permissions.signature_of(self.actor, one)]

    @property
    def said_before(self) -> Evaluation | None:
        """What this person said in the round before."""
        mine = {signature.pk for signature in permissions.own_signatures(self.actor, self.proposal)}
        last = self.proposal.round - 1
        every = self.proposal.evaluations.all()
        return next((one for one in every if one.signatory_id in mine and one.round == last and one.result), None)

    # ---- files ----

    def enclosing(self) -> list[Evaluation]:
        """Judgements: the own one; for those inside all of them."""
        mine = {one.pk for one in permissions.own_signatures(self.actor, self.proposal)}
        every = self.proposal.evaluations.all()
        return [one for one in every if self.is_inside or (not self.is_unit and one.signatory_id in mine)]
