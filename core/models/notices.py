"""Notices (通知) written in the same transaction as the act that causes them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.generic import AboutMatter

#: Neither read nor closed: what the number beside 通知 counts.
OPEN = Q(read_at__isnull=True, closed_at__isnull=True)


class Notice(AboutMatter):
    """Tells one person one thing once; ``dedupe_key`` makes a second telling impossible.

    ``asks`` names the act that the person's turn was for when it was told; when that turn is over, the notice closes.
    """

    class Kind(models.TextChoices):
        ACT = "act", "办理通知"
        URGING = "urging", "催办"
        DIGEST = "digest", "晨报"

    class Closed(models.TextChoices):
        DONE = "done", "已办"
        OVER = "over", "不须再办"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices, default=Kind.ACT)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField("标题", max_length=200)
    body = models.CharField("内容", max_length=400, blank=True)
    url = models.CharField("打开", max_length=200)
    event = models.ForeignKey("core.Event", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读", null=True, blank=True)
    asks = models.CharField("请办", max_length=60, blank=True)
    closed_at = models.DateTimeField("了结", null=True, blank=True)
    closed_as = models.CharField("如何了结", max_length=8, choices=Closed.choices, blank=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="nobody_is_told_twice")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"]),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="unread_notices"),
            models.Index(
                fields=["root_type", "root_id"], condition=Q(closed_at__isnull=True), name="open_notices_of_matter"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be read: what was done meanwhile is not."""
        return self.read_at is None and self.closed_at is None

    def __str__(self) -> str:
        return self.title
