"""The proposers' judgement (征询意见): each signatory's own, never the unit's."""

from django.db import models
from django.db.models import Q

from core.matters.judging import Judgement
from proposals.models.proposal import Proposal, Signatory
from proposals.querysets import EvaluationQuerySet


class Evaluation(Judgement):
    """What one signatory thinks of the handling in one round."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="evaluations", help_text="答复所属的提案；并案时为主案"
    )
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="evaluations")

    objects = EvaluationQuerySet.as_manager()

    class Meta(Judgement.Meta):
        verbose_name = "评价"
        verbose_name_plural = "评价"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "signatory", "round"], name="one_evaluation_per_round"),
            models.CheckConstraint(condition=~Q(state="given") | ~Q(result=""), name="given_evaluation_has_a_result"),
        ]
        indexes = [models.Index(fields=["signatory", "state"]), models.Index(fields=["proposal", "round", "state"])]

    def __str__(self) -> str:
        return f"{self.signatory} {self.get_result_display() or self.get_state_display()}"

    @property
    def matter(self) -> Proposal:
        """On whose page the evaluation and its clock stand; for a merged proposal's signatory the main one."""
        return self.proposal
