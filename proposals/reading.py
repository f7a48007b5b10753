"""Everything a proposal's page shows, in a small fixed number of statements.

What there cannot be is not asked for: no evaluations before there is an answer, no countersigns without joint units,
no talks, files, suggested units or merged proposals where the first statement says that there are none. A page costs at
most ten statements of its own; one to which everything happened that can (units suggested, merged, several units,
talks, more time, judged, followed, files) costs five more.
"""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.shortcuts import get_object_or_404

from core.matters.clock_visibility import MatterClocks
from core.matters.instructions import has_instructions
from core.matters.reading import has_files, if_any
from core.models import Clock, Timed, User
from core.people.actors import Actor
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
    Signatory,
    SuggestedUnit,
    UnitRole,
)
from proposals.states import ProposalState

LONG_TEXTS = ("situation", "analysis", "suggestion")


def proposal_for_page(user: User, pk: int) -> Proposal:
    """The proposal with everything its page and its guards read; Http404 for what ``user`` may not see."""
    return fill(_one(Proposal.objects.visible_to(user).filter(pk=pk), user), user)


def assignment_for_page(user: User, pk: int) -> Assignment:
    """One unit's work together with its whole matter; Http404 for what ``user`` may not see."""
    seen = Assignment.objects.visible_to(user).filter(pk=pk)
    proposal = fill(_one(Proposal.objects.filter(pk__in=seen.values("proposal")), user), user)
    return next(work for work in proposal.assignments.all() if work.pk == pk)


def _one(rows: QuerySet[Proposal], user: User) -> Proposal:
    related = ("session__term", "channel", "merged_into__session", "author")
    others = Proposal.objects.filter(merged_into=OuterRef("pk"))
    talks = ContactRecord.objects.filter(assignment__proposal=OuterRef("pk"))
    suggested = SuggestedUnit.objects.filter(proposal=OuterRef("pk"))
    known = {"has_merged": Exists(others), "has_talks": Exists(talks), "has_files": has_files(Proposal)}
    known["has_suggested"] = Exists(suggested)
    known["opens_main"] = Exists(Proposal.objects.visible_to(user).filter(pk=OuterRef("merged_into")))
    known["has_instructions"] = has_instructions(Proposal)
    return get_object_or_404(rows.select_related(*related).annotate(**known))


def fill(proposal: Proposal, user: User) -> Proposal:
    """Fetch what stands around ``proposal``, where pages and guards look for it; files and events are the page's."""
    proposal.all_clocks = clocks = MatterClocks.of(proposal, user)
    if proposal.state == ProposalState.RECOMMENDED:
        prefetch_related_objects([proposal], "reviews")
    _signatures(proposal, user)
    HANDED_IN.show(proposal, Actor.of(user))
    _works(proposal, clocks)
    _judgements(proposal)
    works = proposal.assignments.all()
    owed = [row for work in works for row in work.owed.all()]
    timed: tuple[Timed, ...] = (proposal, *works, *owed, *proposal.evaluations.all())
    for known in timed:
        known.page_clocks = [c for c in clocks.every if _speaks_of(c, known)]
    return proposal


def with_texts(proposals: Sequence[Proposal]) -> None:
    """The long texts of merged proposals, which a matter's page does without; one statement."""
    missing = {one.pk: one for one in proposals if set(LONG_TEXTS) & one.get_deferred_fields()}
    if not missing:
        return
    for pk, *texts in Proposal.objects.filter(pk__in=missing).values_list("pk", *LONG_TEXTS):
        for name, text in zip(LONG_TEXTS, texts, strict=True):
            setattr(missing[pk], name, text)


def _speaks_of(clock: Clock, thing: Timed) -> bool:
    kind = ContentType.objects.get_for_model(thing).pk
    return (clock.content_type_id, clock.object_id) == (kind, thing.pk)


def _signatures(proposal: Proposal, user: User) -> None:
    """The proposals merged into this one, and the signatories of all of them, with sector and ``left_as``.

    Each of the merged knows whether it is open to this person (``opens``): to others it is a number and no more.
    """
    sector = Mandate.objects.filter(member=OuterRef("member"), term=proposal.session.term_id).order_by("-starts_on")
    merged = Proposal.objects.select_related("session__term").defer(*LONG_TEXTS)
    known = {"opens": Exists(Proposal.objects.visible_to(user).filter(pk=OuterRef("pk")))}
    merged = merged.annotate(**known)
    prefetch_related_objects([proposal], if_any("merged", merged, getattr(proposal, "has_merged", True)))
    signatories = Signatory.objects.select_related("member", "organisation").order_by("order", "id")
    signatories = signatories.annotate(sector=Subquery(sector.values("sector__name")[:1]), left_as=left_as("member"))
    prefetch_related_objects([proposal, *proposal.merged.all()], Prefetch("signatories", signatories))


def _works(proposal: Proposal, clocks: MatterClocks) -> None:
    """Units' works with their talks and countersigns, and the units that were suggested beside them."""
    related = ("unit", "channel", "reply", "return_suggests", "replaces__unit")
    works = Assignment.objects.select_related(*related).order_by("round", "id")
    prefetch_related_objects([proposal], if_any("assignments", works, proposal.assigned_at is not None))
    found = list(proposal.assignments.all())
    suggested = SuggestedUnit.objects.select_related("unit")
    prefetch_related_objects([proposal], if_any("suggested_units", suggested, getattr(proposal, "has_suggested", True)))
    merged = {one.pk: one for one in proposal.merged.all()}
    prefetch_related_objects(found, if_any("owed", OwedAnswer.objects.all(), bool(merged)))
    for row in (row for work in found for row in work.owed.all() if row.merged_id in merged):
        row.merged = merged[row.merged_id]
    joint = any(work.role == UnitRole.JOINT for work in found)
    # Every request for more time starts a clock for its answer; where there was none, nobody asked.
    asked = any(clock.kind == "extension_answer" for clock in clocks.every)
    prefetch_related_objects(
        found,
        if_any("contacts", ContactRecord.objects.all(), getattr(proposal, "has_talks", True)),
        if_any("countersigns", Countersign.objects.select_related("reply"), joint),
        if_any("extensions", Extension.objects.select_related("asked_by", "answered_by"), asked),
    )


def _judgements(proposal: Proposal) -> None:
    """Evaluations and follow-ups, each only where there can be one."""
    prefetch_related_objects(
        [proposal],
        if_any("evaluations", Evaluation.objects.all(), proposal.answered_at is not None),
        if_any("follow_ups", FollowUp.objects.select_related("unit"), bool(proposal.follow_letter)),
    )
    people = {s.pk: s for one in (proposal, *proposal.merged.all()) for s in one.signatories.all()}
    for row in proposal.evaluations.all():
        if row.signatory_id in people:
            row.signatory = people[row.signatory_id]
