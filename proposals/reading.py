"""Everything a proposal's page shows, in a small fixed number of statements.

What there cannot be is not asked for: no evaluations before there is an answer, no countersigns without joint units,
no talks, files, suggested units or merged proposals where the first statement says that there are none. A page costs at
most ten statements of its own; one to which everything happened that can (units suggested, merged, several units,
talks, more time, judged, followed, files) costs five more.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core.matters.clock_visibility import MatterClocks
from core.matters.instructions import has_instructions
from core.matters.reading import Hanging, hang, has_files, only
from core.models import User
from core.people.actors import Actor
from core.people.per_post import per_post_and_key
from members.models import Mandate
from members.querysets import left_as
from proposals.handed_in import HANDED_IN
from proposals.models import (
    Assignment,
    ContactRecord,
    Countersign,
    Evaluation,
    Extension,
    FollowUp,
    OwedAnswer,
    Proposal,
    ReviewOpinion,
    Signatory,
    SuggestedUnit,
    UnitRole,
)
from proposals.states import JUDGING, ProposalState

LONG_TEXTS = ("situation", "analysis", "suggestion")


def proposal_for_page(user: User, pk: int) -> Proposal:
    """The proposal with everything its page and its guards read; Http404 for what ``user`` may not see."""
    return fill(only(_seen(user, pk)), user)


def assignment_for_page(user: User, pk: int) -> Assignment:
    """One unit's work together with its whole matter; Http404 for what ``user`` may not see."""
    proposal = fill(only(_worked_on(user, pk)), user)
    return next(work for work in proposal.assignments.all() if work.pk == pk)


@per_post_and_key
def _seen(user: User, key: int) -> QuerySet[Proposal]:
    return _known(Proposal.objects.visible_to(user).filter(pk=key), user)


@per_post_and_key
def _worked_on(user: User, key: int) -> QuerySet[Proposal]:
    """What the unit's work of this key is on."""
    seen = Assignment.objects.visible_to(user).filter(pk=key)
    return _known(Proposal.objects.filter(pk__in=seen.values("proposal")), user)


def _known(rows: QuerySet[Proposal], user: User) -> QuerySet[Proposal]:
    """With what stands beside, and what there is of all that is fetched only where there is some."""
    related = ("session__term", "channel", "merged_into__session", "author")
    others = Proposal.objects.filter(merged_into=OuterRef("pk"))
    talks = ContactRecord.objects.filter(assignment__proposal=OuterRef("pk"))
    suggested = SuggestedUnit.objects.filter(proposal=OuterRef("pk"))
    known = {"has_merged": Exists(others), "has_talks": Exists(talks), "has_files": has_files(Proposal)}
    known["has_suggested"] = Exists(suggested)
    known["opens_main"] = Exists(Proposal.objects.visible_to(user).filter(pk=OuterRef("merged_into")))
    known["has_instructions"] = has_instructions(Proposal)
    return rows.select_related(*related).annotate(**known)


def fill(proposal: Proposal, user: User) -> Proposal:
    """Fetch what stands around ``proposal``, where pages and guards look for it; files and events are the page's."""
    proposal.all_clocks = clocks = MatterClocks.of(proposal, user)
    if proposal.state == ProposalState.RECOMMENDED:
        REVIEWS.fetch(proposal.pk, [proposal])
    _signatures(proposal, user)
    HANDED_IN.show(proposal, Actor.of(user))
    _works(proposal, clocks)
    _judgements(proposal)
    works = proposal.assignments.all()
    clocks.put_on((proposal, *works, *(row for work in works for row in work.owed.all()), *proposal.evaluations.all()))
    return proposal


@per_post_and_key
def _merged(user: User, key: int) -> QuerySet[Proposal]:
    """What is merged into the proposal; each knows whether it is open to this person (``opens``): to others it is a
    number and no more."""
    rows = Proposal.objects.filter(merged_into=key).select_related("session__term").defer(*LONG_TEXTS)
    known = {"opens": Exists(Proposal.objects.visible_to(user).filter(pk=OuterRef("pk")))}
    return rows.annotate(**known)


