"""Who may see which members, and which mandates count on a day."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Role
from members.readers import keeps_register, reads_private

NEWEST = ("-term__number", "-starts_on", "-pk")


class MandateQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "MandateQuerySet":
        """Mandates held on ``day`` (first and last day included): those of the day's term, and nobody's of another.

        A mandate ends with its term, so that nobody is in office twice or longer than the term.
        """
        from members.models import Term  # models use this module

        held = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        in_term = Q(term__ends_on__isnull=True) | Q(term__ends_on__gte=day)
        return self.filter(held, in_term, starts_on__lte=day, term=Term.objects.current_only(day))

    def begun(self, day: date | None = None) -> "MandateQuerySet":
        """Those of this term and earlier ones; what is prepared for the next term shows nowhere before its day."""
        return self.filter(term__starts_on__lte=day or timezone.localdate())

    def newest(self, day: date | None = None) -> "MandateQuerySet":
        """Of each member the newest mandate begun by ``day``: the one that lists show and filter by."""
        own = MandateQuerySet(self.model).begun(day).filter(member=OuterRef("member")).order_by(*NEWEST)
        return self.filter(pk=Subquery(own.values("pk")[:1]))

    def with_last_day(self) -> "MandateQuerySet":
        """With the first day of the term after theirs, from which ``left_on`` follows; no statement of its own."""
        from members.models.terms import next_first_day  # models use this module

        return self.annotate(term_next_on=Subquery(next_first_day(OuterRef("term__starts_on"))))

    def with_suspension(self, day: date) -> "MandateQuerySet":
        """With ``suspended_since``, ``_until``, ``_by``, ``_paper`` of what runs on ``day``; no own statement.

        ``suspended_since`` is the first day of all, where it came along from an earlier term. ``suspension_goes_on``:
        it goes on in a prepared term.
        """
        from members.models import Suspension  # models use this module

        own = {"mandate__member": OuterRef("member"), "mandate__term__starts_on__gt": OuterRef("term__starts_on")}
        decided = ("reason", "decided_by", "paper")
        earlier = Suspension.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=OuterRef("running_suspension__starts_on")),
            mandate__member=OuterRef("member"), mandate__term__starts_on__lt=OuterRef("term__starts_on"),
            **{name: OuterRef(f"running_suspension__{name}") for name in decided},
        ).order_by("starts_on")  # fmt: skip
        running = FilteredRelation("suspensions", condition=held_on(day, "suspensions__"))
        return self.annotate(running_suspension=running).annotate(
            suspended_since=Coalesce(Subquery(earlier.values("starts_on")[:1]), F("running_suspension__starts_on")),
            suspended_until=F("running_suspension__ends_on"),
            suspended_by=F("running_suspension__decided_by"),
            suspended_paper=F("running_suspension__paper"),
            suspension_goes_on=Exists(Suspension.objects.filter(**own)),
        )

    def files_visible_to(self, user) -> "MandateQuerySet":
        """Whose papers (批复、决定) this person may read: the office everybody's, a member the own."""
        return self.filter(papers_read_by(user))


def papers_read_by(user, member: str = "member") -> Q:
    """The condition on rows of a member whose papers are private; ``member`` is the way to the member."""
    return Q() if reads_private(user) else Q(**{f"{member}__user": user})


def only_coming(day: date | None = None) -> Q:
    """The condition on sectors that nobody has been in by ``day`` and a prepared term knows: they come with that."""
    from members.models import Mandate  # models use this module

    own = Mandate.objects.filter(sector=OuterRef("pk"))
    return Q(Exists(own)) & ~Q(Exists(own.begun(day)))


class HeldQuerySet(models.QuerySet):
    def valid_on(self, day: date | None = None) -> "HeldQuerySet":
        """What is held on ``day`` (default: today); first and last day included, either may be open."""
        return self.filter(held_on(day))


def left_as(member: str, day: date | None = None) -> Case:
    """“已去世”, “已届满”, “已离任” or nothing, of the member whose key is the column ``member``: beside names in lists.

    Whoever never held a mandate here has not left.
    """
    from members.models import Mandate  # models use this module

    day = day or timezone.localdate()
    own = Mandate.objects.filter(member=OuterRef(member))
    died = Exists(own.filter(ended=Mandate.Ended.DIED, ends_on__lte=day))
    left = Exists(own.begun(day)) & ~Exists(own.valid_on(day))
    by_term = Exists(
        Mandate.objects.newest(day).filter(member=OuterRef(member), ended__in=("", Mandate.Ended.TERM_END))
    )
    return Case(
        When(died, then=Value("已去世")), When(left & by_term, then=Value("已届满")), When(left, then=Value("已离任")),
        default=Value(""),
    )  # fmt: skip


