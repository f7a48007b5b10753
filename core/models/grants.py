"""Requests that need a second administrator: who asked for what and why, who confirmed or refused it, and when."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.identifiers import masked
from core.models.roles import Role

#: What of an account can be put right.
CORRECTED = {"full_name": "姓名", "phone": "手机"}


def in_words(changes: dict[str, list[str]]) -> str:
    """“姓名由“甲”改为“乙”；手机由“”改为“13800000001””."""
    return "；".join(f"{CORRECTED[name]}由“{old}”改为“{new}”" for name, (old, new) in changes.items())


def on_record(changes: dict[str, list[str]]) -> str:
    """The same for the text of an event, which others read than who decides: numbers only so that they are known."""
    return in_words(changes | ({"phone": [masked(one) for one in changes["phone"]]} if "phone" in changes else {}))


class GrantQuerySet(models.QuerySet):
    def waiting(self, day: date) -> "GrantQuerySet":
        """Requests that may still be decided on ``day``."""
        return self.filter(state=GrantRequest.State.WAITING, expires_on__gte=day)

    def run_out(self, day: date) -> "GrantQuerySet":
        """Requests that nobody decided in time, not yet marked so."""
        return self.filter(state=GrantRequest.State.WAITING, expires_on__lt=day)

    def withdraw(self, *, by, at: datetime, answer: str) -> int:
        """Those of these that nobody has decided wait no longer, and ``answer`` says why; returns how many."""
        rows = self.filter(state=GrantRequest.State.WAITING)
        return rows.update(state=GrantRequest.State.WITHDRAWN, decided_by=by, decided_at=at, answer=answer)


class GrantRequest(models.Model):
    """One act on an account with power, asked for by one administrator; another one lets it happen, or does not.

    Nothing comes into force before it is confirmed. ``key`` says what it is about, so that the same thing cannot wait
    twice. ``changes`` are the columns of the account to be put right, each as it was when asked and as it is to be.
    """

    class Act(models.TextChoices):
        GIVE = "give", "授予岗位"
        END = "end", "结束岗位"
        PASSWORD = "password", "重发一次性密码"
        CLOSE = "close", "停用账号"
        REOPEN = "reopen", "恢复账号"
        CORRECT = "correct", "更正账号"

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "不予确认"
        WITHDRAWN = "withdrawn", "已撤回"
        EXPIRED = "expired", "逾期失效"

    act = models.CharField("事项", max_length=10, choices=Act.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grant_requests", verbose_name="账号"
    )
    role = models.CharField("岗位", max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    title = models.CharField("职务", max_length=60, blank=True)
    post = models.ForeignKey(
        "core.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="现有岗位"
    )
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    changes = models.JSONField("更正", default=dict, blank=True)
    reason = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    key = models.CharField(max_length=80, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提请人"
    )
    asked_at = models.DateTimeField("提请时间")
    expires_on = models.DateField("有效至")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="确认人",
    )  # fmt: skip
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("意见", max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "授权确认"
        verbose_name_plural = "授权确认"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state="waiting"), name="one_waiting_request_per_thing")
        ]
        indexes = [models.Index(fields=["state", "expires_on"])]

    def __str__(self) -> str:
        return self.what

    @property
    def post_label(self) -> str:
        """The post that it is about, with the full name of the body: whoever confirms must not mix up two."""
        org = f" · {self.organisation.name}" if self.organisation else ""
        return f"{Role(self.role).label}{org}" if self.role else ""

    @property
    def what(self) -> str:
        """What is asked for, in one line."""
        return self._told(in_words)

    @property
    def on_record(self) -> str:
        """The same for the text of an event."""
        return self._told(on_record)

    def _told(self, words: Callable[[dict[str, list[str]]], str]) -> str:
        about = f"：{self.post_label}" if self.role else ""
        if self.changes:
            about = f"：{words(self.changes)}"
        return f"{self.get_act_display()}{about}"