def _signed(**proposals: Any) -> QuerySet[Signatory]:
    """Signatories, with sector and ``left_as``."""
    of_term = {"member": OuterRef("member"), "term": OuterRef("proposal__session__term")}
    sector = Mandate.objects.filter(**of_term).order_by("-starts_on").values("sector__name")[:1]
    rows = Signatory.objects.filter(**proposals).select_related("member", "organisation").order_by("order", "id")
    return rows.annotate(sector=Subquery(sector), left_as=left_as("member"))


def _this_and_merged(key: int) -> QuerySet[Any]:
    return Proposal.objects.filter(Q(pk=key) | Q(merged_into=key)).order_by().values("pk")


SIGNED = Hanging("signatories", lambda key: _signed(proposal=key))
SIGNED_EACH = Hanging("signatories", lambda key: _signed(proposal__in=_this_and_merged(key)))
REVIEWS = Hanging("reviews", lambda key: ReviewOpinion.objects.filter(proposal=key))
WORKS = Hanging(
    "assignments",
    lambda key: (
        Assignment.objects.filter(proposal=key)
        .select_related("unit", "channel", "reply", "return_suggests", "replaces__unit")
        .order_by("round", "id")
    ),
)
SUGGESTED = Hanging("suggested_units", lambda key: SuggestedUnit.objects.filter(proposal=key).select_related("unit"))
OWED = Hanging("owed", lambda key: OwedAnswer.objects.filter(work__proposal=key))
TALKS = Hanging("contacts", lambda key: ContactRecord.objects.filter(assignment__proposal=key))
COUNTERSIGNS = Hanging(
    "countersigns", lambda key: Countersign.objects.filter(assignment__proposal=key).select_related("reply")
)
EXTENSIONS = Hanging(
    "extensions",
    lambda key: Extension.objects.filter(assignment__proposal=key).select_related("asked_by", "answered_by"),
)
EVALUATIONS = Hanging("evaluations", lambda key: Evaluation.objects.filter(proposal=key))
FOLLOW_UPS = Hanging("follow_ups", lambda key: FollowUp.objects.filter(proposal=key).select_related("unit"))


def _signatures(proposal: Proposal, user: User) -> None:
    """The proposals merged into this one, and the signatories of all of them."""
    has_merged = getattr(proposal, "has_merged", True)
    hang([proposal], "merged", _merged(user, proposal.pk) if has_merged else ())
    signed = SIGNED_EACH if has_merged else SIGNED
    signed.fetch(proposal.pk, [proposal, *proposal.merged.all()])


def _works(proposal: Proposal, clocks: MatterClocks) -> None:
    """Units' works with their talks and countersigns, and the units that were suggested beside them."""
    key = proposal.pk
    WORKS.fetch(key, [proposal], proposal.assigned_at is not None)
    found = list(proposal.assignments.all())
    SUGGESTED.fetch(key, [proposal], getattr(proposal, "has_suggested", True))
    merged = {one.pk: one for one in proposal.merged.all()}
    OWED.fetch(key, found, bool(merged))
    for row in (row for work in found for row in work.owed.all() if row.merged_id in merged):
        row.merged = merged[row.merged_id]
    TALKS.fetch(key, found, getattr(proposal, "has_talks", True))
    COUNTERSIGNS.fetch(key, found, any(work.role == UnitRole.JOINT for work in found))
    # Every request for more time starts a clock for its answer; where there was none, nobody asked.
    EXTENSIONS.fetch(key, found, any(clock.kind == "extension_answer" for clock in clocks.every))


def _judgements(proposal: Proposal) -> None:
    """Evaluations and follow-ups, each only where there can be one."""
    known = proposal.answered_at is not None or (proposal.state in JUDGING and bool(proposal.merged.all()))
    EVALUATIONS.fetch(proposal.pk, [proposal], known)
    FOLLOW_UPS.fetch(proposal.pk, [proposal], bool(proposal.follow_letter))
    people = {s.pk: s for one in (proposal, *proposal.merged.all()) for s in one.signatories.all()}
    for row in proposal.evaluations.all():
        if row.signatory_id in people:
            row.signatory = people[row.signatory_id]