def held_on(day: date | None = None, path: str = "") -> Q:
    """The condition of ``HeldQuerySet.valid_on`` on rows reached by ``path`` (``seats__``)."""
    day = day or timezone.localdate()
    starts = Q(**{f"{path}starts_on__isnull": True}) | Q(**{f"{path}starts_on__lte": day})
    return starts & (Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": day}))


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MemberQuerySet":
        """The register is open to everybody who works in or with the committee; security posts see no business data.

        Who comes with the next term only is in no register before its day.
        """
        post = user.post_in_use if user.is_authenticated else None
        if post is None or post.role in {Role.SECADMIN, Role.AUDITOR}:
            return self.none()
        return self.without_coming()

    def to_edit(self, user) -> "MemberQuerySet":
        """Whose pages this person may open: who keeps the register sees who comes with the next term, too."""
        return self if keeps_register(user) else self.visible_to(user)

    def without_coming(self, day: date | None = None) -> "MemberQuerySet":
        """All but those whose only mandates are of a term that has not begun by ``day``."""
        from members.models import Mandate  # models use this module

        day = day or timezone.localdate()
        own = Mandate.objects.filter(member=OuterRef("pk"))
        coming = Q(Exists(own.filter(term__starts_on__gt=day)))
        return self.exclude(coming & ~Q(Exists(own.begun(day))))

    def in_office(self, day: date | None = None) -> "MemberQuerySet":
        """Members who hold a mandate on ``day`` (default: today)."""
        from members.models import Mandate  # models use this module

        held = Mandate.objects.valid_on(day or timezone.localdate())
        return self.filter(pk__in=held.values("member"))

    def suspended(self, day: date | None = None) -> "MemberQuerySet":
        """Whose duties are suspended (中止履职) on ``day``."""
        from members.models import Suspension  # models use this module

        return self.filter(pk__in=Suspension.objects.valid_on(day).values("mandate__member"))

    def not_suspended(self, day: date | None = None) -> "MemberQuerySet":
        """Who may hand in and sign, as far as suspensions go."""
        from members.models import Suspension  # models use this module

        return self.exclude(pk__in=Suspension.objects.valid_on(day).values("mandate__member"))

    def of_body(self, organisation) -> "MemberQuerySet":
        """Members of a sector, special committee, group or liaison office today; who has left is none any more."""
        from members.models import Mandate  # models use this module

        there = Q(sector=organisation) | (Q(seats__organisation=organisation) & held_on(path="seats__"))
        held = Mandate.objects.valid_on(timezone.localdate()).filter(there)
        return self.filter(pk__in=held.values("member"))

    def with_rank(self, day: date) -> "MemberQuerySet":
        """With ``office_rank`` (offices in their order, then other members, then who left) and ``sector_order``."""
        from members.models import Mandate, OfficeHeld  # models use this module

        ranks = [When(office=office, then=Value(rank)) for rank, office in enumerate(OfficeHeld.Office.values)]
        own = OfficeHeld.objects.valid_on(day).filter(mandate__member=OuterRef("pk"))
        highest = own.annotate(rank=Case(*ranks)).order_by("rank").values("rank")[:1]
        serving = Exists(Mandate.objects.valid_on(day).filter(member=OuterRef("pk")))
        newest = Mandate.objects.begun(day).filter(member=OuterRef("pk")).order_by(*NEWEST)
        return self.annotate(
            office_rank=Coalesce(
                Subquery(highest), Case(When(serving, then=Value(len(ranks))), default=Value(len(ranks) + 1))
            ),
            sector_order=Subquery(newest.values("sector__order")[:1]),
        )

    def for_list(self, day: date | None = None) -> "MemberQuerySet":
        """With everything a list row shows: mandates begun by ``day`` with sector, seats and offices; parties.

        The first of these mandates is the one in question on ``day`` (default: today), which it knows as ``shown_on``.
        """
        from members.models import Mandate, Seat, Suspension  # models use this module

        day = day or timezone.localdate()
        suspended = Exists(Suspension.objects.valid_on(day).filter(mandate=OuterRef("pk")))
        seats = Prefetch("seats", Seat.objects.select_related("organisation"))
        current = (
            Mandate.objects.begun(day)
            .with_last_day()
            .annotate(suspended_today=suspended, shown_on=Value(day, models.DateField()))
            .select_related("term", "sector")
            .prefetch_related(seats, "offices")
            .order_by(*NEWEST)
        )
        return self.prefetch_related("parties", Prefetch("mandates", current, to_attr="mandates_newest_first"))

    def for_card(self) -> "MemberQuerySet":
        """With everything the member's own page shows."""
        mandates = "mandates_newest_first"
        return self.for_list().prefetch_related(
            "party_offices", f"{mandates}__suspensions", f"{mandates}__replaces__member",
            f"{mandates}__replaced_by__member",
        )  # fmt: skip


class HeldInMandateQuerySet(HeldQuerySet):
    """Seats, offices and suspensions: what is held as a member."""

    def valid_on(self, day: date | None = None) -> "HeldInMandateQuerySet":
        """What is held on ``day`` (default: today) in mandates in force: an open one ends with its term or seat."""
        from members.models import Mandate  # models use this module

        return self.filter(held_on(day), mandate__in=Mandate.objects.valid_on(day or timezone.localdate()))


class SuspensionQuerySet(HeldInMandateQuerySet):
    def with_going_on(self) -> "SuspensionQuerySet":
        """Each with ``goes_on``: another of the same person is kept for a later term."""
        own = {
            "mandate__member": OuterRef("mandate__member"),
            "mandate__term__starts_on__gt": OuterRef("mandate__term__starts_on"),
        }
        return self.annotate(goes_on=Exists(self.model._base_manager.filter(**own)))

    def files_visible_to(self, user) -> "SuspensionQuerySet":
        """Whose papers this person may read."""
        return self.filter(papers_read_by(user, "mandate__member"))


class ContactQuerySet(HeldQuerySet):
    def of(self, member) -> "ContactQuerySet":
        """Contacts on either side of which the member stands."""
        return self.filter(Q(member=member) | Q(contacted=member))
