"""届 and 次: five-year terms and their numbered plenary sessions."""

from django.db import models
from django.db.models import Q

from core.chinese import numeral


class Term(models.Model):
    """届: a term of the committee. ``ends_on`` is empty while the term runs."""

    number = models.PositiveSmallIntegerField("届", unique=True)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束", null=True, blank=True)
    is_current = models.BooleanField("本届", default=False)

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_term")
        ]

    def __str__(self) -> str:
        return f"第{numeral(self.number)}届"


class Session(models.Model):
    """次: a plenary session. Up to ``proposal_cutoff`` proposals count as 大会提案, later ones as 平时提案."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions", verbose_name="届")
    number = models.PositiveSmallIntegerField("次")
    opens_on = models.DateField("开幕")
    closes_on = models.DateField("闭幕")
    proposals_from = models.DateTimeField("大会提案征集开始", null=True, blank=True)
    proposal_cutoff = models.DateTimeField("大会提案截止")

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["-opens_on"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="one_session_per_number")]

    def __str__(self) -> str:
        return f"{numeral(self.term.number)}届{numeral(self.number)}次会议"
