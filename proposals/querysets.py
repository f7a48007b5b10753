"""Who may see which proposals and which units' work, and what waits for a person. Reading only."""

from collections.abc import Collection
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.matters.querysets import MatterQuerySet
from core.matters.reading import if_any
from core.models import Role
from core.models.roles import posts_that
from core.organisations.succession import with_past
from members.querysets import held_on
from members.signing.standing import STANDING
from proposals.states import GONE, JUDGING, ON_FILE, PRIVATE, AssignmentState, ProposalState

OFFICE = posts_that(office=True)
UNITS = posts_that(unit=True)
BODIES = posts_that(body=True)
JUDGEMENTS_OPEN_TO = (*OFFICE, Role.SUPERVISOR)
SIGNED = tuple(STANDING)
#: Where units may still have something to do.
WITH_WORKS = {ProposalState.HANDLING, ProposalState.REHANDLING, ProposalState.EVALUATING, ProposalState.FOLLOWING}


def _signatures(*conditions, **match):
    from proposals.models import Signatory  # models use this module

    return Signatory.objects.filter(*conditions, state__in=SIGNED, **match)


def _assignments(**match):
    from proposals.models import Assignment  # models use this module

    return Assignment.objects.filter(**match)


def _proposals() -> QuerySet:
    from proposals.models import Proposal  # models use this module

    return Proposal.objects.all()


def _owed(**match):
    from proposals.models import OwedAnswer  # models use this module

    return OwedAnswer.objects.filter(**match)


def _these_and_merged(works: QuerySet) -> Q:
    """What these works are on, and what is merged into it: whoever answers its proposers reads what they say."""
    handled = works.values("proposal")
    return Q(pk__in=handled) | Q(merged_into__in=handled)


def first_name(proposal: str) -> Subquery:
    """The name of the first proposer or body of the proposal whose key is in this column."""
    from proposals.models import Signatory  # models use this module

    first = Signatory.objects.filter(proposal=OuterRef(proposal)).exclude(position="cosigner")
    return Subquery(first.values(name=Coalesce(F("member__name"), F("organisation__name")))[:1])


def _never_handed_in(where: str = "") -> Q:
    """Texts that are still written, and those given up before they were handed in: they stay with their writers."""
    given_up = {f"{where}state": ProposalState.WITHDRAWN, f"{where}submitted_at": None}
    return Q(**{f"{where}state__in": PRIVATE}) | Q(**given_up)


def _unfinished_of_others(user) -> Q:
    return _never_handed_in() & ~Q(author=user)


