"""An uploaded sheet on its way in, kept so that a time-out loses nothing and a second click doubles nothing."""

from django.conf import settings
from django.db import models


class KeptSheet(models.Model):
    """Base of every table of uploads (``core.sheets``): the file, who and when, its hash, and what became of it.

    ``summary`` holds what was told while reading and, once it is written, ``counts`` and ``refused``. The file and the
    fields in ``CONTENT`` are emptied some time after an upload was given up; the row stays for the record.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    CONTENT: tuple[str, ...] = ()

    name = models.CharField("文件名", max_length=160)
    file = models.FileField("文件", upload_to="sheets/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    summary = models.JSONField("摘要", default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def outcome(self) -> str:
        """What became of it, in a word."""
        return self.get_state_display()

    @property
    def waits(self) -> bool:
        """Nobody has confirmed it or given it up."""
        return self.state == self.State.PREVIEW
