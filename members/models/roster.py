"""A roster file on its way into the register, kept so that a time-out or a second click loses and doubles nothing."""

from django.conf import settings
from django.db import models


class RosterImport(models.Model):
    """One uploaded roster: the file, what was understood, and what confirming it wrote."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    term = models.ForeignKey("members.Term", on_delete=models.PROTECT, related_name="+", verbose_name="届")
    file = models.FileField("文件", upload_to="rosters/", max_length=200)
    name = models.CharField("文件名", max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    decisions = models.JSONField("核对中的决定", default=dict, blank=True)
    summary = models.JSONField("摘要", default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = "名册导入"
        verbose_name_plural = "名册导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
