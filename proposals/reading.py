"""Everything a matter's page shows, in a small fixed number of statements; and the facts of a list's rows.

What cannot exist in a state is not asked for (no evaluations before there is an answer), so that a page costs at most
ten statements of its own whatever has happened to the matter.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404

from core.matters.clock_visibility import MatterClocks
from core.models import Attachment, Clock, User
from core.models.generic import rooted_in
from members.models import Mandate
from proposals.models import (
    Assignment,
    ContactRecord,
    Countersign,
    Evaluation,
    Extension,
    Proposal,
    Signatory,
    UnitRole,
)

LONG_TEXTS = ("situation", "analysis", "suggestion")


def proposal_for_page(user, pk: int) -> Proposal:
    """The proposal with everything its page and its guards read; Http404 for what ``user`` may not see."""
    rows = Proposal.objects.visible_to(user).select_related(
        "session__term", "channel", "merged_into__session", "author"
    )
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return fill(proposal, user)


def assignment_for_page(user, pk: int) -> Assignment:
    """One unit's work together with its whole matter; Http404 for what ``user`` may not see."""
    proposal_id = Assignment.objects.visible_to(user).filter(pk=pk).values_list("proposal_id", flat=True).first()
    if proposal_id is None:
        raise Http404
    related = Proposal.objects.select_related("session__term", "channel", "merged_into__session", "author")
    proposal = fill(related.get(pk=proposal_id), user)
    return next(work for work in proposal.assignments.all() if work.pk == pk)


def fill(proposal: Proposal, user: User) -> Proposal:
    """Fetch the rows around ``proposal`` and put them where pages and guards look for them."""
    proposal.all_clocks = MatterClocks.of(proposal, user)
    every = proposal.all_clocks.every
    _signatures(proposal)
    _works(proposal)
    _judgements(proposal)
    for known in (proposal, *proposal.assignments.all(), *proposal.evaluations.all()):
        known.page_clocks = [c for c in every if _speaks_of(c, known)]
    files = Attachment.objects.filter(**rooted_in(proposal), removed_at__isnull=True)
    proposal.files = list(files.select_related("uploaded_by"))
    for file in proposal.files:
        file.is_of_proposal = file.content_type_id == _type_of(Proposal)
    return proposal


def put(instance, name: str, rows) -> None:
    """Remember ``rows`` as what ``instance.<name>.all()`` answers, as prefetching would."""
    found = getattr(instance, name).get_queryset()
    found._result_cache = list(rows)
    found._prefetch_done = True
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}
    instance._prefetched_objects_cache[name] = found


def _speaks_of(clock: Clock, target) -> bool:
    return clock.object_id == target.pk and clock.content_type_id == _type_of(type(target))


def _type_of(model) -> int:
    return ContentType.objects.get_for_model(model).pk


def _signatures(proposal: Proposal) -> None:
    """Signatories of the proposal and of those merged into it, each with the sector, in one statement."""
    sector = Mandate.objects.filter(member=OuterRef("member"), term=proposal.session.term_id).order_by("-starts_on")
    own = Q(proposal=proposal)
    if proposal.number:
        # By keys: asked row by row over the join, this would read every signatory there is.
        family = Proposal.objects.filter(Q(pk=proposal.pk) | Q(merged_into=proposal)).order_by()
        own = Q(proposal__in=family.values("pk"))
    rows = (
        Signatory.objects.filter(own)
        .select_related("member", "organisation", "proposal__session__term")
        .defer(*(f"proposal__{name}" for name in LONG_TEXTS))
        .annotate(sector=Subquery(sector.values("sector__name")[:1]))
        .order_by("order", "id")
    )
    merged: dict[int, Proposal] = {}
    by_proposal: dict[int, list[Signatory]] = {proposal.pk: []}
    for row in rows:
        row.proposal = proposal if row.proposal_id == proposal.pk else merged.setdefault(row.proposal_id, row.proposal)
        by_proposal.setdefault(row.proposal_id, []).append(row)
    put(proposal, "signatories", by_proposal[proposal.pk])
    for other in merged.values():
        put(other, "signatories", by_proposal[other.pk])
    put(proposal, "merged", merged.values())


def _works(proposal: Proposal) -> None:
    """Units' works with their talks and countersigns; before there are any, the proposer's suggestion of units."""
    works = []
    if proposal.assigned_at:
        related = ("unit", "channel", "reply", "return_suggests", "replaces__unit")
        works = list(proposal.assignments.select_related(*related).order_by("round", "id"))
    suggested = [] if works else proposal.suggested_units.select_related("unit")
    contacts = ContactRecord.objects.filter(assignment__in=[work.pk for work in works]) if works else []
    joint = any(work.role == UnitRole.JOINT for work in works)
    signs = Countersign.objects.filter(assignment__proposal=proposal).select_related("reply") if joint else []
    # Every request for more time starts a clock for its answer; where there was none, nobody asked.
    asked = any(clock.kind == "extension_answer" for clock in proposal.all_clocks.every)
    more = Extension.objects.filter(assignment__in=[work.pk for work in works]) if asked else Extension.objects.none()
    more = more.select_related("asked_by", "answered_by")
    contacts, signs, more = list(contacts), list(signs), list(more)
    for work in works:
        work.proposal = proposal
        put(work, "extensions", [row for row in more if row.assignment_id == work.pk])
        for row in work.extensions.all():
            row.assignment = work
        put(work, "contacts", [row for row in contacts if row.assignment_id == work.pk])
        put(work, "countersigns", [row for row in signs if row.assignment_id == work.pk])
        for row in work.countersigns.all():
            row.assignment = work
        if hasattr(work, "reply"):
            put(work.reply, "countersigns", [row for row in signs if row.reply_id == work.reply.pk])
    put(proposal, "assignments", works)
    put(proposal, "suggested_units", suggested)


def _judgements(proposal: Proposal) -> None:
    """Evaluations and follow-ups, each only where there can be one."""
    people = {s.pk: s for s in proposal.signatories.all()}
    for other in proposal.merged.all():
        people.update({s.pk: s for s in other.signatories.all()})
    rows = list(Evaluation.objects.filter(proposal=proposal)) if proposal.answered_at else []
    for row in rows:
        row.proposal = proposal
        if row.signatory_id in people:
            row.signatory = people[row.signatory_id]
    put(proposal, "evaluations", rows)
    put(proposal, "follow_ups", proposal.follow_ups.select_related("unit") if proposal.follow_letter else [])