class ProposalQuerySet(MatterQuerySet):
    def public(self) -> "ProposalQuerySet":
        """Filed with the proposer's consent to publication."""
        return self.filter(state__in=ON_FILE, publish_consent=True)

    def signed_by(self, *, merged: bool = True, **match) -> Q:
        """Proposals signed (or asked to be signed), directly or, with ``merged``, through one merged into them."""
        mine = _signatures(**match)
        direct = Q(pk__in=mine.values("proposal"))
        if not merged:
            return direct
        return direct | Q(pk__in=mine.exclude(proposal__merged_into=None).values("proposal__merged_into"))

    def visible_to(self, user) -> "ProposalQuerySet":
        """What this person may see in the post in use; everything else answers as if it did not exist."""
        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        public = Q(state__in=ON_FILE, publish_consent=True)
        if post.role in OFFICE:
            return self.exclude(_unfinished_of_others(user))
        if post.role == Role.MEMBER:
            return self.filter(self.signed_by(member__user=user) | public)
        if post.role in UNITS:
            handed = _assignments(unit__in=with_past(post.organisation_id)).exclude(state=AssignmentState.REVOKED)
            return self.filter(_these_and_merged(handed))
        if post.role == Role.SUPERVISOR:
            ours = with_past(post.organisation_id)
            handed = _assignments(channel__in=ours)
            through = Q(channel__in=ours) | Q(merged_into__channel__in=ours)
            return self.filter(through | _these_and_merged(handed), state__in=ON_FILE)
        if post.role in BODIES:
            own = self.signed_by(organisation__in=with_past(post.organisation_id)) | Q(author=user)
            seats = "member__mandates__seats__"
            of_term = {"member__mandates__term": F("proposal__session__term")}
            people = _signatures(
                held_on(path=seats), **of_term, **{f"{seats}organisation": post.organisation_id}
            ).exclude(_never_handed_in("proposal__"))
            return self.filter(own | public | Q(pk__in=people.values("proposal")))
        if post.role in {Role.OPINION_EDITOR, Role.OPINION_SIGNER}:
            return self.filter(public | Q(state=ProposalState.PASSED_ON))
        return self.none()

    def hidden_from(self, user) -> "ProposalQuerySet | None":
        """What others are still writing, for the committee's offices: they may open everything else."""
        post = user.post_in_use if user.is_authenticated else None
        return self.filter(_unfinished_of_others(user)) if post is not None and post.role in OFFICE else None

    def party_to(self, user, *, merged: bool = True) -> "ProposalQuerySet":
        """What this person signed (or is asked to sign), or wrote for the own body."""
        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        if post.role == Role.MEMBER:
            return self.filter(self.signed_by(merged=merged, member__user=user))
        if post.role in BODIES:
            ours = Q(author=user)
            if post.organisation_id:
                ours |= self.signed_by(merged=merged, organisation__in=with_past(post.organisation_id))
            return self.filter(ours)
        return self.none()

    def as_read_by(self, user) -> "ProposalQuerySet":
        """While a returned text is being changed, others than its proposers read the title that was handed in."""
        from proposals.models import Proposal, Signatory  # models use this module

        first = Signatory.objects.filter(proposal=OuterRef("id"), state="agreed").exclude(position="cosigner")
        signed = first.order_by("order", "pk").values("text_version")[:1]
        kept = Proposal.history.filter(id=OuterRef("pk"), text_version=Subquery(signed)).order_by("-history_id")
        others = Q(state=ProposalState.RETURNED) & ~Q(author=user)
        party = Proposal.objects.party_to(user)
        if not party.query.is_empty():
            others &= ~Q(pk__in=party.order_by().values("pk"))
        return self.annotate(kept_title=Case(When(others, then=Subquery(kept.values("title")[:1])), default=Value("")))

    def marked(self) -> "ProposalQuerySet":
        """重点提案."""
        return self.filter(is_key=True)

    def for_turns(self, states: Collection[str]) -> "ProposalQuerySet":
        """With what the transitions' ``waits_for`` ask about in these states, of proposal and works."""
        from proposals.models import (  # models use this module
            Assignment,
            ContactRecord,
            Evaluation,
            ReviewOpinion,
            Signatory,
        )

        people = ("member", "organisation")
        judged = Evaluation.objects.filter(state="waiting") | Evaluation.objects.filter(result="dissatisfied")
        denied = ContactRecord.objects.filter(assignment=OuterRef("pk"), denied_at__isnull=False, stands=None)
        works = Assignment.objects.exclude(state__in=GONE)
        works = works.filter(~Q(state=AssignmentState.DELIVERED) | Exists(denied))
        asked = set(states)
        signed = bool(asked - {ProposalState.HANDLING, ProposalState.REHANDLING})
        judges = judged.select_related(*(f"signatory__{name}" for name in (*people, "proposal")))
        judges = judges.defer(*(f"signatory__proposal__{name}" for name in ("situation", "analysis", "suggestion")))
        return (
            self.defer("situation", "analysis", "suggestion")
            .select_related("channel", "author", "session__term")
            .prefetch_related(
                if_any("signatories", Signatory.objects.select_related(*people), signed),
                if_any("reviews", ReviewOpinion.objects.all(), ProposalState.RECOMMENDED in asked),
                if_any("evaluations", judges, bool(asked & set(JUDGING))),
                if_any("assignments", works.select_related("unit", "channel", "reply"), bool(asked & WITH_WORKS)),
                "assignments__contacts",
                "assignments__countersigns",
                "assignments__extensions",
            )
        )

    def with_search_text(self) -> "ProposalQuerySet":
        """Only what the search index reads."""
        return self.only("pk", "title", "situation", "analysis", "suggestion", "number", "receipt_number")

    def for_naming(self) -> "ProposalQuerySet":
        """Only what ``matter_name`` reads."""
        return self.only("pk", "title", "number", "receipt_number")

    def for_list(self) -> "ProposalQuerySet":
        """With everything a list's row shows, in two statements however many rows; long texts stay in the table.

        Beside the columns: ``first_name`` (first proposer), ``cosigners`` (how many have signed beside),
        ``working_assignments`` (units' works in their order).
        """
        from proposals.models import Assignment, Signatory  # models use this module

        signed = Signatory.objects.filter(proposal=OuterRef("pk"), position="cosigner", state="agreed").order_by()
        working = Assignment.objects.working().select_related("unit", "channel").order_by("round", "id")
        return (
            self.defer("situation", "analysis", "suggestion")
            .select_related("session__term", "channel")
            .prefetch_related(Prefetch("assignments", working, to_attr="working_assignments"))
            .annotate(
                first_name=first_name("pk"),
                cosigners=Coalesce(
                    Subquery(signed.values("proposal").annotate(n=Count("pk")).values("n"), IntegerField()), 0
                ),
            )
        )

    def for_page(self) -> "ProposalQuerySet":
        """With everything a proposal's page shows, in a fixed number of queries."""
        from proposals.models import Assignment, Evaluation, Signatory  # models use this module

        merged = self.model._default_manager.defer("situation", "analysis", "suggestion").select_related("session")
        assignments = (
            Assignment.objects.select_related("unit", "channel", "reply", "return_suggests")
            .prefetch_related("contacts", "countersigns__assignment__unit", "owed")
            .order_by("round", "id")
        )
        judged = Evaluation.objects.select_related("signatory__member__user", "signatory__organisation")
        lookups: list[Any] = [
            Prefetch("signatories", Signatory.objects.select_related("member__user", "organisation")),
            "suggested_units__unit",
            "reviews",
            Prefetch("assignments", assignments),
            Prefetch("evaluations", judged),
            "follow_ups__unit",
            Prefetch("merged", merged),
        ]
        rows = self.select_related("session__term", "channel", "merged_into__session", "author")
        return rows.prefetch_related(*lookups)


