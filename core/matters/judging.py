"""Judging how a matter was handled (征询意见): each of those whom it is from for themselves, never the unit's.

A line derives its judgements from ``Judgement``, naming whose each is (``signatory``) and on which matter; its rows of
giving, correcting and not giving one use the effects below.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.matters.deadlines import stop_for
from core.matters.lifecycle import Act, Refused
from core.models import Timed

#: The kind of clock by which a judgement is due.
KIND = "feedback"


class Judgement(Timed):
    """What one of them thinks of the handling in one round. No answer stays 无反馈 and is never counted as 满意."""

    class State(models.TextChoices):
        WAITING = "waiting", "待评价"
        GIVEN = "given", "已评价"
        NO_ANSWER = "no_answer", "无反馈"

    class Result(models.TextChoices):
        SATISFIED = "satisfied", "满意"
        BASICALLY = "basically", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"

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

    class Meta:
        abstract = True
        ordering = ["round", "id"]

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


def settle(act: Act, held: Any, said: dict[str, Any]) -> None:
    """What was said counts; where something was said before, that stays beside it. The row is held."""
    earlier = held.earlier
    if held.state == Judgement.State.GIVEN:
        before = {name: getattr(held, name) for name in ("result", "answers", "comment")}
        if all(said[name] == value for name, value in before.items()) and said["paper_dated"] == held.paper_dated:
            raise Refused("评价与原来的一样，没有更正。")
        paper = held.paper_dated.isoformat() if held.paper_dated else ""
        earlier = [*earlier, before | {"at": held.answered_at.isoformat() if held.answered_at else "", "paper": paper}]
    type(held)._default_manager.filter(pk=held.pk).update(state=Judgement.State.GIVEN, earlier=earlier, **said)
    stop_for(act, held, KIND)


def said(act: Act) -> dict[str, Any]:
    """What was answered, in the own account unless somebody says otherwise; why not content goes with a judgement that
    says so, and with no other."""
    answers = {name[2:]: value for name, value in act.facts.items() if name.startswith("q_") and value}
    if act.facts["result"] != Judgement.Result.DISSATISFIED:
        answers.pop("why", None)
    return {
        "result": act.facts["result"],
        "answers": answers,
        "comment": act.facts.get("comment") or "",
        "answered_at": act.at,
        "answered_by": act.actor.user,
        "paper_dated": None,
    }


def leave_unanswered(act: Act, judgement: Any) -> None:
    """Nobody waits for this judgement any more: 无反馈."""
    waiting = type(judgement)._default_manager.filter(pk=judgement.pk, state=Judgement.State.WAITING)
    waiting.update(state=Judgement.State.NO_ANSWER)
    stop_for(act, judgement, KIND)
