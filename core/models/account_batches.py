"""A list of people who are to sign in, kept so that nothing is written unseen and a second click doubles nothing."""

from django.conf import settings
from django.db import models


class AccountBatch(models.Model):
    """One workbook (or form) of accounts and posts: its rows as understood, and what confirming it wrote.

    ``rows`` are the cells in words; what they mean is worked out against the database each time they are shown.
    ``printed`` counts how often slips were made, so that two clicks never make the first ones void unseen.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已办理"
        DISCARDED = "discarded", "已放弃"

    name = models.CharField("名称", max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    rows = models.JSONField("行", default=list)
    summary = models.JSONField("结果", default=dict, blank=True)
    printed = models.PositiveIntegerField("打印次数", default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量开通账号"
        verbose_name_plural = "批量开通账号"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