class AssignmentQuerySet(MatterQuerySet):
    def visible_to(self, user) -> "AssignmentQuerySet":
        """A unit's work is seen by the unit, its channel, the committee's office and whom the proposal concerns."""
        from proposals.models import Proposal  # models use this module

        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        if post.role in OFFICE:
            return self
        if post.role in UNITS:
            ours = with_past(post.organisation_id)
            shared = _assignments(unit__in=ours).exclude(state__in=GONE)
            seen = Q(unit__in=ours) | Q(proposal__in=shared.values("proposal"))
            return self.filter(seen).exclude(state=AssignmentState.REVOKED)
        if post.role == Role.SUPERVISOR:
            ours = with_past(post.organisation_id)
            return self.filter(Q(channel__in=ours) | Q(proposal__channel__in=ours))
        return self.filter(proposal__in=Proposal.objects.visible_to(user)).exclude(state=AssignmentState.REVOKED)

    def working(self) -> "AssignmentQuerySet":
        """Without returned and revoked works."""
        return self.exclude(state__in=GONE)

    def for_list(self) -> "AssignmentQuerySet":
        """With everything a list's row shows; beside the columns ``first_name`` (first proposer)."""
        rows = self.select_related("proposal__session__term", "unit", "channel")
        rows = rows.defer("proposal__situation", "proposal__analysis", "proposal__suggestion")
        return rows.annotate(first_name=first_name("proposal"))


class ReplyQuerySet(QuerySet):
    def with_search_text(self) -> "ReplyQuerySet":
        """Only what the search index reads."""
        return self.only("pk", "document_number")

    def sent_to(self, user) -> "ReplyQuerySet":
        """Letters that went out, as far as this person reads them on a page.

        Offices read all; besides, whoever handles the matter in the same round, whom a letter answers, and others what
        is public. ``access.may_have_reply`` asks the same of rows at hand.
        """
        post = user.post_in_use if user.is_authenticated else None
        sent = self.filter(delivered_at__isnull=False)
        if post is None:
            return sent.none()
        if post.role in OFFICE:
            return sent
        public = Q(is_public=True) & ~Q(assignment__proposal__publish_consent=False)
        if post.role in UNITS:
            same = {"proposal": OuterRef("assignment__proposal"), "round": OuterRef("assignment__round")}
            beside = _assignments(unit=post.organisation_id, **same).exclude(state__in=GONE)
            own = Q(assignment__unit__in=with_past(post.organisation_id))
            return sent.filter(own | Q(Exists(beside)) | public)
        if post.role == Role.SUPERVISOR:
            through = Q(assignment__proposal__channel=post.organisation_id)
            return sent.filter(through | Q(assignment__channel__in=with_past(post.organisation_id)) | public)
        return sent.filter(self._answering(user, post) | public)

    @staticmethod
    def _answering(user, post) -> Q:
        """Letters that answer a proposal that this person has signed or entered: the one that the work is on, unless it
        is for others alone, or one merged into it."""
        behind = Q(author=user)
        if post.role == Role.MEMBER:
            behind |= Q(pk__in=_signatures(member__user=user).values("proposal"))
        elif post.role in BODIES and post.organisation_id:
            ours = with_past(post.organisation_id)
            behind |= Q(pk__in=_signatures(organisation__in=ours).values("proposal"))
        own = _proposals().filter(behind).order_by().values("pk")
        main = Q(assignment__answers_own=True, assignment__proposal__in=own)
        return main | Q(assignment__in=_owed(merged__in=own, ended_at=None).values("work"))


class EvaluationQuerySet(QuerySet):
    def files_visible_to(self, user) -> "EvaluationQuerySet":
        """The scan of a form says more than units read of a judgement: it is for offices and whoever filled it in."""
        post = user.post_in_use if user.is_authenticated else None
        return self.none() if post is None or post.role in UNITS else self.visible_to(user)

    def visible_to(self, user) -> "EvaluationQuerySet":
        """Judgements that this person reads on a page: offices and supervisors all, units those given, others the own.

        The page asks the same of rows at hand (``ProposalPage``); on which proposals is for ``ProposalQuerySet``.
        """
        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        if post.role in JUDGEMENTS_OPEN_TO:
            return self
        if post.role in UNITS:
            return self.filter(state="given")
        if post.role == Role.MEMBER:
            return self.filter(signatory__member__user=user)
        if post.role in BODIES:
            return self.filter(signatory__organisation__in=with_past(post.organisation_id))
        return self.none()
