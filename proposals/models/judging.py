"""The proposers' judgement (征询意见): each signatory's own, never the unit's."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.models import Timed
from proposals.models.proposal import Proposal, Signatory
from proposals.querysets import EvaluationQuerySet


class Evaluation(Timed):
    """What one signatory thinks of the handling in one round. No answer stays 无反馈 and is never counted as 满意."""

    class State(models.TextChoices):
        WAITING = "waiting", "待评价"
        GIVEN = "given", "已评价"
        NO_ANSWER = "no_answer", "无反馈"

    class Result(models.TextChoices):
        SATISFIED = "satisfied", "满意"
        BASICALLY = "basically", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="evaluations", help_text="答复所属的提案；并案时为主案"
    )
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    result = models.CharField("对结果", max_length=14, choices=Result.choices, blank=True)
    answers = models.JSONField("各项意见", default=dict, blank=True)
    comment = models.TextField("意见和建议", blank=True)
    earlier = models.JSONField("更正以前的评价", default=list, blank=True, help_text="由早到晚")
    answered_at = models.DateTimeField("评价时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    paper_dated = models.DateField(
        "表上的日期", null=True, blank=True, help_text="纸质征询意见表由提案委录入的，表上写的那天"
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "评价"
        verbose_name_plural = "评价"
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "signatory", "round"], name="one_evaluation_per_round"),
            models.CheckConstraint(condition=~Q(state="given") | ~Q(result=""), name="given_evaluation_has_a_result"),
        ]
        indexes = [models.Index(fields=["signatory", "state"]), models.Index(fields=["proposal", "round", "state"])]

    def __str__(self) -> str:
        return f"{self.signatory} {self.get_result_display() or self.get_state_display()}"

    @property
    def corrected_from(self) -> list[dict[str, Any]]:
        """What was said before, oldest first: on which local day, result, the reason chosen and the words."""
        return [
            one | {"on": parse_datetime(one["at"]) if one.get("at") else None, "why": one.get("answers", {}).get("why")}
            for one in self.earlier
        ]

    @property
    def judged_on(self) -> date | None:
        """The day of the judgement: the one on the paper where it was entered from paper."""
        return self.paper_dated or (timezone.localdate(self.answered_at) if self.answered_at else None)

    @property
    def matter(self) -> Proposal:
        """On whose page the evaluation and its clock stand; for a merged proposal's signatory the main one."""
        return self.proposal
