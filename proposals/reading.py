"""Everything a matter's page shows, in a small fixed number of statements; and the facts of a list's rows.

What cannot exist in a state is not asked for (no evaluations before there is an answer), so that a page costs at most
ten statements of its own whatever has happened to the matter.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404

from core.clock import clocks
from core.models import Attachment, Clock, Role
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

BETWEEN_OFFICES = (
    "sign", "return", "countersign", "check", "return_answer", "extension_answer", "joint_opinion", "deliver",
)  # fmt: skip
OF_THE_COMMITTEE = ("publish_list",)  # what the committee's own office owes beside the matter's way
OWN_TIME = ("cosign", "feedback")  # one signatory's time each: another signatory's is not the reader's affair
OUTSIDE = (Role.MEMBER, Role.COMMITTEE_CLERK, Role.LIAISON)  # whom the offices' dates among themselves do not concern
OF_THE_OFFICE = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK, Role.LEADER)
LONG_TEXTS = ("situation", "analysis", "suggestion")


def proposal_for_page(user, pk: int) -> Proposal:
    """The proposal with everything its page and its guards read; Http404 for what ``user`` may not see."""
    rows = Proposal.objects.visible_to(user).select_related(
        "session__term", "channel", "merged_into__session", "author"
    )
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return fill(proposal)


def assignment_for_page(user, pk: int) -> Assignment:
    """One unit's work together with its whole matter; Http404 for what ``user`` may not see."""
    proposal_id = Assignment.objects.visible_to(user).filter(pk=pk).values_list("proposal_id", flat=True).first()
    if proposal_id is None:
        raise Http404
    related = Proposal.objects.select_related("session__term", "channel", "merged_into__session", "author")
    proposal = fill(related.get(pk=proposal_id))
    return next(work for work in proposal.assignments.all() if work.pk == pk)


def fill(proposal: Proposal) -> Proposal:
    """Fetch the rows around ``proposal`` and put them where pages and guards look for them."""
    every = list(clocks.clocks_of(proposal))
    proposal.all_clocks = every
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
    asked = any(clock.kind == "extension_answer" for clock in proposal.all_clocks)
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


# ---- rows of a list ----


def duties_for(user):
    """Running clocks that concern this person in the post in use; rights that lapse make nobody late and are left out.

    Outside the offices nobody waits for what offices owe each other, and other signatories' time is their own.
    """
    rows = Clock.objects.filter(stopped_at__isnull=True, lapses=False)
    hat = user.post_in_use
    if hat is None or hat.role not in OF_THE_OFFICE:
        rows = rows.exclude(kind__in=OF_THE_COMMITTEE)
    if hat is not None and hat.role in OUTSIDE:
        mine = Q(holder_user=user) | Q(holder_org__isnull=False, holder_org=hat.organisation_id)
        rows = rows.exclude(kind__in=BETWEEN_OFFICES).filter(~Q(kind__in=OWN_TIME) | mine)
    return rows


def running(model, *, root: bool, user):
    """``duties_for`` the person on the row at hand (``root``: on everything in the matter)."""
    names = ("root_type", "root_id") if root else ("content_type", "object_id")
    return duties_for(user).filter(**{names[0]: _type_of(model), names[1]: OuterRef("pk")})


def nearest_date(model, *, root: bool, user) -> dict:
    """Annotations ``next_due``, ``next_label``, ``next_kind``: the running clock that ends first."""
    nearest = running(model, root=root, user=user).order_by("due", "id")
    return {f"next_{name}": Subquery(nearest.values(name)[:1]) for name in ("due", "label", "kind")}
