"""届 and 次: five-year terms and their numbered plenary sessions.

Which term is the current one is said here and nowhere else: the newest whose first day has come. It is worked out from
the day that is asked about, so nothing has to be flipped in the night of the change (换届), and a term prepared in
advance changes nothing before its own first day.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core.chinese import numeral
from core.models.records import KeptRecord


class TermQuerySet(models.QuerySet):
    def begun(self, on: date | None = None) -> "TermQuerySet":
        """Terms whose first day has come by ``on`` (default: today)."""
        return self.filter(starts_on__lte=on or timezone.localdate())

    def upcoming(self, on: date | None = None) -> "TermQuerySet":
        """Terms prepared in advance: their first day is yet to come; the next one first."""
        return self.filter(starts_on__gt=on or timezone.localdate()).order_by("starts_on")

    def current_only(self, on: date | None = None) -> models.QuerySet:
        """The term of the day alone, as a condition inside other statements."""
        return self.begun(on).order_by("-starts_on", "-number").values("pk")[:1]

    def current(self, on: date | None = None) -> "Term | None":
        """The term of the day (本届), None where none has begun."""
        return self.begun(on).order_by("-starts_on", "-number").first()

    def with_next(self) -> "TermQuerySet":
        """Each with the first day of the term after it, so that ends are known without a statement of their own."""
        return self.annotate(next_starts_on=Subquery(next_first_day(OuterRef("starts_on"))))


def next_first_day(starts_on) -> models.QuerySet:
    """The first day of the term after the one that begins on ``starts_on``, for a subquery."""
    later = Term.objects.filter(starts_on__gt=starts_on).order_by("starts_on")
    return later.values("starts_on")[:1]


class Term(KeptRecord):
    """届: a term of the committee. It ends the day before the next one begins, or on ``ends_on`` where that is said."""

    number = models.PositiveSmallIntegerField("届", unique=True)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束", null=True, blank=True)
    confirmed_at = models.DateTimeField("名单确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"第{numeral(self.number)}届"

    def first_day_after(self) -> date | None:
        """The first day of the next term, None while there is none. One statement unless fetched by ``with_next``."""
        if not self.knows_next:
            row = next_first_day(self.starts_on).first()
            self.know_next(row["starts_on"] if row else None)
        return self.__dict__["next_starts_on"]

    def know_next(self, first_day: date | None) -> None:
        """Told by whoever has read the first day of the next term in another statement."""
        self.__dict__["next_starts_on"] = first_day

    @property
    def knows_next(self) -> bool:
        """Whether its end and 本届 cost no statement."""
        return "next_starts_on" in self.__dict__

    @property
    def last_day(self) -> date | None:
        """Its last day as far as it is known by now, also one yet to come."""
        following = self.first_day_after()
        eve = following - timedelta(days=1) if following else None
        return min((day for day in (self.ends_on, eve) if day), default=None)

    @property
    def ended_on(self) -> date | None:
        """Its last day, once that is over. A term that runs shows no end, whatever has been prepared after it."""
        last = self.last_day
        return last if last and last < timezone.localdate() else None

    @property
    def is_upcoming(self) -> bool:
        """Prepared in advance (待启用): its first day is yet to come."""
        return self.starts_on > timezone.localdate()

    @property
    def is_current(self) -> bool:
        """本届: begun, and the next one has not."""
        following = self.first_day_after()
        today = timezone.localdate()
        return self.starts_on <= today and not (following and following <= today)


class SectorQuota(models.Model):
    """界别名额: how many members of a term a sector is to have, as the office sets it."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="quotas", verbose_name="届")
    sector = models.ForeignKey("core.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="界别")
    seats = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = "界别名额"
        verbose_name_plural = "界别名额"
        constraints = [models.UniqueConstraint(fields=["term", "sector"], name="one_quota_per_sector")]

    def __str__(self) -> str:
        return f"{self.term}{self.sector}{self.seats}名"


class SessionQuerySet(models.QuerySet):
    def of_current_term(self, on: date | None = None) -> "SessionQuerySet":
        """Sessions of the term of the day."""
        return self.filter(term=Term.objects.current_only(on))

    def of_begun_terms(self, on: date | None = None) -> "SessionQuerySet":
        """Sessions of this term and earlier ones: those prepared for the next term are nobody's business yet."""
        return self.filter(term__starts_on__lte=on or timezone.localdate())


class Session(models.Model):
    """次: a plenary session. Up to ``proposal_cutoff`` proposals count as 大会提案, later ones as 平时提案."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions", verbose_name="届")
    number = models.PositiveSmallIntegerField("次")
    opens_on = models.DateField("开幕")
    closes_on = models.DateField("闭幕")
    proposals_from = models.DateTimeField("大会提案征集开始", null=True, blank=True)
    proposal_cutoff = models.DateTimeField("大会提案截止")
    numbered_on_paper = models.PositiveIntegerField("纸质提案已编到第几号", default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["-opens_on"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="one_session_per_number")]

    def __str__(self) -> str:
        return f"{numeral(self.term.number)}届{numeral(self.number)}次会议"
